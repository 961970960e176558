"""What a screen shows on its glass: sizes, colours, the part in use, the place for tiles."""

from dataclasses import dataclass, replace
from math import ceil, radians, tan

from ui.access import Access, Aid
from ui.grid import GAP_MM
from ui.look import CAP_RATIO, LookProps, Scale
from ui.reach import Glass, Part, can_be_lowered, whole, within_reach
from ui.room import Foot, Room
from ui.theme import Themes

COMPACT_MM = 180.0
"""Below this height or width a screen is held close, and cannot carry the sizes of a hall."""
HALL = Scale(
    unit=1, margin=16, question=9, label=5.5, body=4.5, number=64, header=36, footer=22, strip=28
)
CLOSE = Scale(
    unit=0.75,
    margin=4.5,
    question=5.5,
    label=3.4,
    body=3,
    number=40,
    header=15,
    footer=20,
    strip=23,
)
CLOSE_LARGE = replace(CLOSE, unit=0.65, margin=7, header=18, footer=13, strip=17)
"""Beneath large words: buttons of 20 mm would leave a tablet no room for what they are about."""
HALL_DISTANCE_MM, CLOSE_DISTANCE_MM = 600.0, 400.0
"""From an eye to the glass, when nobody has measured it."""
LARGE_DEGREES = 0.7
"""A capital seen at less than that is not large (EN 301 549, 5.1.4)."""
GAPS_MM, CLOSE_GAPS_MM = 16.0, 12.0
"""Between header, tiles, footer and strip, in units; on a tablet without large words."""
LONGEST_WORD = 18
"""Of a label, in heights of its capitals: a tile is at least that wide."""
LONGEST_BARE = 11
"""The same, of a tile without its icon."""
LINE_RATIO = 1.32
"""Height of a line over the size of the font, in Atkinson Hyperlegible Next."""
TILE_GAPS_MM, CLOSE_TILE_GAPS_MM = 9.0, 8.3
"""Above, between and below the words of a tile, in units."""
TILE_EDGE_MM = 1.5
"""Above and below the words of a tile without its icon, in units."""
ONE_LINE = 1.3
"""Arabic letters stand and hang farther than Latin ones."""
CLOSE_SET = 0.95
"""The height of a line of a label, in lines."""
FOOT_WORDS = 66
"""What stands at the foot of a choice, in heights of capitals: one row holds it from there on."""
TITLE_SET = 1.1
"""The height of a title of one line, in lines."""
TEXT_GAPS_MM = 15.0
"""Between title, text, buttons and strip, in units."""
FOOT_SET = 0.9
"""The height of a line on its buttons, in lines."""
STRIP_WORD = 6.8
"""The longest word on an aid's button, in heights of its capitals."""
LEAST_BUTTON_MM = 20.0
"""In units."""
LANGUAGE_SHARE, AID_SHARE, HELP_SHARE = 5, 4, 7
"""Of the width of a strip in one row, as `Strip.qml` gives it."""
STRIP_PADS_MM = 4.0
"""Beside it, in units."""
UPRIGHT_FOOTER = 1.3
"""Glass that stands has height for larger buttons."""
SHORT_MM = 220.0
"""A lower part of the glass has one line for its question and less room around."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the window looks like to a visitor who asked for `access`."""

    access: Access
    look: LookProps
    room: Room


