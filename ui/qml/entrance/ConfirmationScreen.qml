import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// The number is the hero; then the paper, or what to do without it.
Item {
    id: screen

    required property Look look
    required property ConfirmationViewModel viewModel
    required property IdleViewModel idle
    // Here the question must not hide the number: it takes the place of the instruction.
    readonly property bool asking: idle.asked && !idle.covering
    readonly property bool wide: width > height
    readonly property bool low: height < 180 * look.unit
    readonly property bool beside: !wide && viewModel.code !== ""
    // The largest words on the lowest glass: the number comes before all of them.
    readonly property bool tight: low && look.loud === 1
    // Long words beside the number: no larger than they must be.
    readonly property bool spare: (low || (wide && viewModel.code !== "")) && !viewModel.brief

    Rectangle {
        id: panel

        anchors.left: parent.left
        width: screen.wide ? parent.width * 0.58 : parent.width
        height: screen.wide ? parent.height : parent.height * 0.54
        color: screen.look.primary

        ColumnLayout {
            anchors.fill: parent
            anchors.margins: screen.look.margin
            spacing: 4 * screen.look.unit

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.title
                visible: !screen.tight
                color: screen.look.onPrimary
                font.pixelSize: screen.look.question
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignLeft
            }

            Text {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: 1.6 * screen.look.question
                objectName: "number"
                text: screen.viewModel.number
                color: screen.look.onPrimary
                font.pixelSize: screen.look.number
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignLeft
                fontSizeMode: Text.Fit
                verticalAlignment: Text.AlignVCenter
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.motif
                color: screen.look.onPrimary
                font.pixelSize: screen.tight ? screen.look.label : screen.look.question
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            Text {
                Layout.fillWidth: true
                text: screen.viewModel.zone
                visible: text !== ""
                color: screen.look.onPrimary
                font.pixelSize: screen.look.label * 1.2
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
            }

            Text {
                Layout.fillWidth: true
                objectName: "wait"
                text: screen.viewModel.wait
                visible: text !== ""
                color: screen.look.onPrimary
                font.pixelSize: screen.look.label * (screen.low || screen.look.loud === 1 ? 1 : 1.2)
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }

            // It was said before the ticket, and the paper says it too.
            Text {
                Layout.fillWidth: true
                objectName: "late"
                text: screen.viewModel.late
                visible: text !== "" && !(screen.low && screen.look.loud === 1)
                color: screen.look.onPrimary
                font.pixelSize: screen.look.label
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }
    }

    ColumnLayout {
        anchors.right: parent.right
        anchors.rightMargin: screen.look.margin
        y: screen.wide ? screen.look.margin : panel.height + screen.look.margin
        width: parent.width - (screen.wide ? panel.width : 0) - 2 * screen.look.margin
        height: parent.height - y - 6 * screen.look.unit
        spacing: (screen.low ? 3 : 6) * screen.look.unit

        // The words beside the code where they would leave its side empty.
        GridLayout {
            id: paper

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: implicitHeight
            columns: screen.beside ? 2 : 1
            columnSpacing: 8 * screen.look.unit
            rowSpacing: parent.spacing

            Image {
                objectName: "code"

                readonly property real side: screen.beside ? screen.width * 0.42 : Math.min(paper.width, screen.height * 0.5)

                // As large as the words leave it.
                Layout.alignment: Qt.AlignTop
                Layout.fillHeight: true
                Layout.preferredHeight: side
                Layout.maximumHeight: side
                Layout.preferredWidth: height
                visible: screen.viewModel.code !== "" && !(screen.asking && screen.low)
                sourceSize: Qt.size(Math.floor(height), Math.floor(height))
                fillMode: Image.Pad
                horizontalAlignment: Image.AlignLeft
                verticalAlignment: Image.AlignTop
                smooth: false
                source: screen.viewModel.code
            }

            Rectangle {
                id: disc

                readonly property real side: Math.min(68 * screen.look.unit, screen.height * (screen.low ? 0.2 : 0.32))

                Layout.fillHeight: true
                Layout.preferredHeight: side
                Layout.maximumHeight: side
                Layout.preferredWidth: height
                visible: screen.viewModel.code === "" && !screen.asking && !(screen.low && screen.look.loud === 1)
                radius: width / 2
                color: screen.viewModel.failed ? screen.look.warning : screen.viewModel.printed ? screen.look.success : screen.look.primary

                Image {
                    id: sign

                    anchors.centerIn: parent
                    width: parent.width * 0.6
                    height: width
                    sourceSize: Qt.size(width, height)
                    source: screen.viewModel.icon === "" ? "" : "image://icon/" + screen.viewModel.icon + "/" + screen.look.onPrimary.substring(1)
                }

                // Towards the paper, a few times, then still.
                SequentialAnimation {
                    running: screen.look.motion && screen.viewModel.moving && disc.visible && screen.visible
                    loops: 4

                    NumberAnimation {
                        target: sign
                        property: "anchors.verticalCenterOffset"
                        to: disc.height * 0.12
                        duration: screen.look.motion ? 220 : 0
                    }

                    NumberAnimation {
                        target: sign
                        property: "anchors.verticalCenterOffset"
                        to: 0
                        duration: screen.look.motion ? 220 : 0
                    }

                    PauseAnimation {
                        duration: screen.look.motion ? 300 : 0
                    }
                }
            }

            ColumnLayout {
                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: true
                Layout.fillHeight: false
                spacing: (screen.low ? 3 : 5) * screen.look.unit

                Text {
                    objectName: "instruction"
                    Layout.fillWidth: true
                    text: screen.asking ? screen.idle.question : screen.viewModel.instruction
                    color: screen.look.ink
                    font.pixelSize: screen.spare ? screen.look.label * (screen.low || screen.look.loud === 1 ? 1 : 1.3) : screen.look.question * (!screen.wide && screen.viewModel.brief ? 1.35 : 1)
                    font.weight: Font.Bold
                    horizontalAlignment: Text.AlignLeft
                    wrapMode: Text.WordWrap
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                }

                Text {
                    objectName: "next_step"
                    Layout.fillWidth: true
                    text: screen.asking ? screen.idle.countdown : screen.viewModel.nextStep
                    // The largest words on the lowest screen leave room for what is needed at once.
                    visible: screen.asking || screen.viewModel.brief || !(screen.low && screen.look.loud === 1)
                    color: screen.look.inkSoft
                    font.pixelSize: screen.low || screen.look.loud === 1 ? screen.look.body : screen.look.label
                    horizontalAlignment: Text.AlignLeft
                    wrapMode: Text.WordWrap
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                }
            }
        }

        Item {
            Layout.fillHeight: true
        }

        ActionButton {
            objectName: screen.asking ? "stay" : "done"
            loud: true
            look: screen.look
            label: screen.asking ? screen.idle.stay : screen.viewModel.done
            strong: true
            Layout.fillWidth: true
            Layout.preferredHeight: screen.look.footer
            onClicked: screen.asking ? screen.idle.remain() : screen.viewModel.finish()
        }
    }
}
