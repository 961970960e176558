"""The emulated printer inside this program, behind the same interface as a cable.

Time is the emulator's own: a wait costs nothing, and two runs are the same.
"""

from collections.abc import Callable

from printer.emulator.device import Device
from printer.link.base import Absent, LinkFailure, Lost
from printer.outcome import Health


class HandTime:
    """Seconds that pass only when somebody waits. `at` plans what happens on the way."""

    def __init__(self, now: float = 0.0) -> None:
        self.now_s = now
        self._plans: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.now_s

    def at(self, moment: float, action: Callable[[], None]) -> None:
        self._plans.append((moment, action))
        self._plans.sort(key=lambda plan: plan[0])

    def forget_plans(self) -> None:
        self._plans.clear()

    def wait_until(self, moment: float) -> None:
        """Or less long, when something was planned before: it has then happened."""
        if self._plans and self._plans[0][0] <= moment:
            planned, action = self._plans.pop(0)
            self.now_s = max(self.now_s, planned)
            action()
        else:
            self.now_s = max(self.now_s, moment)


class EmulatedLink:
    """`unplug()` and `plug()` are the hand at the cable."""

    def __init__(self, device: Device, time: HandTime) -> None:
        self._device = device
        self._time = time
        self._plugged = True

    def unplug(self) -> None:
        self._plugged = False

    def plug(self) -> None:
        self._plugged = True

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        if not self._there:
            return Absent("no emulated printer")
        self._device.advance(self._time())
        self._device.replies()  # Said to nobody.
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        while self._there:
            if taken := self._device.receive(data, self._time()):
                return taken
            if not self._wait(deadline):
                return 0
        return Lost("unplugged")

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        while self._there:
            self._device.advance(self._time())
            if said := self._device.replies():
                return said
            if not self._wait(deadline):
                return b""
        return Lost("unplugged")

    def drain(self, deadline: float) -> bool | LinkFailure:
        while self._there:
            self._device.advance(self._time())
            if not self._device.held:
                return True
            if not self._wait(deadline):
                return False
        return Lost("unplugged")

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        """What the device took is in it: a cable keeps nothing back."""

    @property
    def _there(self) -> bool:
        return self._plugged and self._device.condition.powered

    def _wait(self, deadline: float) -> bool:
        """Until the printer does something, or the deadline; whether there is time left."""
        now, wakes = self._time(), self._device.wakes_at()
        if now >= deadline:
            return False
        # A device that is busy wakes later than now, or it would have done its work.
        self._time.wait_until(deadline if wakes is None else min(deadline, max(wakes, now)))
        return True
