"""A machine that is enrolled while its screens are open sends from then on, without a restart."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import SyncSettings
from kiosk.data_folder import DataFolder
from kiosk.enrolling import Enrolled, enrol_here
from kiosk.reception import Reception
from kiosk.upkeep import Upkeep
from sync.server.beside import beside
from sync.server.codes import Invitation, make
from sync.server.run import Settings
from tests.fakes import small_config
from tests.sync.test_network import serving, stored

LIMIT_S = 20.0


@pytest.fixture
def reception(tmp_path: Path) -> Iterator[Reception]:
    config = replace(small_config(), sync=SyncSettings(every_s=1))
    with Reception(config, DataFolder(tmp_path / "kiosk")) as opened:
        assert opened.storage.submit(opened.prepare).result() is None
        yield opened


def a_code(place: Path) -> str:
    made = beside(place, lambda rows: make(rows, Invitation("mairie"), time.time_ns() // 1_000_000))
    assert isinstance(made, tuple)
    return made[0]


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_screens_send_as_soon_as_their_machine_is_let_in(
    tmp_path: Path, reception: Reception
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    with serving(first, Settings()) as port:
        # As `borne enroll` does beside the screens.
        url = f"http://127.0.0.1:{port}"
        done = enrol_here(DataFolder(tmp_path / "kiosk"), url, a_code(first))
        assert isinstance(done, Enrolled)
        wait_until(lambda: len(stored(first)) > 0)
    with serving(second, Settings()) as port:
        url = f"http://127.0.0.1:{port}"
        assert isinstance(enrol_here(reception.folder, url, a_code(second)), Enrolled)
        # The first is gone, and the wait after a failure is not sat out.
        wait_until(lambda: len(stored(second)) > 0)


def test_a_technician_lets_the_machine_in_by_a_code_at_its_screen(tmp_path: Path) -> None:
    place = tmp_path / "server.db"
    with serving(place, Settings()) as port:
        url = f"http://127.0.0.1:{port}"
        config = replace(small_config(), sync=SyncSettings(url))
        with Reception(config, DataFolder(tmp_path / "kiosk")) as reception:
            assert reception.storage.submit(reception.prepare).result() is None
            upkeep = Upkeep(reception, "entrance")
            door = reception.storage.submit(upkeep.door).result()
            assert door is not None
            assert (door.server, door.code_page) == (url, f"{url}/admin/codes?site=essai")
            refused = reception.trials.submit(upkeep.enrol, "AAAAAAAAAA").result()
            assert not refused.is_done
            assert "ne connaît pas ce code" in refused.words
            admitted = reception.trials.submit(upkeep.enrol, a_code(place)).result()
            assert admitted.is_done
            assert "mairie" in admitted.words
            wait_until(lambda: len(stored(place)) > 0)


def test_without_a_server_there_is_no_door(reception: Reception) -> None:
    assert reception.storage.submit(Upkeep(reception, "exit").door).result() is None
