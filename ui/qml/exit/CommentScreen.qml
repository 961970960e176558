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
    // Large words on a wide screen, or a tablet: one line above the sheet, and of a long answer its end.
    readonly property bool tight: wide && (look.loud === 1 || look.unit < look.mm)
    readonly property bool narrow: tight && look.loud === 1 && width < 320 * look.unit
    readonly property bool empty: viewModel.text === ""
    // On low glass a long answer takes the place of the question.
    readonly property bool long: wide && viewModel.text.length > 90
    readonly property real pad: (tight ? 2 : 6) * look.unit
    readonly property real gap: (tight ? 3 : 4) * look.unit
    // What a keyboard of large keys leaves to the sheet must hold a line.
    readonly property real leastSheet: 1.25 * lines.lineSpacing + 2 * look.unit
    readonly property real forKeys: height - column.anchors.topMargin - column.anchors.bottomMargin - head.height - leastSheet - 2 * gap
    readonly property real roomForKey: (forKeys + keys.gap) / keyboard.lines - keys.gap

    FontMetrics {
        id: lines

        font.pixelSize: screen.look.body
    }

    TextMetrics {
        id: written

        font.pixelSize: screen.look.body
        text: sheet.text
    }

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.topMargin: (screen.tight ? 0.35 : 1) * screen.look.margin
        anchors.bottomMargin: (screen.tight ? 3 : 6) * screen.look.unit
        spacing: screen.gap

        Question {
            id: head

            Layout.fillWidth: true
            visible: screen.tight
            look: screen.look
            font.pixelSize: screen.narrow ? screen.look.body : screen.look.question
            minimumPixelSize: screen.look.body
            maximumLineCount: 1
            text: screen.empty ? screen.viewModel.question : screen.viewModel.hint
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            visible: !screen.tight
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

            // Smaller as it gets longer, down to what can be read: 240 signs are always seen whole,
            // or in large words their end.
            Text {
                id: sheet

                readonly property real inside: parent.height - 2 * (screen.tight ? 1 : 2.5) * screen.look.unit
                readonly property bool oneLine: screen.tight && height < 2 * lines.lineSpacing

                objectName: "sheet"
                visible: !hint.visible
                anchors.left: parent.left
                anchors.right: count.visible ? count.left : parent.right
                anchors.bottom: parent.bottom
                anchors.margins: (screen.tight ? 1 : 2.5) * screen.look.unit
                anchors.leftMargin: 5 * screen.look.unit
                anchors.rightMargin: anchors.leftMargin
                height: screen.tight ? Math.floor(inside / lines.lineSpacing) * lines.lineSpacing : inside
                clip: screen.tight
                verticalAlignment: screen.tight && contentHeight > height ? Text.AlignBottom : Text.AlignTop
                horizontalAlignment: oneLine && written.advanceWidth > width ? Text.AlignRight : Text.AlignLeft
                text: screen.viewModel.text + "▏"
                textFormat: Text.PlainText
                color: screen.look.ink
                font.pixelSize: screen.tight ? screen.look.body : screen.look.label * (screen.wide ? 1.1 : 1.8)
                fontSizeMode: screen.tight ? Text.FixedSize : Text.Fit
                minimumPixelSize: Math.round(screen.look.body * 0.5)
                wrapMode: oneLine ? Text.NoWrap : Text.Wrap
                Accessible.role: Accessible.StaticText
                Accessible.name: screen.viewModel.text
            }

            Text {
                id: hint

                anchors.fill: parent
                anchors.margins: screen.look.unit
                anchors.leftMargin: 5 * screen.look.unit
                anchors.rightMargin: anchors.leftMargin
                verticalAlignment: Text.AlignVCenter
                visible: screen.tight && screen.empty
                text: "▏" + screen.viewModel.hint
                color: screen.look.inkSoft
                font.pixelSize: screen.look.body
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            Text {
                id: count

                anchors.right: parent.right
                anchors.bottom: parent.bottom
                anchors.margins: (screen.tight ? 1 : 2.5) * screen.look.unit
                anchors.rightMargin: 5 * screen.look.unit
                // In large words it is told when it begins to matter.
                visible: !screen.tight || screen.viewModel.text.length > 180
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
                id: keys

                look: screen.look
                gap: screen.tight ? 3.1 * screen.look.mm : 4 * screen.look.unit
                viewModel: screen.keyboard
                Layout.fillWidth: true
                keyHeight: screen.tight ? Math.min(20 * screen.look.mm, screen.roomForKey) : screen.wide ? Math.min(20 * screen.look.mm, screen.height * 0.092) : 26 * screen.look.mm
            }

            GridLayout {
                columns: screen.wide ? 1 : 3
                columnSpacing: 4 * screen.look.unit
                rowSpacing: 4 * screen.look.unit
                Layout.fillHeight: screen.wide
                Layout.fillWidth: !screen.wide
                Layout.preferredWidth: screen.width * (screen.tight ? 0.26 : 0.24)

                ActionButton {
                    objectName: "back"
                    loud: !screen.tight
                    leftPadding: screen.pad
                    rightPadding: screen.pad
                    look: screen.look
                    glyph: screen.narrow ? "" : "arrow-left"
                    label: screen.viewModel.back
                    Layout.fillWidth: screen.wide
                    Layout.fillHeight: screen.wide
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.goBack()
                }

                ActionButton {
                    objectName: "skip"
                    loud: !screen.tight
                    leftPadding: screen.pad
                    rightPadding: screen.pad
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
                    loud: !screen.tight
                    leftPadding: screen.pad
                    rightPadding: screen.pad
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
