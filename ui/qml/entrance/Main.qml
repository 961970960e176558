pragma ComponentBehavior: Bound

import QtQuick
import Borne
import "../components"
import "../conduct"

// The entrance: one screen at a time, above the strip. Python says which.
Backdrop {
    id: root

    required property ShellViewModel viewModel
    required property AttractViewModel attract
    required property ChoiceViewModel category
    required property ChoiceViewModel motif
    required property CardViewModel card
    required property CardViewModel priority
    required property CardViewModel doubt
    required property ConfirmationViewModel confirmation
    required property MessageViewModel refused
    required property MessageViewModel closed
    required property MessageViewModel outOfOrder
    required property IdleViewModel idle
    required property StripViewModel strip
    required property ConductViewModel conduct
    // Whether the question lies over everything.
    readonly property bool isAsked: idle.asked && idle.covering

    LayoutMirroring.enabled: viewModel.rightToLeft
    LayoutMirroring.childrenInherit: true

    component Place: Page {
        shell: root.viewModel
        covered: root.strip.asking || root.isAsked
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: bottom.top
    }

    Place {
        name: "attract"
        sourceComponent: AttractScreen {
            look: root.look
            viewModel: root.attract
        }
    }

    Place {
        name: "category"
        sourceComponent: ChoiceScreen {
            objectName: "category"
            look: root.look
            viewModel: root.category
            strip: root.strip
        }
    }

    Place {
        name: "motif"
        sourceComponent: ChoiceScreen {
            objectName: "motif"
            look: root.look
            viewModel: root.motif
            strip: root.strip
        }
    }

    Place {
        name: "card"
        sourceComponent: CardScreen {
            objectName: "card"
            look: root.look
            viewModel: root.card
        }
    }

    Place {
        name: "priority"
        sourceComponent: CardScreen {
            objectName: "priority"
            look: root.look
            viewModel: root.priority
        }
    }

    Place {
        name: "doubt"
        sourceComponent: DoubtScreen {
            objectName: "doubt"
            look: root.look
            viewModel: root.doubt
        }
    }

    Place {
        name: "confirmation"
        sourceComponent: ConfirmationScreen {
            look: root.look
            idle: root.idle
            viewModel: root.confirmation
        }
    }

    Place {
        name: "refused"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.refused
        }
    }

    Place {
        name: "closed"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.closed
        }
    }

    Place {
        name: "out_of_order"
        sourceComponent: MessageScreen {
            look: root.look
            viewModel: root.outOfOrder
        }
    }

    Strip {
        id: bottom

        enabled: !root.isAsked
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        look: root.look
        viewModel: root.strip
    }

    LanguagePanel {
        enabled: !root.isAsked
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: bottom.top
        look: root.look
        viewModel: root.strip
    }

    IdleNotice {
        anchors.fill: parent
        look: root.look
        viewModel: root.idle
    }

    Curtain {
        anchors.fill: parent
        look: root.look
        words: root.viewModel.curtain
    }

    Cover {
        anchors.fill: parent
        look: root.look
        viewModel: root.conduct
    }
}
