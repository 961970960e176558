"""What a ticket says, before any thought of paper."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.config import Config
from kiosk.domain.identifiers import follow_token, opinion_code
from kiosk.domain.motifs import Motif, in_language
from kiosk.domain.outlook import Outlook
from kiosk.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class TicketDoc:
    number: str
    motif_labels: tuple[str, ...]
    """In the visitor's language, then in French when that is different."""
    site: str
    issued_at: datetime | None
    """Aware, in the site's own zone; None while the clock cannot be right."""
    lang: str
    zone: str = ""
    documents: tuple[str, ...] = ()
    qr: str = ""
    followed: bool = False
    """Whether `qr` is an address where the queue can be followed."""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    priority: bool = False
    copy: int = 0
    """0 for the original."""
    outlook: Outlook | None = None
    """How long it will take, when that is known."""


@dataclass(frozen=True, slots=True)
class SheetDoc:
    """The information card of a motif, for whoever takes no ticket."""

    title: str
    site: str
    lang: str
    documents: tuple[str, ...] = ()
    price: str = ""
    delay: str = ""
    online: str = ""
    url: str = ""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


def sheet_doc(motif: Motif, lang: str, config: Config) -> SheetDoc:
    online = motif.online
    return SheetDoc(
        title=motif.label(lang),
        site=config.site.name,
        lang=lang,
        documents=motif.documents_in(lang),
        price=in_language(motif.price, lang),
        delay=in_language(motif.delay, lang),
        online="" if online is None else online.label(lang),
        url="" if online is None else online.url,
        header=config.printer.header,
        footer=config.printer.footer,
    )


def ticket_doc(
    ticket: Ticket, config: Config, copy: int = 0, outlook: Outlook | None = None
) -> TicketDoc:
    motif = config.catalogue.find(ticket.motif)
    labels = (ticket.motif,) if motif is None else (motif.label(ticket.lang), motif.label("fr"))
    zone = config.site.rules.zone
    issued_at = ticket.issued_at.astimezone(zone) if ticket.is_dated else None
    return TicketDoc(
        number=ticket.number,
        motif_labels=tuple(dict.fromkeys(labels)),
        site=config.site.name,
        issued_at=issued_at,
        lang=ticket.lang,
        zone="" if motif is None else motif.zone,
        documents=() if motif is None else motif.documents_in(ticket.lang),
        qr=_code(ticket, config, issued_at),
        followed=config.site.follow_url is not None,
        header=config.printer.header,
        footer=config.printer.footer,
        priority=ticket.priority,
        copy=copy,
        outlook=outlook,
    )


def code_of(ticket: Ticket, config: Config) -> str:
    """What the QR code of the ticket holds, on paper and on the screen."""
    return ticket_doc(ticket, config).qr


def proof_doc(config: Config, now: datetime, label: str) -> TicketDoc:
    """A ticket that is nobody's, to see what the printer makes of French."""
    issued_at = now.astimezone(config.site.rules.zone)
    return TicketDoc(
        number="E000",
        motif_labels=(label,),
        site=config.site.name,
        issued_at=issued_at,
        lang="fr",
        documents=("àâäæçéèêëîïôöœùûüÿ", "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ", "« 12,50 € » – n° 1 ’ …"),
        qr=f"{label}\n{config.site.name}\n{issued_at:%d/%m/%Y %H:%M}",
        header=config.printer.header,
        footer=config.printer.footer,
    )


def _code(ticket: Ticket, config: Config, issued_at: datetime | None) -> str:
    """Where the queue is followed, what the exit reads, or both: a browser sends no fragment."""
    address = config.site.follow_url
    if not config.exit.ticket_code:
        return _address(address, ticket) if address else _note(ticket, config.site.name, issued_at)
    code = opinion_code(ticket.id)
    return f"{_address(address, ticket)}#{code}" if address else code


def _address(base: str, ticket: Ticket) -> str:
    return f"{base.rstrip('/')}/{follow_token(ticket.id)}"


def _note(ticket: Ticket, site: str, issued_at: datetime | None) -> str:
    """What a phone keeps when there is no page to open."""
    moment = "" if issued_at is None else f"\n{issued_at:%d/%m/%Y %H:%M}"
    return f"{ticket.number}\n{site}{moment}"
