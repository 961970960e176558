#!/bin/sh
# Makes .venv/ from the lock files, so that a fresh machine needs one command and no reading.
#   setup.sh          what `borne` needs to run
#   setup.sh --dev    the same, and what the tests need
set -eu
cd "$(dirname "$0")/../.."

# A library that Qt or Pillow loads, and the Debian package that holds it. Debian 13 renamed some packages
# (libglib2.0-0t64) and still accepts these names.
LIBRARIES="
libglib-2.0.so.0:libglib2.0-0     libbrotlidec.so.1:libbrotli1        libGL.so.1:libgl1
libEGL.so.1:libegl1               libfontconfig.so.1:libfontconfig1   libdbus-1.so.3:libdbus-1-3
libxkbcommon.so.0:libxkbcommon0   libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4
libxcb-keysyms.so.1:libxcb-keysyms1  libxcb-shape.so.0:libxcb-shape0
libwayland-cursor.so.0:libwayland-cursor0  libwayland-egl.so.1:libwayland-egl1
libfribidi.so.0:libfribidi0
"
ROOM_NEEDED_MB=600

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }
seconds_since() { echo "$(($(date +%s) - $1)) s"; }

# Runs a command silently; its output is shown only when it fails.
quietly() {
    "$@" >"$log" 2>&1 && return 0
    cat "$log" >&2
    return 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        command -v "$candidate"
        return 0
    done
    return 0
}

missing_packages() {
    if [ -z "$python" ]; then
        echo python3
    fi
    if [ -z "$python" ] || ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo python3-venv
    fi
    if [ -z "$python" ]; then
        for pair in $LIBRARIES; do echo "${pair#*:}"; done
        return
    fi
    # shellcheck disable=SC2086  # one argument per pair
    "$python" -c '
import ctypes, sys
for pair in sys.argv[1:]:
    library, package = pair.split(":")
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
' $LIBRARIES
}

install_packages() {
    packages=$(missing_packages | tr '\n' ' ')
    packages=${packages% }
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "This machine lacks what these Debian packages hold: $packages" \
            "Install their equivalents, then run the same command again."
    fi
    has_rights || explain_packages
    apt_install "$packages" || fail "" "apt-get could not install them: see its message above."
    python=$(find_python)
    left=$(missing_packages | tr '\n' ' ')
    [ -z "$left" ] || fail "Still missing after the installation: $left(Borne needs Python 3.11 or newer: Debian 12, Ubuntu 24.04 or later)."
}

has_rights() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
}

apt_install() {
    say "      installing $1"
    # A failed update is not the end: the lists that are there may do.
    # shellcheck disable=SC2086  # two words or none
    quietly $as_root apt-get update || say "      (the package lists could not be refreshed)"
    # shellcheck disable=SC2086  # several words are several arguments
    quietly $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $1
}

# Half of the server's tests start a PostgreSQL of their own; without it they are skipped.
install_database() {
    for place in initdb /usr/lib/postgresql/*/bin/initdb; do
        if command -v "$place" >/dev/null 2>&1; then return 0; fi
    done
    if command -v apt-get >/dev/null 2>&1 && has_rights && apt_install postgresql; then return 0; fi
    say "      (without the package postgresql the tests on it are skipped)"
}

explain_packages() {
    command="apt-get update && apt-get install -y --no-install-recommends $packages"
    if command -v sudo >/dev/null 2>&1; then
        command="sudo sh -c '$command'"
    else
        command="su -c '$command'"
    fi
    fail "" "Some system packages are missing, and only an administrator can install them. Run" "" \
        "    $command" "" "then the same command again."
}

make_environment() {
    if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        .venv/bin/python -m pip --version >/dev/null 2>&1 &&
        [ "$(cat .venv/.place 2>/dev/null)" = "$PWD" ]; then
        return 0
    fi
    free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
    [ "$free_mb" -ge "$ROOM_NEEDED_MB" ] ||
        fail "" "Only $free_mb MB are free here; $ROOM_NEEDED_MB MB are needed."
    quietly "$python" -m venv --clear .venv ||
        fail "" "The Python environment could not be made in $PWD/.venv: see the message above."
    echo "$PWD" >.venv/.place
}

pip_install() { quietly .venv/bin/python -m pip --disable-pip-version-check --no-input install "$@"; }

install_locked() {
    pip_install --require-hashes --only-binary :all: --requirement "$lock" \
        --requirement requirements-build.lock || fail "" \
        "The Python packages could not be installed: see pip's message above." \
        "They are downloaded from the package index that pip is set up for; is there a network?"
}

# What the environment depends on; while this stays the same there is nothing to do.
fingerprint() {
    {
        echo "$PWD"
        readlink -f .venv/bin/python || true
        cat pyproject.toml requirements-build.lock "$1" packaging/dev/setup.sh
    } | sha256sum | cut -d ' ' -f 1
}

lock=requirements.lock
stamp=.venv/.ready-run
purpose="to run Borne"
if [ "${1:-}" = "--dev" ]; then
    lock=requirements-dev.lock
    stamp=.venv/.ready-dev
    purpose="to run and test Borne"
fi
if [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint "$lock")" ]; then
    exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
begun=$(date +%s)

say "Setting up what is needed $purpose (the first time only)."
step=$(date +%s)
say "[1/4] System packages: looking for what is missing …"
python=$(find_python)
install_packages
[ "$lock" = requirements.lock ] || install_database
say "      done in $(seconds_since "$step")"

step=$(date +%s)
say "[2/4] Python environment in .venv, from $python …"
make_environment
say "      done in $(seconds_since "$step")"

step=$(date +%s)
say "[3/4] Python packages: $(grep -c '==' "$lock") of them, Qt among them, about 110 MB to download …"
install_locked
say "      done in $(seconds_since "$step")"

step=$(date +%s)
say "[4/4] Borne itself …"
pip_install --no-deps --no-build-isolation --editable . ||
    fail "" "Borne itself could not be installed in .venv: see pip's message above."
fingerprint "$lock" >"$stamp"
# The tests' packages include all that running needs.
[ "$lock" = requirements.lock ] || fingerprint requirements.lock >.venv/.ready-run
say "      done in $(seconds_since "$step")"
say "Ready after $(seconds_since "$begun"): .venv/bin/borne --help"
