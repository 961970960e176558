pragma ComponentBehavior: Bound

import QtQuick
import Borne
import "../components"

// A dot where each finger came down: what the glass feels.
Rectangle {
    id: page

    required property Look look
    required property ConductViewModel viewModel

    color: look.paper

    Text {
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: page.look.margin
        text: page.viewModel.title
        color: page.look.ink
        font.pixelSize: page.look.label
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
    }

    MouseArea {
        objectName: "glass"
        anchors.fill: parent
        onPressed: mouse => page.viewModel.dot(mouse.x, mouse.y)
    }

    Repeater {
        model: page.viewModel.dots

        Rectangle {
            required property var modelData

            objectName: "dot"
            x: modelData.across - width / 2
            y: modelData.down - width / 2
            width: 8 * page.look.mm
            height: width
            radius: width / 2
            color: page.look.primary
        }
    }

    Repeater {
        model: page.viewModel.actions

        ActionButton {
            id: button

            required property var modelData

            objectName: "do_" + modelData.id
            anchors.centerIn: parent
            look: page.look
            label: modelData.label
            glyph: modelData.icon
            onClicked: page.viewModel.choose(button.modelData.id)
        }
    }
}
