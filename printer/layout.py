"""How a ticket is composed: the place to change its typography. Pure; no printer, no bytes.

Flush left, as on a railway sign: the number, the motif, one rule, then the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.domain.dates import say_moment
from kiosk.domain.outlook import say_wait
from kiosk.domain.texts import Texts
from printer.characters import Script, script_of
from printer.doc import SheetDoc, TicketDoc
from printer.profiles import Profile

CELL_WIDTH, CELL_HEIGHT = 12, 24
"""Dots of one character at size 1 (font A), everywhere in ESC/POS."""
LINE_SPACING = 30
"""Dots, after a reset; makers differ by a few."""
LARGEST = 8
"""A number 24 mm high reads from two metres."""
GROUP = 18
"""Dots between two groups of lines."""
DRAWN_WIDTH = 0.7
"""Of a drawn letter over the width that the printer's own would have at that height."""
NBSP = "\u00a0"
QR_MODULE = 6
"""Dots: 0.75 mm, easy for an old telephone."""


@dataclass(frozen=True, slots=True)
class Style:
    """`width` and `height` multiply the cell. From height 2 on, lines are set solid."""

    width: int = 1
    height: int = 1
    bold: bool = False
    inverted: bool = False

    @property
    def step(self) -> int:
        """Dots from one line to the next."""
        return max(LINE_SPACING, self.height * CELL_HEIGHT)


MOTIF = Style(2, 2, bold=True)
COPY = Style(1, 2, bold=True, inverted=True)
STRONG = Style(1, 2, bold=True)
BODY = Style(1, 2)
SMALL = Style()


@dataclass(frozen=True, slots=True)
class Line:
    """One line that fits the width. `script` None: what its own words ask for."""

    text: str
    style: Style = SMALL
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class Space:
    dots: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line over the whole width."""


@dataclass(frozen=True, slots=True)
class Qr:
    content: str
    module: int = QR_MODULE


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the blade and cut, or only feed where there is no blade."""


Op = Line | Space | Rule | Qr | Cut


def lay_out(doc: TicketDoc, profile: Profile, texts: Mapping[str, Texts]) -> tuple[Op, ...]:
    """`texts` by language; a language without texts is served in French."""
    spoken = texts.get(doc.lang, texts["fr"])
    both = [spoken] if spoken.lang == "fr" else [spoken, texts["fr"]]
    groups = (
        tuple(_where(doc, profile, spoken)),
        tuple(_wait(doc, profile, spoken)),
        tuple(_documents(doc, profile, spoken)),
        tuple(_code(doc, spoken)),
        tuple(_place(doc, profile, spoken)),
        tuple(_footer(doc, profile)),
    )
    rest = (op for group in groups if group for op in (Space(GROUP), *group))
    return (*_head(doc, profile, both), Rule(), *rest, Space(GROUP), Cut())


def lay_out_sheet(doc: SheetDoc, profile: Profile, texts: Mapping[str, Texts]) -> tuple[Op, ...]:
    """The card of a motif: no number, and nothing to keep."""
    spoken = texts.get(doc.lang, texts["fr"])
    facts = (("price", doc.price), ("delay", doc.delay), ("online", doc.online))
    groups = (
        tuple(_documents(doc, profile, spoken)),
        *(
            (*_lines(spoken.say(f"entrance.{key}"), STRONG, profile), *_lines(said, BODY, profile))
            for key, said in facts
            if said
        ),
        tuple(_page(doc, profile)),
        tuple(_lines(doc.site, STRONG, profile)),
    )
    rest = (op for group in groups if group for op in (Space(GROUP), *group))
    return (*_lines(doc.title, MOTIF, profile), Rule(), *rest, Space(GROUP), Cut())


def _page(doc: SheetDoc, profile: Profile) -> Iterator[Op]:
    if doc.url:
        yield from _lines(doc.url, SMALL, profile)
        yield Space(2 * QR_MODULE)
        yield Qr(doc.url)


def _head(doc: TicketDoc, profile: Profile, both: list[Texts]) -> Iterator[Op]:
    for line in doc.header:
        yield from _lines(line, SMALL, profile)
    yield Line(doc.number, number_style(doc.number, profile))
    if doc.copy:
        said = " – ".join(texts.say("ticket.duplicate", n=doc.copy) for texts in both)
        yield from _lines(f"{NBSP}{said}{NBSP}", COPY, profile)
        yield Space(GROUP)
    own, *french = doc.motif_labels
    yield from _lines(own, MOTIF, profile)
    for label in french:
        yield from _lines(label, BODY, profile)


