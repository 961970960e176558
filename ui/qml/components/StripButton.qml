import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Borne

// A button of the access strip: its icon above its word, or beside it where there is width for that.
T.AbstractButton {
    id: button

    required property Look look
    property string label
    property string spoken: label
    property string glyph
    property bool on: false
    readonly property bool filled: on || down
    readonly property bool twoWords: look.loud === 1 && label.length > 9 && label.includes(" ")
    readonly property bool beside: width > 2.9 * height || label.length > 12 || twoWords
    readonly property string wordColour: filled ? look.onPrimary : look.ink

    padding: 2 * look.unit
    topPadding: look.unit
    bottomPadding: look.unit
    checkable: false
    Layout.fillWidth: true
    Layout.fillHeight: true
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.checkable: true
    Accessible.checked: on
    Accessible.onPressAction: button.clicked()

    background: Rectangle {
        radius: 4 * button.look.unit
        color: button.down ? button.look.pressed : button.on ? button.look.primary : button.look.surface
        border.width: button.filled ? 0 : button.look.hairline
        border.color: button.look.line

        FocusRing {
            look: button.look
            name: button.objectName
        }
    }

    contentItem: Item {
        implicitWidth: words.implicitWidth
        implicitHeight: words.implicitHeight

        GridLayout {
            id: words

            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)
            columns: button.beside ? 2 : 1
            columnSpacing: 3 * button.look.unit
            rowSpacing: 0.6 * button.look.unit

            Image {
                readonly property real side: button.look.body * (button.beside ? 1.1 : 1)

                Layout.preferredWidth: side
                Layout.preferredHeight: side
                Layout.alignment: Qt.AlignCenter
                sourceSize: Qt.size(side, side)
                // Colour alone would not tell everyone that it is on.
                source: "image://icon/" + (button.on ? "check" : button.glyph) + "/" + button.wordColour.substring(1)
            }

            Text {
                Layout.fillWidth: true
                text: button.label
                color: button.wordColour
                font.pixelSize: button.look.body
                font.weight: Font.DemiBold
                horizontalAlignment: button.beside ? Text.AlignLeft : Text.AlignHCenter
                wrapMode: Text.WordWrap
                lineHeight: 0.9
            }
        }
    }
}
