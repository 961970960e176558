import QtQuick
import QtQuick.Layouts
import Borne

// Why not, and what to do.
Item {
    id: screen

    required property Look look
    required property MessageViewModel viewModel
    readonly property bool wide: width > height
    // Large words, or a low part of the glass: no word may be larger than it must be.
    readonly property bool tight: look.loud === 1 || height < 180 * look.unit

    Panel {
        id: panel

        anchors.left: parent.left
        width: screen.wide ? parent.width * (screen.tight ? 0.42 : 0.5) : parent.width
        height: screen.wide ? parent.height : parent.height * 0.46
        look: screen.look
        wide: screen.wide
        upright: true
        glyph: screen.viewModel.icon
        title: screen.viewModel.title
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - (screen.wide ? panel.width : 0) - 2 * screen.look.margin
        height: parent.height - y - (action.visible ? 6 * screen.look.unit : screen.look.margin)
        spacing: screen.tight ? 3 * screen.look.unit : Math.min(8 * screen.look.unit, height * 0.04)

        // Level with the title beside it.
        Item {
            Layout.fillHeight: true
            visible: screen.wide
        }

        Text {
            Layout.fillWidth: true
            objectName: "message"
            text: screen.viewModel.detail
            visible: text !== ""
            color: screen.look.ink
            font.pixelSize: screen.tight ? screen.look.label : screen.look.question * 1.2
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }

        Text {
            Layout.fillWidth: true
            text: screen.viewModel.advice
            visible: text !== ""
            color: screen.look.inkSoft
            font.pixelSize: screen.look.label * (screen.tight ? 1 : 1.4)
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
        }

        Item {
            Layout.fillHeight: true
            visible: !screen.wide
        }

        ActionButton {
            id: action

            objectName: "act"
            loud: true
            look: screen.look
            label: screen.viewModel.action
            visible: label !== ""
            strong: true
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.footer
            onClicked: screen.viewModel.act()
        }
    }
}
