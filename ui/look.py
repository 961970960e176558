"""Sizes in pixels from millimetres, and the theme's colours: what QML draws with."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from ui.icons import logo_source
from ui.reach import Part
from ui.theme import LOGO_GROUND, Theme

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1

CAP_RATIO = 0.668
"""Height of a capital over the size of the font, in Atkinson Hyperlegible Next."""


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
    loud: float = 1.35
    """What a label may be multiplied by where there is room to spare."""


def font_pixels(cap_mm: float, pixels_per_mm: float) -> int:
    return max(round(cap_mm * pixels_per_mm / CAP_RATIO), 1)


@dataclass(frozen=True, slots=True)
class LookProps:
    """`mm`: pixels per millimetre."""

    theme: Theme
    scale: Scale
    part: Part
    mm: float
    strip_columns: int
    motion: bool = True
    """False: whatever moves jumps to its place instead."""


def _size(name: str) -> Callable[["Look"], float]:
    return lambda look: float(getattr(look.props.scale, name)) * look.props.mm


def _font(name: str) -> Callable[["Look"], int]:
    return lambda look: font_pixels(float(getattr(look.props.scale, name)), look.props.mm)


def _colour(name: str) -> Callable[["Look"], str]:
    return lambda look: str(getattr(look.props.theme, name))


@QmlElement
class Look(QObject):
    """Changes when a visitor asks for larger words, more contrast or a lower screen."""

    changed = Signal()
    pointed = Signal()
    drifted = Signal()

    def __init__(self, props: LookProps) -> None:
        super().__init__()
        self.props = props
        self._ringed = ""
        self._drift = (0, 0)

    def drift(self, place: tuple[int, int]) -> None:
        """Move what is always on the screen by these pixels: a still picture burns in."""
        if place != self._drift:
            self._drift = place
            self.drifted.emit()

    def show(self, props: LookProps) -> None:
        if props != self.props:
            self.props = props
            self.changed.emit()

    def point(self, name: str) -> None:
        """Put the ring around the button of that objectName; around none when it is empty."""
        if name != self._ringed:
            self._ringed = name
            self.pointed.emit()

    ringed = Property(str, lambda self: self._ringed, notify=pointed)
    mm = Property(float, lambda self: self.props.mm, notify=changed)
    stageTop = Property(float, lambda self: self.props.part.top * self.props.mm, notify=changed)  # noqa: N815
    stageHeight = Property(  # noqa: N815
        float, lambda self: self.props.part.height * self.props.mm, notify=changed
    )
    motion = Property(bool, lambda self: self.props.motion, notify=changed)
    driftX = Property(int, lambda self: self._drift[0], notify=drifted)  # noqa: N815
    driftY = Property(int, lambda self: self._drift[1], notify=drifted)  # noqa: N815
    logo = Property(str, lambda self: logo_source(self.props.theme.logo), notify=changed)
    logoGround = Property(str, lambda _: LOGO_GROUND, constant=True)  # noqa: N815
    dark = Property(bool, lambda self: self.props.theme.is_dark, notify=changed)
    stripColumns = Property(int, lambda self: self.props.strip_columns, notify=changed)  # noqa: N815
    hairline = Property(float, lambda self: max(0.4 * self.props.mm, 1.0), notify=changed)

    unit = Property(float, _size("unit"), notify=changed)
    margin = Property(float, _size("margin"), notify=changed)
    strip = Property(float, _size("strip"), notify=changed)
    header = Property(float, _size("header"), notify=changed)
    footer = Property(float, _size("footer"), notify=changed)

    loud = Property(float, lambda self: self.props.scale.loud, notify=changed)
    question = Property(int, _font("question"), notify=changed)
    label = Property(int, _font("label"), notify=changed)
    body = Property(int, _font("body"), notify=changed)
    number = Property(int, _font("number"), notify=changed)

    paper = Property(str, _colour("paper"), notify=changed)
    surface = Property(str, _colour("surface"), notify=changed)
    ink = Property(str, _colour("ink"), notify=changed)
    inkSoft = Property(str, _colour("ink_soft"), notify=changed)  # noqa: N815
    line = Property(str, _colour("line"), notify=changed)
    primary = Property(str, _colour("primary"), notify=changed)
    onPrimary = Property(str, _colour("on_primary"), notify=changed)  # noqa: N815
    pressed = Property(str, _colour("pressed"), notify=changed)
    success = Property(str, _colour("success"), notify=changed)
    warning = Property(str, _colour("warning"), notify=changed)
    danger = Property(str, _colour("danger"), notify=changed)
    discGlyph = Property(str, _colour("disc_glyph"), notify=changed)  # noqa: N815
