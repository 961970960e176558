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
    // Asked of Python once a change. Tiles are kept and told anew: making them was most of the way to the next screen.
    readonly property list<var> tiles: viewModel.tiles
    readonly property list<var> wishes: viewModel.wishes
    readonly property var priority: viewModel.priority[0] ?? {}

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: (screen.look.unit < screen.look.mm ? 4 : 6) * screen.look.unit
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 4 * screen.look.unit

            Question {
                Layout.fillWidth: true
                Layout.preferredHeight: screen.look.header
                look: screen.look
                text: screen.viewModel.question
            }

            Text {
                Layout.alignment: Qt.AlignTop
                text: screen.viewModel.position
                visible: text !== ""
                color: screen.look.inkSoft
                font.pixelSize: screen.look.body
                horizontalAlignment: Text.AlignLeft
            }
        }

        GridLayout {
            id: grid

            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.topMargin: 4 * screen.look.unit
            columns: screen.viewModel.columns
            columnSpacing: 4 * screen.look.unit
            rowSpacing: 4 * screen.look.unit
            uniformCellWidths: true

            Repeater {
                model: screen.tiles.length

                Item {
                    id: place

                    required property int index
                    readonly property var shown: screen.tiles[index] ?? {}
                    readonly property bool hasCard: (shown.card ?? "") !== ""

                    Layout.columnSpan: shown.span ?? 1
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: screen.viewModel.tileHeight * screen.look.mm
                    implicitWidth: row.implicitWidth

                    // A tile and its « i » are one card, as wide as those above and below.
                    Rectangle {
                        objectName: "frame_" + (place.shown.id ?? "")
                        anchors.fill: parent
                        visible: place.hasCard
                        radius: 4 * screen.look.unit
                        color: screen.look.surface
                        border.width: screen.look.hairline
                        border.color: screen.look.line
                    }

                    RowLayout {
                        id: row

                        anchors.fill: parent
                        spacing: 4 * screen.look.unit

                        Tile {
                            objectName: "tile_" + (place.shown.id ?? "")
                            look: screen.look
                            cardWidth: place.width
                            label: place.shown.label ?? ""
                            detail: place.shown.detail ?? ""
                            glyph: place.shown.icon ?? ""
                            colour: place.shown.colour ?? screen.look.primary
                            available: place.shown.available ?? false
                            asked: place.shown.asked ?? false
                            picked: place.shown.picked ?? false
                            enabled: !screen.viewModel.busy
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            onClicked: screen.viewModel.choose(place.shown.kind, place.shown.id)
                        }

                        Loader {
                            active: place.hasCard
                            visible: active
                            Layout.preferredWidth: 20 * screen.look.mm
                            Layout.fillHeight: true

                            sourceComponent: CardButton {
                                objectName: "card_" + (place.shown.id ?? "")
                                look: screen.look
                                spoken: place.shown.card ?? ""
                                enabled: !screen.viewModel.busy
                                onClicked: screen.viewModel.readCard(place.shown.id)
                            }
                        }
                    }
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }

        // The way back, what may be added to the motif, the other pages; on two rows where the
        // words do not fit on one.
        GridLayout {
            id: foot

            readonly property bool inTwo: screen.viewModel.footInTwo
            // Beside an empty place there are two gaps.
            readonly property bool holed: inTwo || screen.wishes.length === 0
            // Four buttons of large words stand close.
            readonly property bool crowded: screen.look.loud === 1 && screen.priority.short !== undefined
            readonly property bool close: screen.look.unit < screen.look.mm && screen.priority.short !== undefined
            readonly property real pad: (crowded || close ? 2 : 6) * screen.look.unit

            Layout.fillWidth: true
            Layout.fillHeight: false
            columnSpacing: (holed ? 2 : 4) * screen.look.unit
            rowSpacing: 4 * screen.look.unit

            ActionButton {
                objectName: "back"
                leftPadding: foot.pad
                rightPadding: foot.pad
                look: screen.look
                glyph: "arrow-left"
                label: screen.strip.back
                visible: label !== ""
                Layout.row: foot.inTwo ? 1 : 0
                Layout.column: 0
                Layout.preferredHeight: screen.look.footer
                onClicked: screen.strip.goBack()
            }

            RowLayout {
                readonly property real rowHeight: foot.inTwo ? screen.viewModel.footRow * screen.look.mm : screen.look.footer

                Layout.row: 0
                Layout.column: foot.inTwo ? 0 : 1
                Layout.columnSpan: foot.inTwo ? 5 : 1
                Layout.fillWidth: true
                Layout.minimumHeight: rowHeight
                Layout.maximumHeight: rowHeight
                visible: screen.wishes.length > 0
                spacing: 4 * screen.look.unit

                Repeater {
                    model: screen.wishes.length

                    ToggleButton {
                        id: wish

                        required property int index
                        readonly property var shown: screen.wishes[index] ?? {}

                        objectName: "wish_" + (shown.id ?? "")
                        leftPadding: Math.min(foot.pad, 4 * screen.look.unit)
                        rightPadding: leftPadding
                        look: screen.look
                        label: shown.label ?? ""
                        on: shown.on ?? false
                        enabled: !screen.viewModel.busy
                        Layout.fillHeight: true
                        Layout.fillWidth: true
                        onClicked: screen.viewModel.wish(wish.shown.id)
                    }
                }
            }

            // On every page of several: nobody should have to turn them for it.
            ActionButton {
                objectName: "priority"
                leftPadding: foot.pad
                rightPadding: foot.pad
                look: screen.look
                glyph: screen.priority.picked ? "check" : screen.priority.icon ?? ""
                label: screen.priority.short ?? ""
                spoken: screen.priority.label ?? ""
                strong: screen.priority.picked ?? false
                visible: label !== ""
                enabled: !screen.viewModel.busy
                Accessible.checked: strong
                Layout.row: foot.inTwo ? 1 : 0
                Layout.column: 2
                Layout.preferredHeight: screen.look.footer
                onClicked: screen.viewModel.choose(screen.priority.kind, screen.priority.id)
            }

            RowLayout {
                Layout.row: foot.inTwo ? 1 : 0
                Layout.column: 4
                Layout.alignment: Qt.AlignRight
                Layout.minimumHeight: screen.look.footer
                Layout.maximumHeight: screen.look.footer
                visible: screen.viewModel.paged
                spacing: 4 * screen.look.unit

                ActionButton {
                    objectName: "previous"
                    leftPadding: foot.pad
                    rightPadding: foot.pad
                    look: screen.look
                    glyph: "arrow-up"
                    label: screen.viewModel.previous
                    visible: label !== ""
                    Layout.fillHeight: true
                    onClicked: screen.viewModel.turn(-1)
                }

                ActionButton {
                    objectName: "next"
                    leftPadding: foot.pad
                    rightPadding: foot.pad
                    look: screen.look
                    glyph: "arrow-down"
                    label: screen.viewModel.next
                    visible: label !== ""
                    Layout.fillHeight: true
                    onClicked: screen.viewModel.turn(1)
                }
            }

            // Where there is neither, the way back keeps its width; priority stands in the middle.
            Repeater {
                model: [1, 3]

                Item {
                    required property int modelData

                    Layout.row: foot.inTwo ? 1 : 0
                    Layout.column: modelData
                    Layout.fillWidth: true
                    visible: foot.holed
                }
            }
        }
    }
}
