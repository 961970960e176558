import QtQuick
import Borne

// The one question of a screen, in large type at its top.
Text {
    id: question

    required property Look look

    color: look.ink
    font.pixelSize: look.question
    minimumPixelSize: look.label
    fontSizeMode: Text.Fit
    font.weight: Font.Bold
    horizontalAlignment: Text.AlignLeft
    wrapMode: Text.WordWrap
    maximumLineCount: 2
    elide: Text.ElideRight
    lineHeight: 1.05
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
