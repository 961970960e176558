#!/usr/bin/env bash
# Installs what `make packages` built in an empty Debian root, in a network namespace that holds nothing but loopback:
# takes a ticket and gives an opinion, opens both screens off screen under a small service manager that hears them,
# kills and hangs them, upgrades, removes, purges, and says what is left. systemd is not running here:
# packages-vm.sh boots a machine for that.
#
#   packaging/check/packages.sh SUITE [DIST [NEXT]]     (as root; needs debootstrap, iproute2)
#
#   ROOTS=DIR   where the empty roots are kept between runs (default: /var/tmp/borne-roots)
set -euo pipefail
if [[ ${BORNE_PACKAGES:-} != inside ]]; then
    exec env BORNE_PACKAGES=inside unshare --mount --net --pid --fork --kill-child --propagation private "$0" "$@"
fi
here=$(cd "$(dirname "$0")" && pwd)
[[ $# -ge 1 ]] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
suite=$1
dist=$(cd "${2:-$here/../../dist}" && pwd)
next=${3:-}
roots=${ROOTS:-/var/tmp/borne-roots}
base=$roots/$suite.bare
trial=$(mktemp -d "$roots/$suite.trial.XXXXXX")
[[ -d $base ]] || { echo "First: debootstrap --variant=minbase $suite $base MIRROR (this script has no network)" >&2; exit 1; }
trap 'umount -l "$trial/proc" "$trial/dev/shm" "$trial/media" 2>/dev/null; rm -rf --one-file-system "$trial"' EXIT

in_trial() { timeout 900 chroot "$trial" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
listing() { (cd "$trial" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./media -o -path ./var/cache -o -path ./var/lib/apt -o -path ./var/log -o -path ./tmp \) -prune -o -print | sort); }
step() {
    local words=$1 begun=$EPOCHREALTIME
    shift
    "$@" >"$roots/$suite.step" 2>&1 || { cat "$roots/$suite.step" >&2; echo "FAILED: $words" >&2; exit 1; }
    awk -v a="$begun" -v b="$EPOCHREALTIME" -v words="$words" 'BEGIN { printf "%8.1f s  %s\n", b - a, words }'
}

ip link set lo up
cp -a "$base/." "$trial"
mount -t proc proc "$trial/proc"
mkdir -p "$trial/dev/shm"
mount -t tmpfs shm "$trial/dev/shm"
mount --bind -o ro "$dist" "$trial/media"
: >"$trial/etc/apt/sources.list"
# The disk of a trial need not survive a power cut.
echo force-unsafe-io >"$trial/etc/dpkg/dpkg.cfg.d/trial"
listing >"$roots/$suite.before"
echo "$suite, network: $(in_trial ls /proc/self/net/dev_snmp6 2>/dev/null | tr '\n' ' ')"

step "install.sh kiosk server" in_trial sh /media/install.sh kiosk server
in_trial du -sh /usr/lib/borne/kiosk /usr/lib/borne/server
step "$(in_trial borne --version), $(in_trial python3 --version)" in_trial borne config check /etc/borne/borne.toml
# A site that never closes: the trial may be run in the evening.
printf 'catalogue = "mairie"\n[site]\nid = "saint-exemple"\nname = "Mairie de Saint-Exemple"\n' >"$trial/etc/borne/borne.toml"
step "a ticket" in_trial borne ticket passeport --json
tail -n 1 "$roots/$suite.step"
step "an opinion" in_trial borne rate 4 --json
step "a code of the server" in_trial borne server code --site saint-exemple --json
[[ $(stat -c %u "$trial/var/lib/borne/borne.db") = $(in_trial id -u borne) ]]
cp "$here/packages_screens.py" "$trial/srv/"
for screen in entrance exit; do
    step "$screen: opens, is killed, is hung, comes back" in_trial python3 /srv/packages_screens.py "$screen"
    sed 's/^/            | /' "$roots/$suite.step"
done
step "the database is good" in_trial borne db check
if [[ $next ]]; then
    mkdir -p "$trial/srv/next" && cp "$next"/*.deb "$trial/srv/next/"
    before=$(in_trial borne ticket passeport --json | wc -l)
    step "upgrade" in_trial sh -c 'dpkg --install /srv/next/*.deb'
    in_trial borne --version
    in_trial ls /var/lib/borne/copies /var/lib/borne-server/copies
    step "the database is good" in_trial borne db check
    [[ $before = 1 ]]
fi
step "remove" in_trial apt-get -qq remove --yes borne-kiosk borne-server
[[ ! -e $trial/usr/lib/borne ]] || { find "$trial/usr/lib/borne" | head; echo "FAILED: files after removal" >&2; exit 1; }
step "purge" in_trial dpkg --purge borne-kiosk borne-server
cat "$roots/$suite.step"
echo "left:"
listing | comm -13 "$roots/$suite.before" - | grep -i borne | grep -v '^./srv/' || true
! listing | comm -13 "$roots/$suite.before" - | grep -i borne | grep -v -e '^./var/lib/borne' -e '^./srv/' || { echo "FAILED: more than data is left" >&2; exit 1; }
echo "all well"
