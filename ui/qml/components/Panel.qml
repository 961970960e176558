import QtQuick
import QtQuick.Layouts
import Borne

// The coloured part of a screen that says one thing: a welcome, a question, a thank-you, a reason.
Rectangle {
    id: panel

    required property Look look
    property string glyph
    property string site
    property string title
    property string detail
    property string note
    // At the end of the line of the site, where height is dear.
    property string aside
    // The site's own picture, on white: instead of the drawing, or before the site's name.
    property string logo
    // A small drawing at the other end of it.
    property string badge
    // Beside the answers instead of above them.
    property bool upright: false
    property bool wide: false
    property real edge: look.margin
    readonly property bool large: look.loud === 1
    readonly property bool narrow: width < 160 * look.unit
    readonly property bool low: height < 180 * look.unit
    readonly property real titleScale: edge < look.margin ? 0.85 : large || (narrow && low) ? 1.05 : wide ? (upright ? 1.45 : 1.35) : 1.7
    readonly property real detailScale: large || low ? 1 : wide && !upright ? 1.2 : 1.4
    readonly property real loud: look.question * titleScale
    // Above the answers of a wide screen: one line says it, where it can.
    readonly property bool strip: wide && !upright

    color: look.primary
    implicitHeight: words.implicitHeight + 2 * edge

    // Where the height is needed for what is below, a long title keeps to one line.
    TextMetrics {
        id: whole

        font.pixelSize: panel.loud
        font.weight: Font.Bold
        text: panel.title
    }

    ColumnLayout {
        id: words

        anchors.fill: parent
        anchors.margins: panel.edge
        transform: Drift {
            look: panel.look
        }
        spacing: (panel.low ? 3 : 5) * panel.look.unit

        RowLayout {
            id: top

            readonly property real side: Math.min(44 * panel.look.unit, panel.height * 0.24)

            Layout.fillWidth: true
            visible: panel.glyph !== "" && !(panel.large && panel.low)

            Image {
                Layout.preferredWidth: top.side
                Layout.preferredHeight: top.side
                // Its drawing, not its frame, stands on the margin of the words.
                Layout.leftMargin: -top.side / 12
                visible: panel.glyph !== "" && panel.logo === ""
                sourceSize: Qt.size(top.side, top.side)
                source: visible ? "image://icon/" + panel.glyph + "/" + panel.look.onPrimary.substring(1) : ""
            }

            Logo {
                look: panel.look
                source: panel.glyph === "" ? "" : panel.logo
                room: Qt.size(words.width - (badge.visible ? badge.side + 2 * top.spacing : 0), top.side)
                visible: source !== ""
            }

            Item {
                Layout.fillWidth: true
            }

            Image {
                id: badge

                readonly property real side: top.side * 0.6

                objectName: "badge"
                Layout.alignment: Qt.AlignTop
                Layout.preferredWidth: side
                Layout.preferredHeight: side
                visible: panel.badge !== ""
                sourceSize: Qt.size(side, side)
                source: visible ? "image://icon/" + panel.badge + "/" + panel.look.onPrimary.substring(1) : ""
            }
        }

        RowLayout {
            Layout.fillWidth: true
            visible: panel.site !== "" || panel.aside !== ""
            spacing: 6 * panel.look.unit

            Logo {
                look: panel.look
                source: panel.glyph === "" ? panel.logo : ""
                room: Qt.size(words.width * 0.4, 14 * panel.look.unit)
                visible: source !== "" && !panel.large
            }

            Text {
                Layout.fillWidth: true
                text: panel.site
                color: panel.look.onPrimary
                font.pixelSize: panel.look.label
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            Text {
                text: panel.aside
                visible: text !== ""
                color: panel.look.onPrimary
                font.pixelSize: panel.look.body
            }
        }

        Item {
            Layout.fillHeight: true
        }

        Text {
            Layout.fillWidth: true
            objectName: "heading"
            text: panel.title
            visible: text !== ""
            color: panel.look.onPrimary
            font.pixelSize: panel.strip ? Math.max(panel.look.question, panel.loud * Math.min(1, 0.98 * words.width / whole.advanceWidth)) : panel.loud
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Text {
            Layout.fillWidth: true
            text: panel.detail
            visible: text !== ""
            color: panel.look.onPrimary
            font.pixelSize: panel.look.label * panel.detailScale
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
        }

        Text {
            Layout.fillWidth: true
            text: panel.note
            visible: text !== ""
            color: panel.look.onPrimary
            font.pixelSize: panel.look.label
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
        }
    }
}
