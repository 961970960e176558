pragma ComponentBehavior: Bound

import QtQuick

// One paper as the printer made it: never larger than its own dots, and on whole device pixels.
Item {
    id: sheet

    required property string source
    required property string name
    required property real dots
    required property real ratio
    required property real mostWidth
    required property real mostHeight
    readonly property real density: Screen.devicePixelRatio
    readonly property real thickness: 0.003 * width + 0.5

    width: Math.floor(Math.min(mostWidth, mostHeight / ratio, dots / density) * density) / density
    height: Math.round(width * ratio * density) / density

    // A soft shadow out of plain rectangles: the software renderer has no blur.
    Repeater {
        model: 5

        Rectangle {
            required property int index
            readonly property real spread: (index - 1) * sheet.thickness

            x: -spread
            y: 2 * sheet.thickness - spread
            width: sheet.width + 2 * spread
            height: sheet.height + 2 * spread - sheet.thickness
            radius: Math.max(0, spread)
            color: Qt.rgba(0, 0, 0, 0.035)
        }
    }

    Image {
        anchors.fill: parent
        sourceSize: Qt.size(Math.round(sheet.width * sheet.density), Math.round(sheet.height * sheet.density))
        source: sheet.source
        Accessible.role: Accessible.Graphic
        Accessible.name: sheet.name
    }
}
