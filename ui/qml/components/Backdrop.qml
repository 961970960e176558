import QtQuick
import Borne

// The window: all of it, or the part that everyone reaches, with an arrow towards it.
Rectangle {
    id: backdrop

    required property Look look
    default property alias content: stage.data

    color: look.primary

    Image {
        readonly property real side: Math.min(44 * backdrop.look.mm, backdrop.look.stageTop * 0.5)

        anchors.horizontalCenter: parent.horizontalCenter
        y: (backdrop.look.stageTop - height) / 2
        width: side
        height: side
        visible: side > 4 * backdrop.look.mm
        sourceSize: Qt.size(side, side)
        source: visible ? "image://icon/arrow-down/" + backdrop.look.onPrimary.substring(1) : ""
    }

    Rectangle {
        id: stage

        y: backdrop.look.stageTop
        width: parent.width
        height: backdrop.look.stageHeight
        color: backdrop.look.paper
        clip: backdrop.look.stageTop > 0
    }
}
