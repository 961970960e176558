pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The technician's menu, and the state of the machine.
Rectangle {
    id: page

    required property Look look
    required property ConductViewModel viewModel
    readonly property bool wide: width > height
    // A long list, for somebody who stands close and can read small.
    readonly property bool dense: wide && (viewModel.facts.length > 6 || viewModel.wordy)
    readonly property real size: look.body * (dense ? 0.75 : 1)

    color: look.paper

    Panel {
        id: panel

        anchors.left: parent.left
        width: page.wide ? parent.width * 0.36 : parent.width
        height: page.wide ? parent.height : parent.height * 0.26
        look: page.look
        wide: page.wide
        upright: true
        glyph: "tools"
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

        GridLayout {
            Layout.fillWidth: true
            columns: page.dense ? 2 : 1
            columnSpacing: 6 * page.look.unit
            rowSpacing: (page.dense ? 2 : 4) * page.look.unit
            uniformCellWidths: true
            visible: page.viewModel.facts.length > 0

            Repeater {
                model: page.viewModel.facts

                ColumnLayout {
                    id: fact

                    required property var modelData

                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    spacing: page.dense ? 0 : page.look.unit

                    Text {
                        Layout.fillWidth: true
                        text: fact.modelData.label
                        color: page.look.inkSoft
                        font.pixelSize: page.size
                        horizontalAlignment: Text.AlignLeft
                        wrapMode: Text.WordWrap
                    }

                    Text {
                        Layout.fillWidth: true
                        objectName: "fact"
                        text: fact.modelData.value
                        color: page.look.ink
                        font.pixelSize: page.size
                        font.weight: Font.DemiBold
                        horizontalAlignment: Text.AlignLeft
                        wrapMode: Text.Wrap
                    }
                }
            }
        }

        Item {
            Layout.fillHeight: true
            visible: page.viewModel.facts.length > 0
        }

        GridLayout {
            Layout.fillWidth: true
            columns: page.viewModel.actions.length > 1 ? 2 : 1
            columnSpacing: 4 * page.look.unit
            rowSpacing: 4 * page.look.unit
            uniformCellWidths: true

            Repeater {
                model: page.viewModel.actions

                ActionButton {
                    id: button

                    required property var modelData

                    objectName: "do_" + modelData.id
                    look: page.look
                    label: modelData.label
                    glyph: modelData.icon
                    strong: modelData.strong
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: 20 * page.look.mm
                    Layout.maximumHeight: 28 * page.look.mm
                    onClicked: page.viewModel.choose(button.modelData.id)
                }
            }
        }

        Item {
            Layout.fillHeight: true
            visible: page.viewModel.facts.length === 0
        }
    }
}
