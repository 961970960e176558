pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Said and kept: the chosen face stands out where it was, and can still be changed.
Item {
    id: screen

    required property Look look
    required property ThanksViewModel viewModel
    readonly property bool wide: width > height
    // Large words on low glass are the thanks alone; the voice says the rest.
    readonly property bool tight: look.loud === 1 && height < 180 * look.unit

    Panel {
        id: panel

        width: parent.width
        height: Math.max(parent.height * (screen.wide ? 0.36 : 0.46), implicitHeight)
        look: screen.look
        wide: screen.wide
        title: screen.viewModel.title
        detail: screen.viewModel.detail
        note: screen.tight ? "" : screen.viewModel.told
    }

    ColumnLayout {
        anchors.top: panel.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: 6 * screen.look.unit

        RowLayout {
            id: row

            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 4 * screen.look.unit

            Repeater {
                model: screen.viewModel.faces

                Item {
                    id: place

                    required property var modelData
                    readonly property real side: Math.min(width, height)

                    Layout.fillWidth: true
                    // Twice the room of the others.
                    Layout.preferredWidth: modelData.chosen ? 2 : 1
                    Layout.fillHeight: true

                    // The others recede, and their outline still stands out from the ground.
                    FacePicture {
                        objectName: "thanked_" + place.modelData.value
                        anchors.centerIn: parent
                        width: place.side * (place.modelData.chosen ? 1 : 0.72)
                        height: width
                        opacity: place.modelData.chosen ? 1 : 0.6
                        look: screen.look
                        name: place.modelData.id
                    }
                }
            }
        }

        ActionButton {
            objectName: "change"
            loud: true
            look: screen.look
            glyph: "arrow-left"
            label: screen.viewModel.change
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.footer
            onClicked: screen.viewModel.changeMind()
        }
    }
}
