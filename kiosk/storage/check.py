"""Whether a database is sound: its pages, its chain of events, and what was made of them.

Rows are streamed. A French sentence says what is wrong and what to do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlite_utils

from kiosk.domain.system_errors import trouble
from kiosk.storage import base, replay
from kiosk.storage.base import Base
from kiosk.storage.records import COLUMNS, Record, record_of
from sync.wire import chain

BUSY_TIMEOUT_S = 5.0
QUICK_BYTES = 32 * 1024 * 1024
"""A larger file is not read whole at each start."""
LAST_EVENTS = 500
_MOST_FAULTS = 20
_SALVAGE = "Réparer\u00a0: borne db salvage."
_REBUILD = "Refaire les tables\u00a0: borne db rebuild."


@dataclass(frozen=True, slots=True)
class Fault:
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    events: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    device: UUID
    log: UUID
    seq: int
    hash: bytes
    acked_seq: int
    acked_hash: bytes


def check_file(file: Path, *, deep: bool) -> Checked:
    """Reads only, beside a kiosk that works. `deep`: indexes too."""
    try:
        with closing(connect_to_read(file)) as connection:
            rows = sqlite_utils.Database(connection, execute_plugins=False)
            connection.execute("BEGIN")
            return check(rows, deep=deep)
    except sqlite3.Error as error:
        return Checked(
            0, (Fault("pages", f"{file} ne se lit pas\u00a0: {trouble(error).cause}. {_SALVAGE}"),)
        )


def connect_to_read(file: Path) -> sqlite3.Connection:
    place = f"{file.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(place, uri=True, timeout=BUSY_TIMEOUT_S)
    # A damaged text must come out of the file to be found damaged.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def check(rows: sqlite_utils.Database, *, deep: bool) -> Checked:
    """Raises sqlite3.Error where the file cannot be read on."""
    faults = list(_pages(rows, deep=deep))
    chained = _Chained()
    head = _head(rows)
    if head is None and _has_begun(rows):
        faults.append(Fault("log", f"La ligne du journal manque ou est abîmée. {_SALVAGE}"))
    elif head is not None:
        chained = _follow(rows, head)
        faults += chained.faults
    if not faults:
        faults += _projections(rows)
    return Checked(chained.events, tuple(faults[:_MOST_FAULTS]))


def damage_at_start(rows: sqlite_utils.Database, file: Path) -> str | None:
    """What a start has the time to see: every page of a small file, and the newest events.

    Raises sqlite3.Error.
    """
    if file.stat().st_size <= QUICK_BYTES:
        for fault in _pages(rows, deep=False):
            return fault.words
    head = _head(rows)
    if head is None:
        return "La ligne du journal manque ou est abîmée." if _has_begun(rows) else None
    after = max(0, head.seq - LAST_EVENTS)
    for fault in _follow(rows, head, after).faults:
        return fault.words
    return None


def _pages(rows: sqlite_utils.Database, *, deep: bool) -> Iterator[Fault]:
    pragma = "integrity_check" if deep else "quick_check"
    said = [str(words) for (words,) in rows.execute(f"PRAGMA {pragma}({_MOST_FAULTS})")]
    if said != ["ok"]:
        yield Fault("pages", f"Le fichier est abîmé ({said[0]}). {_SALVAGE}")


def _has_begun(rows: sqlite_utils.Database) -> bool:
    """The power may go between the tables and the first line of them."""
    some = "SELECT EXISTS (SELECT 1 FROM log) OR EXISTS (SELECT 1 FROM event)"
    return bool(rows.execute(some).fetchone()[0])


def _head(rows: sqlite_utils.Database) -> _Head | None:
    found = rows.execute(
        "SELECT device, log, head_seq, head_hash, acked_seq, acked_hash FROM log WHERE id = 1"
    ).fetchone()
    try:
        device, log, *places = found
        return _Head(UUID(bytes=device), UUID(bytes=log), *places)
    except (TypeError, ValueError):
        return None


class _Chained:
    """What comes of following the events."""

    def __init__(self) -> None:
        self.events = 0
        self.faults: list[Fault] = []

    def say(self, what: str, words: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(what, words))


def _follow(rows: sqlite_utils.Database, head: _Head, after: int = 0) -> _Chained:
    """From the event that follows `after` to the last."""
    found = _Chained()
    begins = _base(rows, head)
    if begins is None:
        found.say("base", f"Ce qui est noté des événements effacés est abîmé. {_SALVAGE}")
        return found
    after = max(after, begins.seq)
    digest = begins.hash if after == begins.seq else _hash_at(rows, after)
    seq, start, acked = after, after, digest if head.acked_seq == after else None
    for row in rows.execute(f"SELECT {COLUMNS} FROM event WHERE seq > ? ORDER BY seq", [after]):
        found.events += 1
        record = record_of(row)
        if record is None:
            found.say("chain", f"L’événement {row[0]} est illisible. {_SALVAGE}")
            digest = None
            continue
        _link(found, record, seq, digest)
        seq, digest = record.event.seq, record.hash
        if seq == head.acked_seq:
            acked = digest
    if (seq, digest) != (head.seq, head.hash):
        found.say("head", f"Le journal finit à {seq}, sa tête dit {head.seq}. {_SALVAGE}")
    if head.acked_seq >= start and acked != head.acked_hash:
        found.say(
            "ack",
            f"Le serveur a reçu jusqu’à {head.acked_seq}, et cela ne va pas avec le journal. "
            f"{_SALVAGE}",
        )
    return found


def _base(rows: sqlite_utils.Database, head: _Head) -> Base | None:
    """None: it does not fit the log."""
    found = None
    if rows.execute("SELECT 1 FROM sqlite_schema WHERE name = 'purged'").fetchone() is not None:
        found = rows.execute(f"SELECT {base.COLUMNS} FROM purged").fetchone()
    if found is None:
        return base.beginning(head.device, head.log)
    return base.read(found, head.device, head.log)


def _link(found: _Chained, record: Record, previous: int, digest: bytes | None) -> None:
    seq = record.event.seq
    if seq != previous + 1:
        found.say("gap", f"Il manque les événements {previous + 1} à {seq - 1}. {_SALVAGE}")
    elif digest is not None and chain(digest, record.event) != record.hash:
        found.say("chain", f"L’événement {seq} ne suit pas le précédent. {_SALVAGE}")


def _hash_at(rows: sqlite_utils.Database, seq: int) -> bytes | None:
    found = rows.execute("SELECT hash FROM event WHERE seq = ?", [seq]).fetchone()
    return None if found is None else found[0]


def _projections(rows: sqlite_utils.Database) -> Iterator[Fault]:
    replay.replay(rows)
    for table, count in replay.differences(rows).items():
        yield Fault(
            "projection",
            f"La table {table} ne dit pas ce que disent les événements ({count}). {_REBUILD}",
        )
    replay.forget(rows)
