"""Fill the tables that events say everything of from the events alone.

What events do not say stays: the journal of the printer (what was sent, when, how many bytes), the
roll, what the server answered.
"""

from collections.abc import Mapping

import sqlite_utils

from kiosk.domain.tickets import PENDING, PrintState
from kiosk.storage import replay

_PENDING = ", ".join(f"'{state.value}'" for state in PENDING)
_TOLD = (
    "SELECT told.state FROM temp.replay_print AS told WHERE told.ticket = print_job.ticket "
    f"AND told.copy = print_job.copy AND told.state <> '{PrintState.QUEUED.value}'"
)
"""How a job ended. Where the event of that is lost, the journal knows better."""


def rebuild(rows: sqlite_utils.Database) -> Mapping[str, int]:
    """Inside a transaction. How many rows differed, by table; nothing where all was as told."""
    rows.execute("PRAGMA defer_foreign_keys=ON")
    replay.replay(rows)
    found = replay.differences(rows)
    for table in replay.TABLES:
        if table in found:
            _fill(rows, table)
    _mend_jobs(rows)
    replay.forget(rows)
    return found


def _fill(rows: sqlite_utils.Database, table: str) -> None:
    names = replay.columns(rows, table)
    rows.execute(f"DELETE FROM {table}")
    # Two tickets of one number: only of an event that was salvaged without proof.
    rows.execute(
        f"INSERT OR IGNORE INTO {table} ({names}) "
        f"SELECT {names} FROM temp.{replay.PREFIX}{table} ORDER BY rowid"
    )


def _mend_jobs(rows: sqlite_utils.Database) -> None:
    """Each ticket has its paper, ended as its event says; none is of a ticket that never was."""
    rows.execute(
        f"UPDATE print_job SET state = ({_TOLD}) "
        f"WHERE state NOT IN ({_PENDING}) AND state <> ({_TOLD})"
    )
    rows.execute(
        "INSERT OR IGNORE INTO print_job (ticket, copy, state, boot, mono) "
        "SELECT ticket, copy, state, boot, mono FROM temp.replay_print "
        "WHERE ticket IN (SELECT id FROM ticket) ORDER BY rowid"
    )
    rows.execute("DELETE FROM print_job WHERE ticket NOT IN (SELECT id FROM ticket)")
    rows.execute("DELETE FROM print_event WHERE job NOT IN (SELECT id FROM print_job)")
