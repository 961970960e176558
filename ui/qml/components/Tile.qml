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
    property string glyph
    property string colour: look.primary
    property bool available: true
    readonly property bool lit: down && available

    padding: 5 * look.mm
    Accessible.role: Accessible.Button
    Accessible.name: detail === "" ? label : label + ", " + detail
    Accessible.onPressAction: tile.clicked()
    Keys.onReturnPressed: tile.clicked()
    Keys.onEnterPressed: tile.clicked()

    background: Rectangle {
        radius: 4 * tile.look.mm
        color: tile.lit ? tile.look.primary : tile.look.surface
        border.width: Math.max(1, 0.4 * tile.look.mm)
        border.color: tile.lit ? tile.look.primary : tile.look.line

        FocusRing {
            look: tile.look
            visible: tile.visualFocus
        }
    }

    contentItem: RowLayout {
        spacing: 5 * tile.look.mm

        Rectangle {
            id: disc

            Layout.preferredWidth: Math.min(tile.availableHeight, 30 * tile.look.mm)
            Layout.preferredHeight: Layout.preferredWidth
            radius: width / 2
            color: tile.available ? tile.colour : tile.look.line
            visible: tile.glyph !== ""

            Image {
                anchors.centerIn: parent
                width: parent.width * 0.56
                height: width
                sourceSize: Qt.size(width, height)
                source: tile.glyph === "" ? "" : "image://icon/" + tile.glyph + "/" + tile.look.discGlyph.substring(1)
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 1.5 * tile.look.mm

            Text {
                Layout.fillWidth: true
                text: tile.label
                color: tile.lit ? tile.look.onPrimary : tile.available ? tile.look.ink : tile.look.inkSoft
                font.pixelSize: tile.look.label
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                maximumLineCount: 3
                elide: Text.ElideRight
                lineHeight: 0.95
            }

            Text {
                Layout.fillWidth: true
                text: tile.detail
                visible: text !== ""
                color: tile.lit ? tile.look.onPrimary : tile.look.inkSoft
                font.pixelSize: tile.look.body
                wrapMode: Text.Wrap
            }
        }
    }
}
