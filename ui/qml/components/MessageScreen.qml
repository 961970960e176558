import QtQuick
import QtQuick.Layouts
import Borne

// Why not, and what to do.
Item {
    id: screen

    required property Look look
    required property MessageViewModel viewModel

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 8 * screen.look.unit

        Item {
            Layout.fillHeight: true
            Layout.preferredHeight: 1
        }

        Rectangle {
            Layout.preferredWidth: Math.min(56 * screen.look.unit, screen.height * 0.24)
            Layout.preferredHeight: Layout.preferredWidth
            radius: width / 2
            color: screen.look.primary

            Image {
                anchors.centerIn: parent
                width: parent.width * 0.56
                height: width
                sourceSize: Qt.size(width, height)
                source: "image://icon/" + screen.viewModel.icon + "/" + screen.look.onPrimary.substring(1)
            }
        }

        Text {
            Layout.fillWidth: true
            objectName: "message"
            text: screen.viewModel.title
            color: screen.look.ink
            font.pixelSize: screen.look.question * 1.25
            font.weight: Font.Bold
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Text {
            Layout.fillWidth: true
            text: screen.viewModel.detail
            visible: text !== ""
            color: screen.look.ink
            font.pixelSize: screen.look.question * 0.85
            wrapMode: Text.WordWrap
        }

        Text {
            Layout.fillWidth: true
            text: screen.viewModel.advice
            visible: text !== ""
            color: screen.look.inkSoft
            font.pixelSize: screen.look.label
            wrapMode: Text.WordWrap
        }

        Item {
            Layout.fillHeight: true
            Layout.preferredHeight: 2
        }

        ActionButton {
            objectName: "act"
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
