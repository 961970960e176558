"""What is new waits until nobody is there, and is then taken up once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.fakes import StepExecutor
from ui.renewal import Renewal


@dataclass
class Hall:
    """Whether somebody is there, what is new, what was taken up."""

    worker: StepExecutor = field(default_factory=StepExecutor)
    is_resting: bool = True
    news: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.renewal = Renewal(
            self.worker, self._next, lambda: self.is_resting, self.taken.append, self.crashes.append
        )

    def look(self) -> None:
        """As every two seconds; what the worker found comes back."""
        self.renewal._look()
        self.worker.finish()
        QTest.qWait(0)

    def _next(self) -> str | None:
        return self.news.pop(0) if self.news else None


@pytest.fixture
def hall(qapp: QGuiApplication) -> Iterator[Hall]:
    assert qapp is not None
    hall = Hall()
    yield hall
    hall.renewal.stop()
    assert hall.crashes == []


def test_what_is_new_is_taken_up_once(hall: Hall) -> None:
    hall.news = ["first"]
    for _ in range(3):
        hall.look()
    assert hall.taken == ["first"]


def test_nobody_is_interrupted(hall: Hall) -> None:
    hall.news, hall.is_resting = ["first"], False
    hall.look()
    assert (hall.taken, hall.worker.is_busy) == ([], False)
    hall.is_resting = True
    hall.look()
    assert hall.taken == ["first"]


def test_whoever_comes_while_it_is_read_is_not_interrupted_either(hall: Hall) -> None:
    hall.news = ["first"]
    hall.renewal._look()
    hall.worker.finish()
    hall.is_resting = False
    QTest.qWait(0)
    assert hall.taken == []
    hall.is_resting = True
    hall.look()
    assert hall.taken == ["first"]


def test_of_two_that_came_during_a_visit_the_newer_is_taken_up(hall: Hall) -> None:
    hall.news = ["first"]
    hall.renewal._look()
    hall.worker.finish()
    hall.is_resting = False
    QTest.qWait(0)
    hall.news, hall.is_resting = ["second"], True
    hall.look()
    assert hall.taken == ["second"]


def test_a_slow_disk_is_asked_one_thing_at_a_time(hall: Hall) -> None:
    hall.renewal._look()
    hall.renewal._look()
    hall.worker.step()
    assert not hall.worker.is_busy
