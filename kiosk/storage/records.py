"""Events as they lie in the file, and whether they can be what was written there."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kiosk.domain.clock import ClockState
from sync.wire import Event, chain

COLUMNS = "seq, id, kind, v, t, mono, boot, clock, salt, body, hash"
HASH_BYTES = 32
UUID_BYTES = 16
_LONGEST_WORD = 255
_UUID_VERSION = 7
_TYPES = (int, bytes, str, int, int, int, int, str, bytes, str, bytes)
_LARGEST = {0: 2**63 - 1, 3: 2**16 - 1, 4: 2**63 - 1, 5: 2**63 - 1, 6: 2**32 - 1}
"""By column, what the chain can hold."""


@dataclass(frozen=True, slots=True)
class Record:
    event: Event
    hash: bytes
    """As stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`proven`: the chain says that it is as it was written."""

    event: Event
    hash: bytes
    """After it, in the log that it comes from."""
    proven: bool


def record_of(row: Sequence[Any]) -> Record | None:
    """None: no version of ours wrote that."""
    if not all(isinstance(value, type_) for value, type_ in zip(row, _TYPES, strict=True)):
        return None
    if not all(-most <= row[column] <= most for column, most in _LARGEST.items()):
        return None
    if row[0] < 1 or row[3] < 0 or row[6] < 0:
        return None
    if len(row[1]) != UUID_BYTES or len(row[10]) != HASH_BYTES:
        return None
    if any(len(row[column].encode("utf-8", "replace")) > _LONGEST_WORD for column in (2, 7)):
        return None
    return Record(Event(row[0], UUID(bytes=row[1]), *row[2:10]), row[10])


def judged(records: Iterator[Record], start: bytes | None, last: int = 0) -> Iterator[Kept]:
    """Those worth keeping of a log that goes on after `last` with the hash `start`, in order.

    Altered ones are left out. After a hole nothing proves the first event, which is kept when it
    reads like one of ours.
    """
    anchor, trusted = start, start is not None
    for record, following in _with_next(records):
        event = record.event
        if event.seq != last + 1:
            anchor, trusted = None, False
        last = event.seq
        digest = None if anchor is None else chain(anchor, event)
        if digest is not None and (digest == record.hash or _leads_to(digest, event, following)):
            yield Kept(event, digest, proven=True)
            anchor, trusted = digest, True
            continue
        if not trusted and is_plausible(event):
            yield Kept(event, record.hash, proven=False)
        anchor, trusted = record.hash, False


def is_plausible(event: Event) -> bool:
    try:
        body = json.loads(event.body)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(body, dict)
        and event.id.version == _UUID_VERSION
        and event.clock in {state.value for state in ClockState}
    )


def _leads_to(digest: bytes, event: Event, following: Record | None) -> bool:
    """Whether the next event was chained to that hash: then only the stored hash is altered."""
    if following is None or following.event.seq != event.seq + 1:
        return False
    return chain(digest, following.event) == following.hash


def _with_next(records: Iterator[Record]) -> Iterator[tuple[Record, Record | None]]:
    present = next(records, None)
    for following in records:
        assert present is not None
        yield present, following
        present = following
    if present is not None:
        yield present, None
