pragma ComponentBehavior: Bound

import QtQuick
import Borne

// Over everything: the technician's menu, the cleaning, the dark glass. Python says which.
Item {
    id: cover

    required property Look look
    required property ConductViewModel viewModel

    objectName: "cover"
    visible: viewModel.cover !== ""

    // Nothing below can be touched meanwhile.
    MouseArea {
        anchors.fill: parent
    }

    component Sheet: Loader {
        required property var names

        anchors.fill: parent
        active: names.includes(cover.viewModel.cover)
    }

    Sheet {
        names: ["pin"]
        sourceComponent: PinPad {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        names: ["enrol"]
        sourceComponent: CodePad {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        names: ["menu", "state", "journal", "hearing", "doctor"]
        sourceComponent: StaffPage {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        names: ["colours"]
        sourceComponent: Rectangle {
            color: cover.viewModel.colour

            MouseArea {
                objectName: "colour"
                anchors.fill: parent
                onClicked: cover.viewModel.showNextColour()
            }
        }
    }

    Sheet {
        names: ["dots"]
        sourceComponent: DotsPage {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        names: ["cleaning"]
        sourceComponent: CleaningNotice {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        names: ["dark"]
        sourceComponent: Rectangle {
            objectName: "dark"
            color: "black"
        }
    }
}
