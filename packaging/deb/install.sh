#!/bin/sh
# Installe Borne depuis ce dossier ou cette clé, sans réseau :
#   sudo sh install.sh kiosk      les écrans
#   sudo sh install.sh server     le serveur
#   sudo sh install.sh kiosk server
set -eu
here=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

[ $# -gt 0 ] || fail "Dire quoi installer : sh install.sh kiosk, ou sh install.sh server."
packages=""
for name in "$@"; do
    case $name in
        kiosk | server) packages="$packages borne-$name" ;;
        *) fail "« $name » n’est pas connu : il y a kiosk et server." ;;
    esac
done
[ "$(id -u)" -eq 0 ] || fail "Il faut être administrateur : sudo sh install.sh $*"

# The signature says who made the sums; the sums say that nothing changed since.
if command -v openssl >/dev/null; then
    key=$here/SHA256SUMS.pub
    [ ! -r /etc/borne/vendor.pub ] || key=/etc/borne/vendor.pub
    openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$here/SHA256SUMS" \
        -sigfile "$here/SHA256SUMS.sig" >/dev/null 2>&1 ||
        fail "La signature n’est pas bonne. Ne rien installer, et demander un autre dossier."
    say "Signature bonne ($key)."
else
    say "Signature non vérifiée : openssl n’est pas sur cette machine."
fi
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) ||
    fail "Un fichier a changé ou manque. Ne rien installer, et copier le dossier à nouveau."
say "Fichiers intacts."

. /etc/os-release
folder=debian-${VERSION_ID%%.*}
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
address=$(printf '%s' "$here" | sed 's/ /%20/g')
mkdir -p "$lists/lists/partial"
say "deb [trusted=yes] file:$address ./" >"$lists/sources.list"
if [ "${ID:-}" = debian ] && [ -r "$here/$folder/Packages" ]; then
    say "deb [trusted=yes] file:$address/$folder ./" >>"$lists/sources.list"
    set -- -o "Dir::Etc::sourcelist=$lists/sources.list" -o "Dir::Etc::sourceparts=-" \
        -o "Dir::State::lists=$lists/lists"
    recommended=$(sed -n 's/^Package: //p' "$here/$folder/Packages" |
        grep -x -e espeak-ng -e alsa-utils -e nftables -e apparmor -e wlr-randr | tr '\n' ' ')
else
    say "Les paquets du système pour ${PRETTY_NAME:-ce système} ne sont pas dans ce dossier : il faut un réseau."
    cp "$lists/sources.list" /etc/apt/sources.list.d/borne-install.list
    trap 'rm -rf "$lists" /etc/apt/sources.list.d/borne-install.list' EXIT
    set --
    recommended=""
fi
case $packages in *kiosk*) ;; *) recommended="" ;; esac
export DEBIAN_FRONTEND=noninteractive
apt-get -qq "$@" -o APT::Sandbox::User=root update
# shellcheck disable=SC2086  # several names
apt-get -qq --yes "$@" -o APT::Sandbox::User=root --no-install-recommends install $packages $recommended
say "Installé :$packages."
case $packages in
    *kiosk*) say "Ensuite : régler /etc/borne/borne.toml, puis borne-session entrance (ou exit)." ;;
esac
