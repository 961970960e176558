import QtQuick
import Borne

// A few pixels now and then, of what would otherwise burn into the glass.
Translate {
    required property Look look

    x: look.driftX
    y: look.driftY
}
