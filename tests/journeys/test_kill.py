"""Killed at any moment between the touch and the paper, a kiosk is consistent when it comes back.

The visit runs in a process of its own, which kills itself at its n-th SQL statement or at its n-th
byte to the printer; n grows until a visit is not interrupted any more.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.storage import events
from kiosk.storage.database import Database, open_database
from sync.wire import chain, genesis

VISIT = Path(__file__).parent / "killed_visit.py"
MOST_STEPS = 200


def run(folder: Path, where: str, step: int) -> bool:
    """One visit killed at that step. True when it ended before."""
    done = subprocess.run(
        [sys.executable, str(VISIT), str(folder), where, str(step)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == 0


def check(database: Database) -> None:
    """Every ticket has its job and its event; numbers are dense; the chain holds."""
    rows = database.rows
    assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
    numbers = [number for (number,) in rows.execute("SELECT number FROM ticket ORDER BY number")]
    assert numbers == [f"A{n:03d}" for n in range(1, len(numbers) + 1)]
    stored = events.after(rows, 0, 10_000)
    assert [event.seq for event in stored] == list(range(1, len(stored) + 1))
    device, log = rows.execute("SELECT device, log FROM log").fetchone()
    digest = genesis(UUID(bytes=device), UUID(bytes=log))
    for event in stored:
        digest = chain(digest, event)
    assert rows.execute("SELECT head_seq, head_hash FROM log").fetchone() == (len(stored), digest)
    issued = {json.loads(event.body)["ticket"] for event in stored if event.kind == "ticket.issued"}
    assert issued == {str(UUID(bytes=id_)) for (id_,) in rows.execute("SELECT id FROM ticket")}
    assert issued == {
        str(UUID(bytes=id_)) for (id_,) in rows.execute("SELECT ticket FROM print_job")
    }


@pytest.mark.parametrize("where", ["sql", "link"])
@pytest.mark.parametrize(
    "stride", [3, pytest.param(1, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_a_visit_killed_at_each_step_leaves_a_consistent_database(
    tmp_path: Path, where: str, stride: int
) -> None:
    for step in range(1, MOST_STEPS, stride):
        ended = run(tmp_path, where, step)
        database = open_database(tmp_path, "after")
        assert isinstance(database, Database)
        check(database)
        database.close()
        if ended:
            assert step > 3
            return
    pytest.fail("the visit never came to its end")
