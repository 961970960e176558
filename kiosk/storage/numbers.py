"""Counters of ticket numbers: one more, or further on where numbers may have been lost.

A counter without a day waits for the day of the next ticket, and then belongs to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlite_utils

ANY_SERIES = "*"
"""The counter of each series that has not begun on its day."""
NEXT_DAY = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Numbers of that day and series, up to `n`, are given or may have been."""

    day: str
    series: str
    n: int

    def told(self) -> Mapping[str, object]:
        return {"day": self.day, "series": self.series, "n": self.n}


def next_number(rows: sqlite_utils.Database, day: str, series: str) -> int:
    claim(rows, day)
    (n,) = rows.execute(
        "INSERT INTO counter VALUES (?, ?, 1 + coalesce("
        "(SELECT n FROM counter WHERE day = ? AND series = ?), 0)) "
        "ON CONFLICT (day, series) DO UPDATE SET n = n + 1 RETURNING n",
        [day, series, day, ANY_SERIES],
    ).fetchone()
    return int(n)


def reach(rows: sqlite_utils.Database, reached: Reached, table: str = "counter") -> None:
    """At least so far: a counter never goes back."""
    rows.execute(
        f"INSERT INTO {table} (day, series, n) VALUES (?, ?, ?) "
        "ON CONFLICT (day, series) DO UPDATE SET n = max(n, excluded.n)",
        [reached.day, reached.series, reached.n],
    )


def claim(rows: sqlite_utils.Database, day: str, table: str = "counter") -> None:
    """What waited for a ticket's day belongs to `day`."""
    waiting = rows.execute(f"SELECT series, n FROM {table} WHERE day = ?", [NEXT_DAY]).fetchall()
    if not waiting:
        return
    for series, n in waiting:
        reach(rows, Reached(day, series, n), table)
    rows.execute(f"DELETE FROM {table} WHERE day = ?", [NEXT_DAY])


def reached_on_last_days(rows: sqlite_utils.Database, days: int) -> list[Reached]:
    """With those that wait for a day."""
    found = rows.execute(
        "SELECT day, series, n FROM counter WHERE day = ? OR day IN "
        "(SELECT DISTINCT day FROM counter WHERE day <> ? ORDER BY day DESC LIMIT ?) "
        "ORDER BY day, series",
        [NEXT_DAY, NEXT_DAY, days],
    )
    return [Reached(day, series, n) for day, series, n in found]
