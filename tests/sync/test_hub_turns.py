"""Whose turn it is on the one line to the centre."""

from dataclasses import replace
from uuid import UUID

import pytest

from sync.client.push import Busy, Refused, Unreachable
from sync.hub.exchange import Forked, Result, Rewound, Sent
from sync.hub.streams import Damaged, Stream
from sync.hub.turns import QUIET_MOST_S, Line
from sync.wire import MAX_EVENTS, Position, genesis

NOW = 1000.0
HERE = Position(0, "00" * 32)
DICE = (NOW, 0.5)


def stream(number: int, unsent: int = 0) -> Stream:
    device, log = UUID(int=number), UUID(int=100 + number)
    return Stream("mairie", device, log, unsent, Position(0, genesis(device, log).hex()), 0)


def sent(count: int = 1, next_s: float = 15.0) -> Sent:
    return Sent(count, HERE, next_s, 0.0)


def test_the_log_that_waited_longest_is_next() -> None:
    line, first, second = Line(), stream(1, unsent=900), stream(2, unsent=1)
    assert line.next([first, second], NOW) == first
    line.learn(first, sent(500), 0.0, DICE)
    assert line.next([first, second], NOW) == second
    line.learn(second, sent(), 0.0, (NOW + 1, 0.5))
    assert line.next([first, second], NOW + 1) == first


def test_a_log_with_nothing_new_is_asked_about_when_its_time_has_come() -> None:
    line, quiet = Line(), stream(1)
    line.learn(quiet, sent(0), 0.0, DICE)
    assert line.next([quiet], NOW + 14) is None
    assert line.next([quiet], NOW + 15) == quiet
    assert line.next([replace(quiet, head=1)], NOW + 1) is not None


@pytest.mark.parametrize(
    ("silent_s", "after"), [(60.0, 15.0), (3600.0, 360.0), (9e6, QUIET_MOST_S)]
)
def test_a_silent_device_is_asked_about_more_rarely(silent_s: float, after: float) -> None:
    line, quiet = Line(), stream(1)
    line.learn(quiet, sent(0), silent_s, DICE)
    assert line.next([quiet], NOW + after - 1) is None
    assert line.next([quiet], NOW + after) == quiet


def test_one_log_that_went_back_makes_all_be_asked_about_at_once() -> None:
    line, one, other = Line(), stream(1), stream(2)
    for each in (one, other):
        line.learn(each, sent(0), 9e6, DICE)
    line.learn(one, Rewound(HERE), 0.0, (NOW + 5, 0.5))
    assert line.next([other], NOW + 5) == other


def test_a_centre_that_goes_back_again_and_again_is_left_alone_for_that_log() -> None:
    line, one = Line(), stream(1, unsent=1)
    line.learn(one, Rewound(HERE), 0.0, DICE)
    assert line.next([one], NOW) == one
    line.learn(one, Rewound(HERE), 0.0, DICE)
    assert line.next([one], NOW) is None


def test_a_centre_that_says_yes_and_takes_nothing_does_not_keep_the_line_busy() -> None:
    line, one, other = Line(), stream(1, unsent=1), stream(2, unsent=1)
    line.learn(one, sent(0), 0.0, DICE)
    assert line.next([one], NOW) is None
    assert line.next([one, other], NOW) == other


@pytest.mark.parametrize(
    "result",
    [Refused(403, "site", 1), Refused(422, "x", 1), Damaged(1), Forked(HERE)],
    ids=["site", "field", "damaged", "forked"],
)
def test_what_is_wrong_with_one_log_holds_no_other(result: Result) -> None:
    line, one, other = Line(), stream(1, unsent=1), stream(2, unsent=1)
    line.learn(one, result, 0.0, DICE)
    assert line.next([one], NOW + 200) is None
    assert line.next([one, other], NOW) == other
    assert line.next([one], NOW + 600) == one


@pytest.mark.parametrize(
    ("result", "until"),
    [(Unreachable("x"), 0.5), (Refused(401, "x", 1), 0.5), (Busy(30.0), 30.5)],
    ids=["unreachable", "revoked", "busy"],
)
def test_what_is_wrong_with_the_line_holds_all(result: Result, until: float) -> None:
    line, one, other = Line(), stream(1, unsent=1), stream(2, unsent=1)
    line.learn(one, result, 0.0, DICE)
    assert line.next([one, other], NOW + until - 0.1) is None
    assert line.next([one, other], NOW + until) == other


def test_failures_make_the_waits_grow_up_to_five_minutes_and_an_answer_ends_them() -> None:
    line, one = Line(), stream(1, unsent=1)
    waits = []
    for _ in range(20):
        line.learn(one, Unreachable("x"), 0.0, (NOW, 1.0))
        waits.append(line.not_before - NOW)
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == 300.0
    line.learn(one, sent(), 0.0, DICE)
    line.learn(one, Unreachable("x"), 0.0, (NOW, 1.0))
    assert line.not_before == NOW + 1.0


def test_a_batch_that_is_too_large_is_halved_at_once_and_grows_again() -> None:
    line, one = Line(), stream(1, unsent=900)
    line.learn(one, Refused(413, "too large", MAX_EVENTS), 0.0, DICE)
    assert line.next([one], NOW) == one
    assert line.turn(one).limit == MAX_EVENTS // 2
    line.learn(one, sent(250), 0.0, DICE)
    assert line.turn(one).limit == MAX_EVENTS
