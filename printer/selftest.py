"""A sheet that shows what a profile got right: letters, width, drawing, code, cut. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.dates import say_moment
from kiosk.domain.texts import Texts
from printer.layout_file import SIZES
from printer.lines import lines_of
from printer.operations import SMALL, Cut, Line, Op, Picture, Probe, Qr, Rule, Space
from printer.profiles import Confirm, Profile

FRENCH = ("àâäæçéèêëîïôöœùûüÿ", "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ", "«\u00a012,50\u00a0€\u00a0» – n°\u00a01 ’ …")
DRAWN = ("Талон готовий", "تذكرتكم جاهزة")
PROBED = "éèàçùœ€"
SLOTS = (
    (16, "cp1252"),
    (71, "cp1252"),
    (32, "cp1252"),
    (49, "cp1252"),
    (19, "cp858"),
    (2, "cp850"),
)
"""Where makers put the letters of French."""
GAP_MM = 3
RULER_ROWS = 32
TICK_MM = 10


class Check(StrEnum):
    PRINTED = "printed"
    CODEPAGE = "codepage"
    WIDTH = "width"
    DRAWN = "drawn"
    QR = "qr"
    CUT = "cut"
    STATUS = "status"


SEEN = (Check.CODEPAGE, Check.WIDTH, Check.DRAWN, Check.QR, Check.CUT)
"""What only an eye can tell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ok` None: nobody has looked. `fix`: what to do, when it is not."""

    check: Check
    ok: bool | None
    fix: str = ""


def probes() -> Mapping[str, Probe]:
    """By the letter that stands before each."""
    letters = "ABCDEFGHIJ"
    return {
        letter: Probe(f"{letter}  {slot:3d} {page:8s} ", PROBED, slot, page)
        for letter, (slot, page) in zip(letters, SLOTS, strict=False)
    }


def sheet(
    profile: Profile, name: str, now: datetime, french: Texts, words: Texts
) -> tuple[Op, ...]:
    """`french`: for the date; `words`: those of the technician."""

    def say(key: str, size: str = "small", **values: object) -> Iterator[Op]:
        yield from lines_of(words.say(f"selftest.{key}", **values), SIZES[size], profile)

    gap = Space(round(GAP_MM * profile.dots_per_mm))
    return (
        *say("title", "large"),
        *say("profile", name=profile.name, profile=name),
        *lines_of(say_moment(french, now), SMALL, profile),
        Rule(),
        *say("codepage", "strong"),
        *(line for text in FRENCH for line in lines_of(text, SIZES["normal"], profile)),
        *say("probe"),
        *probes().values(),
        gap,
        *say("width", "strong"),
        ruler(profile),
        Line(_counted(profile.columns)),
        gap,
        *say("drawn", "strong"),
        *(line for text in DRAWN for line in lines_of(text, SIZES["normal"], profile)),
        gap,
        *say("qr", "strong"),
        gap,
        Qr(words.say("selftest.code")),
        gap,
        *say("cut", "strong"),
        *say("cut_hint"),
        Rule(),
        Cut(),
    )


def ruler(profile: Profile) -> Picture:
    """A line over every dot of the head, an end at each side and a tick each centimetre."""
    row_bytes = (profile.width_dots + 7) // 8
    every = TICK_MM * profile.dots_per_mm
    ticks = {round(every * n) for n in range(int(profile.width_dots / every) + 1)}
    ends = {0, 1, profile.width_dots - 2, profile.width_dots - 1}
    high, low = _row(ends, row_bytes), _row(ends | ticks, row_bytes)
    whole = _row(set(range(profile.width_dots)), row_bytes)
    return Picture(row_bytes, high * (RULER_ROWS - 14) + low * 12 + whole * 2)


def _row(dots: set[int], row_bytes: int) -> bytes:
    row = bytearray(row_bytes)
    for dot in dots:
        row[dot // 8] |= 0x80 >> dot % 8
    return bytes(row)


def _counted(columns: int) -> str:
    """`123456789.123…`, as long as a line, with a bar at its end."""
    digits = "".join("." if n % 10 == 0 else str(n % 10) for n in range(1, columns))
    return f"{digits}|"


def fix(check: Check, profile: Profile, words: Texts, right: Probe | None = None) -> str:
    """What to change when a check failed. `right`: the line of letters that could be read."""

    def say(key: str, **values: object) -> str:
        return words.say(f"selftest.fix_{key}", **values)

    match check:
        case Check.PRINTED if profile.confirm is Confirm.PROCESS_ID:
            return say("printed", confirm=Confirm.GS_R)
        case Check.PRINTED:
            return say("silent")
        case Check.CODEPAGE if right is not None:
            return say("codepage", slot=right.slot, page=right.page)
        case Check.CODEPAGE:
            return say("codepage_none")
        case _:
            return say(check.value)
