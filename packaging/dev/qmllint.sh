#!/bin/sh
# Finds in the QML what would only fail on the screen: a misspelled member, a missing property.
#   qmllint.sh [FOLDER]     the QML files below it; without one, those of ui/qml
set -eu
folder=$(realpath "${1:-$(dirname "$0")/../../ui/qml}")
cd "$(dirname "$0")/../.."

types=$(mktemp -d)
trap 'rm -rf "$types"' EXIT
trap 'exit 130' INT TERM

PYTHONPATH=. .venv/bin/python packaging/dev/qml_types.py "$types"
# Without --max-warnings it says what is wrong and succeeds all the same.
find "$folder" -name '*.qml' -exec .venv/bin/pyside6-qmllint --max-warnings 0 -I "$types" {} +
