import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Borne

// A button that says what it does. `strong` is the one thing to do on the screen.
T.AbstractButton {
    id: button

    required property Look look
    property string label
    property string glyph
    property bool strong: false
    property bool glyphLast: false
    readonly property bool filled: strong || down
    // What ends a screen is read from farther away.
    property bool loud: false
    readonly property int wordSize: loud ? look.label : look.body
    readonly property string wordColour: filled ? look.onPrimary : look.ink

    implicitHeight: Math.max(20 * look.mm, contentItem.implicitHeight)
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    leftPadding: 6 * look.unit
    rightPadding: 6 * look.unit
    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.onPressAction: button.clicked()
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    background: Rectangle {
        radius: 4 * button.look.unit
        color: button.down ? button.look.pressed : button.strong ? button.look.primary : button.look.surface
        border.width: button.filled ? 0 : button.look.hairline
        border.color: button.look.line

        FocusRing {
            look: button.look
            visible: button.visualFocus
        }
    }

    contentItem: RowLayout {
        spacing: 3 * button.look.unit
        layoutDirection: button.glyphLast ? Qt.RightToLeft : Qt.LeftToRight

        Item {
            Layout.fillWidth: true
        }

        Image {
            Layout.preferredWidth: button.wordSize * 1.3
            Layout.preferredHeight: Layout.preferredWidth
            visible: button.glyph !== ""
            sourceSize: Qt.size(button.wordSize * 1.3, button.wordSize * 1.3)
            source: button.glyph === "" ? "" : "image://icon/" + button.glyph + "/" + button.wordColour.substring(1)
        }

        Text {
            text: button.label
            color: button.wordColour
            font.pixelSize: button.wordSize
            font.weight: Font.DemiBold
        }

        Item {
            Layout.fillWidth: true
        }
    }
}
