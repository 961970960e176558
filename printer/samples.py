"""Papers that nobody took, to look at a layout: with everything that one can say, or the least."""

from dataclasses import replace
from datetime import datetime

from kiosk.config import Config
from kiosk.domain.identifiers import uuid7
from kiosk.domain.motifs import Motif
from kiosk.domain.outlook import Outlook
from kiosk.domain.tickets import Series, Ticket
from printer.doc import SheetDoc, TicketDoc, sheet_doc, ticket_doc

ZONE = "B"
OUTLOOK = Outlook(7, 10, 25, late=True)


def full_ticket(config: Config, lang: str, now: datetime) -> TicketDoc:
    doc = _ticket(config, lang, now)
    return replace(doc, copy=1, priority=True, outlook=OUTLOOK, zone=doc.zone or ZONE)


def bare_ticket(config: Config, lang: str, now: datetime) -> TicketDoc:
    return replace(_ticket(config, lang, now), documents=(), zone="", qr="", header=(), footer=())


def full_sheet(config: Config, lang: str) -> SheetDoc:
    return sheet_doc(_telling(config, lang), lang, config)


def _ticket(config: Config, lang: str, now: datetime) -> TicketDoc:
    motif = _telling(config, lang)
    number = Series(motif.letter, config.lane).number(42)
    ticket = Ticket(uuid7(), number, motif.id, lang, False, config.lane, now.date(), now, job=1)
    return ticket_doc(ticket, config)


def _telling(config: Config, lang: str) -> Motif:
    """The motif with the most to say."""

    def said(motif: Motif) -> int:
        return len(motif.documents_in(lang)) + bool(motif.price) + bool(motif.delay)

    return max(config.catalogue.motifs(), key=said)
