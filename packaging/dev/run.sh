#!/bin/sh
# Shows Borne: in windows when there is a screen, else played by a scripted visitor into demo-out/.
set -eu
cd "$(dirname "$0")/../.."

# Only Qt can tell whether a display that is announced can be opened.
screen_works() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    (
        # shellcheck disable=SC3045  # dash and bash both know it
        ulimit -c 0
        timeout 10 .venv/bin/python -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' ||
            exit 1
    ) >/dev/null 2>&1
}

if screen_works; then
    echo "Opening the entrance, the exit and the paper windows; close one to stop."
    exec .venv/bin/borne demo
fi
echo "No screen here: a scripted visitor plays the visit; see demo-out/ for the pictures."
exec .venv/bin/borne demo --headless --out demo-out
