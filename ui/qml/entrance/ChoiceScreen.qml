pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// One question and its tiles; the way back and the other pages at the foot.
Item {
    id: screen

    required property Look look
    required property ChoiceViewModel viewModel
    required property StripViewModel strip

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 0

        Question {
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.header
            look: screen.look
            text: screen.viewModel.question
        }

        GridLayout {
            id: grid

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
                    label: modelData.label
                    detail: modelData.detail
                    glyph: modelData.icon
                    colour: modelData.colour
                    available: modelData.available
                    asked: modelData.asked
                    enabled: !screen.viewModel.busy
                    Layout.fillWidth: true
                    Layout.preferredHeight: screen.viewModel.tileHeight * screen.look.mm
                    onClicked: screen.viewModel.choose(tile.modelData.kind, tile.modelData.id)
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
                label: screen.strip.back
                visible: label !== ""
                Layout.fillHeight: true
                onClicked: screen.strip.goBack()
            }

            Item {
                Layout.fillWidth: true
            }

            ActionButton {
                objectName: "previous"
                look: screen.look
                glyph: "arrow-up"
                label: screen.viewModel.previous
                visible: label !== ""
                Layout.fillHeight: true
                onClicked: screen.viewModel.turn(-1)
            }

            Text {
                text: screen.viewModel.position
                visible: text !== ""
                color: screen.look.inkSoft
                font.pixelSize: screen.look.body
                horizontalAlignment: Text.AlignLeft
            }

            ActionButton {
                objectName: "next"
                look: screen.look
                glyph: "arrow-down"
                label: screen.viewModel.next
                visible: label !== ""
                Layout.fillHeight: true
                onClicked: screen.viewModel.turn(1)
            }
        }
    }
}
