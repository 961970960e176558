import QtQuick
import QtQuick.Layouts
import Borne

// The upper part of the first and of the last screen: what is asked, or the thanks.
Rectangle {
    id: panel

    required property Look look
    required property bool wide
    property string site
    property string title
    property string detail

    color: look.primary
    implicitHeight: words.implicitHeight + 2 * look.margin

    ColumnLayout {
        id: words

        anchors.fill: parent
        anchors.margins: panel.look.margin
        spacing: 5 * panel.look.unit

        Text {
            Layout.fillWidth: true
            text: panel.site
            color: panel.look.onPrimary
            font.pixelSize: panel.look.label
            wrapMode: Text.WordWrap
        }

        Item {
            Layout.fillHeight: true
        }

        Text {
            Layout.fillWidth: true
            objectName: "question"
            text: panel.title
            color: panel.look.onPrimary
            font.pixelSize: panel.look.question * (panel.wide ? 1.35 : 1.8)
            font.weight: Font.Bold
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Text {
            Layout.fillWidth: true
            text: panel.detail
            color: panel.look.onPrimary
            font.pixelSize: panel.look.label * 1.2
            wrapMode: Text.WordWrap
        }
    }
}
