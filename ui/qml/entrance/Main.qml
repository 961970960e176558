pragma ComponentBehavior: Bound

import QtQuick
import Borne
import "../components"

// The entrance: one screen at a time, above the strip. Python says which.
Rectangle {
    id: root

    required property Look look
    required property EntranceViewModel viewModel
    required property AttractViewModel attract
    required property ChoiceViewModel category
    required property ChoiceViewModel motif
    required property ConfirmationViewModel confirmation
    required property MessageViewModel refused
    required property MessageViewModel closed
    required property MessageViewModel outOfOrder
    required property IdleViewModel idle
    required property StripViewModel strip

    color: look.paper

    component Page: Loader {
        required property string name

        active: name === root.viewModel.screen || root.viewModel.warm
        visible: name === root.viewModel.screen
        enabled: visible
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: bottom.top
    }

    Page {
        name: "attract"
        sourceComponent: AttractScreen {
            look: root.look
            viewModel: root.attract
        }
    }

    Page {
        name: "category"
        sourceComponent: ChoiceScreen {
            objectName: "category"
            look: root.look
            viewModel: root.category
            strip: root.strip
        }
    }

    Page {
        name: "motif"
        sourceComponent: ChoiceScreen {
            objectName: "motif"
            look: root.look
            viewModel: root.motif
            strip: root.strip
        }
    }

    Page {
        name: "confirmation"
        sourceComponent: ConfirmationScreen {
            look: root.look
            viewModel: root.confirmation
        }
    }

    Page {
        name: "refused"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.refused
        }
    }

    Page {
        name: "closed"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.closed
        }
    }

    Page {
        name: "out_of_order"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.outOfOrder
        }
    }

    Strip {
        id: bottom

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        look: root.look
        viewModel: root.strip
    }

    IdleNotice {
        anchors.fill: parent
        look: root.look
        viewModel: root.idle
    }
}
