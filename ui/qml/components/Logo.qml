import QtQuick
import Borne

// A site's own picture in its clear space, on the white that it was drawn for.
Rectangle {
    id: logo

    required property Look look
    property string source
    // What it may take, its clear space included.
    property size room
    readonly property real clear: Math.min(4 * look.unit, room.height * 0.14)

    implicitWidth: picture.implicitWidth + 2 * clear
    implicitHeight: picture.implicitHeight + 2 * clear
    radius: 2 * look.unit
    color: look.logoGround
    objectName: "logo"

    Image {
        id: picture

        anchors.centerIn: parent
        sourceSize: Qt.size(Math.max(logo.room.width - 2 * logo.clear, 0), Math.max(logo.room.height - 2 * logo.clear, 0))
        source: logo.visible ? logo.source : ""
    }
}
