"""What waits for the server goes onto a USB key, and its answers come back from one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from kiosk.storage.enrolment import Enrolment
from kiosk.storage.outbox import DeviceOutbox
from sync import stick
from sync.client.http import pack
from sync.client.push import PushResult, Refused, hear
from sync.parcel import (
    MOST_BYTES,
    MOST_RECEIPT,
    PARCEL_END,
    PART_BYTES,
    Sender,
    Spoiled,
    pack_parcel,
    parcel_name,
    read_receipt,
    receipt_name,
)
from sync.stick import PART, NotRead, NotWritten
from sync.wire import MAX_EVENTS, Batch, Position, Quarantined


@dataclass(frozen=True, slots=True)
class Exported:
    """What is on the key, whole. `left`: events that did not go into the one file."""

    files: list[Path]
    events: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class TooLarge:
    """This event fits into no batch; those before it are on the key."""

    seq: int


@dataclass(frozen=True, slots=True)
class NoKey:
    """The server gave nothing to seal with."""


@dataclass(frozen=True, slots=True)
class Part:
    """Batches of one parcel, packed: from `first` to `last`."""

    log: UUID
    first: int
    last: int
    bodies: list[bytes]


def export(
    outbox: DeviceOutbox, enrolment: Enrolment, target: Path, part_bytes: int = PART_BYTES
) -> Exported | TooLarge | NoKey | NotWritten:
    """Into the folder `target`, in parts, or into the one file `target`. The same again writes the
    same names; what they replace on the key was sent before or is in them."""
    if enrolment.seal_key is None:
        return NoKey()
    device, _log = outbox.identity()
    sender = Sender(device, enrolment.private, enrolment.seal_key)
    into_folder = target.is_dir()
    written: list[Path] = []
    first = outbox.sent().seq + 1
    last = first - 1
    for part in parts(outbox, part_bytes if into_folder else MOST_BYTES // 2):
        if isinstance(part, TooLarge):
            return part
        if written and not into_folder:
            break
        name = parcel_name(device, part.log, part.first)
        file = target / name if into_folder else target
        if (fault := stick.write_whole(file, pack_parcel(sender, part.bodies))) is not None:
            return fault
        written.append(file)
        last = part.last
    if into_folder:
        _tidy(target, device, written)
    return Exported(written, last - first + 1, outbox.position()[0] - last)


def _tidy(folder: Path, device: UUID, written: list[Path]) -> None:
    """What this device left here before: the server has it, or it was just written again."""
    for ending in (PARCEL_END, PARCEL_END + PART):
        found = stick.named(folder, ending)
        if not isinstance(found, NotRead):
            own = (file for file in found if file.name.startswith(f"borne-{device}-"))
            stick.remove(file for file in own if file not in written)


def parts(outbox: DeviceOutbox, most_bytes: int) -> Iterator[Part | TooLarge]:
    """All that the server has not acknowledged; one part without events when there is nothing."""
    gathered: list[tuple[Batch, bytes]] = []
    for each in _batches(outbox):
        if isinstance(each, TooLarge):
            if gathered:
                yield _part(gathered)
            yield each
            return
        if gathered and sum(len(body) for _, body in gathered) + len(each[1]) > most_bytes:
            yield _part(gathered)
            gathered = []
        gathered.append(each)
    if gathered:
        yield _part(gathered)


def _part(gathered: list[tuple[Batch, bytes]]) -> Part:
    (first, _), (last, _) = gathered[0], gathered[-1]
    end = last.first - 1 + len(last.events)
    return Part(first.log, first.first, end, [body for _, body in gathered])


def _batches(outbox: DeviceOutbox) -> Iterator[tuple[Batch, bytes] | TooLarge]:
    _device, log = outbox.identity()
    place, limit, is_first = outbox.sent(), MAX_EVENTS, True
    while True:
        batch = outbox.after(place, limit)
        # Another process of this machine began a new log: what is written so far is whole.
        if batch.log != log or not (batch.events or is_first):
            return
        body = pack(batch)
        if isinstance(body, Refused) and len(batch.events) > 1:
            limit = len(batch.events) // 2
            continue
        if isinstance(body, Refused):
            # Its seal travels; the body stays here.
            body = pack(replace(batch, opaque=True))
        if isinstance(body, Refused):
            yield TooLarge(batch.first)
            return
        yield batch, body
        place, is_first = Position(place.seq + len(batch.events), batch.head), False
        limit = min(limit * 2, MAX_EVENTS)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server answered about the present log; `result` None: nothing about it."""

    result: PushResult | None
    quarantined: Sequence[Quarantined] = ()


@dataclass(frozen=True, slots=True)
class NoReceipt:
    """There is none for this device."""


def take_receipt(
    outbox: DeviceOutbox, enrolment: Enrolment, source: Path
) -> Heard | NoReceipt | NotRead | Spoiled:
    """From the folder `source`, or the file. As if the answer had come over the network."""
    device, log = outbox.identity()
    file = source / receipt_name(device) if source.is_dir() else source
    if not file.exists():
        return NoReceipt()
    content = stick.read_bounded(file, MOST_RECEIPT)
    if isinstance(content, NotRead):
        return content
    receipt = read_receipt(content, enrolment.fleet_key)
    if isinstance(receipt, Spoiled):
        return receipt
    if receipt.device != device or receipt.site != enrolment.site:
        return Spoiled("l’accusé est celui d’une autre borne")
    answer = dict(receipt.answers).get(log)
    if answer is None:
        return Heard(None)
    return Heard(hear(outbox, answer), answer.quarantined)
