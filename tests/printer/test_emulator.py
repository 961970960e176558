import json
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.emulator.control import obey
from printer.emulator.device import Device
from printer.emulator.traits import Traits
from printer.layout import lay_out
from printer.link.tcp import TcpLink
from printer.outcome import Confirmed, Health, Outcome
from printer.press import Press
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile
from tests.printer.emulated import EPSON, Bench, bench, job, on_a_port, tickets

OPS = lay_out(IDENTITY_CARD, profile(EPSON), TEXTS)
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


def printed(on: Bench) -> Outcome:
    return on.press.print(OPS, TOKEN)


def test_a_ticket_takes_the_time_of_its_paper_and_is_complete() -> None:
    on = bench()

    assert printed(on) == Confirmed()

    (ticket,) = tickets(on.device)
    assert ticket.number == IDENTITY_CARD.number
    assert ticket.complete
    assert not ticket.duplicate
    assert 0.5 < on.time() < 2.0


def test_half_the_speed_takes_longer() -> None:
    fast, slow = bench(), bench(speed_mm_s=75.0)
    printed(fast)
    printed(slow)

    assert slow.time() > fast.time() + 0.3


def test_nothing_is_proven_before_the_cut() -> None:
    on = bench()
    on.device.receive(job(), 0.0)
    while not on.device.strips:
        assert b"\x37\x22" not in on.device.replies()
        on.pass_time(0.01)

    assert b"\x37\x22" + TOKEN + b"\0" in on.device.replies()


@pytest.mark.parametrize(
    ("trouble", "health"),
    [
        ({"roll_mm": 0}, Health.PAPER_OUT),
        ({"cover": True}, Health.COVER),
        ({"cutter_error": True}, Health.CUTTER),
        ({"fault": True}, Health.FAULT),
        ({"jam": True}, Health.JAM),
        ({"hot": True}, Health.HOT),
        ({"near_end": True}, Health.NEAR_END),
        ({"mute": True}, Health.MUTE),
        ({"hung": True}, Health.MUTE),
        ({"star": True}, Health.MUTE),
        ({"powered": False}, Health.ABSENT),
    ],
)
def test_a_printer_in_trouble_says_so_even_when_it_can_print_nothing(
    trouble: dict[str, object], health: Health
) -> None:
    on = bench()
    on.set(**trouble)

    assert on.press.health() is health


def test_the_end_of_the_roll_leaves_half_a_ticket_and_no_proof() -> None:
    on = bench()
    on.set(roll_mm=30)
    on.device.receive(job(), on.time())
    on.pass_time(5)

    assert on.device.replies() == b""
    (ticket,) = tickets(on.device)
    assert not ticket.complete
    assert not ticket.cut


def test_what_waited_in_the_buffer_comes_out_on_the_next_roll_and_is_no_ticket() -> None:
    on = bench()
    on.set(roll_mm=30)
    on.device.receive(job(), on.time())
    on.pass_time(5)
    on.set(roll_mm=None)
    on.pass_time(5)

    assert [ticket.complete for ticket in tickets(on.device)] == [False, False]


def test_a_cleared_printer_drops_the_rest_and_its_proof() -> None:
    on = bench()
    on.set(roll_mm=30)
    on.device.receive(job(), on.time())
    on.pass_time(5)

    assert on.ask(CLEAR).endswith(b"\x37\x25\0")
    on.set(roll_mm=None)
    on.pass_time(5)
    assert len(on.device.strips) == 1
    assert on.device.replies() == b""


def test_a_printer_without_power_loses_its_buffer_and_keeps_its_paper() -> None:
    on = bench()
    on.device.receive(job(), on.time())
    on.pass_time(0.3)
    on.set(powered=False)
    assert on.device.hanging is not None
    on.set(powered=True)
    on.pass_time(5)
    assert on.device.strips == ()

    assert printed(on) == Confirmed()
    first, second = tickets(on.device)
    assert (first.strip, second.strip) == (1, 1)
    assert not first.complete
    assert second.complete


def test_a_cover_opened_for_a_moment_delays_the_ticket() -> None:
    on = bench()
    on.device.receive(job(), on.time())
    on.pass_time(0.2)
    on.set(cover=True)
    on.pass_time(60)
    assert not on.device.strips
    on.set(cover=False)
    on.pass_time(2)

    assert tickets(on.device)[0].complete


def test_a_stuck_blade_cuts_nothing_until_it_is_freed_and_told_to_go_on() -> None:
    on = bench()
    on.set(blade_stuck=True)
    on.device.receive(job(), on.time())
    on.pass_time(5)
    assert not on.device.strips

    on.set(blade_stuck=False)
    assert on.press.health() is Health.CUTTER
    on.ask(b"\x10\x05\x01")
    on.pass_time(2)
    assert tickets(on.device)[0].complete


@pytest.mark.parametrize("error", ["cutter_error", "jam_error"])
def test_a_hot_head_is_waited_for_behind_an_error_that_was_freed(error: str) -> None:
    on = bench()
    on.set(hot=True, **{error: True})
    on.time.at(on.time() + 4, lambda: on.set(hot=False))

    assert printed(on) == Confirmed()
    assert on.time() > 4


def test_a_full_printer_takes_no_more_and_still_answers() -> None:
    on = bench(buffer=256)
    on.set(cover=True)
    data = b"a" * 1000
    assert on.device.receive(data, on.time()) == 256
    assert on.device.receive(data, on.time()) == 0

    assert on.ask(b"\x10\x04\x02") == b"\x16"


def test_it_takes_no_more_at_a_time_than_it_is_told() -> None:
    on = bench()
    on.set(short=7)

    assert on.device.receive(job(), on.time()) == 7
    assert printed(on) == Confirmed()


