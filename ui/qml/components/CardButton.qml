import QtQuick
import QtQuick.Templates as T
import Borne

// The « i » of a tile, on the card that they share: what there is to know of it.
T.AbstractButton {
    id: button

    required property Look look
    required property string spoken
    readonly property string inkColour: down ? look.onPrimary : look.primary

    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: button.clicked()

    background: Rectangle {
        radius: 4 * button.look.unit
        color: button.down ? button.look.pressed : "transparent"

        FocusRing {
            look: button.look
            name: button.objectName
        }
    }

    contentItem: Item {
        Rectangle {
            anchors.centerIn: parent
            width: Math.min(Math.max(parent.width * 0.6, button.look.body * 1.5), parent.width * 0.8)
            height: width
            radius: width / 2
            color: "transparent"
            border.width: Math.max(0.7 * button.look.unit, button.look.hairline)
            border.color: button.inkColour

            Text {
                anchors.centerIn: parent
                text: "i"
                color: button.inkColour
                font.pixelSize: Math.max(parent.height * 0.68, button.look.body)
                font.weight: Font.Bold
            }
        }
    }
}
