pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Waiting for somebody: who receives here, and one invitation a language.
Item {
    id: screen

    required property Look look
    required property AttractViewModel viewModel
    readonly property bool wide: width > height

    Panel {
        id: panel

        width: screen.wide ? parent.width * 0.44 : parent.width
        height: screen.wide ? parent.height : parent.height * 0.46
        look: screen.look
        wide: screen.wide
        upright: true
        glyph: "ticket"
        title: screen.viewModel.welcome
        detail: screen.viewModel.site
        note: screen.viewModel.hours
    }

    ColumnLayout {
        x: screen.wide ? panel.width + screen.look.margin : screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - x - screen.look.margin
        height: parent.height - y - screen.look.margin
        spacing: 5 * screen.look.unit

        Repeater {
            model: screen.viewModel.starts

            Tile {
                id: start

                required property var modelData

                objectName: "start_" + modelData.lang
                look: screen.look
                label: modelData.invitation
                detail: modelData.code + " – " + modelData.language
                glyph: "arrow-right"
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.maximumHeight: 74 * screen.look.unit
                onClicked: screen.viewModel.start(start.modelData.lang)
            }
        }

        Item {
            Layout.fillHeight: true
            Layout.maximumHeight: screen.wide ? 0 : parent.height
        }
    }
}
