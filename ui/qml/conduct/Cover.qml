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
        required property string name

        anchors.fill: parent
        active: name === cover.viewModel.cover
    }

    Sheet {
        name: "pin"
        sourceComponent: PinPad {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        name: "menu"
        sourceComponent: StaffPage {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        name: "state"
        sourceComponent: StaffPage {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        name: "colours"
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
        name: "dots"
        sourceComponent: DotsPage {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        name: "cleaning"
        sourceComponent: CleaningNotice {
            look: cover.look
            viewModel: cover.viewModel
        }
    }

    Sheet {
        name: "dark"
        sourceComponent: Rectangle {
            objectName: "dark"
            color: "black"
        }
    }
}
