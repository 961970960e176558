pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// An optional question: the face that was chosen, the answers, and the way past it.
Item {
    id: screen

    required property Look look
    required property AnswersViewModel viewModel

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.header
            spacing: 6 * screen.look.unit

            Image {
                Layout.preferredWidth: screen.look.header
                Layout.preferredHeight: screen.look.header
                sourceSize: Qt.size(screen.look.header, screen.look.header)
                source: screen.viewModel.face === "" ? "" : "image://face/" + screen.viewModel.face
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: 2 * screen.look.unit

                Question {
                    Layout.fillWidth: true
                    objectName: "question"
                    look: screen.look
                    text: screen.viewModel.question
                }

                Text {
                    Layout.fillWidth: true
                    text: screen.viewModel.hint
                    // A header of one line has no room for it.
                    visible: text !== "" && screen.look.header > 2.2 * screen.look.question
                    color: screen.look.inkSoft
                    font.pixelSize: screen.look.body
                    horizontalAlignment: Text.AlignLeft
                    wrapMode: Text.WordWrap
                }
            }
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.topMargin: 4 * screen.look.unit
            columns: screen.viewModel.columns
            columnSpacing: 4 * screen.look.unit
            rowSpacing: 4 * screen.look.unit
            uniformCellWidths: true

            Repeater {
                model: screen.viewModel.tiles

                Tile {
                    id: tile

                    required property var modelData

                    objectName: "tile_" + modelData.id
                    look: screen.look
                    terse: true
                    label: modelData.label
                    glyph: modelData.icon
                    colour: modelData.colour
                    picked: modelData.picked
                    Layout.fillWidth: true
                    Layout.preferredHeight: screen.viewModel.tileHeight * screen.look.mm
                    onClicked: screen.viewModel.touch(tile.modelData.id)
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.maximumHeight: screen.look.footer
            Layout.minimumHeight: screen.look.footer
            spacing: 4 * screen.look.unit

            ActionButton {
                objectName: "back"
                look: screen.look
                glyph: "arrow-left"
                label: screen.viewModel.back
                Layout.fillHeight: true
                onClicked: screen.viewModel.goBack()
            }

            Item {
                Layout.fillWidth: true
                visible: screen.viewModel.skip === ""
            }

            ActionButton {
                objectName: "skip"
                loud: true
                look: screen.look
                label: screen.viewModel.skip
                visible: label !== ""
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                onClicked: screen.viewModel.leaveOut()
            }

            ActionButton {
                objectName: "done"
                loud: true
                look: screen.look
                label: screen.viewModel.done
                visible: label !== ""
                strong: true
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                onClicked: screen.viewModel.finish()
            }
        }
    }
}
