"""What the SQL of this package needs of a connection."""

from collections.abc import Sequence
from typing import Any, Protocol


class Found(Protocol):
    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Rows(Protocol):
    """`sqlite_utils.Database` and `sqlite3.Connection` are such."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Found: ...
