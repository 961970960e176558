import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.outcome import Health
from printer.status import (
    Automatic,
    Cleared,
    Full,
    InOrder,
    Noise,
    ProcessId,
    Questions,
    RealTime,
    demultiplex,
    health_of,
    health_of_automatic,
    health_of_full,
)

WELL = Questions(0x12, 0x12, 0x12, 0x12)


def test_each_kind_of_answer_is_told_apart_in_one_stream() -> None:
    stream = b"\x12" + b"\x14\x00\x00\x0f" + b"\x00" + b"\x37\x22002A\0" + b"\x37\x25\0" + b"\xff"

    assert demultiplex(stream) == (
        (
            RealTime(0x12),
            Automatic(b"\x14\x00\x00\x0f"),
            InOrder(0),
            ProcessId(b"002A"),
            Cleared(),
            Noise(b"\xff"),
        ),
        b"",
    )


@pytest.mark.parametrize("end", range(1, 7))
def test_an_unfinished_block_waits_for_the_rest(end: int) -> None:
    block = b"\x37\x22002A\0"

    assert demultiplex(block[:end]) == ((), block[:end])


@given(st.binary(), st.binary())
def test_how_the_bytes_were_cut_into_pieces_changes_nothing(first: bytes, second: bytes) -> None:
    reports, rest = demultiplex(first)
    more, end = demultiplex(rest + second)

    assert (reports + more, end) == demultiplex(first + second)


@given(st.binary(max_size=200))
def test_only_the_very_block_proves_a_job(data: bytes) -> None:
    reports, _rest = demultiplex(data)

    if ProcessId(b"002A") in reports:
        assert b"\x37\x22002A\0" in data


@pytest.mark.parametrize(
    ("answers", "health"),
    [
        (WELL, Health.READY),
        (Questions(0x12, 0x12, 0x12, 0x1E), Health.NEAR_END),
        (Questions(0x1A, 0x32, 0x12, 0x7E), Health.PAPER_OUT),
        (Questions(0x1A, 0x12, 0x12, 0x72), Health.PAPER_OUT),
        (Questions(0x1A, 0x16, 0x12, 0x12), Health.COVER),
        (Questions(0x1A, 0x52, 0x1A, 0x12), Health.CUTTER),
        (Questions(0x1A, 0x52, 0x52, 0x12), Health.HOT),
        (Questions(0x1A, 0x52, 0x32, 0x12), Health.FAULT),
        (Questions(0x1A, 0x52, 0x12, 0x12), Health.FAULT),
        (Questions(0x1A, 0x12, 0x12, 0x12), Health.BUSY),
    ],
)
def test_four_answers_make_one_health(answers: Questions, health: Health) -> None:
    assert health_of(answers) is health


@given(st.tuples(*[st.integers(0, 255)] * 4))
def test_nothing_that_stops_a_printer_is_ever_called_ready(
    values: tuple[int, int, int, int],
) -> None:
    answers = Questions(*values)
    stopped = answers.offline & 0x64 or answers.error & 0x68 or answers.paper & 0x60

    if stopped or answers.printer & 0x08:
        assert not health_of(answers).can_print


def test_a_full_status_is_no_automatic_one_wherever_it_is_cut() -> None:
    stream = b"\x10\x0f\x00\x00\x00\x00"

    assert demultiplex(stream + b"\x12") == ((Full(b"\0\0\0\0"), RealTime(0x12)), b"")
    for end in range(1, 6):
        assert demultiplex(stream[:end]) == ((), stream[:end])


@pytest.mark.parametrize(
    ("value", "health"),
    [
        (b"\x00\x00\x00\x00", Health.READY),
        (b"\x04\x00\x00\x00", Health.NEAR_END),
        (b"\x20\x00\x00\x00", Health.TICKET_WAITING),
        (b"\x05\x00\x00\x00", Health.PAPER_OUT),
        (b"\x00\x02\x00\x00", Health.COVER),
        (b"\x00\x00\x01\x00", Health.HOT),
        (b"\x00\x00\x40\x00", Health.JAM),
        (b"\x00\x00\x08\x00", Health.FAULT),
        (b"\x00\x00\x00\x01", Health.CUTTER),
        (b"\x00\x00\x00\x40", Health.FAULT),
    ],
)
def test_a_full_status_makes_one_health(value: bytes, health: Health) -> None:
    assert health_of_full(Full(value)) is health


@given(st.binary(min_size=4, max_size=4))
def test_no_trouble_of_a_full_status_is_ever_called_ready(value: bytes) -> None:
    if value[0] & 0x01 or value[1] & 0x03 or value[2] or value[3]:
        assert not health_of_full(Full(value)).can_print


@pytest.mark.parametrize(
    ("value", "health"),
    [
        (b"\x10\x00\x00\x0f", Health.READY),
        (b"\x30\x00\x00\x0f", Health.COVER),
        (b"\x18\x00\x0f\x0f", Health.PAPER_OUT),
        (b"\x10\x00\x03\x0f", Health.NEAR_END),
        (b"\x18\x08\x00\x0f", Health.CUTTER),
        (b"\x18\x40\x00\x0f", Health.HOT),
        (b"\x18\x00\x00\x0f", Health.BUSY),
    ],
)
def test_an_automatic_status_makes_one_health(value: bytes, health: Health) -> None:
    assert health_of_automatic(Automatic(value)) is health


@given(st.binary(max_size=300))
def test_no_bytes_are_lost_and_none_can_break_the_reading(data: bytes) -> None:
    reports, rest = demultiplex(data)

    assert data.endswith(rest)
    assert len(reports) <= len(data)
