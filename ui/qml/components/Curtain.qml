import QtQuick
import Borne

// Black, and how to lift it: nobody reads over the shoulder of whoever listens.
Rectangle {
    id: curtain

    required property Look look
    required property string words

    objectName: "curtain"
    visible: words !== ""
    color: "black"

    // Nothing below can be touched meanwhile.
    MouseArea {
        anchors.fill: parent
    }

    Text {
        anchors.centerIn: parent
        width: parent.width - 2 * curtain.look.margin
        text: curtain.words
        color: "white"
        font.pixelSize: curtain.look.label
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
    }
}
