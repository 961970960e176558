import QtQuick
import QtQuick.Templates as T
import Borne
import "../components"

// One face and its word, as tall as the finger's aim is poor.
T.AbstractButton {
    id: face

    required property Look look
    property string label
    property string spoken
    property string picture
    property bool chosen: false
    // Of two lines in a narrow card, of one in a wide one.
    readonly property real wordRoom: (width > height ? 2.3 : 3.8) * look.label

    padding: 1.6 * look.unit
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: face.clicked()

    background: Rectangle {
        radius: 4 * face.look.unit
        color: face.down ? face.look.primary : face.look.surface
        border.width: Math.max(1, (face.chosen ? 1.2 : 0.4) * face.look.unit)
        border.color: face.down || face.chosen ? face.look.primary : face.look.line

        FocusRing {
            look: face.look
            name: face.objectName
        }
    }

    contentItem: Item {
        // A light ring around the dark outline, where the ground is dark too.
        Rectangle {
            anchors.fill: drawing
            radius: width / 2
            visible: face.look.dark
            color: face.look.ink
        }

        Image {
            id: drawing

            readonly property real side: Math.min(face.availableWidth, face.availableHeight - face.wordRoom)

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: -0.34 * face.wordRoom
            width: side
            height: side
            sourceSize: Qt.size(side, side)
            source: "image://face/" + face.picture
        }

        // Below the drawing, so that a word of two lines moves no face.
        Text {
            anchors.top: drawing.bottom
            anchors.topMargin: 0.13 * face.wordRoom
            width: parent.width
            text: face.label
            color: face.down ? face.look.onPrimary : face.look.ink
            font.pixelSize: face.look.label
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
        }
    }
}
