"""Kiosks and their server, each a process of its own, killed at any moment, over a network that
cuts half of the connections: what a citizen was given is at the server once, in its place."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from kiosk.data_folder import DataFolder
from kiosk.enrolling import Enrolled, enrol_here
from kiosk.storage import events
from kiosk.storage.database import Database
from kiosk.storage.outbox import DeviceOutbox
from sync.server.beside import beside
from sync.server.codes import Invitation, make
from sync.server.place import Place
from sync.server.storage import stored_events
from tests.sync.cluster import free_port
from tests.sync.kit import url_of
from tests.sync.proxy import Fate, Proxy, proxied

KIOSK = Path(__file__).parent / "chaos_kiosk.py"
KIOSKS = 3
LIMIT_S = 60
LONGEST_LIFE_S = 20.0
"""Half of the lives end before an eighth of it; on a busy machine the others get to speak."""
SITE = "mairie"

long_enough = pytest.mark.parametrize(
    "seconds", [8, pytest.param(600, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)


class Mortal:
    """A server that is killed and started again at the same address."""

    def __init__(self, place: Place, port: int) -> None:
        self._command = [sys.executable, "-m", "kiosk", "server", "--json"]
        self._command += ["--port", str(port), "--db", url_of(place)]
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline()

    def die_and_rise(self, ended: Event, dice: random.Random) -> None:
        while not ended.wait(dice.uniform(1.0, 4.0)):
            self._end(signal.SIGKILL)
            self.deaths += 1
            self._start()

    def close(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(LIMIT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()


def lives(folder: Path, ended: Event, dice: random.Random) -> tuple[list[str], int]:
    """The tickets that a kiosk gave in all of its lives, and how many these were."""
    given: list[str] = []
    died = 0
    while not ended.is_set():
        command = [sys.executable, str(KIOSK), str(folder), str(dice.random())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            timer = threading.Timer(LIMIT_S, process.kill)
            timer.start()
            for line in process.stdout:
                if not line.endswith("\n"):
                    break
                given.append(line.strip())
                if timer.interval == LIMIT_S:
                    timer.cancel()
                    timer = threading.Timer(LONGEST_LIFE_S * dice.random() ** 3, process.kill)
                    timer.start()
            timer.cancel()
        assert process.returncode == -signal.SIGKILL
        died += 1
    return given, died


def let_in(folder: Path, place: Place, port: int) -> None:
    made = beside(place, lambda rows: make(rows, Invitation(SITE), time.time_ns() // 1_000_000))
    assert isinstance(made, tuple)
    done = enrol_here(DataFolder(folder), f"http://127.0.0.1:{port}", made[0])
    assert isinstance(done, Enrolled), done


def written(folder: Path) -> list[tuple[str, str, int, str]]:
    """What this kiosk's own log says: device, log, place, id."""
    database = DataFolder(folder).open_database()
    assert isinstance(database, Database)
    with closing(database):
        device, log = DeviceOutbox(database, SITE).identity()
        found = events.after(database.rows, 0, 1_000_000)
        return [(str(device), str(log), event.seq, str(event.id)) for event in found]


@contextmanager
def killed_at_random(place: Place, dice: random.Random) -> Iterator[tuple[Mortal, Proxy]]:
    port = free_port()
    with closing(Mortal(place, port)) as server, proxied(port, dice) as proxy:
        yield server, proxy


@long_enough
def test_nothing_is_lost_or_doubled_whoever_is_killed_whatever_is_cut(
    tmp_path: Path, place: Place, seconds: int
) -> None:
    dice, ended = random.Random(seconds), Event()
    folders = [tmp_path / f"kiosk-{n}" for n in range(KIOSKS)]
    with killed_at_random(place, dice) as (server, proxy):
        proxy.share = 0.0
        for folder in folders:
            let_in(folder, place, proxy.port)
        proxy.share = 0.5
        with ThreadPoolExecutor(KIOSKS + 2) as hands:
            hands.submit(wait_for_enough, seconds, server, proxy).add_done_callback(
                lambda _enough: ended.set()
            )
            killing = hands.submit(server.die_and_rise, ended, random.Random(1))
            living = [
                hands.submit(lives, folder, ended, random.Random(n))
                for n, folder in enumerate(folders)
            ]
            given = [each.result() for each in living]
            killing.result()
        proxy.share = 0.0
        for folder in folders:
            bring_home(folder)

    told = [entry for folder in folders for entry in written(folder)]
    check(place, [ticket for tickets, _ in given for ticket in tickets], told)
    assert server.deaths >= 1
    assert sum(died for _, died in given) >= KIOSKS
    assert proxy.dealt.total() > proxy.dealt[Fate.PASSES]


def wait_for_enough(seconds: float, server: Mortal, proxy: Proxy) -> None:
    """On a busy machine little happens in a short time."""
    until, give_up = time.monotonic() + seconds, time.monotonic() + seconds + LIMIT_S
    never = Event()
    while time.monotonic() < give_up:
        bad = proxy.dealt.total() - proxy.dealt[Fate.PASSES]
        if time.monotonic() > until and bad >= KIOSKS and server.deaths:
            return
        never.wait(0.2)


def bring_home(folder: Path) -> None:
    sent = CliRunner().invoke(borne, ["sync", "push", "--data", str(folder), "--json"])
    assert sent.exit_code == 0, sent.output


def check(place: Place, given: Sequence[str], told: Sequence[tuple[str, str, int, str]]) -> None:
    found = stored_events(place)
    assert not hasattr(found, "advice")
    stored = list(found)
    places = [(e["device"], e["log"], e["seq"], e["id"]) for e in stored]
    assert Counter(places) == Counter(told)
    assert len({e["id"] for e in stored}) == len(stored)
    for _log, count in Counter(place[:2] for place in places).items():
        assert {place[2] for place in places if place[:2] == _log} == set(range(1, count + 1))
    tickets = Counter(
        str(e["body"]["ticket"])  # type: ignore[index]
        for e in stored
        if e["kind"] == "ticket.issued"
    )
    assert set(tickets.values()) == {1}
    assert set(given) - set(tickets) == set()
