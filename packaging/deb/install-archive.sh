#!/bin/sh
# Installe Borne sur un Linux sans dpkg : sh install.sh kiosk, ou server. Il faut systemd et Python 3.11, 3.12 ou 3.13.
# Les bibliothèques du système (Mesa, libxkbcommon, xcb, fribidi) et cage, seatd, xwayland viennent de la distribution.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
[ "$(id -u)" -eq 0 ] || fail "Il faut être administrateur."
case ${1:-} in kiosk | server) ;; *) fail "Dire quoi installer : kiosk ou server." ;; esac
/usr/bin/python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
    fail "Il faut /usr/bin/python3 en version 3.11, 3.12 ou 3.13."
old=$(cat "/usr/lib/borne/$1/version" 2>/dev/null || true)
[ -z "$old" ] || sh "$here/$1/scripts/preinst" upgrade "$old"
rm -rf "/usr/lib/borne/$1"
# Settings that are there already stay.
tar --create --directory "$here/$1" etc | tar --extract --directory / --no-same-owner --skip-old-files
tar --create --directory "$here/$1" usr | tar --extract --directory / --no-same-owner
command -v update-alternatives >/dev/null || ln -sf "/usr/lib/borne/$1/bin/borne" /usr/bin/borne
sh "$here/$1/scripts/postinst" configure "$old"
printf 'Installé : %s\n' "$1"
