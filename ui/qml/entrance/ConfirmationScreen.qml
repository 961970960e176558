import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The number is the hero; then the paper, or what to do without it.
Item {
    id: screen

    required property Look look
    required property ConfirmationViewModel viewModel
    readonly property bool wide: width > height
    readonly property bool low: height < 180 * look.unit

    Rectangle {
        id: panel

        anchors.left: parent.left
        width: screen.wide ? parent.width * 0.58 : parent.width
        height: screen.wide ? parent.height : parent.height * 0.54
        color: screen.look.primary

        ColumnLayout {
            anchors.fill: parent
            anchors.margins: screen.look.margin
            spacing: 4 * screen.look.unit

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.title
                color: screen.look.onPrimary
                font.pixelSize: screen.look.question
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignLeft
            }

            Text {
                Layout.fillWidth: true
                Layout.fillHeight: true
                objectName: "number"
                text: screen.viewModel.number
                color: screen.look.onPrimary
                font.pixelSize: screen.look.number
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignLeft
                fontSizeMode: Text.Fit
                verticalAlignment: Text.AlignVCenter
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.motif
                color: screen.look.onPrimary
                font.pixelSize: screen.look.question
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.zone
                visible: text !== ""
                color: screen.look.onPrimary
                font.pixelSize: screen.look.label * 1.2
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }
        }
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - (screen.wide ? panel.width : 0) - 2 * screen.look.margin
        height: parent.height - y - 6 * screen.look.unit
        spacing: (screen.low ? 3 : 6) * screen.look.unit

        Rectangle {
            Layout.preferredWidth: Math.min(68 * screen.look.unit, screen.height * (screen.low ? 0.2 : 0.28))
            Layout.preferredHeight: Layout.preferredWidth
            visible: !(screen.low && screen.look.loud === 1)
            radius: width / 2
            color: screen.viewModel.failed ? screen.look.warning : screen.viewModel.printed ? screen.look.success : screen.look.primary

            Image {
                anchors.centerIn: parent
                width: parent.width * 0.6
                height: width
                sourceSize: Qt.size(width, height)
                source: screen.viewModel.icon === "" ? "" : "image://icon/" + screen.viewModel.icon + "/" + screen.look.onPrimary.substring(1)
            }
        }

        Text {
            objectName: "instruction"
            Layout.fillWidth: true
            text: screen.viewModel.instruction
            color: screen.look.ink
            font.pixelSize: screen.low && !screen.viewModel.brief ? screen.look.label : screen.look.question * (!screen.wide && screen.viewModel.brief ? 1.35 : 1)
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }

        Item {
            Layout.fillHeight: true
        }

        ActionButton {
            objectName: "done"
            loud: true
            look: screen.look
            label: screen.viewModel.done
            strong: true
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.footer
            onClicked: screen.viewModel.finish()
        }
    }
}
