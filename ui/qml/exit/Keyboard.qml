pragma ComponentBehavior: Bound

import QtQuick
import Borne

// Rows of keys, each in the middle; never mirrored, for no keyboard is.
Item {
    id: keyboard

    required property Look look
    required property KeyboardViewModel viewModel
    property real keyHeight: 20 * look.mm
    property real gap: 4 * look.unit
    readonly property real letter: (width - gap * (viewModel.columns - 1)) / viewModel.columns

    implicitHeight: keyHeight * viewModel.lines + gap * (viewModel.lines - 1)
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        spacing: keyboard.gap

        Repeater {
            model: keyboard.viewModel.rows

            Row {
                id: row

                required property var modelData

                anchors.horizontalCenter: parent.horizontalCenter
                spacing: keyboard.gap

                Repeater {
                    model: row.modelData

                    Key {
                        id: key

                        required property var modelData

                        objectName: "key_" + modelData.key
                        look: keyboard.look
                        label: keyboard.viewModel.shift ? modelData.upper : modelData.label
                        spoken: modelData.special ? modelData.spoken : label
                        special: modelData.special
                        held: modelData.key === "shift" && keyboard.viewModel.shift
                        width: keyboard.letter * modelData.span + keyboard.gap * (modelData.span - 1)
                        height: keyboard.keyHeight
                        onClicked: keyboard.viewModel.press(key.modelData.key)
                    }
                }
            }
        }
    }
}
