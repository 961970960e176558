import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Borne

// One answer: a disc with its icon, its words. Acts on release; sliding off cancels.
T.AbstractButton {
    id: tile

    required property Look look
    property string label
    property string detail
    property string spoken: detail === "" ? label : label + ", " + detail
    property string glyph
    property string colour: look.primary
    property bool available: true
    property bool picked: false
    // A card that it shares is drawn around it, and decides how large its disc is.
    property real cardWidth: width
    readonly property bool framed: cardWidth === width
    // A narrow tile has no room for a tick beside its words: its disc bears it.
    readonly property bool ticked: picked && glyph !== "" && width < 140 * look.mm
    // What it stands for is on its way.
    property bool asked: false
    // Of few words, that all others on its page must keep company.
    property bool terse: false
    // Large words need all of a narrow tile.
    readonly property bool tight: terse && look.loud === 1 && width < 120 * look.unit
    readonly property bool lit: (down && available) || picked || asked
    // A tile with room to spare says its words louder; a low one with something to add, softer.
    readonly property bool roomy: height > 48 * look.mm && (!terse || width > 14 * look.label) && label.length < (width > 120 * look.mm ? 36 : 26)
    readonly property int labelSize: roomy ? look.label * look.loud : width < 52 * look.mm || (height < 40 * look.mm && width < 80 * look.mm && detail !== "") ? look.body : look.label

    readonly property real beside: (width < 160 * look.unit ? 5 : height > 48 * look.mm ? 10 : 8) * look.unit

    leftPadding: beside
    rightPadding: framed ? beside : 2 * look.unit
    topPadding: (tight ? 1.5 : 3.7) * look.unit
    bottomPadding: topPadding
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.checked: picked
    Accessible.onPressAction: tile.clicked()

    background: Rectangle {
        radius: 4 * tile.look.unit
        color: tile.lit ? tile.look.primary : tile.framed ? tile.look.surface : "transparent"
        border.width: tile.framed || tile.lit ? tile.look.hairline : 0
        border.color: tile.lit ? tile.look.primary : tile.look.line

        FocusRing {
            look: tile.look
            name: tile.objectName
        }
    }

    contentItem: RowLayout {
        spacing: Math.min(tile.beside, 8 * tile.look.unit)

        Rectangle {
            id: disc

            Layout.preferredWidth: Math.min(tile.height * 0.68, tile.availableHeight, tile.cardWidth * 0.22, 30 * tile.look.mm)
            Layout.preferredHeight: Layout.preferredWidth
            radius: width / 2
            color: tile.lit ? tile.look.onPrimary : tile.available ? tile.colour : tile.look.line
            visible: tile.glyph !== "" && !tile.tight
            // A dark disc on a dark card needs an edge.
            border.width: tile.look.dark && !tile.lit ? tile.look.hairline * 1.5 : 0
            border.color: tile.look.line

            Image {
                anchors.centerIn: parent
                width: parent.width * 0.56
                height: width
                sourceSize: Qt.size(width, height)
                mirror: tile.mirrored && tile.glyph.startsWith("arrow-")
                source: tile.glyph === "" ? "" : "image://icon/" + (tile.ticked ? "check" : tile.available || remark.visible ? tile.glyph : "time") + "/" + (tile.lit ? tile.look.primary : tile.look.discGlyph).substring(1)
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 1.5 * tile.look.unit

            Text {
                id: words

                Layout.fillWidth: true
                text: tile.label
                color: tile.lit ? tile.look.onPrimary : tile.available ? tile.look.ink : tile.look.inkSoft
                font.pixelSize: tile.labelSize
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
                // A tile that is high and narrow has room for long words below each other.
                maximumLineCount: Math.max(3, Math.floor(tile.availableHeight / (1.3 * tile.labelSize)))
                elide: Text.ElideRight
                lineHeight: 0.95
            }

            Text {
                id: remark

                Layout.fillWidth: true
                text: tile.detail
                // Large words may leave no room for it: the icon, and a touch, tell it then.
                visible: text !== "" && words.contentHeight + implicitHeight < tile.availableHeight
                color: tile.lit ? tile.look.onPrimary : tile.look.inkSoft
                font.pixelSize: tile.look.body
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }
        }

        // Colour alone would not tell everyone.
        Image {
            Layout.preferredWidth: tile.labelSize * 1.2
            Layout.preferredHeight: Layout.preferredWidth
            visible: tile.picked && !tile.ticked
            sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
            source: "image://icon/check/" + tile.look.onPrimary.substring(1)
        }
    }
}
