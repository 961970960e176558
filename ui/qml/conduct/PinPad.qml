pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Digits in their usual places, each as large as a finger's aim is poor.
Rectangle {
    id: page

    required property Look look
    required property ConductViewModel viewModel
    readonly property bool wide: width > height

    color: look.paper

    Panel {
        id: panel

        anchors.left: parent.left
        width: page.wide ? parent.width * 0.44 : parent.width
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

        // How many, never which.
        Row {
            objectName: "typed"
            Layout.preferredHeight: page.look.body
            Layout.alignment: Qt.AlignHCenter
            spacing: page.look.body * 0.5

            Repeater {
                model: page.viewModel.typed

                Rectangle {
                    required property int index

                    width: page.look.body * 0.7
                    height: width
                    radius: width / 2
                    color: page.look.ink
                }
            }
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: 160 * page.look.mm
            columns: 3
            columnSpacing: 4 * page.look.unit
            rowSpacing: 4 * page.look.unit
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: page.viewModel.keys

                ActionButton {
                    id: key

                    required property var modelData

                    objectName: "key_" + modelData.id
                    look: page.look
                    loud: modelData.label.length === 1
                    label: modelData.label
                    leftPadding: page.look.unit
                    rightPadding: page.look.unit
                    enabled: page.viewModel.open
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: 20 * page.look.mm
                    onClicked: page.viewModel.press(key.modelData.id)
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
