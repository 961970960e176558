"""Whatever a profile promises and whatever befalls its printer: no exception, no wrong READY, and
nothing called printed that is not."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from printer.emulator.device import Device
from printer.emulator.link import EmulatedLink, HandTime
from printer.emulator.strips import tickets_on
from printer.emulator.traits import Condition, Traits
from printer.layout import lay_out
from printer.link.base import LinkFailure
from printer.outcome import Confirmed, ConfirmedLate, Health
from printer.press import Press
from printer.profiles import (
    Clear,
    CodePage,
    Confirm,
    CutStyle,
    Memory,
    Presenter,
    Profile,
    QrStyle,
    deaf,
)
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

WELL = frozenset({Health.READY, Health.NEAR_END, Health.TICKET_WAITING})
PAGES = ("cp1252", "cp858", "cp850", "iso8859-15")


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any that its file's reader would let through, on a head like the emulator's."""
    columns = draw(st.integers(24, 48))
    made = replace(
        profile(),
        dpi=draw(st.sampled_from([180, 203, 204])),
        columns=columns,
        width_dots=columns * 12,
        codepage=CodePage(draw(st.integers(0, 255)), draw(st.sampled_from(PAGES))),
        speed_mm_s=draw(st.integers(10, 1000)),
        feed_to_blade_mm=draw(st.integers(1, 100)),
        cut=draw(st.sampled_from(CutStyle)),
        confirm=draw(st.sampled_from(Confirm)),
        max_band=draw(st.integers(8, 255)),
        clear=draw(st.sampled_from(Clear)),
        full_status=draw(st.booleans()),
        presenter=draw(st.sampled_from(Presenter)),
        memory=draw(st.sampled_from(Memory)),
        qr=draw(st.sampled_from(QrStyle)),
    )
    return made if draw(st.booleans()) else deaf(made)


SWITCHES = (
    "cover",
    "blade_stuck",
    "cutter_error",
    "jam",
    "hot",
    "fault",
    "mute",
    "hung",
    "star",
    "near_end",
    "ticket_out",
)
TROUBLES = st.fixed_dictionaries(
    {name: st.booleans() for name in SWITCHES}
    | {"roll_mm": st.sampled_from([None, 0.0, 3.0, 60.0])}
)


@dataclass(frozen=True)
class Room:
    device: Device
    time: HandTime
    press: Press


def room(printer: Profile) -> Room:
    time = HandTime()
    device = Device(Traits.of(printer))
    return Room(device, time, Press(EmulatedLink(device, time), printer, time))


@given(profiles(), TROUBLES)
def test_a_printer_that_cannot_print_is_never_called_ready(
    printer: Profile, trouble: dict[str, Any]
) -> None:
    on = room(printer)
    on.device.change(0.0, **trouble)

    health = on.press.health()

    now: Condition = on.device.condition
    if now.offline or now.mute or now.hung or now.star:
        assert health not in WELL
    if not printer.status:
        assert health is Health.UNVERIFIABLE


@given(profiles(), TROUBLES, st.floats(0, 3))
def test_nothing_is_called_printed_without_its_paper(
    printer: Profile, trouble: dict[str, Any], moment: float
) -> None:
    on = room(printer)
    on.time.at(moment, lambda: on.device.change(on.time(), **trouble))

    outcome = on.press.print(lay_out(IDENTITY_CARD, printer, TEXTS), TOKEN)

    if isinstance(outcome, Confirmed | ConfirmedLate) and printer.cut is CutStyle.FEED:
        papers = [ticket for strip in on.device.strips for ticket in tickets_on(strip)]
        assert [ticket.number for ticket in papers if ticket.complete] == [IDENTITY_CARD.number]


@dataclass
class Babbler:
    """A link that answers each question with the next of these bytes."""

    said: list[bytes]
    time: HandTime

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:  # noqa: ARG002
        return len(data)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        if self.said:
            return self.said.pop(0)
        self.time.wait_until(deadline)
        return b""

    def drain(self, deadline: float) -> bool | LinkFailure:  # noqa: ARG002
        return True

    def hint(self) -> Health | None:
        return None

    def close(self) -> None: ...


def is_an_answer(byte: int) -> bool:
    return byte & 0x93 == 0x12


@given(profiles(), st.lists(st.binary(max_size=20), max_size=12))
def test_bytes_of_anything_are_an_answer_only_where_they_look_like_four(
    printer: Profile, said: list[bytes]
) -> None:
    time = HandTime()
    answers = sum(is_an_answer(byte) for byte in b"".join(said))

    health = Press(Babbler(said, time), printer, time).health()

    if printer.status and answers < 4:
        assert not health.can_print
