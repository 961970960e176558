import QtQuick
import QtQuick.Templates as T
import Borne
import "../components"

// One key. Acts on release; sliding off cancels.
T.AbstractButton {
    id: key

    required property Look look
    property string label
    property string spoken
    property bool special: false
    property bool held: false
    readonly property bool lit: down || held

    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.checked: held
    Accessible.onPressAction: key.clicked()

    background: Rectangle {
        radius: 2.5 * key.look.unit
        color: key.lit ? key.look.primary : key.look.surface
        border.width: key.look.hairline
        border.color: key.lit ? key.look.primary : key.look.line

        FocusRing {
            look: key.look
            name: key.objectName
        }
    }

    contentItem: Text {
        text: key.label
        color: key.lit ? key.look.onPrimary : key.look.ink
        // A letter is as large as its key, whoever reads it.
        font.pixelSize: key.special ? key.look.body : Math.round(Math.max(key.look.loud === 1 ? key.look.body : key.look.label, Math.min(0.46 * key.height, 0.6 * key.width)))
        // On the smallest keys of large words.
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(0.7 * key.look.body)
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }
}
