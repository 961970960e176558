"""What came of the sync, kept for the technician who asks later, from another process."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.storage.database import Database
from sync.wire import Quarantined

LONGEST = 300


class Standing(StrEnum):
    """How the device stands with the server."""

    REACHED = "reached"
    REWOUND = "rewound"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class Note:
    """`since`: ms since 1970, by the device's clock."""

    standing: Standing
    detail: str
    since: int


class SyncNotes:
    """Writing raises CannotWrite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> Note | None:
        found = self._database.rows.execute("SELECT standing, detail, since FROM sync_note")
        row = found.fetchone()
        return None if row is None else Note(Standing(row[0]), row[1], row[2])

    def keep(self, note: Note) -> None:
        with self._database.write() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO sync_note VALUES (1, ?, ?, ?)",
                [note.standing.value, note.detail[:LONGEST], note.since],
            )

    def quarantined(self) -> list[Quarantined]:
        """The events of this device that the server keeps apart, in order."""
        found = self._database.rows.execute("SELECT seq, reason FROM quarantined ORDER BY seq")
        return [Quarantined(seq, reason) for seq, reason in found]

    def keep_quarantined(self, told: Iterable[Quarantined]) -> list[Quarantined]:
        """Those that are new. A sequence that this device never wrote is no news of it."""
        (head,) = self._database.rows.execute("SELECT head_seq FROM log").fetchone()
        known = {each.seq for each in self.quarantined()}
        new = {
            each.seq: Quarantined(each.seq, each.reason[:LONGEST])
            for each in told
            if 1 <= each.seq <= head and each.seq not in known
        }
        if new:
            with self._database.write() as rows:
                for each in new.values():
                    rows.execute("INSERT INTO quarantined VALUES (?, ?)", [each.seq, each.reason])
        return list(new.values())
