"""Several processes and several kiosks at once: no number twice, none lost, no gap."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kiosk.storage import events
from kiosk.storage.database import Database, open_database

BORNE = (sys.executable, "-m", "kiosk")
PROCESSES = 4


def take_at_once(commands: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Run the commands at the same time; every ticket that any of them announced."""
    running = [
        subprocess.Popen([*BORNE, *command, "--json"], stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    answers = [process.communicate(timeout=900)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(commands)
    return [json.loads(line) for answer in answers for line in answer.splitlines()]


def check_numbers(folder: Path, tickets: Sequence[dict[str, Any]], prefix: str) -> None:
    numbers = Counter(ticket["number"] for ticket in tickets)
    width = 2 if prefix.endswith("-") else 3
    assert sorted(numbers, key=lambda n: int(n.removeprefix(prefix))) == [
        f"{prefix}{n:0{width}d}" for n in range(1, len(tickets) + 1)
    ]
    assert {ticket["print"] for ticket in tickets} == {"CONFIRMED"}
    database = open_database(folder, "check")
    assert isinstance(database, Database)
    stored = events.after(database.rows, 0, 10 * len(tickets))
    assert [event.seq for event in stored] == list(range(1, len(stored) + 1))
    kinds = Counter(event.kind for event in stored)
    assert kinds == {"ticket.issued": len(tickets), "ticket.printed": len(tickets)}
    assert database.rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


each_takes = pytest.mark.parametrize(
    "each", [25, pytest.param(2500, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)


@each_takes
def test_processes_that_share_a_data_folder_never_share_a_number(tmp_path: Path, each: int) -> None:
    command = ["ticket", "passeport", "--data", str(tmp_path), "--count", str(each)]
    tickets = take_at_once([command] * PROCESSES)
    assert len(tickets) == PROCESSES * each
    check_numbers(tmp_path, tickets, "A")


@each_takes
def test_two_kiosks_that_cannot_speak_to_each_other_keep_to_their_lanes(
    tmp_path: Path, each: int
) -> None:
    commands = []
    for lane in (1, 2):
        config = tmp_path / f"lane-{lane}.toml"
        config.write_text(f'catalogue = "mairie"\nlane = {lane}\n')
        commands.append(
            [
                "ticket",
                "passeport",
                "--config",
                str(config),
                "--count",
                str(each),
                "--data",
                str(tmp_path / str(lane)),
            ]
        )
    tickets = take_at_once(commands)
    for lane in (1, 2):
        own = [ticket for ticket in tickets if ticket["lane"] == lane]
        check_numbers(tmp_path / str(lane), own, f"A{lane}-")
    assert len({ticket["number"] for ticket in tickets}) == 2 * each
