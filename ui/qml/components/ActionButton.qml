import QtQuick
import QtQuick.Templates as T
import Borne

// A button that says what it does. `strong` is the one thing to do on the screen.
T.AbstractButton {
    id: button

    required property Look look
    property string label
    property string spoken: label
    property string glyph
    property bool strong: false
    property bool glyphLast: false
    readonly property bool filled: strong || down
    // What ends a screen is read from farther away.
    property bool loud: false
    readonly property int wordSize: loud ? look.label : look.body
    readonly property real glyphRoom: glyph === "" ? 0 : wordSize * 1.3 + 3 * look.unit
    // Arabic letters joined take a little more than they measure.
    readonly property real wordRoom: Math.ceil(Math.max(line.width, line.advanceWidth) * 1.03) + 1
    readonly property string wordColour: filled ? look.onPrimary : look.ink

    implicitHeight: Math.max(20 * look.mm, contentItem.implicitHeight)
    implicitWidth: Math.ceil(contentItem.implicitWidth) + leftPadding + rightPadding
    leftPadding: 6 * look.unit
    rightPadding: 6 * look.unit
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: button.clicked()

    background: Rectangle {
        radius: 4 * button.look.unit
        color: button.down ? button.look.pressed : button.strong ? button.look.primary : button.look.surface
        border.width: button.filled ? 0 : button.look.hairline
        border.color: button.look.line

        FocusRing {
            look: button.look
            name: button.objectName
        }
    }

    TextMetrics {
        id: line

        font: words.font
        text: button.label
    }

    contentItem: Item {
        implicitWidth: button.wordRoom + button.glyphRoom
        implicitHeight: words.implicitHeight

        Row {
            anchors.centerIn: parent
            layoutDirection: button.glyphLast ? Qt.RightToLeft : Qt.LeftToRight
            spacing: button.glyphRoom - drawing.width

            Image {
                id: drawing

                anchors.verticalCenter: parent.verticalCenter
                width: button.glyph === "" ? 0 : button.wordSize * 1.3
                height: width
                visible: button.glyph !== ""
                sourceSize: Qt.size(width, width)
                mirror: button.mirrored && button.glyph.startsWith("arrow-")
                source: button.glyph === "" ? "" : "image://icon/" + button.glyph + "/" + button.wordColour.substring(1)
            }

            // On two lines where there is no room for one.
            Text {
                id: words

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(button.wordRoom, Math.floor(button.availableWidth - button.glyphRoom))
                text: button.label
                color: button.wordColour
                font.pixelSize: button.wordSize
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.WordWrap
                lineHeight: 0.9
            }
        }
    }
}
