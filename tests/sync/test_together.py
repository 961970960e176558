"""What many ask of a file at once is committed together: one sync of the disk for all of them."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.server.rows import Rows
from sync.server.storage import Store, open_store
from sync.server.storage_sqlite import connect_to_read

Work = Callable[[Rows], object]
LIMIT_S = 20.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = open_store(file)
    assert isinstance(opened, Store)
    yield opened
    opened.close()


class Held:
    """A piece of work that goes on for as long as others are to come together behind it."""

    def __init__(self) -> None:
        self._begun, self._ends = threading.Event(), threading.Event()

    def __call__(self, _rows: Rows) -> bool:
        self._begun.set()
        return self._ends.wait(LIMIT_S)

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, LIMIT_S)

    def end(self) -> None:
        self._ends.set()


def at_once(store: Store, *works: Work) -> list[object]:
    """All of them are there before the first begins."""

    async def ask() -> list[object]:
        held = Held()
        first = asyncio.create_task(store.run(held))
        await held.has_begun()
        others = [asyncio.create_task(store.run(work)) for work in works]
        await asyncio.sleep(0)
        held.end()
        await first
        return list(await asyncio.gather(*others, return_exceptions=True))

    return asyncio.run(ask())


def told(site: str) -> Work:
    def write(rows: Rows) -> str:
        with rows.atomic():
            rows.execute(
                "INSERT INTO stream (site, device, log, ack_seq, ack_hash, first_seen, last_seen) "
                "VALUES (?, ?, ?, 0, ?, 1, 1)",
                [site, b"d", b"l", bytes(32)],
            )
        return site

    return write


def sites(file: Path) -> list[str]:
    with closing(connect_to_read(file)) as connection:
        return [site for (site,) in connection.execute("SELECT site FROM stream ORDER BY site")]


def test_nobody_else_sees_the_first_before_the_last_is_there(store: Store, file: Path) -> None:
    seen: list[list[str]] = []

    def look(_rows: Rows) -> None:
        seen.append(sites(file))

    assert at_once(store, told("a"), look, told("b"), look) == ["a", None, "b", None]
    assert seen == [[], []]
    assert sites(file) == ["a", "b"]


def test_one_that_fails_undoes_its_own_part_only(store: Store, file: Path) -> None:
    def half(rows: Rows) -> None:
        told("half")(rows)
        raise KeyError("no such thing")

    came = at_once(store, told("a"), half, told("b"), told("a"))

    assert [came[0], came[2]] == ["a", "b"]
    assert isinstance(came[1], KeyError)
    assert isinstance(came[3], sqlite3.IntegrityError)
    assert sites(file) == ["a", "b"]


def test_a_transaction_that_is_lost_is_told_to_all_who_were_in_it(store: Store, file: Path) -> None:
    def full(rows: Rows) -> None:
        rows.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    came = at_once(store, told("a"), full, told("b"))

    assert [type(each) for each in came] == [sqlite3.OperationalError] * 3
    assert sites(file) == []
    assert at_once(store, told("a"), told("b")) == ["a", "b"]


def test_who_has_gone_away_is_not_waited_for(store: Store, file: Path) -> None:
    async def ask() -> str:
        held = Held()
        first = asyncio.create_task(store.run(held))
        await held.has_begun()
        gone, stays = (asyncio.create_task(store.run(told(site))) for site in ("gone", "stays"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        held.end()
        await first
        return str(await stays)

    assert asyncio.run(ask()) == "stays"
    assert sites(file) == ["stays"]


def test_a_loss_that_is_told_otherwise_leaves_nobody_waiting(store: Store, file: Path) -> None:
    def loses(rows: Rows) -> None:
        rows.execute("ROLLBACK")
        raise ValueError("told otherwise")

    came = at_once(store, told("a"), loses, told("b"))

    assert [type(each) for each in came] == [ValueError] * 3
    assert sites(file) == []
