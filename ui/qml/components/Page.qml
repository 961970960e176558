import QtQuick
import Borne

// One screen of a window: built when first shown, or once the first screen has been seen.
Loader {
    id: page

    required property string name
    required property ShellViewModel shell
    // By a notice or a panel: then nothing of it can be reached, by finger or by key.
    property bool covered: false

    active: name === shell.screen || shell.warm
    visible: name === shell.screen
    enabled: visible && !covered
}
