"""Which opinions look like play."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.feedback import FIVE_FACES, FOUR_FACES, JDMA, Scale
from kiosk.domain.suspicion import Mark, Suspicion, suspicions

REPEAT, BURST, ALTERNATING = Suspicion.REPEAT, Suspicion.BURST, Suspicion.ALTERNATING
APART_MS = 10_000


def at(*seconds: float, values: str = "") -> list[Mark]:
    marked = values or "3" * len(seconds)
    return [
        Mark(int(second * 1000), int(value)) for second, value in zip(seconds, marked, strict=True)
    ]


def last(marks: list[Mark], scale: Scale = FOUR_FACES) -> tuple[Suspicion, ...]:
    return suspicions(marks[-1], marks[:-1], scale)


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        (at(0), ()),
        (at(0, 5), ()),
        (at(0, 4.999), (REPEAT,)),
        (at(0, 10, 20, 29.999), (BURST,)),
        (at(0, 10, 20, 30), ()),
        (at(0, 10, 20), ()),
        (at(0, 1, 2, 3), (REPEAT, BURST)),
        (at(0, 15, 30, 45, values="1414"), (ALTERNATING,)),
        (at(0, 15, 30, 45, values="4141"), (ALTERNATING,)),
        (at(0, 15, 30, 45, values="1441"), ()),
        (at(0, 15, 30, 45, values="2323"), ()),
        (at(0, 20, 40, 60, values="1414"), ()),
        (at(0, 5, 10, 15, values="1414"), (BURST, ALTERNATING)),
        (at(0, 10, 20, 30, 40, values="21414"), (ALTERNATING,)),
    ],
)
def test_the_rules_of_version_1(marks: list[Mark], found: tuple[Suspicion, ...]) -> None:
    assert last(marks) == found


@pytest.mark.parametrize(("scale", "values"), [(JDMA, "1313"), (FIVE_FACES, "5151")])
def test_the_extremes_are_those_of_the_scale(scale: Scale, values: str) -> None:
    assert last(at(0, 15, 30, 45, values=values), scale) == (ALTERNATING,)
    assert last(at(0, 15, 30, 45, values=values), FOUR_FACES) == ()


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_visitors_that_come_one_by_one_are_believed(values: list[int]) -> None:
    marks = [Mark(n * 2 * APART_MS, value) for n, value in enumerate(values)]
    assert last(marks) == ()
