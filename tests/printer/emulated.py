"""An emulated printer with a job, for tests: in this program, or behind a loopback port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from printer.emulator.device import Device
from printer.emulator.link import EmulatedLink, HandTime
from printer.emulator.serve import Front, listen
from printer.emulator.strips import Ticket, tickets_on
from printer.emulator.traits import Traits
from printer.encode import encode
from printer.layout import lay_out
from printer.press import Press
from printer.profiles import Profile
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

EPSON = "epson-tm-t20"


def job(token: bytes = TOKEN) -> bytes:
    return encode(lay_out(IDENTITY_CARD, profile(EPSON), TEXTS), profile(EPSON), token)


def tickets(device: Device) -> list[Ticket]:
    return [ticket for strip in device.strips for ticket in tickets_on(strip)]


@dataclass(frozen=True)
class Bench:
    """A printer in this program, whose time passes only when somebody waits."""

    device: Device
    time: HandTime
    link: EmulatedLink
    press: Press

    def set(self, **changes: object) -> None:
        self.device.change(self.time(), **changes)

    def ask(self, data: bytes) -> bytes:
        self.device.receive(data, self.time())
        return self.device.replies()

    def pass_time(self, seconds: float) -> None:
        self.time.wait_until(self.time() + seconds)
        self.device.advance(self.time())


def bench(name: str = EPSON, **traits: object) -> Bench:
    own: Profile = profile(name)
    made = Traits.of(own)
    for key, value in traits.items():
        made = _with(made, key, value)
    time = HandTime()
    device = Device(made)
    link = EmulatedLink(device, time)
    return Bench(device, time, link, Press(link, own, time))


def _with(traits: Traits, key: str, value: object) -> Traits:
    from dataclasses import replace

    return replace(traits, **{key: value})  # type: ignore[arg-type]


@contextmanager
def on_a_port(traits: Traits) -> Iterator[tuple[Device, int, int]]:
    """The device, its printing port and its control port, served by a thread."""
    device = Device(traits)
    front = Front(device, listener=listen(0), control=listen(0))
    device.advance(front.clock())
    assert front.listener is not None
    assert front.control is not None
    ports = (front.listener.getsockname()[1], front.control.getsockname()[1])
    stop = threading.Event()
    server = threading.Thread(target=front.run, args=(stop.is_set,))
    server.start()
    try:
        yield device, *ports
    finally:
        stop.set()
        server.join()
        front.close()
