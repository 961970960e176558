"""Bring what can be read of a damaged database into a new one, in a new log that says what is lost.

Every event that is kept keeps its id; its sequence is counted anew, for a log has no holes.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import sqlite_utils

from kiosk.clock import SystemClock
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Left, PrintState
from kiosk.storage import events, identity, losses, swap
from kiosk.storage.check import connect_to_read
from kiosk.storage.connection import connect
from kiosk.storage.identity import Identity
from kiosk.storage.losses import Holes, Losses
from kiosk.storage.migrations import steps
from kiosk.storage.readable import SMALLEST_ROW, last_key, rows_of
from kiosk.storage.rebuild import rebuild
from kiosk.storage.records import COLUMNS, Record, judged, record_of
from sync.wire import chain, genesis

FRESH = "salvage.tmp"
WHY = "damaged"
_TABLES = {
    "print_job": "id, ticket, copy, state, boot, mono",
    "print_event": "id, job, t, state, reason, bytes",
    "roll": "id, changed_at, fed_mm, tickets, ended, told",
    "printer": "id, left_in, told",
}
"""What no event says, brought along as far as it can be read."""
_WORDS: Mapping[str, tuple[int, type[StrEnum]]] = MappingProxyType(
    {"print_job": (3, PrintState), "print_event": (3, PrintState), "printer": (1, Left)}
)
"""By table, the column that holds one of a few words."""

_SEEN = "SELECT seq FROM temp.seen ORDER BY seq"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    kept: int
    lost: int
    unproven: int
    is_same_device: bool
    """False: nothing says any more which device this was, and it is a new one."""
    damaged: Path

    def __str__(self) -> str:
        words = (
            f"La base était abîmée et a été réparée\u00a0: {self.kept} événements gardés, "
            f"{self.lost} perdus. L’ancien fichier est gardé\u00a0: {self.damaged}."
        )
        if self.is_same_device:
            return words
        return (
            f"{words} La borne a une nouvelle identité\u00a0: l’inscrire à nouveau (borne enroll)."
        )


def salvage(file: Path, boot_id: str) -> Salvaged | None:
    """For whoever is alone in the folder. None: nothing of ours can be read, all stays as it is.

    Raises OSError and sqlite3.Error where the new file cannot be written.
    """
    fresh = file.with_name(FRESH)
    swap.discard(fresh)
    try:
        found = _fill(file, fresh, boot_id)
        if found is None:
            return None
        kept_as = swap.put_in_place(fresh, file, WHY)
    finally:
        swap.discard(fresh)
    done = Salvaged(found.kept, found.lost, found.unproven, found.same_device, kept_as)
    log.error("%s", done)
    return done


@dataclass(slots=True)
class _Found:
    losses: Losses
    kept: int = 0
    unproven: int = 0
    same_device: bool = True

    @property
    def lost(self) -> int:
        return self.losses.count


def _fill(file: Path, fresh: Path, boot_id: str) -> _Found | None:
    with closing(connect_to_read(file)) as damaged, closing(connect(fresh)) as rows:
        steps.apply(rows)
        known = identity.of(damaged, file)
        with rows.atomic():
            found = _copy(damaged, rows, file, known, boot_id)
            if known is None and not found.kept:
                return None
            _bring(damaged, rows, file)
            _tell(damaged, rows, found, known)
        return found


def _copy(
    damaged: sqlite3.Connection,
    rows: sqlite_utils.Database,
    file: Path,
    known: Identity | None,
    boot_id: str,
) -> _Found:
    """The events, chained anew from the beginning of a new log."""
    begins = 0 if known is None else known.begins
    _gather(damaged, rows, file, begins)
    digest = _begin_log(rows, known, boot_id)
    found = _Found(Losses(begins), same_device=known is not None)
    boot, end = 0 if known is None else known.boot, b""
    for kept in judged(_records(rows), _beginning(known), begins):
        event = replace(kept.event, seq=found.kept + 1)
        if not events.insert(rows, event, chain(digest, event)):
            continue
        digest, end = chain(digest, event), kept.hash
        found.kept += 1
        found.unproven += not kept.proven
        found.losses.kept(kept.event)
        boot = max(boot, event.boot if kept.proven else 0)
    if known is None or end != known.head_hash:
        found.losses.end(None if known is None else known.head_seq)
    boot += known is None or known.boot_id != boot_id
    rows.execute("UPDATE log SET boot = ?, head_seq = ?, head_hash = ?", [boot, found.kept, digest])
    return found


def _begin_log(rows: sqlite_utils.Database, known: Identity | None, boot_id: str) -> bytes:
    """The new one, without an event yet; its beginning."""
    device, log_id = uuid4() if known is None else known.device, uuid7()
    start = genesis(device, log_id)
    rows.execute(
        "INSERT INTO log (id, device, log, boot, boot_id, head_seq, head_hash, acked_seq, "
        "acked_hash) VALUES (1, ?, ?, 1, ?, 0, ?, 0, ?)",
        [device.bytes, log_id.bytes, boot_id, start, start],
    )
    return start


def _beginning(known: Identity | None) -> bytes | None:
    """What the first event was chained to, where that is sure."""
    if known is None or known.base is None or not known.proven:
        return None
    return known.base.hash


def _gather(
    damaged: sqlite3.Connection, rows: sqlite_utils.Database, file: Path, begins: int
) -> None:
    """Every event that can be seen, into a temporary table: as SQLite reads them, and where it
    cannot, straight from the pages. Those that were purged may still lie in some."""
    rows.execute(f"CREATE TEMP TABLE seen ({COLUMNS}, PRIMARY KEY (seq))")
    most = _most_rows(file)
    last = last_key(damaged, "event", most)
    _see(rows, rows_of(damaged, "event", COLUMNS, most if last is None else last), most)
    rows.execute("DELETE FROM temp.seen WHERE seq <= ?", [begins])
    holes = Holes((seq for (seq,) in rows.execute(_SEEN)), begins)
    _see(rows, identity.events_in(file, holes.has), most)


def _see(rows: sqlite_utils.Database, found: Iterable[tuple[Any, ...]], most: int) -> None:
    """The first of each place counts."""
    marks = ", ".join("?" * (COLUMNS.count(",") + 1))
    for row in found:
        if record_of(row) is not None and row[0] <= most:
            rows.execute(f"INSERT OR IGNORE INTO temp.seen VALUES ({marks})", row)


def _most_rows(file: Path) -> int:
    return file.stat().st_size // SMALLEST_ROW


def _records(rows: sqlite_utils.Database) -> Iterator[Record]:
    for row in rows.execute(f"SELECT {COLUMNS} FROM temp.seen ORDER BY seq"):
        record = record_of(row)
        assert record is not None, "only such were put there"
        yield record


def _bring(damaged: sqlite3.Connection, rows: sqlite_utils.Database, file: Path) -> None:
    """Before their tickets are there: the rebuilding throws away what belongs to none."""
    rows.execute("PRAGMA defer_foreign_keys=ON")
    for table, columns in _TABLES.items():
        most = _most_rows(file)
        last = last_key(damaged, table, most)
        marks = ", ".join("?" * (columns.count(",") + 1))
        for row in rows_of(damaged, table, columns, most if last is None else last):
            with suppress(sqlite3.IntegrityError):
                if _is_of_ours(table, row):
                    rows.execute(
                        f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", row
                    )


def _is_of_ours(table: str, row: tuple[Any, ...]) -> bool:
    if table not in _WORDS:
        return True
    column, words = _WORDS[table]
    return row[column] in {word.value for word in words}


def _tell(
    damaged: sqlite3.Connection,
    rows: sqlite_utils.Database,
    found: _Found,
    known: Identity | None,
) -> None:
    """The event that declares what is lost, then the tables made of the events."""
    parent = None if known is None else known.log
    if parent is not None:
        events.remember(rows, parent, found.losses.last, WHY)
    skipped = losses.skipped(found.losses, identity.counters(damaged))
    (boot,) = rows.execute("SELECT boot FROM log").fetchone()
    body = {
        "parent": None if parent is None else str(parent),
        "first_lost": found.losses.first_lost,
        "last_lost": found.losses.last_lost,
        "lost": found.lost,
        "kept": found.kept,
        "unproven": found.unproven,
        "skipped": [each.told() for each in skipped],
    }
    clock = SystemClock()
    clock.happened(events.newest_time(rows))
    events.append(rows, "log.salvaged", body, clock.now(), boot)
    rebuild(rows)
