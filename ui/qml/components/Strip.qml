pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne

// The access strip: always at the bottom, always in the same order.
Rectangle {
    id: strip

    required property Look look
    required property StripViewModel viewModel

    // Codes alone where the names of all the languages would not stand beside the help.
    readonly property bool named: names.width + languages.count * 16 * look.unit + help.implicitWidth < width - 2 * look.margin

    implicitHeight: look.strip
    color: look.surface

    Rectangle {
        anchors.top: parent.top
        width: parent.width
        height: strip.look.hairline
        color: strip.look.line
    }

    TextMetrics {
        id: names

        font.pixelSize: strip.look.body
        font.weight: Font.DemiBold
        text: strip.viewModel.languages.map(language => language.code + "  " + language.name).join("")
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: strip.look.margin
        anchors.rightMargin: strip.look.margin
        anchors.topMargin: 3 * strip.look.unit
        anchors.bottomMargin: 3 * strip.look.unit
        spacing: 4 * strip.look.unit

        Repeater {
            id: languages

            model: strip.viewModel.languages

            ActionButton {
                id: language

                required property var modelData

                objectName: "language_" + modelData.lang
                look: strip.look
                label: strip.named ? modelData.code + "  " + modelData.name : modelData.code
                strong: modelData.current
                Accessible.name: modelData.code + ", " + modelData.name
                Layout.fillHeight: true
                Layout.minimumWidth: 20 * strip.look.unit
                leftPadding: 4 * strip.look.unit
                rightPadding: 4 * strip.look.unit
                onClicked: strip.viewModel.speak(language.modelData.lang)
            }
        }

        Item {
            Layout.fillWidth: true
        }

        ActionButton {
            id: help

            objectName: "help"
            look: strip.look
            glyph: strip.viewModel.helped === "" ? "help" : "check"
            label: strip.viewModel.helped === "" ? strip.viewModel.help : strip.viewModel.helped
            visible: strip.viewModel.help !== ""
            Layout.fillWidth: true
            Layout.maximumWidth: implicitWidth
            Layout.fillHeight: true
            onClicked: strip.viewModel.askHelp()
        }
    }
}