def test_automatic_status_tells_each_change_once_until_the_next_job() -> None:
    on = bench()
    assert on.ask(b"\x1da\x0f") == b"\x10\0\0\x0f"
    on.set(cover=True)
    assert on.device.replies() == b"\x38\0\0\x0f"
    on.set(cover=True)
    assert on.device.replies() == b""
    on.set(cover=False, roll_mm=0)
    assert on.device.replies() == b"\x18\0\x0f\x0f"
    on.set(roll_mm=None)
    on.ask(b"\x1b@")
    on.set(cover=True)
    assert on.device.replies() == b""


def test_it_says_who_it_is() -> None:
    on = bench()

    assert on.ask(b"\x1dI\x42") == b"\x5fBORNE\0"
    assert on.ask(b"\x1dI\x43") == b"\x5fEMULATOR\0"
    assert on.ask(b"\x1dI\x01") == b"\x20"


def test_the_paper_sensor_answers_in_its_turn_and_not_without_paper() -> None:
    on = bench()
    assert on.ask(b"\x1dr\x01") == b"\0"
    on.set(near_end=True)
    assert on.ask(b"\x1dr\x01") == b"\x03"
    on.set(roll_mm=0)
    assert on.ask(b"\x1dr\x01") == b""


def test_a_presenter_holds_the_ticket_and_can_take_it_back() -> None:
    on = bench(presenter=True)
    printed(on)
    assert on.ask(b"\x10\x04\x14") == b"\x10\x0f\x20\0\0\0"
    on.ask(b"\x1de\x02")

    assert on.ask(b"\x10\x04\x14") == b"\x10\x0f\0\0\0\0"
    assert on.device.retracted == [1]


def test_a_printer_that_says_anything_confirms_nothing() -> None:
    on = bench()
    on.device.receive(job(), on.time())
    on.set(garbage=True)
    on.pass_time(5)

    assert TOKEN not in on.device.replies()
    assert tickets(on.device)[0].complete


@given(st.lists(st.binary(max_size=40), max_size=8), st.floats(0, 3))
def test_no_bytes_break_it_however_they_are_cut(chunks: list[bytes], step: float) -> None:
    parts, whole = Device(Traits(speed_mm_s=1e9)), Device(Traits(speed_mm_s=1e9))
    for at, chunk in enumerate(chunks):
        parts.receive(chunk, at * step)
    parts.advance(1e6)
    whole.receive(b"".join(chunks), 0.0)
    whole.advance(1e6)

    if b"\x10" not in b"".join(chunks):
        assert [strip.sheet().text() for strip in parts.strips] == [
            strip.sheet().text() for strip in whole.strips
        ]


def test_orders_by_lines_of_json_set_and_tell() -> None:
    on = bench()
    told = json.loads(obey(on.device, '{"do": "set", "cover": true, "roll_mm": 12.5}', 0.0))
    assert (told["ok"], told["cover"], told["roll_mm"], told["offline"]) == (True, True, 12.5, True)

    on.set(cover=False, roll_mm=None)
    printed(on)
    papers = json.loads(obey(on.device, '{"do": "papers"}', on.time()))["papers"]
    assert papers[0]["tickets"][0]["number"] == IDENTITY_CARD.number
    assert papers[0]["not_understood"] == []


@pytest.mark.parametrize(
    "order",
    [
        "",
        "[]",
        "1",
        '{"do": "fly"}',
        '{"do": "set", "cover": 1}',
        '{"do": "set", "roll_mm": -1}',
        '{"do": "set", "short": 0}',
        '{"do": "set", "colour": true}',
    ],
)
def test_an_order_that_cannot_be_obeyed_changes_nothing(order: str) -> None:
    on = bench()
    before = on.device.condition

    assert json.loads(obey(on.device, order, 0.0))["ok"] is False
    assert on.device.condition == before


def test_a_real_link_prints_on_it_and_a_control_port_sees_the_paper() -> None:
    own = profile(EPSON)
    with on_a_port(Traits(speed_mm_s=5000.0, cutter_s=0.01)) as (_, port, control):
        press = Press(TcpLink("127.0.0.1", port), own)
        assert press.print(OPS, TOKEN) == Confirmed()
        assert ask(control, {"do": "papers"})["papers"][0]["tickets"][0]["complete"]  # type: ignore[index]
        ask(control, {"do": "set", "roll_mm": 0})
        assert press.health() is Health.PAPER_OUT
        ask(control, {"do": "set", "powered": False})
        assert press.health() is Health.ABSENT


@pytest.mark.parametrize(
    "order", ['{"do": "drop"}', '{"do":"drop"}', ' { "do" :\t"drop" } ', '{"do": "\\u0064rop"}']
)
def test_an_order_to_hang_up_is_obeyed_however_it_is_spaced(order: str) -> None:
    with (
        on_a_port(Traits()) as (_, port, control),
        socket.create_connection(("127.0.0.1", port), timeout=5) as printing,
    ):
        printing.sendall(b"\x10\x04\x01")
        assert printing.recv(1), "somebody is there"
        assert ask_line(control, order) == {"ok": True}
        with pytest.raises(ConnectionResetError):
            printing.recv(1)


def ask(port: int, order: dict[str, object]) -> dict[str, object]:
    return ask_line(port, json.dumps(order))


def ask_line(port: int, order: str) -> dict[str, object]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(order.encode() + b"\n")
        answer: dict[str, object] = json.loads(line.makefile().readline())
    return answer


def test_the_clock_of_a_front_is_the_machine_s() -> None:
    device = Device(Traits(), now=time.monotonic())
    device.receive(job(), time.monotonic())
    device.advance(time.monotonic() + 10)

    assert tickets(device)[0].complete
