"""How a paper is composed from what it says and from its layout. Pure; no printer, no bytes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from kiosk.domain.dates import say_moment_of_today, say_time
from kiosk.domain.outlook import say_wait
from kiosk.domain.texts import Texts
from printer.doc import SheetDoc, TicketDoc
from printer.layout_file import Layout, Part, Show, shipped_layout
from printer.lines import columns_for, lines_of, number_style, wrap
from printer.operations import (
    Align,
    Cut,
    Kept,
    Line,
    Op,
    Qr,
    Rule,
    Space,
    Style,
    length_dots,
    qr_modules,
)
from printer.profiles import Profile

__all__ = [
    "Cut",
    "Line",
    "Op",
    "Qr",
    "Rule",
    "Space",
    "Style",
    "columns_for",
    "lay_out",
    "lay_out_sheet",
    "length_dots",
    "number_style",
    "qr_modules",
    "wrap",
]

END_MM = 2.25
"""Blank before the cut."""
NBSP = "\u00a0"
BULLET = "– "

Ops = Iterator[Op]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The paper to write on, in the visitor's language and in French."""

    profile: Profile
    spoken: Texts
    french: Texts
    logo: Kept | None

    def side(self, part: Part) -> Align:
        """Where what has no words stands: on the side where the visitor begins to read."""
        begins_right = self.spoken.right_to_left and part.align is Align.LEFT
        return Align.RIGHT if begins_right else part.align

    @property
    def both(self) -> list[Texts]:
        return [self.spoken] if self.spoken.lang == "fr" else [self.spoken, self.french]


def lay_out(
    doc: TicketDoc,
    profile: Profile,
    texts: Mapping[str, Texts],
    layout: Layout | None = None,
    logo: Kept | None = None,
) -> tuple[Op, ...]:
    """`texts` by language; a language without texts is served in French."""
    sheet = _Sheet(profile, texts.get(doc.lang, texts["fr"]), texts["fr"], logo)
    parts = (layout or shipped_layout()).ticket
    return _composed(parts, lambda part: _ON_TICKET[part.show](part, doc, sheet), profile)


def lay_out_sheet(
    doc: SheetDoc,
    profile: Profile,
    texts: Mapping[str, Texts],
    layout: Layout | None = None,
    logo: Kept | None = None,
) -> tuple[Op, ...]:
    """The card of a motif: no number, and nothing to keep."""
    sheet = _Sheet(profile, texts.get(doc.lang, texts["fr"]), texts["fr"], logo)
    parts = (layout or shipped_layout()).sheet
    return _composed(parts, lambda part: _ON_SHEET[part.show](part, doc, sheet), profile)


def _composed(
    parts: tuple[Part, ...], written: Callable[[Part], Ops], profile: Profile
) -> tuple[Op, ...]:
    ops: list[Op] = []
    blank = 0.0
    for part in parts:
        blank = max(blank, part.above_mm)
        if said := list(written(part)):
            ops += _blank(blank if ops else 0, profile)
            ops += said
            blank = part.below_mm
    return (*ops, Cut(round(END_MM * profile.dots_per_mm)))


def _blank(mm: float, profile: Profile) -> Ops:
    if dots := round(mm * profile.dots_per_mm):
        yield Space(dots)


def _lines(text: str, part: Part, sheet: _Sheet, mark: str = "") -> Ops:
    yield from lines_of(text, part.style, sheet.profile, part.align, mark)


def _heading(text: str, part: Part, sheet: _Sheet) -> Ops:
    yield from _lines(text, replace(part, style=replace(part.style, bold=True)), sheet)


# ── The parts ───────────────────────────────────────────────────────────────────────────────────


def _header(part: Part, doc: TicketDoc | SheetDoc, sheet: _Sheet) -> Ops:
    for line in doc.header:
        yield from _lines(line, part, sheet)


def _footer(part: Part, doc: TicketDoc | SheetDoc, sheet: _Sheet) -> Ops:
    for line in doc.footer:
        yield from _lines(line, part, sheet)


def _logo(part: Part, _doc: object, sheet: _Sheet) -> Ops:
    if sheet.logo is not None:
        yield replace(sheet.logo, align=part.align)


def _rule(_part: Part, _doc: object, _sheet: _Sheet) -> Ops:
    yield Rule()


