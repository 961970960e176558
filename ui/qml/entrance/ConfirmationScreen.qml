import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The number is the hero; then the paper, or what to do without it.
Item {
    id: screen

    required property Look look
    required property ConfirmationViewModel viewModel

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.mm
        spacing: 4 * screen.look.mm

        Text {
            Layout.fillWidth: true
            text: screen.viewModel.title
            color: screen.look.ink
            font.pixelSize: screen.look.question
            font.weight: Font.Bold
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: screen.width > screen.height ? screen.height : screen.height * 0.5
            radius: 4 * screen.look.mm
            color: screen.look.surface
            border.width: Math.max(1, 0.4 * screen.look.mm)
            border.color: screen.look.line

            ColumnLayout {
                anchors.fill: parent
                anchors.margins: 5 * screen.look.mm
                spacing: 2 * screen.look.mm

                Text {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    objectName: "number"
                    text: screen.viewModel.number
                    color: screen.look.primary
                    font.pixelSize: screen.look.number
                    font.weight: Font.Bold
                    font.features: { "tnum": 1 }
                    fontSizeMode: Text.Fit
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }

                Text {
                    Layout.fillWidth: true
                    text: screen.viewModel.motif
                    color: screen.look.ink
                    font.pixelSize: screen.look.label
                    font.weight: Font.DemiBold
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                }

                Text {
                    Layout.fillWidth: true
                    text: screen.viewModel.zone
                    visible: text !== ""
                    color: screen.look.inkSoft
                    font.pixelSize: screen.look.body
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                }
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.minimumHeight: 24 * screen.look.mm
            spacing: 6 * screen.look.mm

            Rectangle {
                Layout.preferredWidth: 22 * screen.look.mm
                Layout.preferredHeight: 22 * screen.look.mm
                radius: width / 2
                color: screen.viewModel.failed ? screen.look.warning : screen.viewModel.printed ? screen.look.success : screen.look.primary

                Image {
                    id: sign

                    readonly property string name: screen.viewModel.failed ? "alert" : screen.viewModel.printed ? "arrow-down" : "printer"

                    anchors.centerIn: parent
                    width: parent.width * 0.6
                    height: width
                    sourceSize: Qt.size(width, height)
                    source: "image://icon/" + name + "/" + screen.look.onPrimary.substring(1)
                }
            }

            Text {
                objectName: "instruction"
                Layout.fillWidth: true
                text: screen.viewModel.instruction
                color: screen.look.ink
                font.pixelSize: screen.look.question * 0.85
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }

        Item {
            Layout.fillHeight: true
            visible: screen.height > screen.width
        }

        ActionButton {
            objectName: "done"
            look: screen.look
            label: screen.viewModel.done
            strong: true
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.footer
            onClicked: screen.viewModel.finish()
        }
    }
}
