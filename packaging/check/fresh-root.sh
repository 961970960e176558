#!/usr/bin/env bash
# Plays a newcomer's first minutes on an empty Debian, so that "one command" stays true.
#
#   packaging/check/fresh-root.sh [--sudo] SUITE [TARGET...]     (as root; needs debootstrap)
#
# SUITE is bookworm or trixie; TARGETs are make targets, `setup` unless told. In a root that holds
# git, make and python3 only: a user without rights is told what to type; root (or, with --sudo, a
# user who has sudo) makes the targets; then the user without rights can too. Prints the wall time
# of each step. The mirror, the certificates and the package index are those of this machine.
#   ROOTS=DIR   where the empty systems are kept between runs (default: /var/tmp/borne-roots)
#   LIMIT=SEC   the longest that one step may last (default: 1800)
set -euo pipefail
cd "$(dirname "$0")/../.."

ROOTS=${ROOTS:-/var/tmp/borne-roots}
LIMIT=${LIMIT:-1800}

# In its own mount namespace, so that no mount outlives the script, however it ends.
if [[ ${BORNE_FRESH_ROOT:-} != inside ]]; then
    exec env BORNE_FRESH_ROOT=inside unshare --mount --propagation private "$0" "$@"
fi

administrator=root
if [[ ${1:-} == --sudo ]]; then
    administrator=helper
    shift
fi
[[ $# -ge 1 ]] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
suite=$1
shift
targets=("${@:-setup}")

base=$ROOTS/$suite.base
trial=$ROOTS/$suite.$$
output=$trial/tmp/output

say() { printf '%s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

# timed WORDS FUNCTION…: runs it, keeps what it printed, tells how long it took.
timed() {
    local words=$1 begun=$EPOCHREALTIME status=0
    shift
    "$@" </dev/null >"$output" 2>&1 || status=$?
    awk -v a="$begun" -v b="$EPOCHREALTIME" -v words="$words" -v status="$status" \
        'BEGIN { printf "%8.1f s  %s%s\n", b - a, words, status ? " (exit status " status ")" : "" }'
    return "$status"
}

# in_trial USER FOLDER COMMAND…: runs it in the trial root with a newcomer's bare environment.
in_trial() {
    local user=$1 folder=$2 home=/home/$1
    shift 2
    [[ $user != root ]] || home=/root
    local variables=(HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8)
    [[ $user != root ]] || variables[1]=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    timeout "$LIMIT" chroot --userspec="$user:$user" "$trial" env -i "${variables[@]}" "${access[@]}" \
        sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
}

host_mirror() {
    local file
    for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
        [[ -r $file ]] || continue
        awk '$1 == "URIs:" { print $2; exit }
             $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+:\/\//) { print $i; exit } }' "$file"
    done | head -n 1
}

make_base() {
    [[ -d $base ]] && return
    local begun=$SECONDS
    rm -rf "$base.unfinished"
    debootstrap --variant=minbase "$suite" "$base.unfinished" "$(host_mirror)" >"$ROOTS/$suite.log" 2>&1 ||
        { tail -n 20 "$ROOTS/$suite.log" >&2; fail "debootstrap $suite"; }
    chroot "$base.unfinished" env DEBIAN_FRONTEND=noninteractive \
        sh -c 'apt-get update && apt-get install -y --no-install-recommends git make python3' \
        >>"$ROOTS/$suite.log" 2>&1 || { tail -n 20 "$ROOTS/$suite.log" >&2; fail "git, make, python3"; }
    mv "$base.unfinished" "$base"
    say "made an empty $suite with git, make and python3 in $((SECONDS - begun)) s"
}

# The same network as this machine: certificates, proxies and package index, but no local folder.
give_access() {
    access=()
    cp /etc/resolv.conf "$trial/etc/resolv.conf"
    local name value
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL; do
        [[ -z ${!name:-} ]] || access+=("$name=${!name}")
    done
    value=${PIP_CERT:-${SSL_CERT_FILE:-}}
    if [[ -n $value ]]; then
        # Not in /etc/ssl/certs: installing ca-certificates writes there.
        cp -L "$value" "$trial/etc/certificates-of-this-machine.pem"
        access+=("PIP_CERT=/etc/certificates-of-this-machine.pem")
    fi
}

copy_project() {
    local target=$1
    mkdir -p "$target"
    if [[ -z $(git status --porcelain) ]]; then
        git clone --quiet --no-hardlinks . "$target"
    else
        git ls-files --cached --others --exclude-standard -z |
            tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory "$target"
    fi
}

expect_advice() {
    local status=0
    timed "a user without rights: make setup" in_trial visitor /home/visitor/borne make setup || status=$?
    sed 's/^/            | /' "$output"
    [[ $status -ne 0 ]] || fail "nothing was missing on an empty system"
    grep -q 'apt-get install' "$output" || fail "the advice does not say what to type"
    ! grep -q Traceback "$output" || fail "a traceback is no advice"
}

make_targets() {
    local user=$1 folder=$2 target
    for target in "${targets[@]}"; do
        timed "$user: make $target" in_trial "$user" "$folder" make "$target" ||
            { tail -n 60 "$output" >&2; fail "$user: make $target"; }
        awk '/^\[.\/.\]|^      / { print "            | " $0; next } { last[NR] = $0 }
             END { for (i = NR - 2; i <= NR; i++) if (i in last) print "            | " last[i] }' "$output"
    done
    timed "$user: make setup, again" in_trial "$user" "$folder" make setup
}

check_qt() {
    local user=$1 folder=$2
    cp packaging/check/qt-draws.py "$trial/tmp/"
    timed "$user: Qt Quick draws off screen" in_trial "$user" "$folder" \
        env QT_QPA_PLATFORM=offscreen .venv/bin/python /tmp/qt-draws.py || { cat "$output" >&2; fail "Qt"; }
    # Nothing here opens a window, so the parts that would are only looked at.
    local unmet
    unmet=$(in_trial "$user" "$folder" sh -c \
        'ldd .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libq[xw]*.so' | grep 'not found' || true)
    [[ -z $unmet ]] || fail "window systems lack: $unmet"
}

mkdir -p "$ROOTS"
make_base
trap 'umount -l "$trial/proc" "$trial/dev/shm" "$trial/dev/pts" 2>/dev/null; rm -rf --one-file-system "$trial"' EXIT
cp -a "$base" "$trial"
mount -t proc proc "$trial/proc"
mkdir -p "$trial/dev/shm" "$trial/dev/pts"
mount -t tmpfs shm "$trial/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$trial/dev/pts"
ln -sf pts/ptmx "$trial/dev/ptmx"
give_access
chroot "$trial" useradd --create-home visitor
copy_project "$trial/home/visitor/borne"
chroot "$trial" chown -R visitor: /home/visitor/borne
if [[ $administrator == helper ]]; then
    chroot "$trial" useradd --create-home helper
    chroot "$trial" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sudo \
        >/dev/null 2>&1
    echo 'helper ALL=(ALL) NOPASSWD: ALL' >"$trial/etc/sudoers.d/helper"
    folder=/home/helper/borne
else
    folder=/opt/borne
fi
copy_project "$trial$folder"
chroot "$trial" chown -R "$administrator:" "$folder"

say "$suite, $(chroot "$trial" python3 --version), $(nproc) cores"
expect_advice
make_targets "$administrator" "$folder"
check_qt "$administrator" "$folder"
make_targets visitor /home/visitor/borne
check_qt visitor /home/visitor/borne
say "all well"
