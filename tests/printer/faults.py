"""What can befall a printer and its kiosk, and the hand that repairs it. Time is the emulator's."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from printer.emulator.device import Device
from printer.emulator.link import EmulatedLink, HandTime
from printer.emulator.traits import Condition, Traits
from printer.link.base import Held, LinkFailure
from printer.profiles import Profile
from tests.printer.benches import profile

EPSON = profile("epson-tm-t20")
SLOWEST_S = 1.2
"""A ticket takes less; a fault on the way falls before."""


class Killed(BaseException):
    """The process is gone: nothing may catch this and write."""


class MortalLink(EmulatedLink):
    """Takes the process with it once `lives` bytes were written."""

    lives: int | None = None
    held: bool = False
    """Another program has it open."""

    def open(self, deadline: float) -> LinkFailure | None:
        return Held("another program") if self.held else super().open(deadline)

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        if self.lives is None:
            return super().write_some(data, deadline)
        taken = super().write_some(data[: max(1, self.lives)], deadline)
        if isinstance(taken, int):
            self.lives -= taken
            if self.lives <= 0:
                self.lives = None
                raise Killed
        return taken


@dataclass(frozen=True)
class Fault:
    """`hurts` falls at a moment of the ticket: at its beginning, or while it prints."""

    name: str
    hurts: Callable[["Hall"], None]
    on_the_way: bool


@dataclass
class Hall:
    """The printer, its time and the hand that hurts and repairs it."""

    random: random.Random
    time: HandTime = field(default_factory=HandTime)
    profile: Profile = EPSON
    deaf_in_order: bool = False

    def __post_init__(self) -> None:
        traits = replace(Traits.of(self.profile), deaf_in_order=self.deaf_in_order)
        self.device = Device(traits, seed=self.random.randrange(1 << 30))
        self.link = MortalLink(self.device, self.time)

    def set(self, **changes: object) -> None:
        self.device.change(self.time(), **changes)

    def kill(self) -> None:
        raise Killed

    def pass_time(self, seconds: float) -> None:
        until = self.time() + seconds
        while self.time() < until:
            self.time.wait_until(until)
            self.device.advance(self.time())

    def repair(self, wait_s: float = 2 * SLOWEST_S) -> None:
        """What somebody does who comes with a roll and a key: all as new. Then `wait_s` pass."""
        self.time.forget_plans()
        self.link.lives = None
        self.link.held = False
        self.link.plug()
        if self.device.condition != Condition():
            self.set(cover=True)
            self.set(**{name: getattr(Condition(), name) for name in Condition.__slots__})
        self.pass_time(wait_s)


def _condition(**changes: object) -> Callable[[Hall], None]:
    return lambda hall: hall.set(**changes)


def _few_mm(hall: Hall) -> None:
    hall.set(roll_mm=hall.random.uniform(1, 90))


def _power_cut(hall: Hall) -> None:
    hall.set(powered=False)
    hall.time.at(hall.time() + hall.random.uniform(0.05, 5), lambda: hall.set(powered=True))


def _both_powers(hall: Hall) -> None:
    hall.set(powered=False)
    raise Killed


def _blink(name: str) -> Callable[[Hall], None]:
    def hurts(hall: Hall) -> None:
        hall.set(**{name: True})
        hall.time.at(hall.time() + hall.random.uniform(0.05, 4), lambda: hall.set(**{name: False}))

    return hurts


def _kill_in_writing(hall: Hall) -> None:
    hall.link.lives = hall.random.randrange(1, 340)


def _short(hall: Hall) -> None:
    hall.set(short=hall.random.randrange(1, 40))


def _hold(hall: Hall) -> None:
    hall.link.held = True


def _drop(hall: Hall) -> None:
    hall.link.unplug()
    hall.time.at(hall.time() + hall.random.uniform(0.01, 3), hall.link.plug)


_ANYWHERE: Mapping[str, Callable[[Hall], None]] = {
    "paper out": _condition(roll_mm=0),
    "cover": _condition(cover=True),
    "cover for a moment": _blink("cover"),
    "cutter": _condition(cutter_error=True, blade_stuck=True),
    "jam": _condition(jam=True),
    "head hot for a moment": _blink("hot"),
    "head hot": _condition(hot=True),
    "fault": _condition(fault=True),
    "mute": _condition(mute=True),
    "mute for a moment": _blink("mute"),
    "hung": _condition(hung=True),
    "hung for a moment": _blink("hung"),
    "garbage": _condition(garbage=True),
    "garbage for a moment": _blink("garbage"),
    "another protocol": _condition(star=True),
    "printer power": _power_cut,
    "unplugged": lambda hall: hall.link.unplug(),
    "dropped": _drop,
    "near end": _condition(near_end=True),
    "jam freed after a moment": _blink("jam"),
    "another program holds it": _hold,
}
FAULTS = (
    *(Fault(name, hurts, on_the_way=False) for name, hurts in _ANYWHERE.items()),
    *(Fault(f"{name}, on the way", hurts, on_the_way=True) for name, hurts in _ANYWHERE.items()),
    Fault("roll ends in the ticket", _few_mm, on_the_way=False),
    Fault("blade sticks at the cut", _condition(blade_stuck=True), on_the_way=False),
    Fault("blade sticks and is freed", _blink("blade_stuck"), on_the_way=True),
    Fault("short writes", _short, on_the_way=False),
    Fault("kill in writing", _kill_in_writing, on_the_way=False),
    Fault("kill, on the way", Hall.kill, on_the_way=True),
    Fault("both powers, on the way", _both_powers, on_the_way=True),
)