def _number(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    yield Line(
        doc.number, number_style(doc.number, sheet.profile, part.height_mm), None, sheet.side(part)
    )


def _duplicate(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.copy:
        said = [texts.say("ticket.duplicate", n=doc.copy) for texts in sheet.both]
        one = list(_lines(_framed(" – ".join(said)), part, sheet))
        apart = (line for text in said for line in _lines(_framed(text), part, sheet))
        yield from one if len(one) == 1 else apart


def _framed(text: str) -> str:
    return f"{NBSP}{text}{NBSP}"


def _motif(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    yield from _lines(doc.motif_labels[0], part, sheet)


def _motif_french(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    for label in doc.motif_labels[1:]:
        yield from _lines(label, part, sheet)


def _priority(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.priority:
        yield from _lines(sheet.spoken.say("ticket.priority"), part, sheet)


def _zone(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.zone:
        yield from _lines(sheet.spoken.say("ticket.zone", zone=doc.zone), part, sheet)


def _wait(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.outlook is not None:
        yield from _lines(say_wait(sheet.spoken, doc.outlook), part, sheet)


def _ahead(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.outlook is not None:
        yield from _lines(sheet.spoken.count("ticket.ahead", doc.outlook.ahead), part, sheet)


def _late(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.outlook is not None and doc.outlook.late:
        yield from _lines(sheet.spoken.say("ticket.late"), part, sheet)


def _estimated(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.outlook is not None and doc.issued_at is not None:
        time = say_time(sheet.spoken, doc.issued_at)
        yield from _lines(sheet.spoken.say("ticket.estimated", time=time), part, sheet)


def _documents(part: Part, doc: TicketDoc | SheetDoc, sheet: _Sheet) -> Ops:
    if doc.documents:
        yield from _heading(sheet.spoken.say("ticket.documents"), part, sheet)
        for document in doc.documents:
            yield from _lines(document, part, sheet, BULLET)


def _code(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.qr:
        said = sheet.spoken.say("ticket.follow" if doc.followed else "ticket.keep")
        yield from _lines(said, part, sheet)
        yield Space(2 * part.dot)
        yield Qr(doc.qr, part.dot, sheet.side(part))


def _site(part: Part, doc: TicketDoc | SheetDoc, sheet: _Sheet) -> Ops:
    yield from _lines(doc.site, part, sheet)


def _moment(part: Part, doc: TicketDoc, sheet: _Sheet) -> Ops:
    if doc.issued_at is not None:
        yield from _lines(say_moment_of_today(sheet.spoken, doc.issued_at), part, sheet)


def _privacy(part: Part, _doc: object, sheet: _Sheet) -> Ops:
    yield from _lines(sheet.spoken.say("ticket.privacy"), part, sheet)


def _title(part: Part, doc: SheetDoc, sheet: _Sheet) -> Ops:
    yield from _lines(doc.title, part, sheet)


def _fact(key: str) -> Callable[[Part, SheetDoc, _Sheet], Ops]:
    """A heading and what the card says of it."""

    def written(part: Part, doc: SheetDoc, sheet: _Sheet) -> Ops:
        said = {"price": doc.price, "delay": doc.delay, "online": doc.online}[key]
        if said:
            yield from _heading(sheet.spoken.say(f"entrance.{key}"), part, sheet)
            yield from _lines(said, part, sheet)

    return written


def _page(part: Part, doc: SheetDoc, sheet: _Sheet) -> Ops:
    if doc.url:
        yield from _lines(doc.url, part, sheet)
        yield Space(2 * part.dot)
        yield Qr(doc.url, part.dot, sheet.side(part))


_ON_TICKET: Mapping[Show, Callable[[Part, TicketDoc, _Sheet], Ops]] = {
    Show.HEADER: _header,
    Show.LOGO: _logo,
    Show.NUMBER: _number,
    Show.DUPLICATE: _duplicate,
    Show.MOTIF: _motif,
    Show.MOTIF_FRENCH: _motif_french,
    Show.RULE: _rule,
    Show.PRIORITY: _priority,
    Show.ZONE: _zone,
    Show.WAIT: _wait,
    Show.AHEAD: _ahead,
    Show.LATE: _late,
    Show.ESTIMATED: _estimated,
    Show.DOCUMENTS: _documents,
    Show.CODE: _code,
    Show.SITE: _site,
    Show.MOMENT: _moment,
    Show.PRIVACY: _privacy,
    Show.FOOTER: _footer,
}
_ON_SHEET: Mapping[Show, Callable[[Part, SheetDoc, _Sheet], Ops]] = {
    Show.HEADER: _header,
    Show.LOGO: _logo,
    Show.TITLE: _title,
    Show.RULE: _rule,
    Show.DOCUMENTS: _documents,
    Show.PRICE: _fact("price"),
    Show.DELAY: _fact("delay"),
    Show.ONLINE: _fact("online"),
    Show.PAGE: _page,
    Show.SITE: _site,
    Show.FOOTER: _footer,
}
