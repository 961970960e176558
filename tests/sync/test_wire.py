"""The protocol's bytes: a released hash or message never changes."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.decode import decode_batch
from sync.wire import (
    Answer,
    Batch,
    Event,
    Malformed,
    Position,
    Quarantined,
    Wait,
    Waits,
    chain,
    decode_answer,
    encode_answer,
    encode_batch,
    genesis,
)

DEVICE = UUID("11111111-2222-4333-8444-555555555555")
LOG = UUID("01930000-0000-7000-8000-000000000001")
FIRST = Event(
    seq=1,
    id=UUID("01930000-0000-7000-8000-000000000002"),
    kind="ticket.issued",
    v=1,
    t=1_795_600_800_000,
    mono=12_345,
    boot=3,
    clock="ntp",
    salt=bytes(range(16)),
    body='{"number":"A001","motif":"état"}',
)
SECOND = replace(FIRST, seq=2, id=UUID(int=2), kind="x.new", clock="floor", body="{}")


def batch_of_two() -> Batch:
    start = genesis(DEVICE, LOG)
    head = chain(chain(start, FIRST), SECOND)
    return Batch(DEVICE, LOG, "mairie", 1, start.hex(), head.hex(), [FIRST, SECOND])


def test_the_chain_has_the_values_that_devices_in_the_field_have_stored() -> None:
    start = genesis(DEVICE, LOG)
    first = chain(start, FIRST)
    assert start.hex() == "ac5006ecbcb5ef1087ce68259bdd482fd109daf9ac19aebc2b90445dad1febde"
    assert first.hex() == "75d93acdd65a6a323a63b13299d671b63690f5e2a7c24fc3d7442fcf6532b27d"
    assert (
        chain(first, SECOND).hex()
        == "5200d023d24d15a1e5fafb1da87876d8d89f9ad1e18c19ba6de3248aec018860"
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, seq=2),
        replace(FIRST, id=UUID(int=1)),
        replace(FIRST, kind="ticket.issuee"),
        replace(FIRST, v=2),
        replace(FIRST, t=0),
        replace(FIRST, mono=0),
        replace(FIRST, boot=4),
        replace(FIRST, clock="floor"),
        replace(FIRST, salt=bytes(16)),
        replace(FIRST, body=FIRST.body + " "),
        replace(FIRST, kind="ticket.issue", clock="dntp"),
    ],
)
def test_every_stored_field_is_in_the_chain(changed: Event) -> None:
    start = genesis(DEVICE, LOG)
    assert chain(start, changed) != chain(start, FIRST)


def test_a_batch_arrives_as_it_was_sent() -> None:
    assert decode_batch(encode_batch(batch_of_two())) == batch_of_two()


def test_an_answer_arrives_as_it_was_sent() -> None:
    ack = Position(2, batch_of_two().head)
    answer = Answer("ok", ack, (Quarantined(2, "illisible"),), 15.0, 3.0)
    assert decode_answer(encode_answer(answer)) == answer


OUTLOOK = Waits(12.5, Wait(7, 10, 25), {"passeport": Wait(3, 20, 45, late=True)})
OUTLOOK_BYTES = (
    b'"outlook":{"age_s":12.5,"site":{"ahead":7,"wait_min":10,"wait_max":25,"late":false},'
    b'"motifs":{"passeport":{"ahead":3,"wait_min":20,"wait_max":45,"late":true}}}}'
)


def test_the_waits_have_the_bytes_that_kiosks_in_the_field_read() -> None:
    answer = Answer("ok", Position(0, "00" * 32), outlook=OUTLOOK)
    assert encode_answer(answer).endswith(OUTLOOK_BYTES)
    assert decode_answer(encode_answer(answer)) == answer


def test_a_server_that_cannot_tell_says_nothing_of_waits() -> None:
    assert b"outlook" not in encode_answer(Answer("ok", Position(0, "00" * 32)))


@pytest.mark.parametrize(
    "said",
    [
        b"null",
        b"7",
        b"{}",
        b'{"age_s":-1}',
        b'{"age_s":"NaN"}',
        b'{"age_s":1,"site":{"ahead":1}}',
        b'{"age_s":1,"site":{"ahead":-1,"wait_min":0,"wait_max":0}}',
        b'{"age_s":1,"site":{"ahead":1,"wait_min":9,"wait_max":5}}',
        b'{"age_s":1,"motifs":[1]}',
        b'{"age_s":1,"motifs":{"passeport":3}}',
    ],
)
def test_waits_that_cannot_be_read_are_left_out_and_the_rest_counts(said: bytes) -> None:
    plain = Answer("ok", Position(0, "00" * 32))
    assert decode_answer(encode_answer(plain)[:-1] + b',"outlook":' + said + b"}") == plain


def test_a_newer_server_may_say_more_than_we_know() -> None:
    said = encode_answer(Answer("gap", Position(0, "00" * 32)))
    newer = said[:-1] + b',"epoch":7,"time":12}'
    assert decode_answer(newer) == decode_answer(said)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html>Connectez-vous</html>",
        b"[]",
        b"{}",
        b'{"status":"ok","ack":{"seq":1,"hash":"zz"}}',
        b'{"status":"ok","ack":{"seq":-1,"hash":"' + b"00" * 32 + b'"}}',
        b'{"status":"ok","ack":{"seq":1,"hash":"' + b"00" * 32 + b'"},"next_s":NaN}',
        b'{"status":"perhaps","ack":{"seq":1,"hash":"' + b"00" * 32 + b'"}}',
        b"[" * 100_000,
    ],
)
def test_anything_else_is_not_an_answer(said: bytes) -> None:
    assert isinstance(decode_answer(said), Malformed)


@given(st.binary())
def test_no_bytes_break_the_reading_of_an_answer(said: bytes) -> None:
    assert isinstance(decode_answer(said), Answer | Malformed)
