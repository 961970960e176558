"""What is kept of opinions beyond the face: flags, comments, codes, last month."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.desk import Desk
from kiosk.domain.clock import ClockState
from kiosk.domain.feedback import Feedback
from kiosk.domain.identifiers import is_opinion_code, opinion_code, uuid7
from kiosk.storage import events
from kiosk.storage.database import Database
from tests.fakes import HandClock

SECOND_MS = 1000
CODE = opinion_code(uuid7())


def rate(desk: Desk, value: int = 4, code: str | None = None) -> Feedback:
    given = Feedback(uuid7(), "faces-4", value, "fr", ticket_code=code)
    desk.give_feedback(given)
    return given


def bodies(database: Database, kind: str = "feedback.given") -> list[dict[str, object]]:
    stored = events.after(database.rows, 0, 999)
    return [json.loads(event.body) for event in stored if event.kind == kind]


def rows(database: Database, columns: str) -> list[tuple[object, ...]]:
    return database.rows.execute(f"SELECT {columns} FROM feedback ORDER BY rowid").fetchall()


def test_play_is_kept_as_given_and_flagged_with_its_rules(
    desk: Desk, database: Database, clock: HandClock
) -> None:
    for value in (1, 4, 1, 4):
        rate(desk, value)
        clock.mono += 2 * SECOND_MS
    assert rows(database, "value, suspect, rules") == [
        (1, "[]", 1),
        (4, '["repeat"]', 1),
        (1, '["repeat"]', 1),
        (4, '["repeat", "burst", "alternating"]', 1),
    ]
    assert [body["suspect"] for body in bodies(database)][-1] == ["repeat", "burst", "alternating"]
    assert {body["rules"] for body in bodies(database)} == {1}


def test_a_jump_of_the_wall_clock_flags_and_excuses_nobody(
    desk: Desk, database: Database, clock: HandClock
) -> None:
    rate(desk)
    clock.utc += timedelta(hours=1)
    clock.mono += 2 * SECOND_MS
    rate(desk)
    clock.utc -= timedelta(hours=1)
    clock.mono += 600 * SECOND_MS
    rate(desk)
    assert [body["suspect"] for body in bodies(database)] == [[], ["repeat"], []]


def test_opinions_of_another_boot_are_not_looked_at(
    desk: Desk, database: Database, clock: HandClock
) -> None:
    rate(desk)
    database.boot += 1
    clock.mono += SECOND_MS
    rate(desk)
    assert bodies(database)[-1]["suspect"] == []


def test_a_change_of_mind_is_no_repeat_and_takes_no_flag_away(
    desk: Desk, database: Database, clock: HandClock
) -> None:
    rate(desk)
    clock.mono += SECOND_MS
    second = rate(desk)
    clock.mono += 60 * SECOND_MS
    desk.give_feedback(replace(second, value=1))
    assert rows(database, "value, suspect") == [(4, "[]"), (1, '["repeat"]')]


@pytest.mark.parametrize("again", [None, "le 06 12 34 56 78"])
def test_a_comment_is_masked_before_it_is_written_anywhere(
    desk: Desk, database: Database, again: str | None
) -> None:
    given = rate(desk, 1)
    said = "Rappelez Jo au 06 12 34 56 78, jo@exemple.fr, dossier 2024-AB-123456"
    desk.give_feedback(replace(given, comment=said))
    kept = "Rappelez Jo au [téléphone], [courriel] dossier [numéro]"
    assert rows(database, "comment") == [(kept,)]
    assert bodies(database, "feedback.amended")[-1]["comment"] == kept
    desk.give_feedback(replace(given, comment=again))
    assert rows(database, "comment") == [("le [téléphone]" if again else None,)]
    everything = "\n".join(database.rows.conn.iterdump()) if database.rows.conn else ""
    assert "06 12" not in everything
    assert "jo@" not in everything


def test_an_empty_comment_is_none(desk: Desk, database: Database) -> None:
    given = rate(desk)
    desk.give_feedback(replace(given, comment="  "))
    assert "comment" not in bodies(database, "feedback.amended")[-1]


def test_the_code_of_a_ticket_travels_and_its_second_use_is_flagged(
    desk: Desk, database: Database, clock: HandClock
) -> None:
    rate(desk, code=CODE)
    clock.mono += 3600 * SECOND_MS
    rate(desk, 1, code=CODE)
    clock.mono += 3600 * SECOND_MS
    rate(desk, 1, code=opinion_code(uuid7()))
    said = [(body["ticket_code"], body["suspect"]) for body in bodies(database)]
    assert said[:2] == [(CODE, []), (CODE, ["reused_code"])]
    assert said[2][1] == []
    assert [value for (value,) in rows(database, "value")] == [4, 1, 1]


def test_an_opinion_without_a_code_says_nothing_of_a_ticket(desk: Desk, database: Database) -> None:
    rate(desk)
    assert not {"ticket", "ticket_code"} & bodies(database)[0].keys()


def test_a_code_tells_tickets_apart_and_not_which_one_it_is() -> None:
    tickets = [uuid7() for _ in range(200)]
    codes = {opinion_code(ticket) for ticket in tickets}
    assert len(codes) == 200
    assert all(is_opinion_code(code) for code in codes)
    assert opinion_code(tickets[0]) == opinion_code(tickets[0])
    assert not is_opinion_code("BCDFGHJKLNPRSTVA")
    assert not is_opinion_code("BCDF")


def give_in_october(desk: Desk, clock: HandClock, satisfied: int, others: int) -> None:
    clock.utc = datetime(2026, 10, 12, 9, tzinfo=UTC)
    for n in range(satisfied + others):
        rate(desk, 4 if n < satisfied else 1)
        clock.mono += 60 * SECOND_MS
    clock.utc = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_last_month_is_told_from_a_hundred_opinions_on(desk: Desk, clock: HandClock) -> None:
    give_in_october(desk, clock, 80, 19)
    assert desk.last_month() is None
    give_in_october(desk, clock, 0, 1)
    found = desk.last_month()
    assert found is not None
    assert (found.month.month, found.rate, found.opinions) == (10, 80, 100)


def test_flagged_opinions_and_other_months_are_left_out(desk: Desk, clock: HandClock) -> None:
    give_in_october(desk, clock, 100, 0)
    clock.utc = datetime(2026, 10, 12, 9, tzinfo=UTC)
    rate(desk, 1)
    rate(desk, 1)
    clock.mono += 60 * SECOND_MS
    clock.utc = datetime(2026, 11, 2, 9, tzinfo=UTC)
    rate(desk, 1)
    found = desk.last_month()
    assert found is not None
    assert (found.satisfied, found.opinions) == (100, 101)


def test_a_clock_that_nobody_vouches_for_names_no_month(desk: Desk, clock: HandClock) -> None:
    give_in_october(desk, clock, 100, 0)
    clock.state = ClockState.UNKNOWN
    assert desk.last_month() is None
