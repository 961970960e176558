import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Borne

// A box to tick and its words; ticked, it is filled: colour alone would not tell everyone.
T.AbstractButton {
    id: button

    required property Look look
    required property string label
    required property bool on
    readonly property bool filled: on || down
    readonly property string wordColour: filled ? look.onPrimary : look.ink
    readonly property real wordRoom: Math.ceil(Math.max(line.width, line.advanceWidth)) + 1

    leftPadding: 4 * look.unit
    rightPadding: 4 * look.unit
    implicitWidth: wordRoom + button.look.body * 1.1 + row.spacing + leftPadding + rightPadding
    implicitHeight: 20 * look.mm
    Accessible.role: Accessible.CheckBox
    Accessible.name: label
    Accessible.checkable: true
    Accessible.checked: on
    Accessible.onPressAction: button.clicked()
    Accessible.onToggleAction: button.clicked()

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

    TextMetrics {
        id: line

        font: words.font
        text: button.label
    }

    contentItem: RowLayout {
        id: row

        spacing: 3 * button.look.unit

        Rectangle {
            id: box

            Layout.preferredWidth: button.look.body * 1.1
            Layout.preferredHeight: Layout.preferredWidth
            radius: button.look.unit
            color: "transparent"
            border.width: Math.max(0.6 * button.look.unit, button.look.hairline)
            border.color: button.wordColour

            Image {
                anchors.fill: parent
                visible: button.on
                sourceSize: Qt.size(width, height)
                source: "image://icon/check/" + button.wordColour.substring(1)
            }
        }

        Text {
            id: words

            Layout.fillWidth: true
            text: button.label
            color: button.wordColour
            font.pixelSize: button.look.body
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignLeft
            wrapMode: Text.WordWrap
            lineHeight: 0.9
        }
    }
}
