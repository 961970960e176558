import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.outcome import Health
from printer.status import (
    Automatic,
    Cleared,
    InOrder,
    Noise,
    ProcessId,
    Questions,
    RealTime,
    demultiplex,
    health_of,
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
