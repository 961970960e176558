"""A server in memory with its disk and its backups, for the simulator."""

import random
import sqlite3
from functools import cache
from typing import Any
from uuid import UUID

import sqlite_utils

from sync.client.push import Refused
from sync.server import apply, marks
from sync.server.apply import Pace
from sync.server.decode import Refusal, decode_batch
from sync.server.marks import Keep
from sync.server.migrations import steps
from sync.server.storage_sqlite import SqliteRows
from sync.wire import encode_answer
from tests.sync.kit import TEN_UTC


class Crash(Exception):
    """The process ended here."""


class Fragile:
    """The server's connection. It dies at one of its next statements, when it is told to."""

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._rows = SqliteRows(database)
        self.lives: int | None = None

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        self._age()
        return self._rows.execute(sql, parameters)

    def insert_new(self, *given: Any) -> int:
        self._age()
        return self._rows.insert_new(*given)

    def _age(self) -> None:
        if self.lives is not None:
            self.lives -= 1
            if self.lives < 0:
                raise Crash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)


class Centre:
    """The newest `keep` copies may be put back, whoever made them and whatever came of it."""

    def __init__(self, keep: int) -> None:
        self.rows = database()
        self.fragile = Fragile(self.rows)
        self._keep = keep
        self._under_way: UUID | None = None
        self._copies: list[sqlite_utils.Database] = []
        self._past: list[sqlite_utils.Database] = []

    def answer(self, request: bytes) -> bytes | Refused | None:
        """None: no answer comes, whatever was done."""
        batch = decode_batch(request)
        if isinstance(batch, Refusal):
            return Refused(batch.status, batch.reason)
        try:
            answer = apply.apply(self.fragile, batch, TEN_UTC, Pace())
        except Crash:
            return None
        finally:
            self.fragile.lives = None
        return encode_answer(answer)

    def back_up(self, draw: random.Random) -> None:
        """One of: the mark alone, what is missing of a backup, a whole one; and at times the
        machine stops before the word that it is whole."""
        if self._under_way is None:
            self._under_way = marks.begin(self.fragile, "copie", TEN_UTC)
            if draw.random() < 0.3:
                return
        self._copies.append(copied(self.rows))
        if draw.random() < 0.8:
            marks.finish(self.fragile, self._under_way, Keep(self._keep), TEN_UTC)
        self._under_way = None
        self._past += self._copies[: -self._keep]
        self._copies = self._copies[-self._keep :]

    def restore(self, draw: random.Random, *, rashly: bool) -> bool:
        """Whether there was a copy. `rashly`: one that counts no more."""
        choice = self._past if rashly else self._copies
        if not choice:
            return False
        self.rows.conn.close()
        self.rows = copied(draw.choice(choice))
        self.fragile = Fragile(self.rows)
        self._under_way = None
        return True

    def close(self) -> None:
        for each in (self.rows, *self._copies, *self._past):
            each.conn.close()


def database() -> sqlite_utils.Database:
    return copied(_empty())


@cache
def _empty() -> sqlite_utils.Database:
    """Made once: the steps take longer than a schedule."""
    rows = _in_memory()
    steps.apply(rows)
    return rows


def copied(rows: sqlite_utils.Database) -> sqlite_utils.Database:
    copy = _in_memory()
    rows.conn.backup(copy.conn)
    return copy


def _in_memory() -> sqlite_utils.Database:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    return sqlite_utils.Database(connection, execute_plugins=False)
