"""A real `/dev/usb/lp0` and our USB link: run by `usb-printer-vm.sh`, inside its virtual machine.

The printer is our emulator behind the kernel's own USB printer gadget; what is between is real: a
USB bus, `usblp`, its flow control, its exclusive opening and its unplugging.
"""

import fcntl
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from printer.emulator.device import Device
from printer.emulator.strips import tickets_on
from printer.emulator.traits import Traits
from printer.layout import lay_out
from printer.link.usblp import UsbLink, hint_of, line_status
from printer.outcome import Blocked, Confirmed, Doubt, Health, Outcome, Unknown
from printer.press import Press, warm_up
from printer.profiles import Profile, load_profile
from tests.printer.benches import IDENTITY_CARD

NODE, GADGET = Path("/dev/usb/lp0"), Path("/dev/g_printer0")
CONTROLLER = Path("/sys/kernel/config/usb_gadget/printer/UDC")
GADGET_STATUS = 0xC0016722
WELL, NO_PAPER = 0x18, 0x38
PATIENCE_S = 20.0
QUESTIONS_BYTES = 12
"""What a printer is asked before a ticket."""
UNPLUGGED_AFTER_S = 3.0
T = TypeVar("T")


class Printer:
    """The emulator, served on the gadget's side of the bus by a thread."""

    def __init__(self, profile: Profile) -> None:
        self.device = Device(Traits.of(profile), time.monotonic())
        assert until(self._open), "the gadget does not open"
        self._stopped = threading.Event()
        self.frozen_after: int | None = None
        """Bytes; it then does nothing more. The gadget's driver breaks when it is read then."""
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _open(self) -> bool:
        try:
            self._file = os.open(GADGET, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    def set(self, **changes: object) -> None:
        with self._lock:
            self.device.change(time.monotonic(), **changes)

    def say_status(self, value: int) -> None:
        fcntl.ioctl(self._file, GADGET_STATUS, value)

    def numbers(self) -> list[str]:
        with self._lock:
            strips = self.device.strips
        return [each.number for strip in strips for each in tickets_on(strip) if each.complete]

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        os.close(self._file)

    def _run(self) -> None:
        waiting = b""
        while not self._stopped.is_set():
            if self.frozen_after is not None and self.frozen_after <= 0:
                time.sleep(0.01)
                continue
            waiting = waiting or self._read()
            with self._lock:
                now = time.monotonic()
                if waiting:
                    waiting = waiting[self.device.receive(waiting, now) :]
                self.device.advance(now)
                said = self.device.replies()
            if said:
                self._write(said)
            time.sleep(0.001)

    def _read(self) -> bytes:
        if self.device.condition.hung:
            return b""
        try:
            heard = os.read(self._file, 4096)
        except OSError:
            return b""
        if self.frozen_after is not None:
            self.frozen_after -= len(heard)
        return heard

    def _write(self, said: bytes) -> None:
        until = time.monotonic() + 1
        while said and time.monotonic() < until:
            try:
                said = said[os.write(self._file, said) :]
            except OSError:
                time.sleep(0.001)


def check(what: str, seen: object, wanted: object) -> None:
    good = seen == wanted
    sys.stdout.write(f"{'ok' if good else 'NOT OK'} {what}: {seen}\n")
    sys.stdout.flush()
    if not good:
        FAILED.append(what)


FAILED: list[str] = []


def until(holds: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + PATIENCE_S
    while not (held := holds()) and time.monotonic() < give_up:
        time.sleep(0.05)
    return held


def opened(link: UsbLink, work: Callable[[], T]) -> T | str:
    failure = link.open(time.monotonic() + 2)
    if failure is not None:
        return str(failure)
    try:
        return work()
    finally:
        link.close()


def main() -> int:
    found = load_profile("epson-tm-t20")
    assert isinstance(found, Profile)
    # A virtual machine without acceleration is slow: more time for the paper, the same proofs.
    profile = replace(found, speed_mm_s=found.speed_mm_s / 4)
    warm_up()
    texts = {"fr": load_texts(ASSETS / "i18n" / "fr.toml")}
    ops = lay_out(IDENTITY_CARD, profile, texts)
    printer, link = Printer(found), UsbLink(NODE)
    press = Press(link, profile)

    def printed(token: bytes) -> Outcome:
        return press.print(ops, token)

    check("the node is there", until(NODE.exists), True)
    check("health", press.health(), Health.READY)
    check("a ticket", printed(b"0001"), Confirmed())
    check("its paper", printer.numbers(), [IDENTITY_CARD.number])
    other = UsbLink(NODE)
    check("held by another", opened(other, press.health), Health.HELD)
    check("line status", opened(link, lambda: hint_of(_status(link))), None)
    printer.say_status(NO_PAPER)
    check("line status without paper", opened(link, link.hint), Health.PAPER_OUT)
    printer.say_status(WELL)
    printer.set(roll_mm=0.0)
    check("no paper", printed(b"0002"), Blocked(Health.PAPER_OUT))
    printer.set(roll_mm=None)
    printer.set(hung=True)
    begun = time.monotonic()
    check("a printer that takes nothing", isinstance(printed(b"0003"), Blocked), True)
    check("is not waited for", time.monotonic() - begun < PATIENCE_S, True)
    printer.set(hung=False)
    until(lambda: press.health() is Health.READY)
    check("and prints again", printed(b"0004"), Confirmed())
    name = CONTROLLER.read_text().strip()
    printer.frozen_after = QUESTIONS_BYTES + 1
    threading.Timer(UNPLUGGED_AFTER_S, CONTROLLER.write_text, ["\n"]).start()
    lost = printed(b"0005")
    check("unplugged in a ticket", isinstance(lost, Unknown) and lost.reason, Doubt.LINK_LOST)
    check("unplugged", press.health(), Health.ABSENT)
    printer.stop()
    CONTROLLER.write_text(f"{name}\n")
    printer = Printer(found)
    check("plugged in again", until(lambda: press.health() is Health.READY), True)
    check("and confirmed", printed(b"0006"), Confirmed())
    printer.stop()
    return 1 if FAILED else 0


def _status(link: UsbLink) -> int | None:
    return line_status(link._opened())


if __name__ == "__main__":
    sys.exit(main())
