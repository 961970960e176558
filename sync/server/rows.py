"""What the SQL of this package needs of a connection: one text, with `?` for values, for SQLite
and for PostgreSQL. Only what they cannot share has a method of its own."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Found(Protocol):
    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Kind(StrEnum):
    """Of a column. ANY_TEXT: what a device said, unread; PostgreSQL has no text with a zero."""

    NUMBER = "bigint"
    TEXT = "text"
    BYTES = "bytea"
    ANY_TEXT = "any"


@dataclass(frozen=True, slots=True)
class Table:
    """One that batches are written to. `same`: columns of one value in a batch; `each`: others.

    `arrives`: its rows are numbered in the order in which readers may see them.
    """

    name: str
    same: Mapping[str, Kind]
    each: Mapping[str, Kind]
    arrives: bool = False


class Rows(Protocol):
    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Found: ...

    def each(self, sql: str, /) -> Generator[Any, None, None]:
        """The rows as they are asked for: they may be too many for the memory. Close it before the
        connection."""

    def atomic(self) -> AbstractContextManager[object]:
        """A transaction, or a part of the one that is open. Without one each statement stands."""

    def insert_new(
        self, table: Table, same: Sequence[Any], each: Sequence[Sequence[Any]], /
    ) -> int:
        """How many were stored: those whose key is there already are left out."""

    def last_arrival(self) -> int:
        """Every row that will ever have this arrival or a lower one can be seen already."""


def of_one(site: str) -> tuple[str, list[str]]:
    """The end of a condition that keeps one site, and its value; empty: all sites."""
    return ("AND site = ?", [site]) if site else ("", [])


class Away(Exception):
    """The database does not answer, or cannot now; `args` has a French sentence. It passes."""
