"""The rows of a damaged file that can still be read, however much around them cannot."""

import sqlite3
from collections.abc import Iterator
from typing import Any

MOST_FAILED = 20_000
SMALLEST_ROW = 24
"""Bytes: no file holds more rows than its size by that."""


def rows_of(
    damaged: sqlite3.Connection, table: str, columns: str, last: int
) -> Iterator[tuple[Any, ...]]:
    """In the order of their key, the first column, from 1 to `last`.

    Where reading fails the range is halved, until one row alone fails, which is left out. After
    MOST_FAILED of them the way to the rows is broken, rather than rows, and it ends.
    """
    query = f"SELECT {columns} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    waiting = [(1, last)] if _has_table(damaged, table) else []
    failed = 0
    while waiting and failed < MOST_FAILED:
        first, end = waiting.pop()
        try:
            for row in damaged.execute(query, [first, end]):
                if isinstance(row[0], int) and first <= row[0] <= end:
                    yield row
                    first = row[0] + 1
        except sqlite3.DatabaseError:
            failed += first == end
            if first < end:
                middle = (first + end) // 2
                waiting += [(middle + 1, end), (first, middle)]


def last_key(damaged: sqlite3.Connection, table: str, most: int) -> int | None:
    """The greatest key of a table; None when it cannot be read, or cannot be true."""
    found = first_row(damaged, f"SELECT max(rowid) FROM {table}")
    last = None if found is None else found[0] or 0
    return last if isinstance(last, int) and 0 <= last <= most else None


def first_row(damaged: sqlite3.Connection, query: str) -> tuple[Any, ...] | None:
    """None too when it cannot be read."""
    try:
        row: tuple[Any, ...] | None = damaged.execute(query).fetchone()
    except sqlite3.DatabaseError:
        return None
    return row


def _has_table(damaged: sqlite3.Connection, table: str) -> bool:
    """Whether SQLite finds where its rows should be."""
    try:
        damaged.execute(f"EXPLAIN SELECT * FROM {table}").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True
