import QtQuick
import Borne

// A face, its dark outline in a light ring where the ground is dark too.
Item {
    id: face

    required property Look look
    property string name

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        visible: face.look.dark
        color: face.look.ink
    }

    Image {
        anchors.fill: parent
        sourceSize: Qt.size(width, width)
        source: "image://face/" + face.name
    }
}
