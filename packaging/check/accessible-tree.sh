#!/usr/bin/env bash
# Goes through a visit as a screen reader does: over AT-SPI, by the names of the buttons, in a real window.
#
#   packaging/check/accessible-tree.sh [DIR]     (needs xvfb dbus-x11 at-spi2-core python3-gi gir1.2-atspi-2.0)
#
# Prints the tree of every screen with sizes in millimetres; fails when a button has no name, is lower
# or narrower than 20 mm, nearer than 3 mm to another, or when no ticket or no opinion comes of it.
# DIR keeps the data of the kiosk (default: a new one, thrown away).
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ ${BORNE_ACCESSIBLE_TREE:-} != inside ]]; then
    data=${1:-$(mktemp -d)}
    numbers=$(mktemp)
    Xvfb -displayfd 3 -screen 0 1080x1920x24 3>"$numbers" 2>/dev/null &
    screen=$!
    trap 'kill "$screen"; rm -f "$numbers"; [[ ${1:-} ]] || rm -rf "$data"' EXIT
    for _ in $(seq 50); do [[ -s $numbers ]] && break; sleep 0.1; done
    DISPLAY=:$(cat "$numbers") BORNE_ACCESSIBLE_TREE=inside timeout 120 \
        dbus-run-session -- bash "$0" "$data" 2> >(grep -v -e dbus-daemon -e SpiRegistry >&2)
    exit
fi

export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb
/usr/libexec/at-spi-bus-launcher --launch-immediately &
bus=$!
trap 'kill "$bus"; wait "$bus" || true' EXIT
sleep 1
for screen in entrance exit; do
    .venv/bin/borne "$screen" --windowed --data "$1" 2>"$1/$screen.log" &
    kiosk=$!
    ended=0
    /usr/bin/python3 packaging/check/accessible_tree.py "$screen" || ended=$?
    kill "$kiosk"
    wait "$kiosk" || true
    [[ $ended = 0 ]] || exit "$ended"
done