def _where(doc: TicketDoc, profile: Profile, texts: Texts) -> Iterator[Op]:
    if doc.priority:
        yield from _lines(texts.say("ticket.priority"), STRONG, profile)
    if doc.zone:
        yield from _lines(texts.say("ticket.zone", zone=doc.zone), STRONG, profile)


def _wait(doc: TicketDoc, profile: Profile, texts: Texts) -> Iterator[Op]:
    if doc.outlook is not None:
        yield from _lines(say_wait(texts, doc.outlook), BODY, profile)
        yield from _lines(texts.count("ticket.ahead", doc.outlook.ahead), BODY, profile)
        if doc.outlook.late:
            yield from _lines(texts.say("ticket.late"), BODY, profile)


def _documents(doc: TicketDoc | SheetDoc, profile: Profile, texts: Texts) -> Iterator[Op]:
    if doc.documents:
        yield from _lines(texts.say("ticket.documents"), STRONG, profile)
        for document in doc.documents:
            yield from _lines(document, BODY, profile, mark="– ")


def _code(doc: TicketDoc, texts: Texts) -> Iterator[Op]:
    if doc.qr:
        yield Line(texts.say("ticket.follow" if doc.followed else "ticket.keep"), BODY)
        yield Space(2 * QR_MODULE)
        yield Qr(doc.qr)


def _place(doc: TicketDoc, profile: Profile, texts: Texts) -> Iterator[Op]:
    yield from _lines(doc.site, STRONG, profile)
    yield from _lines(say_moment(texts, doc.issued_at), BODY, profile)


def _footer(doc: TicketDoc, profile: Profile) -> Iterator[Op]:
    for line in doc.footer:
        yield from _lines(line, SMALL, profile)


def number_style(number: str, profile: Profile) -> Style:
    """As large as fits with a quarter of a character to spare."""
    quarters = 4 * len(number) + 1
    size = 4 * profile.width_dots // (quarters * CELL_WIDTH)
    size = max(1, min(LARGEST, size))
    return Style(size, size, bold=True)


def _lines(text: str, style: Style, profile: Profile, mark: str = "") -> Iterator[Line]:
    """Every row in the script of the whole, even one that is only a number."""
    script = script_of(text, profile.codepage.name)
    for row in wrap(text, columns_for(script, style, profile), mark):
        yield Line(row, style, script)


def columns_for(script: Script, style: Style, profile: Profile) -> int:
    """Characters on a line. Letters that are drawn grow in width with their height."""
    if script is Script.PAGE:
        return profile.columns // style.width
    return round(profile.columns / (style.height * DRAWN_WIDTH))


def wrap(text: str, columns: int, mark: str = "") -> list[str]:
    """Broken at ordinary spaces only; a word longer than a line is cut. `mark` hangs before."""
    room = columns - len(mark)
    rows = [""]
    for word in text.split(" "):
        joined = f"{rows[-1]} {word}" if rows[-1] else word
        if len(joined) <= room:
            rows[-1] = joined
            continue
        pieces = [word[i : i + room] for i in range(0, len(word), room)]
        rows = (rows if rows[-1] else rows[:-1]) + pieces
    indent = " " * len(mark)
    return [(indent if i else mark) + row for i, row in enumerate(rows) if row]


def length_dots(ops: tuple[Op, ...]) -> int:
    """How much paper the ticket takes, but for the way from the head to the blade."""
    return sum(_height(op) for op in ops)


def _height(op: Op) -> int:
    match op:
        case Line(style=style):
            return style.step
        case Space(dots):
            return dots
        case Rule():
            return LINE_SPACING
        case Qr(content, module):
            return module * qr_modules(content)
        case Cut():
            return 0


def qr_modules(content: str) -> int:
    """The side of the symbol at correction level M, in modules."""
    size = len(content.encode())
    version = next((v for v, most in enumerate(_QR_M_BYTES, 1) if size <= most), 40)
    return 17 + 4 * version


_QR_M_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""Bytes that a QR code of version 1, 2, 3 … carries at level M (ISO/IEC 18004)."""
