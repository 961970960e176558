"""What came on a USB key is applied as if it had come over HTTP; the answers go back signed."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from sync import stick
from sync.parcel import (
    MOST_BYTES,
    MOST_TOLD,
    PARCEL_END,
    Parcel,
    Receipt,
    Spoiled,
    open_parcel,
    pack_receipt,
    read_parcel,
    receipt_name,
)
from sync.server import keys
from sync.server.admission import out_of_turn
from sync.server.apply import Pace, apply
from sync.server.beside import beside
from sync.server.decode import Refusal, decode_carried, inflate
from sync.server.keys import Enrolled
from sync.server.place import Place, Unusable
from sync.server.rows import Rows
from sync.signature import key_id
from sync.stick import NotRead, NotWritten
from sync.wire import Answer, Batch

_SEEN = "SELECT ack_seq FROM stream WHERE site = ? AND device = ? AND log = ?"


@dataclass(frozen=True, slots=True)
class Taken:
    """A parcel whose batches were answered; `new`: events that were not here before."""

    file: Path
    device: UUID
    site: str
    new: int
    answers: Sequence[tuple[UUID, Answer]]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """`reason` is French, to go on after the name of the file."""

    file: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Opened:
    speaker: Enrolled
    bodies: Sequence[bytes]


@dataclass
class Import:
    """Of one key. The receipts are written at the end, for all parcels of a device together."""

    place: Place
    now: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    _said: dict[UUID, dict[UUID, Answer]] = field(default_factory=dict, init=False)
    _sites: dict[UUID, str] = field(default_factory=dict, init=False)

    def take(self, folder: Path) -> Iterator[Taken | NotTaken] | NotRead:
        """Each file for itself: a bad one does not stop the others."""
        files = stick.named(folder, PARCEL_END)
        return files if isinstance(files, NotRead) else map(self._take, files)

    def answer(self, folder: Path) -> int | NotWritten | Unusable:
        """How many receipts are on the key, whole."""
        fleet = beside(self.place, lambda rows: keys.fleet_key(rows).private_bytes_raw())
        if isinstance(fleet, Unusable):
            return fleet
        for device, said in self._said.items():
            answers = sorted(said.items(), key=lambda each: each[0].hex)
            receipt = Receipt(device, self._sites[device], answers)
            content = pack_receipt(receipt, fleet)
            if (fault := stick.write_whole(folder / receipt_name(device), content)) is not None:
                return fault
        return len(self._said)

    def _take(self, file: Path) -> Taken | NotTaken:
        content = stick.read_bounded(file, MOST_BYTES)
        if isinstance(content, NotRead):
            return NotTaken(file, f"il ne peut pas être lu. {content.reason}")
        parcel = read_parcel(content)
        if isinstance(parcel, Spoiled):
            return NotTaken(file, f"{parcel.reason}.")
        opened = beside(self.place, partial(_opened, parcel))
        match opened:
            case Unusable(advice=advice):
                return NotTaken(file, advice)
            case Spoiled(reason=reason):
                return NotTaken(file, f"{reason}.")
            case _Opened():
                return self._apply(file, opened)

    def _apply(self, file: Path, opened: _Opened) -> Taken | NotTaken:
        device, site = opened.speaker.device, opened.speaker.site
        answers: list[tuple[UUID, Answer]] = []
        new = 0
        for body in opened.bodies:
            batch = _batch(body, opened.speaker)
            if isinstance(batch, Refusal):
                return NotTaken(file, f"il est refusé ({batch.status} : {batch.reason}).")
            done = beside(self.place, partial(_applied, batch, opened.speaker, self.now()))
            if isinstance(done, Unusable):
                return NotTaken(file, done.advice)
            if done is None:
                return NotTaken(file, f"{_REVOKED.reason}.")
            answer, count = done
            new += count
            answers.append((batch.log, answer))
            self._sites[device] = site
            self._hear(device, batch.log, answer)
            if answer.status != "ok":
                break
        return Taken(file, device, site, new, answers)

    def _hear(self, device: UUID, log: UUID, answer: Answer) -> None:
        """The last word about a log counts, but a fork is not forgotten."""
        said = self._said.setdefault(device, {})
        before = said.get(log)
        if before is None:
            said[log] = answer
        elif before.status != "fork":
            told = {each.seq: each for each in (*before.quarantined, *answer.quarantined)}
            said[log] = replace(answer, quarantined=tuple(told.values())[:MOST_TOLD])


_UNKNOWN = Spoiled("cette borne n’est pas inscrite ici, ou la base est celle d’un autre serveur")
_REVOKED = Spoiled("l’accès de cette borne a été retiré")
_FORGED = Spoiled("il est abîmé, ou n’est pas signé par cette borne")
_ELSEWHERE = Spoiled("il est fait pour un autre serveur")


def _opened(parcel: Parcel, rows: Rows) -> _Opened | Spoiled:
    enrolled = keys.find(rows, parcel.device, parcel.key)
    if enrolled is None:
        return _UNKNOWN
    if not enrolled.signed(parcel.signed, parcel.signature):
        return _FORGED
    if enrolled.revoked is not None:
        return _REVOKED
    own = keys.seal_key(rows)
    if parcel.seal != key_id(own.public_key().public_bytes_raw()):
        return _ELSEWHERE
    bodies = open_parcel(parcel, own.private_bytes_raw())
    return bodies if isinstance(bodies, Spoiled) else _Opened(enrolled, bodies)


def _batch(body: bytes, speaker: Enrolled) -> Batch | Refusal:
    plain = inflate(body, "gzip")
    if isinstance(plain, Refusal):
        return plain
    batch = decode_carried(plain)
    if isinstance(batch, Refusal):
        return batch
    return out_of_turn(speaker, batch) or batch


def _applied(batch: Batch, speaker: Enrolled, now: int, rows: Rows) -> tuple[Answer, int] | None:
    """The answer, and how many events were new. None: it was revoked meanwhile."""
    known = keys.find(rows, speaker.device, speaker.key)
    if known is None or known.revoked is not None:
        return None
    place = [batch.site, batch.device.bytes, batch.log.bytes]
    before = rows.execute(_SEEN, place).fetchone()
    answer = apply(rows, batch, now, Pace())
    return answer, answer.ack.seq - (0 if before is None else int(before[0]))
