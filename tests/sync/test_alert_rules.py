"""What is an alert and what is none, from the facts alone."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time
from uuid import UUID

import pytest

from kiosk.domain.opening import OpeningRules, Span
from sync.server.alerting.chance import chance
from sync.server.alerting.rules import Alert, Facts, Key, Kind, Opinions, Rules, standing
from sync.server.fleet import Count, DeviceFacts
from sync.server.said import Said
from tests.fakes import PARIS

DEVICE = UUID(int=7)
NOW = int(datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp() * 1000)
"""A Tuesday, 10 h in Paris."""
MIN = 60_000
HOURS = OpeningRules(PARIS, {1: (Span(time(8, 30), time(12)), Span(time(13, 30), time(17)))})
FINE = DeviceFacts(
    "mairie",
    DEVICE,
    "Entrée",
    enrolled=NOW - 10**9,
    last_seen=NOW - 5_000,
    received=10,
    pending=0,
    clock="ntp",
    behind_ms=400,
    version=Said("1.0.0", NOW - 10**8, 4000),
    printer=Said("READY", NOW - 10**8),
    paper=Said("paper_changed", NOW - 10**8),
    disk=Said("disk_roomy", NOW - 10**8, 4000),
)


def judged(
    device: DeviceFacts,
    now: int = NOW,
    before: frozenset[Kind] = frozenset(),
    hours: OpeningRules | None = HOURS,
    settled: dict[Key, int] | None = None,
) -> set[Kind]:
    keys = frozenset(Key("mairie", DEVICE, kind) for kind in before)
    known = {} if hours is None else {"mairie": hours}
    facts = Facts([device], [], known, keys, settled)
    return {alert.key.kind for alert in standing(facts, Rules(), now)}


def at(hour: int, minute: int = 0) -> int:
    """In Paris, that Tuesday."""
    return int(datetime(2026, 11, 24, hour, minute, tzinfo=PARIS).timestamp() * 1000)


def test_a_machine_that_is_well_gives_no_alert() -> None:
    assert judged(FINE) == set()


BEGINS = [
    ("seen 20 minutes ago", {"last_seen": NOW - 20 * MIN}, {Kind.SILENT}),
    ("seen 10 minutes ago", {"last_seen": NOW - 10 * MIN}, set()),
    ("let in and never seen", {"last_seen": None, "enrolled": NOW - 20 * MIN}, {Kind.SILENT}),
    ("let in, and silent for a month", {"last_seen": NOW - 30 * 1440 * MIN}, {Kind.SILENT}),
    (
        "never let in, and silent for a month",
        {"enrolled": None, "last_seen": NOW - 30 * 1440 * MIN},
        set(),
    ),
    ("let in just now", {"last_seen": None, "enrolled": NOW - MIN}, set()),
    ("no paper", {"paper": Said("paper_out", NOW)}, {Kind.PAPER_OUT}),
    ("little paper", {"paper": Said("paper_near_end", NOW)}, {Kind.PAPER_LOW}),
    ("a jam for 5 minutes", {"printer": Said("JAM", NOW - 5 * MIN)}, {Kind.PRINTER}),
    ("a jam for a minute", {"printer": Said("JAM", NOW - MIN)}, set()),
    ("a printer that cannot say", {"printer": Said("UNVERIFIABLE", NOW - 5 * MIN)}, set()),
    ("a full disk", {"disk": Said("disk_short", NOW - 5 * MIN, 3)}, {Kind.DISK}),
    ("an unknown time", {"clock": "unknown", "behind_ms": None}, {Kind.CLOCK}),
    ("a clock that nobody sets", {"clock": "floor"}, set()),
    ("4 minutes late", {"behind_ms": 240_000}, {Kind.CLOCK}),
    ("a year early", {"behind_ms": -31_536_000_000}, {Kind.CLOCK}),
    ("2 minutes late", {"behind_ms": 120_000}, set()),
    ("600 that wait", {"pending": 600}, {Kind.UNSENT}),
    ("400 that wait", {"pending": 400}, set()),
    ("it does not say what waits", {"pending": None}, set()),
    ("one kept apart", {"quarantined": Count(1, NOW)}, {Kind.QUARANTINE}),
    ("a fork", {"forks": Count(1, NOW)}, {Kind.FORK}),
    ("a loss", {"gaps": Count(1, NOW)}, {Kind.GAP}),
    ("revoked, and all of it", {"is_revoked": True, "last_seen": 0, "pending": 9999}, set()),
]


@pytest.mark.parametrize(("said", "changes", "expected"), BEGINS, ids=[row[0] for row in BEGINS])
def test_an_alert_begins(said: str, changes: dict[str, object], expected: set[Kind]) -> None:
    assert judged(replace(FINE, **changes)) == expected, said  # type: ignore[arg-type]


GOES_ON = [
    ("seen 10 minutes ago", {"last_seen": NOW - 10 * MIN}, Kind.SILENT, True),
    ("seen 5 minutes ago", {"last_seen": NOW - 5 * MIN}, Kind.SILENT, False),
    ("400 that wait", {"pending": 400}, Kind.UNSENT, True),
    ("250 that wait", {"pending": 250}, Kind.UNSENT, False),
    ("2 minutes late", {"behind_ms": 120_000}, Kind.CLOCK, True),
    ("one minute late", {"behind_ms": 60_000}, Kind.CLOCK, False),
    ("a paper came out a minute ago", {"printer": Said("READY", NOW - MIN)}, Kind.PRINTER, True),
    ("one 3 minutes ago", {"printer": Said("READY", NOW - 3 * MIN)}, Kind.PRINTER, False),
    ("a new roll", {"paper": Said("paper_changed", NOW)}, Kind.PAPER_OUT, False),
    ("room for 3 minutes", {"disk": Said("disk_roomy", NOW - 3 * MIN)}, Kind.DISK, False),
    ("revoked", {"is_revoked": True, "last_seen": 0}, Kind.SILENT, False),
]


@pytest.mark.parametrize(
    ("said", "changes", "kind", "stands"), GOES_ON, ids=[f"{r[2]}: {r[0]}" for r in GOES_ON]
)
def test_an_alert_ends_at_another_number_than_it_begins(
    said: str, changes: dict[str, object], kind: Kind, *, stands: bool
) -> None:
    found = judged(replace(FINE, **changes), before=frozenset({kind}))  # type: ignore[arg-type]
    assert (kind in found) is stands, said


@pytest.mark.parametrize(
    ("now", "seen", "stands"),
    [
        (at(3), at(1), False),
        (at(8, 40), at(1), False),
        (at(8, 46), at(1), True),
        (at(12, 30), at(11, 50), False),
        (at(13, 40), at(11, 50), False),
        (at(13, 50), at(11, 50), True),
    ],
    ids=["at night", "just open", "open for a while", "at noon", "open again", "all afternoon"],
)
def test_nobody_is_woken_by_a_machine_that_is_off_while_the_site_is_closed(
    now: int, seen: int, *, stands: bool
) -> None:
    silent = replace(FINE, last_seen=seen)
    assert (Kind.SILENT in judged(silent, now)) is stands


def test_a_site_whose_hours_are_unknown_counts_as_open() -> None:
    silent = replace(FINE, last_seen=at(1))
    assert Kind.SILENT in judged(silent, at(3), hours=None)


def test_an_alert_neither_ends_nor_begins_when_the_site_closes() -> None:
    silent = replace(FINE, last_seen=at(11))
    assert Kind.SILENT in judged(silent, at(12, 30), frozenset({Kind.SILENT}))
    assert Kind.SILENT not in judged(silent, at(12, 30))


def test_what_happened_once_stands_until_somebody_has_acknowledged_it() -> None:
    forked = replace(FINE, forks=Count(1, NOW - MIN))
    key = Key("mairie", DEVICE, Kind.FORK)
    assert judged(forked, settled={key: NOW}) == set()
    assert judged(replace(forked, forks=Count(2, NOW + 1)), settled={key: NOW}) == {Kind.FORK}


def test_the_worst_comes_first() -> None:
    ill = replace(FINE, paper=Said("paper_near_end", NOW), forks=Count(1, NOW), pending=900)
    found = standing(Facts([ill], [], {}), Rules(), NOW)
    assert [alert.key.kind for alert in found] == [Kind.FORK, Kind.UNSENT, Kind.PAPER_LOW]
    assert found[1] == Alert(Key("mairie", DEVICE, Kind.UNSENT), "900")


def test_chance_is_fishers() -> None:
    """The lady who tastes tea: 1 way of 70 to know all, 17 to know at least three."""
    assert chance(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert chance(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert chance(0, 4, 4, 4) == 1.0
    assert chance(9, 9, 0, 0) == 1.0


def stands(opinions: Opinions, *, before: bool = False) -> bool:
    key = Key("mairie", None, Kind.OPINIONS)
    facts = Facts([], [opinions], {}, frozenset({key}) if before else frozenset())
    return any(alert.key == key for alert in standing(facts, Rules(), NOW))


@pytest.mark.parametrize(
    ("given", "bad", "usual", "expected"),
    [
        (20, 10, (1000, 100), True),
        (20, 10, (1000, 400), False),
        (20, 4, (1000, 100), False),
        (5, 5, (1000, 50), False),
        (20, 20, (10, 0), True),
        (20, 12, (6, 1), False),
        (200, 60, (4000, 600), True),
        (0, 0, (4000, 600), False),
    ],
    ids=[
        "half, where one in ten is usual",
        "half, where nearly half is usual",
        "twice the usual, of few",
        "all of five",
        "all bad, after ten good ones",
        "no usual rate yet",
        "twice the usual, of many",
        "none",
    ],
)
def test_bad_opinions_are_held_against_the_usual(
    given: int, bad: int, usual: tuple[int, int], *, expected: bool
) -> None:
    assert stands(Opinions("mairie", given, bad, *usual)) is expected


def test_bad_opinions_go_on_until_chance_explains_them() -> None:
    assert not stands(Opinions("mairie", 20, 6, 1000, 100))
    assert stands(Opinions("mairie", 20, 6, 1000, 100), before=True)
    assert not stands(Opinions("mairie", 20, 3, 1000, 100), before=True)


def test_usual_days_seldom_alarm_and_bad_ones_do() -> None:
    """A thousand half-days of 30 opinions, one in six bad, and a hundred where half are."""
    draw = random.Random(5)

    def day(rate: float) -> bool:
        bad = sum(draw.random() < rate for _ in range(30))
        usual = sum(draw.random() < 1 / 6 for _ in range(800))
        return stands(Opinions("mairie", 30, bad, 800, usual))

    assert sum(day(1 / 6) for _ in range(1000)) <= 3
    assert sum(day(1 / 2) for _ in range(100)) >= 75


def test_a_server_that_has_just_started_lets_machines_speak_first() -> None:
    silent = replace(FINE, last_seen=NOW - 60 * MIN)
    key = Key("mairie", DEVICE, Kind.SILENT)
    facts = Facts([silent], [], {}, listening=NOW - 5 * MIN)
    assert standing(facts, Rules(), NOW) == ()
    assert [each.key for each in standing(replace(facts, before=frozenset({key})), Rules(), NOW)]
    assert [each.key for each in standing(facts, Rules(), NOW + 10 * MIN)] == [key]
