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
    // Large words on low glass: the question and the faces are all there is.
    readonly property bool tight: look.loud === 1 && height < 180 * look.unit

    Panel {
        id: panel

        width: parent.width
        height: screen.tight ? implicitHeight : Math.max(parent.height * (screen.wide ? 0.36 : 0.46), implicitHeight, parent.height - 0.52 * (width - 2 * look.margin) - 2 * look.margin)
        look: screen.look
        logo: screen.look.logo
        wide: screen.wide
        site: screen.tight ? "" : screen.viewModel.site
        title: screen.tight ? screen.viewModel.heading : screen.viewModel.question
        detail: screen.tight ? "" : screen.viewModel.note
        note: screen.wide ? "" : screen.viewModel.result
        aside: screen.wide && !screen.tight ? screen.viewModel.result : ""
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

    FontMetrics {
        id: letters

        font.pixelSize: row.wordSize
        font.weight: Font.DemiBold
    }

    RowLayout {
        id: row

        readonly property int count: screen.viewModel.faces.length
        // Glass that stands has height for louder words.
        readonly property int wordSize: screen.look.label * (screen.wide || screen.look.loud === 1 || count > 4 ? 1 : 1.15)
        readonly property real wordWidth: (width - spacing * (count - 1)) / count - 6 * screen.look.unit
        // Words of two lines under one face are given their place under all.
        readonly property bool stacked: letters.font.pixelSize > 0 && screen.viewModel.faces.some(face => letters.advanceWidth(face.label) > wordWidth)

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
                stacked: row.stacked
                wordSize: row.wordSize
                Layout.maximumHeight: row.width * 0.52
                onClicked: screen.viewModel.rate(face.modelData.value)
            }
        }
    }
}
