"""The machines in words: what a row of the fleet and the page of one machine say. Nothing here
asks the database or knows HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from zoneinfo import ZoneInfo

from kiosk.domain.texts import Texts
from sync.server.alerting.journal import Kept
from sync.server.alerting.rules import Kind
from sync.server.alerting.words import moment, sentence, short_span, texts_of
from sync.server.fleet import DISK_SHORT, PAPER_LOW, PAPER_OUT, DeviceFacts

SOON_S = 60
NOTABLE_CLOCK_S = 30
"""Less than this is the way, not the clock."""
_GRAVE = frozenset(
    {Kind.FORK, Kind.SILENT, Kind.PAPER_OUT, Kind.PRINTER, Kind.OPINIONS, Kind.DISK, Kind.GAP}
)


class Level(IntEnum):
    """How a machine is; those that need somebody come first."""

    BAD = 0
    WARN = 1
    FINE = 2
    GONE = 3
    """Its access was taken away."""

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, and when (ms)."""

    texts: Texts
    zone: ZoneInfo
    now: int

    @property
    def lang(self) -> str:
        return self.texts.lang


@dataclass(frozen=True, slots=True)
class Machine:
    """A device and the alerts that stand about it, the worst first."""

    facts: DeviceFacts
    alerts: tuple[Kept, ...]

    @property
    def level(self) -> Level:
        if self.facts.is_revoked:
            return Level.GONE
        if not self.alerts:
            return Level.FINE
        return level_of(self.alerts[0].key.kind)


@dataclass(frozen=True, slots=True)
class Row:
    """Of the fleet. `more`: alerts besides the one that is told."""

    path: str
    name: str
    short: str
    site: str
    level: str
    state: str
    more: int
    seen: str
    seen_at: str
    unsent: str
    printer: str
    clock: str
    version: str
    incidents: str


def level_of(kind: Kind) -> Level:
    return Level.BAD if kind in _GRAVE else Level.WARN


def machines(devices: Iterable[DeviceFacts], alerts: Iterable[Kept]) -> list[Machine]:
    """Trouble first, then by site and name."""
    order = list(Kind)
    of: dict[tuple[str, object], list[Kept]] = {}
    for alert in sorted(alerts, key=lambda each: order.index(each.key.kind)):
        of.setdefault((alert.key.site, alert.key.device), []).append(alert)
    found = [Machine(device, tuple(of.get((device.site, device.device), ()))) for device in devices]
    return sorted(found, key=lambda each: (each.level, _worst(each), each.facts.site, _name(each)))


def _worst(machine: Machine) -> int:
    return list(Kind).index(machine.alerts[0].key.kind) if machine.alerts else 0


def _name(machine: Machine) -> str:
    return machine.facts.name


def tally(found: Sequence[Machine]) -> Mapping[str, int]:
    return {level.word: sum(each.level is level for each in found) for level in Level}


def row(machine: Machine, look: Looking) -> Row:
    facts = machine.facts
    return Row(
        path_of(facts),
        name_of(facts, look),
        str(facts.device)[:8],
        facts.site,
        machine.level.word,
        state(machine, look),
        max(len(machine.alerts) - 1, 0),
        seen(facts, look),
        "" if facts.last_seen is None else moment(facts.last_seen, look.zone, look.lang),
        "–" if facts.pending is None else str(facts.pending),
        printer(facts, look),
        clock(facts, look),
        "–" if facts.version is None else facts.version.what,
        incidents(facts, look),
    )


def path_of(facts: DeviceFacts) -> str:
    return f"/admin/device/{facts.device}?site={facts.site}"


def name_of(facts: DeviceFacts, look: Looking) -> str:
    return facts.name or look.texts.say("fleet.unnamed", id=str(facts.device)[:8])


def state(machine: Machine, look: Looking) -> str:
    if machine.level is Level.GONE:
        return look.texts.say("fleet.gone")
    if machine.alerts:
        return texts_of(look.lang).say(f"kind.{machine.alerts[0].key.kind}")
    return look.texts.say("fleet.fine" if machine.facts.last_seen else "fleet.new")


def seen(facts: DeviceFacts, look: Looking) -> str:
    if facts.last_seen is None:
        return look.texts.say("fleet.never")
    return ago(facts.last_seen, look)


def ago(then: int, look: Looking) -> str:
    past_s = (look.now - then) // 1000
    if past_s < SOON_S:
        return look.texts.say("fleet.now")
    return look.texts.say("fleet.ago", span=short_span(texts_of(look.lang), past_s))


def printer(facts: DeviceFacts, look: Looking) -> str:
    """What is wrong with the printer or its paper; a line, or that all is well."""
    words = texts_of(look.lang)
    trouble, paper = facts.printer_trouble, None if facts.paper is None else facts.paper.what
    if trouble is not None:
        known = f"printer.{trouble}" in words.entries
        said = words.say(f"printer.{trouble if known else 'other'}")
        return said[:1].upper() + said[1:]
    if paper == PAPER_OUT:
        return words.say("kind.paper_out")
    if paper == PAPER_LOW:
        return words.say("kind.paper_low")
    return look.texts.say("fleet.printer_fine") if facts.printer or facts.paper else "–"


def clock(facts: DeviceFacts, look: Looking) -> str:
    if facts.clock is None:
        return "–"
    if facts.clock == "unknown":
        return look.texts.say("fleet.clock_unknown")
    off_s = 0 if facts.behind_ms is None else facts.behind_ms // 1000
    if abs(off_s) >= NOTABLE_CLOCK_S:
        way = "late" if off_s > 0 else "early"
        return look.texts.say(f"fleet.clock_{way}", span=short_span(texts_of(look.lang), off_s))
    return look.texts.say(
        "fleet.clock_right" if facts.clock in ("ntp", "signed") else "fleet.clock_floor"
    )


def incidents(facts: DeviceFacts, look: Looking) -> str:
    counts = (
        ("quarantined", facts.quarantined.n),
        ("forks", facts.forks.n),
        ("gaps", facts.gaps.n),
    )
    return ", ".join(look.texts.count(f"fleet.{name}", n) for name, n in counts if n) or "–"


def disk(facts: DeviceFacts, look: Looking) -> str:
    free = facts.free_mb
    if facts.disk is not None and facts.disk.what == DISK_SHORT:
        return look.texts.say("device.disk_short", n=free if free is not None else "?")
    return "–" if free is None else look.texts.say("device.disk_free", n=free)


def revision(facts: DeviceFacts, look: Looking) -> str:
    """Of its configuration."""
    if facts.refused > (facts.revision or 0):
        return look.texts.say("site.refused", n=facts.refused)
    if facts.revision is None:
        return "–"
    return (
        look.texts.say("site.applied", n=facts.revision)
        if facts.revision
        else look.texts.say("site.own_file")
    )


def told(alert: Kept, look: Looking) -> str:
    return sentence(alert, look.zone, look.lang)
