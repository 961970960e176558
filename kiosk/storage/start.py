"""What a start does to the tables: copied and migrated when they are old, the boots counted."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import sqlite_utils

from kiosk.domain.identifiers import uuid7
from kiosk.storage.migrations import steps
from sync.wire import genesis


def later_steps(rows: sqlite_utils.Database) -> list[str]:
    """Applied migrations that this version does not know."""
    known = {step.name for step in steps._migrations}
    return [step.name for step in steps.applied(rows) if step.name not in known]


def migrate(rows: sqlite_utils.Database, backups: Path) -> None:
    if steps.pending(rows):
        _back_up(rows, backups)
        steps.apply(rows)


def _back_up(rows: sqlite_utils.Database, folder: Path) -> None:
    """A whole copy before the schema changes; a new database has nothing to copy."""
    if not rows.table_names():
        return
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    rows.execute("VACUUM INTO ?", [str(folder / f"borne-{stamp}.db")])


def count_boot(rows: sqlite_utils.Database, boot_id: str) -> int:
    """The number of this boot of the machine; makes the device's identity at the very first."""
    found = rows.execute("SELECT boot, boot_id FROM log").fetchone()
    if found is None:
        device, log = uuid4(), uuid7()
        start = genesis(device, log)
        rows.execute(
            "INSERT INTO log (id, device, log, boot, boot_id, head_seq, head_hash, acked_seq, "
            "acked_hash) VALUES (1, ?, ?, 1, ?, 0, ?, 0, ?)",
            [device.bytes, log.bytes, boot_id, start, start],
        )
        return 1
    boot, known_id = int(found[0]), str(found[1])
    if known_id == boot_id:
        return boot
    rows.execute("UPDATE log SET boot = ?, boot_id = ?", [boot + 1, boot_id])
    return boot + 1
