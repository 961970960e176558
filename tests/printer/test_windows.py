"""A printer behind the spooler of Windows, which is one of ours: no Windows was ever asked."""

import sys
from dataclasses import dataclass, field

import pytest

from printer.layout import lay_out
from printer.link import Absent
from printer.link.windows import WindowsLink
from printer.outcome import Blocked, Doubt, Health, Outcome, SentUnverified, Unknown
from printer.press import Press
from printer.profiles import deaf
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

PROFILE = deaf(profile("generic-80"))


@dataclass
class OurSpooler:
    """Takes a few bytes at a time, and refuses what `refuses` names."""

    refuses: str = ""
    at_a_time: int = 100
    calls: list[str] = field(default_factory=list)
    queued: list[bytes] = field(default_factory=list)
    written: bytes = b""

    def open(self, printer: str) -> int:
        self._call("open")
        return len(printer)

    def start(self, handle: int, document: str) -> None:
        assert handle
        assert document
        self._call("start")
        self.written = b""

    def write(self, handle: int, data: bytes) -> int:
        assert handle
        self._call("write")
        self.written += data[: self.at_a_time]
        return len(data[: self.at_a_time])

    def end(self, handle: int) -> None:
        assert handle
        self._call("end")
        self.queued.append(self.written)

    def abort(self, handle: int) -> None:
        assert handle
        self._call("abort")

    def close(self, handle: int) -> None:
        assert handle
        self._call("close")

    def _call(self, name: str) -> None:
        if name == self.refuses:
            raise OSError(1801, f"{name} refused")
        self.calls.append(name)


def printed_through(spooler: OurSpooler) -> Outcome:
    press = Press(WindowsLink("Tickets", spooler), PROFILE)
    return press.print(lay_out(IDENTITY_CARD, PROFILE, TEXTS), TOKEN)


def test_the_spooler_gets_the_whole_job_in_one_document_and_nothing_is_proved() -> None:
    spooler = OurSpooler()

    assert printed_through(spooler) == SentUnverified()

    (job,) = spooler.queued
    assert b"A042" in job
    assert job.startswith(b"\x1b@")
    assert spooler.calls[0] == "open"
    assert spooler.calls[-2:] == ["end", "close"]
    assert spooler.calls.count("start") == 1


def test_a_printer_that_windows_does_not_know_blocks_the_job() -> None:
    spooler = OurSpooler(refuses="open")

    assert printed_through(spooler) == Blocked(Health.ABSENT)
    assert spooler.calls == []


@pytest.mark.parametrize("call", ["start", "write", "end"])
def test_a_document_that_is_refused_on_the_way_is_thrown_away_and_leaves_a_doubt(
    call: str,
) -> None:
    spooler = OurSpooler(refuses=call)

    outcome = printed_through(spooler)

    assert isinstance(outcome, Unknown)
    assert outcome.reason is Doubt.LINK_LOST
    assert spooler.queued == []
    assert spooler.calls[-2:] == ["abort", "close"]


def test_a_spooler_that_takes_no_more_is_not_waited_for() -> None:
    spooler = OurSpooler(at_a_time=0)

    assert isinstance(printed_through(spooler), Unknown)
    assert spooler.queued == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is one")
def test_elsewhere_there_is_no_such_spooler() -> None:
    assert isinstance(WindowsLink("Tickets").open(0), Absent)
