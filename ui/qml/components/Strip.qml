pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne

// The access strip: always at the bottom, always in the same order.
Rectangle {
    id: strip

    required property Look look
    required property StripViewModel viewModel
    readonly property list<var> aids: viewModel.aids

    implicitHeight: look.strip
    color: look.surface

    Rectangle {
        anchors.top: parent.top
        width: parent.width
        height: strip.look.hairline
        color: strip.look.line
    }

    GridLayout {
        anchors.fill: parent
        anchors.leftMargin: strip.look.margin
        anchors.rightMargin: strip.look.margin
        anchors.topMargin: 2 * strip.look.unit
        anchors.bottomMargin: 2 * strip.look.unit
        columnSpacing: 4 * strip.look.unit
        rowSpacing: 4 * strip.look.unit
        columns: strip.look.stripColumns
        uniformCellWidths: strip.look.stripColumns < strip.aids.length + 2

        StripButton {
            objectName: "languages"
            look: strip.look
            glyph: "language"
            label: strip.viewModel.language
            spoken: strip.viewModel.spoken
            on: strip.viewModel.asking
            visible: strip.viewModel.languages.length > 1
            Layout.preferredWidth: 5
            onClicked: strip.viewModel.askLanguages()
        }

        Repeater {
            model: strip.aids.length

            StripButton {
                id: aid

                required property int index
                readonly property var shown: strip.aids[index] ?? {}

                objectName: "aid_" + (shown.id ?? "")
                look: strip.look
                glyph: shown.icon ?? ""
                label: shown.label ?? ""
                on: shown.on ?? false
                Layout.preferredWidth: 4
                onClicked: strip.viewModel.useAid(aid.shown.id)
            }
        }

        StripButton {
            objectName: "help"
            look: strip.look
            glyph: strip.viewModel.helped === "" ? "help" : "check"
            label: strip.viewModel.helped === "" ? strip.viewModel.help : strip.viewModel.helped
            Layout.preferredWidth: 7
            // The last one ends its row.
            Layout.columnSpan: strip.look.stripColumns - (strip.aids.length + 1) % strip.look.stripColumns
            onClicked: strip.viewModel.askHelp()
        }
    }
}
