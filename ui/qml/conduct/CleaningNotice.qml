pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Locked while the glass is wiped; the time that is left, in every language of the site.
Rectangle {
    id: page

    required property Look look
    required property ConductViewModel viewModel
    readonly property bool wide: width > height

    color: look.paper

    Panel {
        id: panel

        anchors.left: parent.left
        width: page.wide ? parent.width * 0.44 : parent.width
        height: page.wide ? parent.height : parent.height * 0.46
        look: page.look
        wide: page.wide
        upright: true
        glyph: "time"
        title: page.viewModel.title
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: page.look.margin
        y: (page.wide ? 0 : panel.height) + page.look.margin
        width: parent.width - (page.wide ? panel.width : 0) - 2 * page.look.margin
        height: parent.height - y - page.look.margin
        spacing: 5 * page.look.unit

        Item {
            Layout.fillHeight: true
            visible: page.wide
        }

        Repeater {
            model: page.viewModel.notices

            Text {
                required property var modelData

                Layout.fillWidth: true
                text: modelData.text
                color: page.look.ink
                font.pixelSize: page.look.label * (page.wide ? 1 : 1.5)
                horizontalAlignment: modelData.mirrored ? Text.AlignRight : Text.AlignLeft
                wrapMode: Text.WordWrap
            }
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
