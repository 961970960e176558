pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne

// Every language in its own words, over the screen that will speak it.
Rectangle {
    id: panel

    required property Look look
    required property StripViewModel viewModel
    readonly property int columns: width > height ? 3 : viewModel.languages.length > 4 ? 2 : 1

    visible: viewModel.asking
    color: look.paper

    // Nothing below can be touched meanwhile.
    MouseArea {
        anchors.fill: parent
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: panel.look.margin
        spacing: 0

        Question {
            Layout.fillWidth: true
            Layout.preferredHeight: panel.look.header
            look: panel.look
            text: panel.viewModel.question
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: 4 * panel.look.unit
            columns: panel.columns
            columnSpacing: 4 * panel.look.unit
            rowSpacing: 4 * panel.look.unit
            uniformCellWidths: true

            Repeater {
                model: panel.viewModel.languages

                Tile {
                    id: tile

                    required property var modelData

                    objectName: "language_" + modelData.lang
                    look: panel.look
                    label: panel.look.loud === 1 ? modelData.name : modelData.code + " – " + modelData.name
                    spoken: modelData.name
                    picked: modelData.current
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.maximumHeight: 60 * panel.look.unit
                    onClicked: panel.viewModel.speak(tile.modelData.lang)
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
