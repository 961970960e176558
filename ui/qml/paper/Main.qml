pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The virtual printer: its front with the slot, the newest paper hanging from it, then the others.
Rectangle {
    id: root

    required property Look look
    required property PaperViewModel viewModel
    readonly property bool wide: width > height
    readonly property real usualRatio: 1.7
    readonly property real emptyRatio: 1.45
    readonly property int columns: wide ? 4 : 7
    readonly property real gap: 4 * look.unit
    readonly property real mouth: front.height - 8 * look.unit
    readonly property real hanging: (wide ? height : earlier.y) - mouth - (wide ? look.margin : 2 * gap)
    readonly property real paperWidth: Math.floor(Math.min(width - 2 * look.margin, hanging / usualRatio))
    readonly property real paperX: wide ? look.margin + gap : Math.round((width - paperWidth) / 2)

    color: look.paper

    Rectangle {
        id: front

        width: parent.width
        height: heading.height + (hand.visible ? hand.height + 4 * root.look.unit : 0) + 22 * root.look.unit
        color: root.look.primary

        RowLayout {
            id: heading

            x: root.look.margin
            y: 5 * root.look.unit
            width: parent.width - 2 * x
            spacing: 3 * root.look.unit

            Image {
                Layout.preferredWidth: root.look.question * 1.1
                Layout.preferredHeight: Layout.preferredWidth
                sourceSize: Qt.size(width * Screen.devicePixelRatio, height * Screen.devicePixelRatio)
                source: "image://icon/printer/" + root.look.onPrimary.substring(1)
            }

            Text {
                Layout.fillWidth: true
                text: root.viewModel.title
                color: root.look.onPrimary
                font.pixelSize: root.look.question
                font.weight: Font.Bold
                elide: Text.ElideRight
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Text {
                objectName: "count"
                text: root.viewModel.count
                color: root.look.onPrimary
                font.pixelSize: root.look.label
                font.features: { "tnum": 1 }
            }
        }

        ActionButton {
            id: hand

            objectName: "hand"
            visible: hand.label !== ""
            x: root.look.margin
            y: heading.y + heading.height + 4 * root.look.unit
            width: Math.min(hand.implicitWidth, heading.width)
            height: 14 * root.look.mm
            look: root.look
            label: root.viewModel.control
            onClicked: root.viewModel.turn()
        }

        Rectangle {
            x: root.paperX - root.gap
            y: root.mouth - height / 2
            width: root.paperWidth + 2 * root.gap
            height: 6 * root.look.unit
            radius: height / 2
            color: Qt.darker(root.look.primary, 1.5)

            Rectangle {
                anchors.centerIn: parent
                width: parent.width - parent.height
                height: parent.height * 0.4
                radius: height / 2
                color: Qt.darker(root.look.primary, 3)
            }
        }
    }

    Rectangle {
        visible: root.viewModel.empty !== ""
        x: root.paperX
        y: root.mouth
        width: root.paperWidth
        height: root.paperWidth * root.emptyRatio
        color: "transparent"
        border.width: root.look.hairline
        border.color: root.look.line

        ColumnLayout {
            anchors.fill: parent
            anchors.margins: 7 * root.look.unit
            anchors.topMargin: 30 * root.look.unit
            spacing: 3 * root.look.unit

            Image {
                Layout.preferredWidth: root.look.question * 2
                Layout.preferredHeight: Layout.preferredWidth
                Layout.leftMargin: -root.look.question * 0.15
                sourceSize: Qt.size(width * Screen.devicePixelRatio, height * Screen.devicePixelRatio)
                source: "image://icon/ticket/" + root.look.primary.substring(1)
            }

            Text {
                Layout.fillWidth: true
                text: root.viewModel.empty
                color: root.look.ink
                font.pixelSize: root.look.question
                font.weight: Font.Bold
                wrapMode: Text.WordWrap
            }

            Text {
                Layout.fillWidth: true
                text: root.viewModel.hint
                color: root.look.inkSoft
                font.pixelSize: root.look.label
                wrapMode: Text.WordWrap
            }

            Item {
                Layout.fillHeight: true
            }
        }
    }

    // What is above the mouth is still inside the printer.
    Item {
        y: root.mouth
        width: parent.width
        height: parent.height - y
        clip: true

        Repeater {
            model: root.viewModel.newest

            Sheet {
                id: newest

                required property var modelData
                // The edge that was cut first is still in the printer.
                readonly property real inside: -Math.round(width * 0.015)

                objectName: "newest"
                source: modelData.source
                name: modelData.name
                dots: modelData.dots
                ratio: modelData.ratio
                mostWidth: root.paperWidth
                mostHeight: root.hanging
                x: root.paperX + Math.round((root.paperWidth - width) / 2)
                y: inside

                NumberAnimation on y {
                    from: -newest.height
                    to: newest.inside
                    duration: root.look.motion ? 200 : 0
                    easing.type: Easing.OutCubic
                }
            }
        }

        Rectangle {
            visible: root.viewModel.empty !== ""
            x: root.paperX
            width: root.paperWidth
            height: 14 * root.look.unit
            color: "#FDFCF9" // Thermal paper, in every theme.
            border.width: root.look.hairline
            border.color: root.look.line
        }

        // The shade of the slot on the paper.
        Repeater {
            model: 3

            Rectangle {
                required property int index

                x: root.paperX
                width: root.paperWidth
                height: (index + 1) * 0.5 * root.look.unit
                color: Qt.rgba(0, 0, 0, 0.07)
            }
        }
    }

    ColumnLayout {
        id: earlier

        readonly property real besideTop: front.height + 2 * root.gap
        readonly property real across: (width - (root.columns - 1) * root.gap) / root.columns
        readonly property real down: (root.height - besideTop - root.look.margin - title.implicitHeight - 2 * root.gap) / 2 / root.usualRatio
        readonly property real cell: Math.floor(root.wide ? Math.min(across, down) : across)
        readonly property real usualHeight: cell * root.usualRatio

        x: root.wide ? root.paperX + root.paperWidth + 3 * root.gap : root.look.margin
        y: root.wide ? besideTop : root.height - root.look.margin - (title.implicitHeight + spacing + usualHeight)
        width: root.width - root.look.margin - x
        spacing: root.gap

        Text {
            id: title

            text: root.viewModel.earlier
            color: root.look.inkSoft
            font.pixelSize: root.look.body
            font.weight: Font.DemiBold
        }

        Grid {
            columns: root.columns
            spacing: root.gap

            Repeater {
                model: root.viewModel.older

                Item {
                    id: place

                    required property var modelData

                    width: earlier.cell
                    height: earlier.usualHeight

                    Sheet {
                        objectName: "older"
                        source: place.modelData.source
                        name: place.modelData.name
                        dots: place.modelData.dots
                        ratio: place.modelData.ratio
                        mostWidth: place.width
                        mostHeight: place.height
                    }
                }
            }

            Repeater {
                model: root.viewModel.free

                Item {
                    width: earlier.cell
                    height: earlier.usualHeight

                    Rectangle {
                        width: parent.width
                        height: parent.width * root.emptyRatio
                        color: "transparent"
                        border.width: root.look.hairline
                        border.color: root.look.line
                        opacity: 0.5
                    }
                }
            }
        }
    }
}
