import QtQuick
import QtQuick.Layouts
import Borne

// « Êtes-vous toujours là ? », over everything.
Rectangle {
    id: notice

    required property Look look
    required property IdleViewModel viewModel

    visible: viewModel.asked && viewModel.covering
    color: "#B014232B"

    // Nothing below can be touched meanwhile; a touch anywhere is an answer.
    MouseArea {
        anchors.fill: parent
        onClicked: notice.viewModel.remain()
    }

    Rectangle {
        anchors.centerIn: parent
        width: parent.width - 2 * notice.look.margin
        height: Math.min(words.implicitHeight + 2 * notice.look.margin, parent.height)
        radius: 4 * notice.look.unit
        color: notice.look.surface

        ColumnLayout {
            id: words

            anchors.fill: parent
            anchors.margins: notice.look.margin
            spacing: 6 * notice.look.unit

            Question {
                Layout.fillWidth: true
                look: notice.look
                text: notice.viewModel.question
            }

            Text {
                Layout.fillWidth: true
                text: notice.viewModel.countdown
                color: notice.look.inkSoft
                font.pixelSize: notice.look.label
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            ActionButton {
                objectName: "stay"
                loud: true
                look: notice.look
                label: notice.viewModel.stay
                strong: true
                Layout.fillWidth: true
                Layout.preferredHeight: notice.look.footer
                onClicked: notice.viewModel.remain()
            }
        }
    }
}
