"""The readiness of a machine on one paper: what it is, what is amiss, what is fine. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.doctor.told import MARKS, summary
from kiosk.domain.finding import Finding, Level, amiss
from printer.layout_file import SIZES
from printer.lines import lines_of
from printer.operations import Cut, Op, Rule
from printer.profiles import Profile

_RULE = "rule"


@dataclass(frozen=True, slots=True)
class Machine:
    """What tells it from others. `moment`: as people say it."""

    site: str
    moment: str
    version: str
    name: str
    address: str


def sheet(machine: Machine, findings: Sequence[Finding], profile: Profile) -> tuple[Op, ...]:
    said = (op for size, text in _texts(machine, findings) for op in _printed(size, text, profile))
    return (*said, Cut())


def _printed(size: str, text: str, profile: Profile) -> Iterator[Op]:
    if size == _RULE:
        yield Rule()
    else:
        yield from lines_of(text, SIZES[size], profile)


def _texts(machine: Machine, findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    yield "large", "Contrôle de la borne"
    yield "small", machine.site
    yield "small", machine.moment
    yield "small", f"Version {machine.version}, {machine.name}, {machine.address}"
    yield _RULE, ""
    yield "strong", summary(findings)
    for each in amiss(findings):
        yield "strong", f"{MARKS[each.level]}\u00a0: {each.title}"
        yield "small", each.advice
    yield _RULE, ""
    for level in (Level.OK, Level.SKIPPED):
        titles = [each.title for each in findings if each.level is level]
        if titles:
            yield "small", f"{MARKS[level]}\u00a0: {', '.join(titles)}"
