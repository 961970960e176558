"""The whole kiosk in its own process, on TCP, killed by the system at any moment of a ticket."""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from kiosk.storage.database import Database, open_database
from printer.emulator.traits import Traits
from tests.printer.campaign import papers_of
from tests.printer.emulated import on_a_port

KIOSK = Path(__file__).parent / "printing_kiosk.py"
FAST = Traits(speed_mm_s=400.0, cutter_s=0.05)


def live(folder: Path, port: int, most: int, dice: random.Random | None) -> list[str]:
    """One life: the numbers it gave. With dice, it is killed during the last of them."""
    command = [sys.executable, str(KIOSK), str(folder), f"tcp://127.0.0.1:{port}", str(most)]
    given = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            given.append(line.strip())
            if dice is not None and len(given) == most:
                threading.Timer(dice.uniform(0.0, 0.4), process.kill).start()
    assert process.returncode in (0, -signal.SIGKILL)
    return given


@pytest.mark.parametrize("lives", [3, pytest.param(100, marks=pytest.mark.campaign)])
def test_killed_while_it_prints_it_calls_nothing_printed_that_is_not(
    lives: int, tmp_path: Path
) -> None:
    dice, given = random.Random(lives), list[str]()
    with on_a_port(FAST) as (device, port, _):
        for _ in range(lives):
            given += live(tmp_path, port, dice.randint(1, 4), dice)
        given += live(tmp_path, port, 1, None)
        papers = papers_of(device)

    database = open_database(tmp_path, "another boot")
    assert isinstance(database, Database)
    jobs = database.rows.execute(
        "SELECT number, state FROM print_job JOIN ticket ON ticket.id = print_job.ticket"
    ).fetchall()
    database.close()
    states = Counter(state for _, state in jobs)
    assert sorted(number for number, _ in jobs) == given
    assert [n for n, state in jobs if state.startswith("CONF") and not papers[n, False]] == []
    assert [number for number, count in papers.items() if count > 1] == []
    assert not states.keys() - {"CONFIRMED", "CONFIRMED_LATE", "UNKNOWN", "EXPIRED", "QUEUED"}
    assert states["CONFIRMED"] >= len(given) - lives
