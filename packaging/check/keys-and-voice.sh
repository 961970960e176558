#!/usr/bin/env bash
# Takes a ticket and gives an opinion with three keys and an ear: real key strokes in a real window, in
# French, English and Arabic. Nothing is looked at: each stroke follows from what the voice said.
#
#   packaging/check/keys-and-voice.sh [DIR]     (needs xvfb xdotool)
#
# Fails when a sentence that is waited for is never said, or when no ticket or no opinion comes of it.
# DIR keeps the data and the speech logs (default: a new one, thrown away).
set -euo pipefail
cd "$(dirname "$0")/../.."

data=${1:-$(mktemp -d)}
numbers=$(mktemp)
Xvfb -displayfd 3 -screen 0 1080x1920x24 3>"$numbers" 2>/dev/null &
screen=$!
trap 'kill "$screen"; rm -f "$numbers"; [[ ${1:-} ]] || rm -rf "$data"' EXIT
for _ in $(seq 50); do [[ -s $numbers ]] && break; sleep 0.1; done
export DISPLAY=:$(cat "$numbers") QT_QPA_PLATFORM=xcb

for lang in fr en ar; do
    for screen_name in entrance exit; do
        said=$data/$screen_name-$lang.jsonl
        .venv/bin/borne "$screen_name" --windowed --data "$data" --speech-log "$said" 2>"$data/$screen_name.log" &
        kiosk=$!
        ended=0
        timeout 120 .venv/bin/python packaging/check/keys_and_voice.py "$screen_name" "$lang" "$said" "$data" || ended=$?
        kill "$kiosk"
        wait "$kiosk" || true
        [[ $ended = 0 ]] || exit "$ended"
    done
done
