pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The only question that counts; everything after it is optional.
Item {
    id: screen

    required property Look look
    required property FacesViewModel viewModel
    readonly property bool wide: width > height

    Panel {
        id: panel

        width: parent.width
        height: Math.max(parent.height * (screen.wide ? 0.36 : 0.46), implicitHeight)
        look: screen.look
        logo: screen.look.logo
        wide: screen.wide
        site: screen.viewModel.site
        title: screen.viewModel.question
        detail: screen.viewModel.note
        note: screen.wide ? "" : screen.viewModel.result
        aside: screen.wide ? screen.viewModel.result : ""
    }

    // A keypad and a scanner alike.
    Repeater {
        model: screen.viewModel.keys

        Item {
            id: key

            required property string modelData

            Shortcut {
                sequences: [key.modelData, "Shift+" + key.modelData]
                enabled: screen.visible
                onActivated: screen.viewModel.press(key.modelData)
            }
        }
    }

    RowLayout {
        id: row

        anchors.top: panel.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: screen.look.margin
        spacing: 4 * screen.look.unit
        uniformCellSizes: true
        transform: Drift {
            look: screen.look
        }

        Repeater {
            model: screen.viewModel.faces

            Face {
                id: face

                required property var modelData

                objectName: "face_" + modelData.value
                look: screen.look
                label: modelData.label
                spoken: modelData.spoken
                picture: modelData.id
                chosen: modelData.chosen
                enabled: screen.viewModel.ready
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.maximumHeight: row.width * 0.5
                onClicked: screen.viewModel.rate(face.modelData.value)
            }
        }
    }
}
