"""What is wrong, from the facts alone. Nothing flaps: what begins at one number ends at another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from uuid import UUID

from kiosk.domain.opening import OpeningRules, spans_of
from sync.server.alerting.chance import chance
from sync.server.fleet import DISK_SHORT, PAPER_LOW, PAPER_OUT, Count, DeviceFacts
from sync.server.said import Said

MINUTE_MS = 60_000
FORGOTTEN_MS = 7 * 24 * 60 * MINUTE_MS
"""Of a machine that was never let in: an open server was tried with it; nobody can revoke it."""
USUAL_AGAIN = 0.05
"""A run of bad opinions is over when chance explains it as often as that."""


class Kind(StrEnum):
    """The worst first: so they are shown."""

    FORK = "fork"
    SILENT = "silent"
    PAPER_OUT = "paper_out"
    PRINTER = "printer"
    OPINIONS = "opinions"
    DISK = "disk"
    GAP = "gap"
    QUARANTINE = "quarantine"
    UNSENT = "unsent"
    CLOCK = "clock"
    PAPER_LOW = "paper_low"


HAPPENED = frozenset({Kind.FORK, Kind.GAP, Kind.QUARANTINE})
"""They are no state that passes: a person ends them, by acknowledging them."""


@dataclass(frozen=True, slots=True)
class OpinionRule:
    """`hours`: compared with the `days` before them. `chance`: below it, it is none."""

    hours: int = 2
    days: int = 28
    chance: float = 0.001
    least: int = 8
    """Fewer opinions begin no alert."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`silent_min` counts while the site is open. `hold_min`: a printer or a disk is believed when
    it has said the same for so long."""

    silent_min: int = 15
    hold_min: int = 2
    unsent: int = 500
    clock_s: int = 180
    opinions: OpinionRule = OpinionRule()


@dataclass(frozen=True, slots=True)
class Opinions:
    """Of a site: those of the last hours, and those of the weeks before."""

    site: str
    given: int
    bad: int
    usual_given: int
    usual_bad: int


@dataclass(frozen=True, slots=True)
class Key:
    """`device` None: the whole site."""

    site: str
    device: UUID | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Alert:
    """`detail`: a number or a word of the kiosk's, by its kind."""

    key: Key
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`hours`: of the sites whose opening is known; the others count as always open.

    `before`: what stood a moment ago. `settled`: when somebody last acknowledged such an alert.
    `listening`: since when (ms) a device could have been heard here.
    """

    devices: Sequence[DeviceFacts]
    opinions: Sequence[Opinions]
    hours: Mapping[str, OpeningRules]
    before: frozenset[Key] = frozenset()
    settled: Mapping[Key, int] | None = None
    listening: int = 0


class Verdict(Enum):
    BAD = auto()
    GOOD = auto()
    OPEN = auto()
    """It stays as it was."""


Judged = tuple[Verdict, str]


def standing(facts: Facts, rules: Rules, now: int) -> tuple[Alert, ...]:
    """What is wrong at `now` (ms), the worst first."""
    found = [
        Alert(key, detail)
        for key, (verdict, detail) in _judged(facts, rules, now)
        if verdict is Verdict.BAD or (verdict is Verdict.OPEN and key in facts.before)
    ]
    order = list(Kind)
    return tuple(sorted(found, key=lambda each: (order.index(each.key.kind), each.key.site)))


def _judged(facts: Facts, rules: Rules, now: int) -> Iterator[tuple[Key, Judged]]:
    for device in facts.devices:
        if device.is_revoked:
            continue
        opened = open_since(now, facts.hours.get(device.site))
        opened = None if opened is None else max(opened, facts.listening)
        yield Key(device.site, device.device, Kind.SILENT), _silent(device, opened, rules, now)
        for kind, judge in _STATES.items():
            yield Key(device.site, device.device, kind), judge(device, rules, now)
        for kind, count in _incidents(device):
            key = Key(device.site, device.device, kind)
            yield key, _happened(count, (facts.settled or {}).get(key, 0))
    for opinions in facts.opinions:
        yield Key(opinions.site, None, Kind.OPINIONS), _opinions(opinions, rules.opinions)


def open_since(now: int, hours: OpeningRules | None) -> int | None:
    """When the site opened (ms), 0 where it always is; None while it is closed."""
    if hours is None or (hours.week is None and not hours.closures):
        return 0
    local = datetime.fromtimestamp(now / 1000, UTC).astimezone(hours.zone)
    for span in spans_of(local.date(), hours):
        if local.time() in span:
            began = datetime.combine(local.date(), span.start, hours.zone)
            return int(began.timestamp() * 1000)
    return None


def _silent(device: DeviceFacts, opened: int | None, rules: Rules, now: int) -> Judged:
    seen = device.enrolled if device.last_seen is None else device.last_seen
    limit = rules.silent_min * MINUTE_MS
    if device.enrolled is None and seen is not None and now - seen > FORGOTTEN_MS:
        return Verdict.GOOD, ""
    if seen is None or now - seen < limit // 2:
        return Verdict.GOOD, ""
    if opened is None or now - max(seen, opened) < limit:
        return Verdict.OPEN, str(seen)
    return Verdict.BAD, str(seen)


def _paper_out(device: DeviceFacts, _rules: Rules, _now: int) -> Judged:
    return _when(device.paper is not None and device.paper.what == PAPER_OUT)


def _paper_low(device: DeviceFacts, _rules: Rules, _now: int) -> Judged:
    return _when(device.paper is not None and device.paper.what == PAPER_LOW)


def _printer(device: DeviceFacts, rules: Rules, now: int) -> Judged:
    trouble = device.printer_trouble
    return _held(device.printer, trouble is not None, rules, now), trouble or ""


def _disk(device: DeviceFacts, rules: Rules, now: int) -> Judged:
    is_short = device.disk is not None and device.disk.what == DISK_SHORT
    free = "" if device.disk is None or device.disk.free_mb is None else str(device.disk.free_mb)
    return _held(device.disk, is_short, rules, now), free


def _clock(device: DeviceFacts, rules: Rules, _now: int) -> Judged:
    if device.clock == "unknown":
        return Verdict.BAD, ""
    if device.behind_ms is None:
        return Verdict.GOOD, ""
    off_s = abs(device.behind_ms) // 1000
    return _between(off_s, rules.clock_s), str(device.behind_ms // 1000)


def _unsent(device: DeviceFacts, rules: Rules, _now: int) -> Judged:
    if device.pending is None:
        return Verdict.GOOD, ""
    return _between(device.pending, rules.unsent), str(device.pending)


_STATES: Mapping[Kind, Callable[[DeviceFacts, Rules, int], Judged]] = {
    Kind.PAPER_OUT: _paper_out,
    Kind.PAPER_LOW: _paper_low,
    Kind.PRINTER: _printer,
    Kind.DISK: _disk,
    Kind.CLOCK: _clock,
    Kind.UNSENT: _unsent,
}


def _incidents(device: DeviceFacts) -> tuple[tuple[Kind, Count], ...]:
    return (
        (Kind.FORK, device.forks),
        (Kind.GAP, device.gaps),
        (Kind.QUARANTINE, device.quarantined),
    )


def _opinions(opinions: Opinions, rule: OpinionRule) -> Judged:
    detail = f"{opinions.bad}/{opinions.given}"
    likely = chance(opinions.bad, opinions.given, opinions.usual_bad, opinions.usual_given)
    if likely >= USUAL_AGAIN:
        return Verdict.GOOD, detail
    is_odd = likely < rule.chance and opinions.given >= rule.least
    return Verdict.BAD if is_odd else Verdict.OPEN, detail


def _when(is_bad: bool) -> Judged:
    return Verdict.BAD if is_bad else Verdict.GOOD, ""


def _held(said: Said | None, is_bad: bool, rules: Rules, now: int) -> Verdict:
    if said is None:
        return Verdict.GOOD
    if now - said.at < rules.hold_min * MINUTE_MS:
        return Verdict.OPEN
    return Verdict.BAD if is_bad else Verdict.GOOD


def _between(found: int, most: int) -> Verdict:
    """Bad from `most` on, good from half of it down."""
    if found >= most:
        return Verdict.BAD
    return Verdict.GOOD if 2 * found <= most else Verdict.OPEN


def _happened(count: Count, settled: int) -> Judged:
    return _when(count.n > 0 and count.last > settled)[0], str(count.n)
