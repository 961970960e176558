pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The letters and digits of an enrolment code, and where a phone finds one.
Rectangle {
    id: page

    required property Look look
    required property ConductViewModel viewModel
    readonly property bool wide: width > height

    color: look.paper

    Panel {
        id: panel

        anchors.left: parent.left
        width: page.wide ? parent.width * 0.3 : parent.width
        height: page.wide ? parent.height : parent.height * 0.3
        look: page.look
        wide: page.wide
        upright: true
        glyph: "key"
        title: page.viewModel.title
        note: page.viewModel.detail
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: page.look.margin
        y: (page.wide ? 0 : panel.height) + page.look.margin
        width: parent.width - (page.wide ? panel.width : 0) - 2 * page.look.margin
        height: parent.height - y - page.look.margin
        spacing: 4 * page.look.unit

        RowLayout {
            Layout.fillWidth: true
            spacing: 4 * page.look.unit

            Text {
                objectName: "code"
                Layout.fillWidth: true
                text: page.viewModel.code
                color: page.look.ink
                font.pixelSize: page.look.question
                font.weight: Font.DemiBold
                font.letterSpacing: page.look.unit
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: page.look.body
            }

            Image {
                objectName: "code_page"
                Layout.preferredWidth: Math.min(34 * page.look.mm, page.height * 0.2)
                Layout.preferredHeight: Layout.preferredWidth
                visible: page.viewModel.picture !== ""
                source: page.viewModel.picture
                sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
                smooth: false
            }
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: 150 * page.look.mm
            columns: 8
            columnSpacing: 3 * page.look.mm
            rowSpacing: 3 * page.look.mm
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: page.viewModel.keys

                ActionButton {
                    id: key

                    required property var modelData
                    readonly property bool isWord: modelData.label.length > 1

                    objectName: "key_" + modelData.id
                    look: page.look
                    loud: !isWord
                    label: modelData.label
                    leftPadding: 0
                    rightPadding: 0
                    enabled: page.viewModel.open
                    Layout.columnSpan: isWord ? 3 : 1
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: 12 * page.look.mm
                    onClicked: page.viewModel.press(key.modelData.id)
                }
            }

            Repeater {
                model: page.viewModel.actions

                ActionButton {
                    id: button

                    required property var modelData

                    objectName: "do_" + modelData.id
                    look: page.look
                    label: modelData.label
                    leftPadding: 0
                    rightPadding: 0
                    Layout.columnSpan: 2
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: 12 * page.look.mm
                    onClicked: page.viewModel.choose(button.modelData.id)
                }
            }
        }

        Item {
            Layout.fillHeight: !page.wide
        }
    }
}
