"""What each known kind of event must say, and what it is about.

A body that does not fit is quarantined; a kind or a version that is not here is stored as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from kiosk.domain.feedback import SCALES, Reason, Resolution
from kiosk.domain.identifiers import CODE_LENGTH, CODE_LETTERS
from kiosk.domain.masking import MOST as LONGEST_COMMENT
from sync.wire import LAST_REVISION

_PLAIN = r"^[^\x00-\x1f\x7f]*\Z"
"""PostgreSQL keeps no NUL in a text, and people read these."""
_Word = Annotated[str, Meta(min_length=1, max_length=64, pattern=_PLAIN)]
_Lang = Annotated[str, Meta(pattern=r"^[a-zA-Z-]{2,12}\Z")]
_Code = Annotated[str, Meta(pattern=rf"^[{CODE_LETTERS}]{{{CODE_LENGTH}}}\Z")]
_Megabytes = Annotated[int, Meta(ge=0)]
_Count = Annotated[int, Meta(ge=0, le=1_000_000)]
_Revision = Annotated[int, Meta(ge=0, le=LAST_REVISION)]


class TicketIssued(msgspec.Struct, frozen=True):
    ticket: UUID
    number: Annotated[str, Meta(pattern=r"^[A-Z0-9-]{1,16}\Z")]
    motif: _Word
    lang: _Lang
    priority: bool
    lane: _Count | None
    day: date
    repeat: bool = False
    """Older kiosks do not say these two."""
    paperless: bool = False


class TicketPrinted(msgspec.Struct, frozen=True):
    ticket: UUID
    number: Annotated[str, Meta(pattern=r"^[A-Z0-9-]{1,16}\Z")]
    copy: _Count
    outcome: Annotated[str, Meta(pattern=r"^[A-Z_]{1,32}\Z")]
    reason: Annotated[str, Meta(max_length=500)]


class _Opinion(msgspec.Struct, frozen=True, kw_only=True):
    feedback: UUID
    scale: _Word
    value: Annotated[int, Meta(ge=1, le=10)]
    lang: _Lang
    wording: _Count = 1

    def __post_init__(self) -> None:
        scale = SCALES.get(self.scale)
        if scale is not None and self.value not in scale:
            raise ValueError(f"{self.value} is not on the scale {self.scale}")


class FeedbackGiven(_Opinion, frozen=True, kw_only=True):
    """`suspect`: why it is left out of headlines, by the `rules` of that version."""

    suspect: Annotated[tuple[_Word, ...], Meta(max_length=20)] = ()
    rules: _Count = 0
    ticket_code: _Code | None = None


class FeedbackAmended(_Opinion, frozen=True, kw_only=True):
    resolution: Resolution | None
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=20)]
    comment: Annotated[str, Meta(max_length=LONGEST_COMMENT)] | None = None


class HelpRequested(msgspec.Struct, frozen=True):
    screen: _Word
    lang: _Lang


class DeviceHealth(msgspec.Struct, frozen=True):
    """`ids`: of a burst, its tickets, oldest first. `health`: of a printer. `free_mb`: on disk."""

    what: _Word
    ids: Annotated[tuple[UUID, ...], Meta(max_length=100)] = ()
    motif: Annotated[str, Meta(max_length=64)] | None = None
    health: _Word | None = None
    free_mb: _Megabytes | None = None


class Amiss(msgspec.Struct, frozen=True):
    """What a device found wrong with itself."""

    id: _Word
    level: _Word


class DeviceChecked(msgspec.Struct, frozen=True):
    """Its look at itself: the gravest level, and what is amiss."""

    level: _Word
    findings: Annotated[tuple[Amiss, ...], Meta(max_length=100)] = ()


class ClockChanged(msgspec.Struct, frozen=True):
    """`by_ms`: what it was put on by (negative: back)."""

    by_ms: Annotated[int, Meta(ge=-(2**53), le=2**53)]


class DeviceStarted(msgspec.Struct, frozen=True):
    version: _Word
    free_mb: _Megabytes | None = None
    """On the disk of its data; older kiosks do not say it."""


class ConfigApplied(msgspec.Struct, frozen=True):
    """`hash`: of the manifest (`sync/manifest.py`)."""

    rev: _Revision
    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class ConfigRefused(msgspec.Struct, frozen=True):
    rev: _Revision
    reason: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")]


Body = (
    TicketIssued
    | TicketPrinted
    | FeedbackGiven
    | FeedbackAmended
    | HelpRequested
    | DeviceHealth
    | DeviceStarted
    | ConfigApplied
    | ConfigRefused
    | ClockChanged
    | DeviceChecked
)

KNOWN: Mapping[tuple[str, int], type[Body]] = MappingProxyType(
    {
        ("ticket.issued", 1): TicketIssued,
        ("ticket.printed", 1): TicketPrinted,
        ("feedback.given", 1): FeedbackGiven,
        ("feedback.amended", 1): FeedbackAmended,
        ("help.requested", 1): HelpRequested,
        ("device.health", 1): DeviceHealth,
        ("device.started", 1): DeviceStarted,
        ("device.checked", 1): DeviceChecked,
        ("config.applied", 1): ConfigApplied,
        ("config.refused", 1): ConfigRefused,
        ("clock.anchor", 1): ClockChanged,
        ("clock.jumped", 1): ClockChanged,
    }
)


# A decoder that is there already takes a third less than one that is asked for by its type.
_decoders: Mapping[tuple[str, int], msgspec.json.Decoder[Body]] = {
    key: msgspec.json.Decoder(body) for key, body in KNOWN.items()
}
_objects = msgspec.json.Decoder(dict[str, object])


@dataclass(frozen=True, slots=True)
class Unreadable:
    reason: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A JSON object of a kind or version that this server does not know."""


def read(kind: str, v: int, body: str) -> Body | Opaque | Unreadable:
    known = _decoders.get((kind, v))
    try:
        if known is not None:
            return known.decode(body)
        _objects.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return Unreadable(str(error)[:200])
    return Opaque()


def service_day(body: Body | Opaque) -> date | None:
    """The day of the site that an event counts for, when it says one."""
    return body.day if isinstance(body, TicketIssued) else None


def subject(body: Body | Opaque) -> UUID | None:
    """The ticket or the opinion that an event is about."""
    match body:
        case TicketIssued() | TicketPrinted():
            return body.ticket
        case FeedbackGiven() | FeedbackAmended():
            return body.feedback
        case _:
            return None
