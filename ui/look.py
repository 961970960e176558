"""Sizes in pixels from millimetres, and the theme's colours: what QML draws with."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from ui.room import Room
from ui.theme import Theme

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1

GAPS_MM = 16.0
"""Between header, tiles, footer and strip, in units."""
COMPACT_MM = 180.0
"""Below this height or width a screen is held close, and cannot carry the sizes of a hall."""
LONGEST_WORD = 18
"""Of a label, in heights of its capitals: a tile is at least that wide."""
CAP_RATIO = 0.668
LINE_RATIO = 1.32
"""Height of a capital and of a line over the size of the font, in Atkinson Hyperlegible Next."""
TILE_GAPS_MM = 9.0
"""Above, between and below the words of a tile, in units."""
TILE_LINES = 3 * 0.95 + 1
"""Of a low tile that has something to add: three of its label, set close, and one of detail."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres. Type sizes are heights of capitals; a unit is what paddings are counted in."""

    unit: float
    margin: float
    question: float
    label: float
    body: float
    number: float
    header: float
    footer: float
    strip: float


HALL = Scale(
    unit=1, margin=16, question=9, label=5.5, body=4.5, number=64, header=36, footer=22, strip=28
)
CLOSE = Scale(
    unit=0.65, margin=7, question=5.5, label=3.4, body=3, number=40, header=18, footer=13, strip=17
)


def scale_for(width_mm: float, height_mm: float) -> Scale:
    return CLOSE if min(width_mm, height_mm) < COMPACT_MM else HALL


def font_pixels(cap_mm: float, pixels_per_mm: float) -> int:
    return max(round(cap_mm * pixels_per_mm / CAP_RATIO), 1)


@QmlElement
class Look(QObject):
    """Constant for the life of a window."""

    def __init__(self, theme: Theme, pixels_per_mm: float, scale: Scale) -> None:
        super().__init__()
        self._theme = theme
        self._mm = pixels_per_mm
        self._scale = scale

    def room(self, width: int, height: int) -> Room:
        """What is left for tiles in a window of that many pixels."""
        scale = self._scale
        around = scale.margin + scale.header + scale.footer + scale.strip + GAPS_MM * scale.unit
        return Room(
            width / self._mm - 2 * scale.margin,
            height / self._mm - around,
            LONGEST_WORD * scale.label,
            TILE_LINES * scale.body * LINE_RATIO / CAP_RATIO + TILE_GAPS_MM * scale.unit,
        )

    def _font(self, cap_mm: float) -> int:
        return font_pixels(cap_mm, self._mm)

    mm = Property(float, lambda self: self._mm, constant=True)
    unit = Property(float, lambda self: self._scale.unit * self._mm, constant=True)
    hairline = Property(float, lambda self: max(0.4 * self._mm, 1.0), constant=True)
    margin = Property(float, lambda self: self._scale.margin * self._mm, constant=True)
    strip = Property(float, lambda self: self._scale.strip * self._mm, constant=True)
    header = Property(float, lambda self: self._scale.header * self._mm, constant=True)
    footer = Property(float, lambda self: self._scale.footer * self._mm, constant=True)
    question = Property(int, lambda self: self._font(self._scale.question), constant=True)
    label = Property(int, lambda self: self._font(self._scale.label), constant=True)
    body = Property(int, lambda self: self._font(self._scale.body), constant=True)
    number = Property(int, lambda self: self._font(self._scale.number), constant=True)

    paper = Property(str, lambda self: self._theme.paper, constant=True)
    surface = Property(str, lambda self: self._theme.surface, constant=True)
    ink = Property(str, lambda self: self._theme.ink, constant=True)
    inkSoft = Property(str, lambda self: self._theme.ink_soft, constant=True)  # noqa: N815
    line = Property(str, lambda self: self._theme.line, constant=True)
    primary = Property(str, lambda self: self._theme.primary, constant=True)
    onPrimary = Property(str, lambda self: self._theme.on_primary, constant=True)  # noqa: N815
    pressed = Property(str, lambda self: self._theme.pressed, constant=True)
    success = Property(str, lambda self: self._theme.success, constant=True)
    warning = Property(str, lambda self: self._theme.warning, constant=True)
    danger = Property(str, lambda self: self._theme.danger, constant=True)
    discGlyph = Property(str, lambda self: self._theme.disc_glyph, constant=True)  # noqa: N815
