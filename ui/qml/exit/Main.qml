pragma ComponentBehavior: Bound

import QtQuick
import Borne
import "../components"
import "../conduct"

// The exit: one screen at a time, above the strip. Python says which.
Backdrop {
    id: root

    required property ShellViewModel viewModel
    required property FacesViewModel faces
    required property AnswersViewModel resolution
    required property AnswersViewModel reasons
    required property CommentViewModel comment
    required property KeyboardViewModel keyboard
    required property ThanksViewModel thanks
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
        name: "faces"
        sourceComponent: FacesScreen {
            look: root.look
            viewModel: root.faces
        }
    }

    Place {
        name: "resolution"
        sourceComponent: AnswersScreen {
            look: root.look
            viewModel: root.resolution
        }
    }

    Place {
        name: "reasons"
        sourceComponent: AnswersScreen {
            look: root.look
            viewModel: root.reasons
        }
    }

    Place {
        name: "comment"
        sourceComponent: CommentScreen {
            look: root.look
            viewModel: root.comment
            keyboard: root.keyboard
        }
    }

    Place {
        name: "thanks"
        sourceComponent: ThanksScreen {
            look: root.look
            viewModel: root.thanks
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
