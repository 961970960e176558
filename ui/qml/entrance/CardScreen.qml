pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Something to read, and what can be done then: a motif's card, who has priority, a doubt.
Item {
    id: screen

    required property Look look
    required property CardViewModel viewModel
    readonly property bool wide: width > height
    readonly property bool bare: viewModel.sections.length === 0
    readonly property bool tight: look.loud === 1 || height < 180 * look.unit

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: (screen.tight ? 3 : 6) * screen.look.unit

        Question {
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: screen.bare && !screen.tight ? 2 * screen.look.header : screen.look.header
            look: screen.look
            text: screen.viewModel.title
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 8 * screen.look.unit

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.alignment: Qt.AlignTop
                spacing: (screen.tight ? 3 : 7) * screen.look.unit

                // Side by side where there is more width than height.
                GridLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    columns: screen.wide && screen.viewModel.sections.length > 1 ? 2 : 1
                    uniformCellWidths: true
                    columnSpacing: 8 * screen.look.unit
                    rowSpacing: parent.spacing

                    Repeater {
                        model: screen.viewModel.sections

                        ColumnLayout {
                            id: section

                            required property var modelData

                            Layout.alignment: Qt.AlignTop
                            Layout.fillWidth: true
                            Layout.fillHeight: false
                            spacing: (screen.tight ? 0.5 : 2) * screen.look.unit

                            Text {
                                Layout.fillWidth: true
                                text: section.modelData.title
                                visible: text !== ""
                                color: screen.look.inkSoft
                                font.pixelSize: screen.tight ? screen.look.body : screen.look.label
                                font.weight: Font.DemiBold
                                horizontalAlignment: Text.AlignLeft
                                wrapMode: Text.WordWrap
                                Accessible.role: Accessible.Heading
                                Accessible.name: text
                            }

                            Repeater {
                                model: section.modelData.lines

                                Text {
                                    required property string modelData

                                    Layout.fillWidth: true
                                    text: modelData
                                    color: screen.look.ink
                                    font.pixelSize: screen.look.label * (screen.tight ? 1 : screen.wide ? 1.1 : 1.35)
                                    horizontalAlignment: Text.AlignLeft
                                    wrapMode: Text.WordWrap
                                    Accessible.role: Accessible.StaticText
                                    Accessible.name: text
                                }
                            }
                        }
                    }
                }

                Text {
                    objectName: "said"
                    Layout.fillWidth: true
                    text: screen.viewModel.said
                    visible: text !== ""
                    color: screen.look.ink
                    font.pixelSize: screen.bare && !screen.tight ? screen.look.question : screen.look.label
                    font.weight: Font.Bold
                    horizontalAlignment: Text.AlignLeft
                    wrapMode: Text.WordWrap
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                }
            }

            ColumnLayout {
                readonly property real side: Math.min(screen.width * (screen.wide ? 0.24 : 0.36), screen.height * 0.4)

                Layout.alignment: Qt.AlignTop
                Layout.fillHeight: false
                Layout.fillWidth: false
                Layout.preferredWidth: side
                visible: screen.viewModel.code !== ""
                spacing: 2 * screen.look.unit

                Image {
                    objectName: "code"
                    Layout.preferredWidth: parent.side
                    Layout.preferredHeight: parent.side
                    sourceSize: Qt.size(Math.floor(parent.side), Math.floor(parent.side))
                    fillMode: Image.Pad
                    horizontalAlignment: Image.AlignHCenter
                    smooth: false
                    source: screen.viewModel.code
                    Accessible.role: Accessible.Graphic
                    Accessible.name: screen.viewModel.page
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }

        GridLayout {
            id: actions

            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: screen.wide ? screen.viewModel.buttons.length : 1
            columnSpacing: 4 * screen.look.unit
            rowSpacing: 4 * screen.look.unit

            Repeater {
                model: screen.viewModel.buttons

                ActionButton {
                    id: action

                    required property var modelData

                    objectName: "act_" + modelData.id
                    look: screen.look
                    loud: !screen.wide
                    label: modelData.label
                    glyph: screen.tight && screen.wide ? "" : modelData.icon
                    strong: modelData.strong
                    enabled: !screen.viewModel.busy
                    Layout.fillWidth: true
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.act(action.modelData.id)
                }
            }
        }
    }
}
