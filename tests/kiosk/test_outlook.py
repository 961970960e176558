"""The wait is said in round minutes, never falsely exact, and not at all once it is old."""

import pytest

from kiosk.domain.outlook import Outlook, Outlooks


@pytest.mark.parametrize(
    ("shortest", "longest", "about"),
    [
        (0, 0, 0),
        (0, 4, 0),
        (0, 5, 5),
        (4, 7, 10),
        (10, 25, 20),
        (20, 20, 20),
        (21, 21, 25),
        (55, 65, 60),
        (60, 62, 70),
        (61, 70, 70),
        (85, 120, 110),
    ],
)
def test_the_wait_is_rounded_up_to_five_minutes_and_to_ten_above_an_hour(
    shortest: int, longest: int, about: int
) -> None:
    assert Outlook(3, shortest, longest).about == about


@pytest.mark.parametrize(
    ("shortest", "longest", "span"),
    [(10, 25, (10, 25)), (12, 22, (10, 25)), (3, 12, None), (20, 20, None), (64, 81, (60, 90))],
)
def test_the_span_is_rounded_outwards_and_left_out_when_it_says_no_more(
    shortest: int, longest: int, span: tuple[int, int] | None
) -> None:
    assert Outlook(3, shortest, longest).span == span


def test_an_outlook_of_two_minutes_ago_is_no_longer_said() -> None:
    outlooks = Outlooks(made_s=1000.0)
    assert outlooks.is_fresh(1119.9)
    assert not outlooks.is_fresh(1120.0)
