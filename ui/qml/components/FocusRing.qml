import QtQuick
import Borne

// Where the keys have led. Ink outside a light ring, so that it shows on any ground.
Item {
    id: ring

    required property Look look
    // Of the button that it surrounds.
    required property string name

    anchors.fill: parent
    visible: name !== "" && name === look.ringed

    Rectangle {
        anchors.fill: parent
        anchors.margins: -1.8 * ring.look.unit
        radius: 5.8 * ring.look.unit
        color: "transparent"
        border.width: 1.2 * ring.look.unit
        border.color: ring.look.ink
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -0.6 * ring.look.unit
        radius: 4.6 * ring.look.unit
        color: "transparent"
        border.width: 0.6 * ring.look.unit
        border.color: ring.look.surface
    }
}
