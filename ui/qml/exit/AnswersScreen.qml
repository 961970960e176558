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
    // As at the entrance: kept, and told anew.
    readonly property list<var> tiles: viewModel.tiles

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 0

        // Whatever height the answers leave belongs to the question: they stay within reach.
        Item {
            id: header

            readonly property bool tall: height > 1.8 * screen.look.header

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: screen.look.header
            Layout.minimumHeight: screen.look.header

            GridLayout {
                anchors.left: parent.left
                anchors.right: parent.right
                y: header.tall ? parent.height - height - 4 * screen.look.unit : (parent.height - height) / 2
                columns: header.tall ? 1 : 2
                columnSpacing: 6 * screen.look.unit
                rowSpacing: 6 * screen.look.unit

                Image {
                    readonly property real side: header.tall ? Math.min(0.25 * header.width, header.height - words.implicitHeight - 10 * screen.look.unit) : 0.86 * screen.look.header

                    Layout.preferredWidth: side
                    Layout.preferredHeight: side
                    sourceSize: Qt.size(side, side)
                    source: screen.viewModel.face === "" ? "" : "image://face/" + screen.viewModel.face
                }

                ColumnLayout {
                    id: words

                    Layout.fillWidth: true
                    spacing: 2 * screen.look.unit

                    Question {
                        Layout.fillWidth: true
                        objectName: "question"
                        look: screen.look
                        font.pixelSize: screen.look.question * (header.tall ? 1.3 : 1)
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
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.topMargin: 6 * screen.look.unit
            Layout.bottomMargin: 4 * screen.look.unit
            columns: screen.viewModel.columns
            columnSpacing: 4 * screen.look.unit
            rowSpacing: 4 * screen.look.unit
            uniformCellWidths: true

            Repeater {
                model: screen.tiles.length

                Tile {
                    id: tile

                    required property int index
                    readonly property var shown: screen.tiles[index] ?? {}

                    objectName: "tile_" + (shown.id ?? "")
                    look: screen.look
                    terse: true
                    label: shown.label ?? ""
                    spoken: shown.spoken ?? ""
                    glyph: shown.icon ?? ""
                    colour: shown.colour ?? screen.look.primary
                    picked: shown.picked ?? false
                    Layout.fillWidth: true
                    Layout.preferredHeight: screen.viewModel.tileHeight * screen.look.mm
                    onClicked: screen.viewModel.touch(tile.shown.id)
                }
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.maximumHeight: screen.look.footer
            Layout.minimumHeight: screen.look.footer
            spacing: 4 * screen.look.unit

            ActionButton {
                objectName: "back"
                loud: true
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
