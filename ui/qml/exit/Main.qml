pragma ComponentBehavior: Bound

import QtQuick
import Borne
import "../components"

// The exit: one screen at a time, above the strip. Python says which.
Rectangle {
    id: root

    required property Look look
    required property ExitViewModel viewModel
    required property FacesViewModel faces
    required property AnswersViewModel resolution
    required property AnswersViewModel reasons
    required property ThanksViewModel thanks
    required property MessageViewModel outOfOrder
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
        name: "faces"
        sourceComponent: FacesScreen {
            look: root.look
            viewModel: root.faces
        }
    }

    Page {
        name: "resolution"
        sourceComponent: AnswersScreen {
            look: root.look
            viewModel: root.resolution
        }
    }

    Page {
        name: "reasons"
        sourceComponent: AnswersScreen {
            look: root.look
            viewModel: root.reasons
        }
    }

    Page {
        name: "thanks"
        sourceComponent: ThanksScreen {
            look: root.look
            viewModel: root.thanks
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
}
