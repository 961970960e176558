"""The line to the server, and what comes of it: in the log at each change, and in the database for
`borne sync`."""

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, assert_never

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.downlink import Check, Downlink
from kiosk.storage import events
from kiosk.storage.database import Database
from kiosk.storage.enrolment import Unreadable, read_enrolment
from kiosk.storage.failure import CannotWrite
from kiosk.storage.outbox import DeviceOutbox
from kiosk.storage.sync_notes import Note, Standing, SyncNotes
from kiosk.sweeping import Sweeper
from kiosk.timekeeping import TimedSender, timed
from sync.client.downlink import Trust
from sync.client.http import HttpSender
from sync.client.outlook import outlooks_of
from sync.client.push import (
    Busy,
    Forked,
    Pushed,
    PushResult,
    Refused,
    Rewound,
    Unreachable,
    UpToDate,
)
from sync.client.signer import Signer

if TYPE_CHECKING:
    from kiosk.domain.outlook import Outlooks
    from sync.client.worker import SyncLoop

LEVELS = {
    Standing.REACHED: logging.INFO,
    Standing.BUSY: logging.INFO,
    Standing.UNREACHABLE: logging.INFO,
    Standing.REWOUND: logging.WARNING,
    Standing.REFUSED: logging.WARNING,
    Standing.FORKED: logging.WARNING,
}
_NEWS_BY_DETAIL = frozenset({Standing.REWOUND, Standing.REFUSED, Standing.FORKED})
"""The others say the same thing in ever other words: an address, a number of seconds."""

log = logging.getLogger(__name__)


def system_time() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A server, and the site that this device speaks for there.

    `trust` None: it was not let in, and nothing that is published can be believed.
    """

    url: str
    site: str
    sender: HttpSender | TimedSender
    keep_days: int
    trust: Trust | None = None


def line_to(
    config: Config, folder: DataFolder, database: Database, url: str | None = None
) -> Line | Unreadable | None:
    """To `url`, else the server of the enrolment, else the configured one. None without any."""
    enrolment = read_enrolment(folder.path)
    if isinstance(enrolment, Unreadable):
        return enrolment
    url = url or (config.sync.url if enrolment is None else enrolment.server)
    if url is None:
        return None
    if enrolment is None:
        return Line(url, config.site.id, HttpSender(url), config.sync.keep_days)
    device, _log = DeviceOutbox(database, enrolment.site).identity()
    signer = Signer(enrolment.private, device, database.boot)
    trust = Trust(enrolment.fleet_key, enrolment.site, device)
    sender = HttpSender(url, signer, enrolment.ca, folder.clock.correction)
    timed_sender = timed(sender, enrolment, folder)
    return Line(url, enrolment.site, timed_sender, config.sync.keep_days, trust)


class Reporter:
    """Hears each result, in the thread of the database. A disk that is full or gone is logged."""

    def __init__(self, notes: SyncNotes, now: Callable[[], int] = system_time) -> None:
        self._notes = notes
        self._now = now
        self._said: Note | None = None

    def __call__(self, result: PushResult) -> None:
        note = note_of(result, self._now())
        try:
            if note is not None and _is_news(note, self._said):
                self._say(note)
            if isinstance(result, Pushed) and result.quarantined:
                for each in self._notes.keep_quarantined(result.quarantined):
                    log.warning("the server keeps event %d apart: %s", each.seq, each.reason)
        except (CannotWrite, sqlite3.DatabaseError):
            log.exception("what came of the sync could not be written")

    def _say(self, note: Note) -> None:
        self._said = note
        log.log(LEVELS[note.standing], "the server: %s %s", note.standing.value, note.detail)
        if _is_news(note, self._notes.last()):
            self._notes.keep(note)


def note_of(result: PushResult, now: int) -> Note | None:
    """None when nothing was learnt of the server, or the same events are tried again in halves."""
    match result:
        case UpToDate() | Refused(can_split=True):
            return None
        case Pushed():
            return Note(Standing.REACHED, "", now)
        case Rewound(ack=ack):
            return Note(Standing.REWOUND, str(ack.seq), now)
        case Busy(wait_s=wait_s):
            return Note(Standing.BUSY, f"{wait_s:.0f}", now)
        case Unreachable(reason=reason):
            return Note(Standing.UNREACHABLE, reason, now)
        case Refused(status=status, reason=reason):
            return Note(Standing.REFUSED, f"{status} : {reason}", now)
        case Forked(ack=ack):
            return Note(Standing.FORKED, str(ack.seq), now)
        case _:
            assert_never(result)


def _is_news(note: Note, said: Note | None) -> bool:
    if said is None or note.standing is not said.standing:
        return True
    return note.standing in _NEWS_BY_DETAIL and note.detail != said.detail


def run_sync(
    database: Database,
    folder: DataFolder,
    line: Line,
    loop: "SyncLoop",
    hear: Callable[["Outlooks"], None],
    check: Check | None = None,
) -> None:
    """Until the loop is stopped. `hear`: what the server says of the waits. `check`: see
    `Reception`."""
    with closing(line.sender):
        downlink = None
        if line.trust is not None and check is not None:
            refuse = partial(_refuse, database, folder)
            downlink = Downlink(folder.path, line.trust, line.sender.get, check, refuse)
        told = partial(_told, Reporter(SyncNotes(database)), hear, downlink)
        loop.run(DeviceOutbox(database, line.site), told, Sweeper(database, line.keep_days))


def _refuse(database: Database, folder: DataFolder, rev: int, reason: str) -> None:
    try:
        with database.write() as rows:
            now = folder.clock.now()
            events.append(
                rows, "config.refused", {"rev": rev, "reason": reason}, now, database.boot
            )
    except CannotWrite as error:
        log.warning("not in the events: revision %d is not taken (%s)", rev, error)


def _told(
    reporter: Reporter,
    hear: Callable[["Outlooks"], None],
    downlink: Downlink | None,
    result: PushResult,
) -> None:
    reporter(result)
    if downlink is not None:
        downlink.hear(result)
    if (outlooks := outlooks_of(result, time.monotonic())) is not None:
        hear(outlooks)
