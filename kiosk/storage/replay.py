"""What the events give when they are told again from the first: beside the tables that they fill.

The copies are temporary tables with the names of the real ones and `replay_` before, so that a log
of any length needs no memory, and SQLite compares.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import ClockState
from kiosk.domain.tickets import PENDING, PrintState
from kiosk.storage import numbers
from kiosk.storage.events import PAGE, after
from sync.wire import Event

PREFIX = "replay_"
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "ticket": "PRIMARY KEY (id)",
        "counter": "PRIMARY KEY (day, series)",
        "feedback": "PRIMARY KEY (id)",
        "service_day": "PRIMARY KEY (id)",
    }
)
"""Those that events say everything of."""
_PENDING = ", ".join(f"'{state.value}'" for state in PENDING)
_NUMBER = re.compile(r"(?P<series>.*?)(?P<n>[0-9]+)", re.DOTALL)
_JOBS = "replay_print"
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, OverflowError)
"""Of an event that was salvaged without proof: it tells nothing."""
_Body = dict[str, Any]


def replay(rows: sqlite_utils.Database) -> None:
    """Fill the temporary tables anew. The file itself is only read."""
    _clear(rows)
    seq = 0
    while page := after(rows, seq, PAGE):
        for event in page:
            if (tell := _TOLD.get(event.kind)) is not None and event.v == 1:
                with suppress(*_UNREADABLE):
                    tell(rows, event, json.loads(event.body))
        seq = page[-1].seq
    _keep_later_day(rows)


def forget(rows: sqlite_utils.Database) -> None:
    for table in (*(PREFIX + name for name in TABLES), _JOBS):
        rows.execute(f"DROP TABLE IF EXISTS temp.{table}")


def differences(rows: sqlite_utils.Database) -> Mapping[str, int]:
    """By table, how many rows are there and should not be, or the other way round."""
    found = {}
    for table in TABLES:
        names, whole = columns(rows, table), _told_whole(rows, table)
        told = f"SELECT {names} FROM temp.{PREFIX}{table} {whole}"
        stored = f"SELECT {names} FROM {table} {whole}"
        (count,) = rows.execute(
            f"SELECT (SELECT count(*) FROM ({told} EXCEPT {stored})) + "
            f"(SELECT count(*) FROM ({stored} EXCEPT {told}))"
        ).fetchone()
        found[table] = int(count)
    found["print_job"] = _different_jobs(rows)
    return {table: count for table, count in found.items() if count}


def _told_whole(rows: sqlite_utils.Database, table: str) -> str:
    """Which rows the events that were not purged say everything of."""
    if table != "counter" or not _has_purged(rows):
        return ""
    return "WHERE day = '' OR day > coalesce((SELECT day FROM purged), '')"


def _has_purged(rows: sqlite_utils.Database) -> bool:
    """Not a file of an older version that is only looked at."""
    found = rows.execute("SELECT 1 FROM main.sqlite_schema WHERE name = 'purged'").fetchone()
    return found is not None


def series_of(number: str) -> tuple[str, int] | None:
    """`A042`: series A, the 42nd. `A2-07`: series A2-, the 7th."""
    found = _NUMBER.fullmatch(number)
    return None if found is None else (found["series"], int(found["n"]))


def _clear(rows: sqlite_utils.Database) -> None:
    forget(rows)
    for table, key in TABLES.items():
        names = columns(rows, table)
        rows.execute(f"CREATE TEMP TABLE {PREFIX}{table} ({names}, {key})")
    rows.execute(
        f"CREATE TEMP TABLE {_JOBS} (ticket, copy, state, boot, mono, PRIMARY KEY (ticket, copy))"
    )


def columns(rows: sqlite_utils.Database, table: str) -> str:
    return ", ".join(name for _, name, *_ in rows.execute(f"PRAGMA main.table_info({table})"))


def _issued(rows: sqlite_utils.Database, event: Event, body: _Body) -> None:
    ticket, day, number = UUID(body["ticket"]).bytes, str(body["day"]), str(body["number"])
    rows.execute(
        "INSERT OR IGNORE INTO temp.replay_ticket (id, day, number, motif, lang, priority, lane, "
        "issued_at, repeat, paperless, dated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            ticket,
            day,
            number,
            str(body["motif"]),
            str(body["lang"]),
            int(body["priority"]),
            None if body["lane"] is None else int(body["lane"]),
            event.t,
            int(body.get("repeat", False)),
            int(body.get("paperless", False)),
            int(event.clock != ClockState.UNKNOWN),
        ],
    )
    numbers.claim(rows, day, "temp.replay_counter")
    if (place := series_of(number)) is not None:
        numbers.reach(rows, numbers.Reached(day, *place), "temp.replay_counter")
    rows.execute("INSERT OR REPLACE INTO temp.replay_service_day (id, day) VALUES (1, ?)", [day])
    rows.execute(
        f"INSERT OR IGNORE INTO temp.{_JOBS} VALUES (?, 0, ?, ?, ?)",
        [ticket, PrintState.QUEUED, event.boot, event.mono],
    )


def _printed(rows: sqlite_utils.Database, event: Event, body: _Body) -> None:
    rows.execute(
        f"INSERT INTO temp.{_JOBS} VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (ticket, copy) DO UPDATE SET state = excluded.state",
        [
            UUID(body["ticket"]).bytes,
            int(body["copy"]),
            PrintState(body["outcome"]),
            event.boot,
            event.mono,
        ],
    )


def _given(rows: sqlite_utils.Database, event: Event, body: _Body) -> None:
    # Before flags there were no rules, and when it was given since the boot was not kept.
    flagged = "rules" in body
    rows.execute(
        "INSERT OR IGNORE INTO temp.replay_feedback (id, given_at, scale, value, lang, reasons, "
        "ticket_code, wording, boot, mono, suspect, rules) "
        "VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?, ?)",
        [
            UUID(body["feedback"]).bytes,
            event.t,
            str(body["scale"]),
            int(body["value"]),
            str(body["lang"]),
            _text(body.get("ticket_code")),
            int(body.get("wording", 1)),
            event.boot if flagged else 0,
            event.mono if flagged else 0,
            json.dumps(body.get("suspect", [])),
            int(body.get("rules", 0)),
        ],
    )


def _amended(rows: sqlite_utils.Database, _event: Event, body: _Body) -> None:
    rows.execute(
        "UPDATE temp.replay_feedback SET value = ?, resolution = ?, reasons = ?, comment = ? "
        "WHERE id = ?",
        [
            int(body["value"]),
            _text(body["resolution"]),
            json.dumps(body["reasons"]),
            _text(body.get("comment")),
            UUID(body["feedback"]).bytes,
        ],
    )


def _skipped(rows: sqlite_utils.Database, _event: Event, body: _Body) -> None:
    for each in body["skipped"]:
        reached = numbers.Reached(str(each["day"]), str(each["series"]), int(each["n"]))
        numbers.reach(rows, reached, "temp.replay_counter")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _keep_later_day(rows: sqlite_utils.Database) -> None:
    """A day begins with its first visitor, who may have been given no ticket: no event says so."""
    rows.execute(
        "INSERT OR REPLACE INTO temp.replay_service_day (id, day) "
        "SELECT id, day FROM service_day "
        "WHERE day > coalesce((SELECT day FROM temp.replay_service_day), '')"
    )


def _different_jobs(rows: sqlite_utils.Database) -> int:
    """Jobs that events know and that are not there, or that ended otherwise than they say."""
    (count,) = rows.execute(
        f"SELECT count(*) FROM temp.{_JOBS} AS told "
        "LEFT JOIN print_job AS job ON job.ticket = told.ticket AND job.copy = told.copy "
        "WHERE told.ticket IN (SELECT id FROM temp.replay_ticket) "
        f"AND (job.id IS NULL OR (told.state <> '{PrintState.QUEUED.value}' "
        f"AND job.state <> told.state AND job.state NOT IN ({_PENDING})))"
    ).fetchone()
    return int(count)


_TOLD: Mapping[str, Callable[[sqlite_utils.Database, Event, _Body], None]] = MappingProxyType(
    {
        "ticket.issued": _issued,
        "ticket.printed": _printed,
        "feedback.given": _given,
        "feedback.amended": _amended,
        "log.restored": _skipped,
        "log.salvaged": _skipped,
    }
)
