pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Borne
import "../components"

// Something to read, and what can be done then: a motif's card, who has priority.
Item {
    id: screen

    required property Look look
    required property CardViewModel viewModel
    readonly property bool wide: width > height
    readonly property bool tight: look.loud === 1 || height < 190 * look.unit
    readonly property int gap: (tight ? 3 : 4) * look.unit
    readonly property int pad: (look.loud === 1 && wide ? 1.5 : tight ? 3 : 6) * look.unit
    readonly property int side: (tight ? 4.5 : 6) * look.unit
    readonly property real words: look.label * (tight ? 1 : wide ? 1.1 : 1.3)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: screen.look.margin
        anchors.bottomMargin: 6 * screen.look.unit
        spacing: screen.gap

        Question {
            Layout.fillWidth: true
            Layout.fillHeight: false
            // Low and wide, its second line is rare.
            Layout.preferredHeight: screen.wide ? Math.min(screen.look.header, implicitHeight * 1.1) : screen.look.header
            look: screen.look
            text: screen.viewModel.title
        }

        // Side by side where there is more width than height.
        GridLayout {
            id: grid

            readonly property int count: screen.viewModel.sections.length

            Layout.fillWidth: true
            // Airy where there is room for it.
            Layout.fillHeight: true
            Layout.maximumHeight: implicitHeight * 1.4
            Layout.minimumHeight: implicitHeight
            visible: count > 0
            columns: screen.wide && count > 1 ? 2 : 1
            uniformCellWidths: true
            columnSpacing: screen.gap
            rowSpacing: screen.gap

            Repeater {
                model: screen.viewModel.sections

                Section {
                    required property var modelData
                    required property int index

                    look: screen.look
                    words: screen.words
                    tight: screen.tight
                    title: modelData.title
                    lines: modelData.lines
                    glyph: modelData.icon
                    code: modelData.code
                    page: modelData.page
                    // The last one fills its row.
                    Layout.columnSpan: index === grid.count - 1 && grid.count % grid.columns > 0 ? grid.columns : 1
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
            }
        }

        Said {
            Layout.fillWidth: true
            look: screen.look
            words: screen.words
            tight: screen.tight
            text: screen.viewModel.said
            glyph: screen.viewModel.icon
            visible: text !== ""
        }

        Item {
            Layout.fillHeight: true
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: screen.wide ? screen.viewModel.buttons.length : 1
            columnSpacing: 4 * screen.look.unit
            rowSpacing: 4 * screen.look.unit

            Repeater {
                model: screen.viewModel.buttons

                ActionButton {
                    id: action

                    required property var modelData

                    objectName: "act_" + modelData.id
                    look: screen.look
                    loud: !screen.wide
                    label: modelData.label
                    glyph: screen.tight && screen.wide ? "" : modelData.icon
                    strong: modelData.strong
                    enabled: !screen.viewModel.busy
                    Layout.fillWidth: true
                    Layout.preferredHeight: screen.look.footer
                    onClicked: screen.viewModel.act(action.modelData.id)
                }
            }
        }
    }

    // One thing to know: its icon, its title, its lines, and the code of its page.
    component Section: Rectangle {
        id: section

        required property Look look
        required property real words
        required property bool tight
        required property string title
        required property var lines
        required property string glyph
        required property string code
        required property string page
        readonly property real pad: screen.pad
        // Beside another, both begin at the same height.
        readonly property bool centred: title === "" || !screen.wide

        implicitWidth: inside.implicitWidth + 2 * screen.side
        implicitHeight: inside.implicitHeight + 2 * pad
        radius: 4 * look.unit
        color: look.surface
        border.width: look.hairline
        border.color: look.line

        RowLayout {
            id: inside

            anchors.fill: parent
            anchors.margins: section.pad
            anchors.leftMargin: screen.side
            anchors.rightMargin: screen.side
            spacing: screen.side

            Rectangle {
                Layout.alignment: section.centred ? Qt.AlignVCenter : Qt.AlignTop
                Layout.preferredWidth: section.words * (section.tight ? 2.2 : 2.6)
                Layout.preferredHeight: Layout.preferredWidth
                radius: width / 2
                visible: section.glyph !== "" && section.look.loud !== 1
                color: section.look.primary

                Image {
                    anchors.centerIn: parent
                    width: parent.width * 0.56
                    height: width
                    sourceSize: Qt.size(width, height)
                    source: section.glyph === "" ? "" : "image://icon/" + section.glyph + "/" + section.look.discGlyph.substring(1)
                }
            }

            ColumnLayout {
                Layout.alignment: section.centred ? Qt.AlignVCenter : Qt.AlignTop
                Layout.fillWidth: true
                Layout.fillHeight: false
                spacing: (section.tight ? 0.5 : 2) * section.look.unit

                Text {
                    Layout.fillWidth: true
                    text: section.title
                    visible: text !== ""
                    color: section.look.inkSoft
                    font.pixelSize: section.tight ? section.look.body : section.look.label
                    font.weight: Font.DemiBold
                    horizontalAlignment: Text.AlignLeft
                    wrapMode: Text.WordWrap
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }

                Repeater {
                    model: section.lines

                    Text {
                        required property string modelData

                        Layout.fillWidth: true
                        text: modelData
                        color: section.look.ink
                        font.pixelSize: section.words
                        horizontalAlignment: Text.AlignLeft
                        wrapMode: Text.WordWrap
                        Accessible.role: Accessible.StaticText
                        Accessible.name: text
                    }
                }
            }

            // On white whatever the theme, for a telephone to read.
            Image {
                objectName: "code"

                readonly property real least: Math.min(screen.width * 0.28, screen.height * (screen.wide && !section.tight ? 0.17 : 0.25))

                Layout.alignment: Qt.AlignVCenter
                Layout.fillHeight: true
                Layout.preferredHeight: least
                Layout.maximumHeight: screen.height * 0.25
                Layout.preferredWidth: height
                visible: section.code !== ""
                sourceSize: Qt.size(Math.floor(height), Math.floor(height))
                fillMode: Image.Pad
                horizontalAlignment: Image.AlignHCenter
                verticalAlignment: Image.AlignVCenter
                smooth: false
                source: section.code
                Accessible.role: Accessible.Graphic
                Accessible.name: section.page
            }
        }
    }

    // What became of the paper, why no ticket can be had, or what to show.
    component Said: Rectangle {
        id: said

        required property Look look
        required property real words
        required property bool tight
        required property string text
        required property string glyph
        readonly property real pad: screen.pad

        implicitHeight: line.implicitHeight + 2 * pad
        radius: 4 * look.unit
        color: look.primary

        RowLayout {
            id: line

            anchors.fill: parent
            anchors.margins: said.pad
            anchors.leftMargin: screen.side
            anchors.rightMargin: screen.side
            spacing: screen.side

            Image {
                Layout.preferredWidth: said.words * 1.5
                Layout.preferredHeight: Layout.preferredWidth
                visible: said.glyph !== ""
                sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
                source: said.glyph === "" ? "" : "image://icon/" + said.glyph + "/" + said.look.onPrimary.substring(1)
            }

            Text {
                objectName: "said"
                Layout.fillWidth: true
                text: said.text
                color: said.look.onPrimary
                font.pixelSize: said.words
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignLeft
                wrapMode: Text.WordWrap
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }
    }
}
