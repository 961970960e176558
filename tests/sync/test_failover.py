"""The primary of PostgreSQL is stopped while a fleet sends, and its standby takes over. The short
version, of one device, is in `test_postgres_away.py`."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.simulation.fleet import Plan
from kiosk.simulation.run import Report, Target, simulate
from kiosk.simulation.web import Place as Server
from kiosk.simulation.web import place_of
from sync.server.place import Postgres
from tests.sync.cluster import USER, Cluster, running

LIMIT_S = 60.0
PLAN = Plan(devices=300, events=40, batch=20, seconds=40.0)


def either(first: Cluster, second: Cluster, place: Postgres) -> str:
    """Whichever of the two takes writes."""
    name = place.url.partition("@/")[2].partition("?")[0]
    hosts = f"host={first.folder},{second.folder}&port={first.port},{second.port}"
    return f"postgresql://{USER}@/{name}?{hosts}&target_session_attrs=read-write"


@contextmanager
def serving(url: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "kiosk", "server", "--json", "--port", "0", "--db", url]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        place = place_of(json.loads(process.stdout.readline())["url"])
        assert place is not None
        yield place
    finally:
        process.terminate()
        assert process.wait(LIMIT_S) == 0
        process.stdout.close()


@pytest.mark.campaign
def test_a_primary_that_is_stopped_under_load_loses_and_doubles_nothing(cluster: Cluster) -> None:
    with running(cluster.binaries) as first, first.standby() as second:
        url = either(first, second, first.empty())

        def fail_over() -> None:
            first.stop()
            second.promote()

        failing = threading.Timer(PLAN.seconds / 2, fail_over)
        with serving(url) as server:
            target = Target(server, Postgres(url), "charge", PLAN.seconds + 300)
            report = simulate(PLAN, target, failing.start)
            failing.join()

        assert isinstance(report, Report)
        assert report.is_whole, report.fields()
        assert report.proof.stored == PLAN.devices * PLAN.events
        unheard = report.course.tally.answers[503] + report.course.tally.unanswered.total()
        assert unheard > 0
