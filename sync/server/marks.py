"""How far each backup reaches in each log: a device may purge what the least of them holds.

A backup is entered before its copying begins, so that the copy holds its own mark: the marks of a
database that was put back are right. Whatever was acknowledged meanwhile is in the copy too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sync.server.rows import Rows
from sync.wire import Position

KEPT = 30
"""Backups that somebody may still put back, unless told otherwise: one a day, for a month."""
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Keep:
    """Which backups may still be put back: the newest so many, and none older than `days`."""

    count: int = KEPT
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """`done` None: nobody said that it is whole, or this database was put back from it."""

    id: UUID
    name: str
    taken: int
    done: int | None


def begin(rows: Rows, name: str, now: int) -> UUID:
    """Before the copying. From now on nothing is safe that this one will not hold."""
    backup = uuid4()
    with rows.atomic():
        rows.execute(
            "INSERT INTO backup (id, number, name, taken) "
            "SELECT ?, 1 + coalesce(max(number), 0), ?, ? FROM backup",
            [backup.bytes, name, now],
        )
        rows.execute(
            "INSERT INTO backup_mark SELECT site, device, log, ?, ack_seq, ack_hash FROM stream",
            [backup.bytes],
        )
    return backup


def finish(rows: Rows, backup: UUID, keep: Keep, now: int) -> bool:
    """It is whole; those that it makes too old are forgotten. False: there is none such."""
    with rows.atomic():
        found = rows.execute("UPDATE backup SET done = ? WHERE id = ?", [now, backup.bytes])
        if found.rowcount != 1:
            return False
        for old in _too_old(rows, keep, now):
            _remove(rows, old)
        return True


def forget(rows: Rows, backup: UUID) -> bool:
    """Nobody will put it back. False: there is none such."""
    with rows.atomic():
        return _remove(rows, backup.bytes)


def known(rows: Rows) -> Sequence[Backup]:
    """The newest first."""
    found = rows.execute("SELECT id, name, taken, done FROM backup ORDER BY number DESC")
    return [Backup(UUID(bytes=id_), name, taken, done) for id_, name, taken, done in found]


def safe(rows: Rows, log: tuple[str, bytes, bytes]) -> Position | None:
    """So far every backup reaches in that log, those under way too; none whole: nothing."""
    found = rows.execute(
        "SELECT seq, hash FROM backup_mark WHERE site = ? AND device = ? AND log = ? "
        "AND EXISTS (SELECT 1 FROM backup WHERE done IS NOT NULL) AND NOT EXISTS ("
        "SELECT 1 FROM backup WHERE id NOT IN ("
        "SELECT backup FROM backup_mark WHERE site = ? AND device = ? AND log = ?)) "
        "ORDER BY seq LIMIT 1",
        [*log, *log],
    ).fetchone()
    return None if found is None else Position(int(found[0]), bytes(found[1]).hex())


def _too_old(rows: Rows, keep: Keep, now: int) -> Sequence[bytes]:
    """One that nobody finished takes no place, and goes with those around it: it may be the very
    one that this database was put back from."""
    done = rows.execute(
        "SELECT number FROM backup WHERE done IS NOT NULL ORDER BY number DESC LIMIT ?",
        [max(keep.count, 1)],
    ).fetchall()
    newest, oldest = done[0][0], done[-1][0] if len(done) == keep.count else 0
    before = 0 if keep.days is None else now - keep.days * DAY_MS
    found = rows.execute(
        "SELECT id FROM backup WHERE number < ? OR (number < ? AND taken < ?)",
        [oldest, newest, before],
    )
    return [bytes(id_) for (id_,) in found.fetchall()]


def _remove(rows: Rows, backup: bytes) -> bool:
    rows.execute("DELETE FROM backup_mark WHERE backup = ?", [backup])
    return rows.execute("DELETE FROM backup WHERE id = ?", [backup]).rowcount == 1
