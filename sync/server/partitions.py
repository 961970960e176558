"""The months of `event` on PostgreSQL, made before they are needed.

An id says when its event was made. Those of clocks that are wrong have two places of their own:
`event_past`, before the first month, and `event_other`, for the rest.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import psycopg

AHEAD = 3
"""Months after this one."""


def extend(connection: "psycopg.Connection[Any]", today: date) -> list[str]:
    """Make the months that are missing around `today`. Those that were made, in order."""
    made = []
    with connection.transaction():
        # Another server waits here, and then finds nothing to do.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('borne partitions'))")
        existing = _existing(connection)
        months = list(_around(today))
        if "event_past" not in existing:
            _make(connection, "event_past", None, months[0])
            made.append("event_past")
        for month, following in pairwise(months):
            name = f"event_{month:%Y_%m}"
            if name not in existing:
                _make(connection, name, month, following)
                made.append(name)
    return made


def _existing(connection: "psycopg.Connection[Any]") -> set[str]:
    found = connection.execute(
        "SELECT relname::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid "
        "WHERE inhparent = 'event'::regclass"
    )
    return {str(name) for (name,) in found}


def _around(today: date) -> Iterator[date]:
    """From the month before to the end of the last one."""
    number = today.year * 12 + today.month - 2
    for month in range(number, number + AHEAD + 3):
        yield date(month // 12, month % 12 + 1, 1)


def _make(
    connection: "psycopg.Connection[Any]", name: str, first: date | None, after: date
) -> None:
    """With what came too early for it. Attached, which keeps nobody from writing elsewhere."""
    low = "" if first is None else f"id >= '{_bound(first)}' AND "
    start = "MINVALUE" if first is None else f"'{_bound(first)}'"
    connection.execute(
        f"""
        LOCK TABLE event_other IN ACCESS EXCLUSIVE MODE;
        CREATE TABLE {name} (LIKE event INCLUDING ALL);
        WITH moved AS (
            DELETE FROM event_other WHERE {low} id < '{_bound(after)}' RETURNING *
        ) INSERT INTO {name} SELECT * FROM moved;
        ALTER TABLE event ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ('{_bound(after)}')
        """
    )


def _bound(month: date) -> str:
    """The 48 bits that begin every UUIDv7 of that moment."""
    moment = datetime(month.year, month.month, 1, tzinfo=UTC)
    return "\\x" + (int(moment.timestamp()) * 1000).to_bytes(6, "big").hex()
