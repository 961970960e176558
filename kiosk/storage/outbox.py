"""What still has to travel to the server, read from the log of events."""

from uuid import UUID

from kiosk.storage import base, events
from kiosk.storage.database import Database
from sync.wire import Batch, Event, Position, chain


class DeviceOutbox:
    """The sync client's view of the log; only the server's word moves the acknowledged position."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def identity(self) -> tuple[UUID, UUID]:
        """The device and its present log."""
        device, log = self._database.rows.execute("SELECT device, log FROM log").fetchone()
        return UUID(bytes=device), UUID(bytes=log)

    def position(self) -> tuple[int, int]:
        """Last sequence written, last sequence acknowledged."""
        head, acked = self._database.rows.execute("SELECT head_seq, acked_seq FROM log").fetchone()
        return int(head), int(acked)

    def batch(self, limit: int) -> Batch | None:
        """The next events to send, or None when the server has them all."""
        batch = self._batch(limit)
        return batch if batch.events else None

    def check_in(self) -> Batch:
        """A batch without events, at the acknowledged position."""
        return self._batch(0)

    def _batch(self, limit: int) -> Batch:
        rows = self._database.rows
        acked, previous = rows.execute("SELECT acked_seq, acked_hash FROM log").fetchone()
        purged = base.find(rows)
        if acked < purged.seq:
            # The server was restored to what is no longer here: it declares a gap.
            acked, previous = purged.seq, purged.hash
        waiting = events.after(rows, acked, limit)
        device, log = self.identity()
        return Batch(
            device,
            log,
            self._site,
            acked + 1,
            previous.hex(),
            _head(previous, waiting).hex(),
            waiting,
            base=purged.seq,
        )

    def acknowledge(self, ack: Position) -> None:
        """Take over the server's position, even a lower one: what follows it is sent again."""
        with self._database.write() as rows:
            rows.execute(
                "UPDATE log SET acked_seq = ?, acked_hash = ?", [ack.seq, bytes.fromhex(ack.hash)]
            )

    def keep_safe(self, safe: Position | None) -> None:
        """How far the server's backups reach."""
        if safe != base.safe(self._database.rows):
            with self._database.write() as rows:
                base.keep_safe(rows, safe)

    def begin_log(self) -> None:
        """The same events in a new log: where this disk and the server told different stories."""
        with self._database.write() as rows:
            events.begin_log(rows, "forked")

    def hash_at(self, seq: int) -> str | None:
        """Our own hash after `seq`: differs from the server's when the log was forked."""
        rows = self._database.rows
        purged = base.find(rows)
        found = purged.hash if seq == purged.seq else events.hash_at(rows, seq)
        return None if found is None else found.hex()


def _head(previous: bytes, waiting: list[Event]) -> bytes:
    for event in waiting:
        previous = chain(previous, event)
    return previous
