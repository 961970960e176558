pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// What is asked before a ticket is taken, and its answers.
Item {
    id: screen

    required property Look look
    required property CardViewModel viewModel
    readonly property bool wide: width > height
    readonly property bool tight: look.loud === 1 || height < 180 * look.unit

    Panel {
        id: panel

        anchors.left: parent.left
        width: screen.wide ? parent.width * 0.5 : parent.width
        height: screen.wide ? parent.height : parent.height * 0.46
        look: screen.look
        wide: screen.wide
        upright: true
        glyph: screen.viewModel.icon
        title: screen.viewModel.title
        detail: screen.viewModel.said
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - (screen.wide ? panel.width : 0) - 2 * screen.look.margin
        height: parent.height - y - screen.look.margin
        spacing: 5 * screen.look.unit

        // Beside the title, which stands at the foot of its panel.
        Item {
            Layout.fillHeight: true
            visible: screen.wide
        }

        Repeater {
            model: screen.viewModel.buttons

            Tile {
                id: answer

                required property var modelData

                objectName: "act_" + modelData.id
                look: screen.look
                label: modelData.label
                glyph: modelData.icon
                enabled: !screen.viewModel.busy
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.maximumHeight: (screen.wide ? 56 : 76) * screen.look.unit
                onClicked: screen.viewModel.act(answer.modelData.id)
            }
        }

        Item {
            Layout.fillHeight: true
            visible: !screen.wide
        }
    }
}
