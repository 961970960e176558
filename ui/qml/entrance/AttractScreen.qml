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
    // Large words on low glass: what to do needs the width more than the welcome does. On narrow glass the hours take
    // the place of the welcome.
    readonly property bool tight: wide && look.loud === 1 && height < 180 * look.unit
    readonly property bool narrow: tight && width < 320 * look.unit

    Panel {
        id: panel

        anchors.left: parent.left
        width: screen.wide ? parent.width * (screen.narrow ? 0.3 : screen.tight ? 0.36 : 0.44) : parent.width
        height: screen.wide ? parent.height : parent.height * (screen.viewModel.columns > 1 ? 0.4 : 0.46)
        look: screen.look
        wide: screen.wide
        upright: true
        glyph: "ticket"
        logo: screen.look.logo
        badge: screen.viewModel.badge
        edge: (screen.narrow ? 0.35 : 1) * screen.look.margin
        title: screen.narrow && screen.viewModel.hours !== "" ? "" : screen.viewModel.welcome
        detail: screen.narrow && screen.viewModel.hours !== "" ? "" : screen.viewModel.site
        // Last, and only where there is room: the voice says it everywhere.
        note: [screen.viewModel.hours, screen.tight ? "" : screen.viewModel.message].filter(line => line !== "").join("\n")
    }

    GridLayout {
        anchors.right: parent.right
        anchors.rightMargin: screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - (screen.wide ? panel.width : 0) - 2 * screen.look.margin
        height: parent.height - y - screen.look.margin
        columns: screen.viewModel.columns
        rowSpacing: (columns > 1 ? 4 : 5) * screen.look.unit
        columnSpacing: rowSpacing
        uniformCellWidths: true
        transform: Drift {
            look: screen.look
        }

        Repeater {
            model: screen.viewModel.starts

            Tile {
                id: start

                required property var modelData

                objectName: "start_" + modelData.lang
                look: screen.look
                label: modelData.label
                detail: modelData.detail
                spoken: modelData.spoken
                // A low screen has no room for it beside the words.
                glyph: width < (screen.tight ? 100 : 80) * screen.look.mm ? "" : "arrow-right"
                Layout.columnSpan: modelData.span
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.maximumHeight: 74 * screen.look.unit
                onClicked: screen.viewModel.start(start.modelData.lang)
            }
        }

        Item {
            Layout.columnSpan: screen.viewModel.columns
            Layout.fillHeight: true
            visible: !screen.wide
        }
    }
}