@dataclass(frozen=True, slots=True)
class Fitting:
    """One window on its glass. `mm`: pixels per millimetre; `distance_mm` None: a usual one."""

    glass: Glass
    mm: float
    themes: Themes
    distance_mm: float | None = None
    voice: bool = False
    motion: bool = True

    @property
    def aids(self) -> tuple[Aid, ...]:
        """What is worth offering on this glass, in the order of the strip."""
        aids = [Aid.TEXT]
        if self.themes.usual != self.themes.contrasted:
            aids.append(Aid.CONTRAST)
        if self.voice:
            aids.append(Aid.VOICE)
        if can_be_lowered(self.glass):
            aids.append(Aid.REACH)
        return tuple(aids)

    def sight(self, access: Access) -> Sight:
        part = within_reach(self.glass) if Aid.REACH in access else whole(self.glass)
        scale = scale_for(self.glass.width, part.height)
        if Aid.TEXT in access:
            scale = CLOSE_LARGE if scale is CLOSE else scale
            scale = enlarged(scale, self._large_cap(scale))
        if Aid.REACH in access and part.height < SHORT_MM:
            scale = lowered(scale)
        if part.height > self.glass.width:
            scale = replace(scale, footer=UPRIGHT_FOOTER * scale.footer)
        columns, scale = self._with_strip(scale)
        themes = self.themes
        theme = themes.contrasted if Aid.CONTRAST in access else themes.usual
        look = LookProps(theme, scale, part, self.mm, columns, self.motion)
        return Sight(access, look, _room(scale, self.glass.width, part, large=Aid.TEXT in access))

    def _large_cap(self, scale: Scale) -> float:
        usual = CLOSE_DISTANCE_MM if scale.unit < 1 else HALL_DISTANCE_MM
        seen = (self.distance_mm or usual) * tan(radians(LARGE_DEGREES))
        # Fonts are whole pixels: none may be rounded down to less.
        return seen + 0.5 * CAP_RATIO / self.mm

    def _with_strip(self, scale: Scale) -> tuple[int, Scale]:
        """One row where its words fit, else two, each as high; and how many columns."""
        buttons = len(self.aids) + len(("language", "help"))
        gap = 4 * scale.unit
        least = STRIP_WORD * scale.body + STRIP_PADS_MM * scale.unit
        shared = self.glass.width - 2 * scale.margin - (buttons - 1) * gap
        shares = LANGUAGE_SHARE + AID_SHARE * len(self.aids) + HELP_SHARE
        rows = 1 if shared * AID_SHARE / shares >= least else 2
        height = rows * scale.strip - (rows - 1) * 2 * scale.unit
        if rows > 1 and scale.unit < 1:
            # Two low rows leave the tiles their size on a tablet: words beside icons, on one line.
            height = rows * LEAST_BUTTON_MM * scale.unit + 2 * gap
        return ceil(buttons / rows), replace(scale, strip=height)


def scale_for(width_mm: float, height_mm: float) -> Scale:
    return CLOSE if min(width_mm, height_mm) < COMPACT_MM else HALL


def enlarged(scale: Scale, cap_mm: float) -> Scale:
    """The same with no capital lower than `cap_mm`."""
    body = max(scale.body, cap_mm)
    question = max(scale.question, cap_mm * 1.25)
    lines = ONE_LINE if scale.unit < 1 else 2
    return replace(
        scale,
        question=question,
        label=max(scale.label, cap_mm * 1.04),
        body=body,
        margin=scale.margin * 0.6,
        header=lines * _line(question) * 1.05,
        footer=max(scale.footer, _line(body) + 6 * scale.unit),
        strip=scale.strip * body / scale.body * 0.77,
        loud=1,
    )


def lowered(scale: Scale) -> Scale:
    """The same for a part of the glass that is wide and low."""
    return replace(scale, margin=scale.margin * 0.6, header=ONE_LINE * _line(scale.question) * 1.05)


def _room(scale: Scale, width_mm: float, part: Part, *, large: bool) -> Room:
    held_close = scale.unit < 1 and not large
    gaps = (CLOSE_GAPS_MM if held_close else GAPS_MM) * scale.unit
    around = scale.margin + scale.header + scale.footer + scale.strip + gaps
    label = CLOSE_SET * scale.label
    # Large words leave no room for the rare tile that has the most to say and a remark.
    caps = (
        max(3 * label, 2 * label + scale.body)
        if large or held_close
        else 3 * CLOSE_SET * scale.body + scale.body
    )
    width, height = width_mm - 2 * scale.margin, part.height - around
    lowest = _line(caps) + (CLOSE_TILE_GAPS_MM if held_close else TILE_GAPS_MM) * scale.unit
    foot_row = max(scale.footer, 2 * FOOT_SET * _line(scale.body) + 2 * scale.unit)
    foot_gap = 4 * scale.unit
    stage = part.height - scale.strip
    title = min(scale.header, TITLE_SET * _line(scale.question))
    return Room(
        width,
        height,
        narrowest=LONGEST_WORD * scale.label,
        lowest=lowest,
        bare=(LONGEST_BARE if large else LONGEST_WORD) * scale.label,
        terse=_line(2 * label) + 2 * TILE_EDGE_MM * scale.unit if large else 0.0,
        foot=_foot(width / scale.body, height - foot_row - foot_gap, lowest),
        foot_row=foot_row,
        foot_gap=foot_gap,
        label=scale.label,
        line=_line(scale.label),
        unit=scale.unit,
        stage=stage,
        margin=scale.margin,
        text=stage - scale.margin - title - scale.footer - TEXT_GAPS_MM * scale.unit,
    )


def _foot(width_caps: float, left_mm: float, lowest: float) -> Foot:
    """`left_mm`: for tiles, when the foot has two rows."""
    if width_caps > FOOT_WORDS:
        return Foot.ONE_ROW
    return Foot.TWO_ROWS if left_mm > 2 * lowest + GAP_MM else Foot.AMONG_TILES


def _line(cap_mm: float) -> float:
    return cap_mm * LINE_RATIO / CAP_RATIO
