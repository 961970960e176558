#!/bin/sh
# Writes the lock files from pyproject.toml: versions that are already locked stay, unless UPGRADE=1.
set -eu
cd "$(dirname "$0")/../.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT INT TERM
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv

# No address and no path may end up in the files, and one file serves every Python and machine.
lock() {
    target=$1
    shift
    "$tools/bin/uv" pip compile --quiet ${UPGRADE:+--upgrade} \
        --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "$target" "$@"
    echo "$target: $(grep -c '==' "$target") packages"
}

lock requirements.lock pyproject.toml
lock requirements-dev.lock --extra dev --constraints requirements.lock pyproject.toml
echo "hatchling>=1.27" | lock requirements-build.lock --constraints requirements-dev.lock -
