pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// A few words, if one wishes: the sheet, the keyboard, and the ways on, beside it on a wide screen.
Item {
    id: screen

    required property Look look
    required property CommentViewModel viewModel
    required property KeyboardViewModel keyboard
    readonly property bool wide: width > height
    // On low glass a long answer takes the place of the question.
    readonly property bool long: wide && viewModel.text.length > 90

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 4 * screen.look.unit

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 6 * screen.look.unit

            Image {
                readonly property real side: screen.wide ? words.implicitHeight : screen.look.header

                Layout.preferredWidth: side
                Layout.preferredHeight: side
                visible: !screen.long
                sourceSize: Qt.size(side, side)
                source: screen.viewModel.face === "" ? "" : "image://face/" + screen.viewModel.face
            }

            ColumnLayout {
                id: words

                Layout.fillWidth: true
                spacing: screen.look.unit

                Question {
                    Layout.fillWidth: true
                    objectName: "question"
                    visible: !screen.long
                    look: screen.look
                    text: screen.viewModel.question
                }

                Text {
                    Layout.fillWidth: true
                    text: screen.viewModel.hint
                    horizontalAlignment: Text.AlignLeft
                    color: screen.look.inkSoft
                    font.pixelSize: screen.look.body
                    wrapMode: Text.WordWrap
                }
            }
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.fillHeight: true
            radius: 4 * screen.look.unit
            color: screen.look.surface
            border.width: screen.look.hairline
            border.color: screen.look.line

            // Smaller as it gets longer, down to what can be read: 240 signs are always seen whole.
            Text {
                id: sheet

                objectName: "sheet"
                anchors.left: parent.left
                anchors.right: count.left
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                anchors.margins: 2.5 * screen.look.unit
                anchors.leftMargin: 5 * screen.look.unit
                text: screen.viewModel.text + "▏"
                textFormat: Text.PlainText
                color: screen.look.ink
                font.pixelSize: screen.look.label * (screen.wide ? 1.1 : 1.8)
                fontSizeMode: Text.Fit
                minimumPixelSize: Math.round(screen.look.body * 0.5)
                wrapMode: Text.Wrap
                Accessible.role: Accessible.StaticText
                Accessible.name: screen.viewModel.text
            }

            Text {
                id: count

                anchors.right: parent.right
                anchors.bottom: parent.bottom
                anchors.margins: 2.5 * screen.look.unit
                anchors.rightMargin: 5 * screen.look.unit
                text: screen.viewModel.count
                color: screen.look.inkSoft
                font.pixelSize: screen.look.body
                font.features: { "tnum": 1 }
            }
        }

        GridLayout {
            Layout.fillHeight: false
            columns: screen.wide ? 2 : 1
            columnSpacing: 6 * screen.look.unit
            rowSpacing: 6 * screen.look.unit

            Keyboard {
                look: screen.look
                viewModel: screen.keyboard
                Layout.fillWidth: true
                keyHeight: screen.wide ? Math.min(20 * screen.look.mm, screen.height * 0.092) : 26 * screen.look.mm
            }

            GridLayout {
                columns: screen.wide ? 1 : 3
                columnSpacing: 4 * screen.look.unit
                rowSpacing: 4 * screen.look.unit
                Layout.fillHeight: screen.wide
                Layout.fillWidth: !screen.wide
                Layout.preferredWidth: screen.width * 0.24

                ActionButton {
                    objectName: "back"
                    loud: true
                    look: screen.look
                    glyph: "arrow-left"
                    label: screen.viewModel.back
                    Layout.fillWidth: screen.wide
                    Layout.fillHeight: screen.wide
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.goBack()
                }

                ActionButton {
                    objectName: "skip"
                    loud: true
                    look: screen.look
                    label: screen.viewModel.skip
                    Layout.fillWidth: true
                    Layout.fillHeight: screen.wide
                    Layout.preferredWidth: 1
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.leaveOut()
                }

                ActionButton {
                    objectName: "done"
                    loud: true
                    look: screen.look
                    label: screen.viewModel.send
                    strong: enabled
                    enabled: screen.viewModel.canSend
                    opacity: enabled ? 1 : 0.5
                    Layout.fillWidth: true
                    Layout.fillHeight: screen.wide
                    Layout.preferredWidth: 1
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.finish()
                }
            }
        }
    }
}
