"""What a visitor can do at a kiosk. Each call is one transaction: all of it is kept, or nothing."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

import sqlite_utils

from kiosk.config import Config
from kiosk.domain.clock import Clock, ClockState, Instant, Jumped, Vouched, change, service_day
from kiosk.domain.feedback import SCALES, Feedback
from kiosk.domain.masking import clean_comment
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import Open, Shut, Week, state_at
from kiosk.domain.satisfaction import Satisfaction, month_before, satisfaction
from kiosk.domain.suspicion import RULES, Mark, Suspicion, suspicions
from kiosk.domain.tickets import (
    MotifClosed,
    Order,
    QuotaReached,
    Refusal,
    Series,
    Ticket,
    UnknownMotif,
)
from kiosk.storage import events, feedback, print_jobs, tickets
from kiosk.storage.ballast import Change
from kiosk.storage.database import Database
from kiosk.storage.failure import CannotWrite, MadeRoom

T = TypeVar("T")

MEGABYTE = 1_000_000

log = logging.getLogger(__name__)

BURST_RULES = 1
"""The version of the rules of `ui/entrance/recent.py`, stored with what they found."""


@dataclass(slots=True)
class _Seen:
    """What the clock showed when somebody last wrote."""

    moment: Instant | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    config: Config
    clock: Clock
    _seen: _Seen = field(default_factory=_Seen, init=False)

    def take_ticket(self, order: Order) -> Ticket | Refusal:
        """Number, ticket, print job and event in one commit. The same order again: same ticket."""
        return self._durably(lambda: self._take(order))

    def _take(self, order: Order) -> Ticket | Refusal:
        motif = self.config.catalogue.find(order.motif)
        if motif is None:
            return UnknownMotif(order.motif)
        now = self.clock.now()
        with self.database.write() as rows:
            if known := tickets.find(rows, order.id):
                return known
            day = self._day(rows, now)
            if refusal := self._refusal(rows, motif, day, now):
                return refusal
            return self._issue(rows, order, motif, day, now)

    def refusals(self) -> Mapping[str, Refusal]:
        """The motifs that cannot be had now, by id, with the reason."""
        now = self.clock.now()
        rows = self.database.rows
        day = self._current_day(rows, now)
        motifs = {motif.id: motif for motif in self.config.catalogue.motifs()}
        reasons = ((id_, self._refusal(rows, motif, day, now)) for id_, motif in motifs.items())
        return {id_: reason for id_, reason in reasons if reason is not None}

    def opening(self) -> Open | Shut:
        """Whether the site receives now."""
        return self._state(self.clock.now())

    def give_feedback(self, given: Feedback) -> None:
        """Store an opinion; under an id already known it replaces what was said before."""
        self._durably(lambda: self._give(given))

    def _give(self, given: Feedback) -> None:
        now = self.clock.now()
        given = replace(given, comment=clean_comment(given.comment or ""))
        with self.database.write() as rows:
            if not feedback.is_known(rows, given.id):
                self._first_given(rows, given, now)
                if given.resolution is None and not given.reasons and given.comment is None:
                    return
            feedback.amend(rows, given)
            body = _said(given) | {
                "resolution": given.resolution,
                "reasons": list(given.reasons),
            }
            if given.comment is not None:
                body["comment"] = given.comment
            events.append(rows, "feedback.amended", body, now, self.database.boot)

    def last_month(self) -> Satisfaction | None:
        """How this kiosk's visitors were satisfied; None when too few said so."""
        now = self.clock.now()
        if now.state is ClockState.UNKNOWN:
            return None
        month = month_before(now.utc, self.config.site.rules.zone)
        return satisfaction(month, feedback.counts(self.database.rows, month))

    def ask_help(self, screen: str, lang: str) -> None:
        self._tell("help.requested", {"screen": screen, "lang": lang})

    def tell_burst(self, motif: str, burst: Sequence[UUID]) -> None:
        """Many tickets in a short time, of one motif or (empty) of several: a queue, or a child who
        plays. Somebody at the server says which; the tickets stay as they are."""
        body = {
            "what": "ticket_burst",
            "motif": motif,
            "tickets": len(burst),
            "ids": [str(ticket) for ticket in burst],
            "rules": BURST_RULES,
        }
        self._tell("device.health", body)

    def tend_disk(self) -> None:
        """Hold room back, or give it up before there is none left; told when that changes."""
        database = self.database
        match database.ballast.tend():
            case None:
                return
            case Change.SHORT:
                database.save_room()
                self._tell_disk("disk_short")
            case Change.ROOMY:
                database.spend_room()
                self._tell_disk("disk_roomy")

    def tend_clock(self) -> None:
        """What the clock did since somebody last wrote here."""
        before, now = self._seen.moment, self.clock.now()
        self._seen.moment = now
        match None if before is None else change(before, now):
            case None:
                return
            case Vouched(by_ms=by_ms):
                self._tell("clock.anchor", {"by_ms": by_ms})
            case Jumped(by_ms=by_ms):
                log.warning("the clock was put on by %d s", by_ms // 1000)
                self._tell("clock.jumped", {"by_ms": by_ms})

    def try_writing(self) -> None:
        """Commit something that changes nothing. Raises CannotWrite."""
        self._durably(self.database.try_writing)

    def _durably(self, write: Callable[[], T]) -> T:
        """Once more when the disk was full and the room held back was given up for it."""
        try:
            self.tend_disk()
            self.tend_clock()
        except CannotWrite as error:
            log.warning("not in the events: how the disk or the clock is (%s)", error)
        try:
            return write()
        except MadeRoom as error:
            log.warning("%s", error)
            return write()

    def _tell_disk(self, what: str) -> None:
        free = self.database.ballast.free_bytes() // MEGABYTE
        log.warning("the disk of the data: %s, %d MB free", what, free)
        self._tell("device.health", {"what": what, "free_mb": free})

    def tell_started(self, version: str) -> None:
        free = self.database.ballast.free_bytes() // MEGABYTE
        self._tell("device.started", {"version": version, "free_mb": free})

    def tell_applied(self) -> None:
        """Which publication this goes by, if one was ever made."""
        if (publication := self.config.publication) is not None:
            self._tell("config.applied", {"rev": publication.rev, "hash": publication.hash})

    def tell_technician(self, screen: str, action: str) -> None:
        """What somebody of the staff did at that screen, or tried to."""
        self._tell("technician.acted", {"screen": screen, "action": action})

    def tell_checked(self, found: Mapping[str, object]) -> None:
        """How the machine is, by the look that its screens take at it."""
        self._tell("device.checked", found)

    def _tell(self, kind: str, body: Mapping[str, object]) -> None:
        with self.database.write() as rows:
            events.append(rows, kind, body, self.clock.now(), self.database.boot)

    def _first_given(self, rows: sqlite_utils.Database, given: Feedback, now: Instant) -> None:
        boot, scale = self.database.boot, SCALES[given.scale]
        mark = Mark(now.mono, given.value)
        suspect = suspicions(mark, feedback.recent(rows, now, boot), scale)
        body = _said(given)
        if given.ticket_code is not None:
            if feedback.has_code(rows, given.ticket_code):
                suspect = (*suspect, Suspicion.REUSED_CODE)
            body["ticket_code"] = given.ticket_code
        feedback.add(rows, given, now, boot, suspect)
        body |= {"suspect": list(suspect), "rules": RULES}
        events.append(rows, "feedback.given", body, now, boot)

    def _issue(
        self, rows: sqlite_utils.Database, order: Order, motif: Motif, day: date, now: Instant
    ) -> Ticket:
        lane, boot = self.config.lane, self.database.boot
        number = tickets.next_number(rows, day, Series(motif.letter, lane))
        tickets.add(rows, order, day, number, lane, now)
        job = print_jobs.queue(rows, order.id, 0, now, boot)
        body = {
            "ticket": str(order.id),
            "number": number,
            "motif": order.motif,
            "lang": order.lang,
            "priority": order.priority,
            "lane": lane,
            "day": day.isoformat(),
            "repeat": order.repeat,
            "paperless": order.paperless,
        }
        events.append(rows, "ticket.issued", body, now, boot)
        if order.paperless:
            print_jobs.give_up(rows, job, now, boot)
        issued = tickets.find(rows, order.id)
        assert issued is not None
        return issued

    def _refusal(
        self, rows: sqlite_utils.Database, motif: Motif, day: date, now: Instant
    ) -> Refusal | None:
        state = self._state(now, motif.opening)
        if isinstance(state, Shut):
            return MotifClosed(state.reopens, state.reason)
        quota = motif.daily_quota
        if quota is not None and tickets.count_of_motif(rows, day, motif.id) >= quota:
            return QuotaReached(quota)
        return None

    def _day(self, rows: sqlite_utils.Database, now: Instant) -> date:
        day = self._current_day(rows, now)
        if day != tickets.service_day(rows):
            tickets.start_day(rows, day)
        return day

    def _current_day(self, rows: sqlite_utils.Database, now: Instant) -> date:
        site = self.config.site
        return service_day(now, site.rules.zone, site.day_starts, tickets.service_day(rows))

    def _state(self, now: Instant, week: Week | None = None) -> Open | Shut:
        """Whoever stands here while the clock cannot be right was let in by somebody."""
        if now.state is ClockState.UNKNOWN:
            return Open(None)
        return state_at(now.utc, self.config.site.rules, week)


def _said(given: Feedback) -> dict[str, object]:
    return {
        "feedback": str(given.id),
        "scale": given.scale,
        "wording": given.wording,
        "value": given.value,
        "lang": given.lang,
    }
