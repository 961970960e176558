"""What a look at a machine found: how grave, in words, and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "OK"
    WARN = "WARN"
    """It works; somebody should see to it."""
    FAIL = "FAIL"
    """Visitors are not served as they should be, or soon will not be."""
    SKIPPED = "SKIPPED"
    """It could not be looked at here, or there is nothing to look at."""


_GRAVITY: Mapping[Level, int] = {Level.FAIL: 3, Level.WARN: 2, Level.OK: 1, Level.SKIPPED: 0}


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` says how it is, `fix` what to do: French sentences for a technician."""

    id: str
    title: str
    level: Level
    words: str
    fix: str = ""

    @property
    def advice(self) -> str:
        return f"{self.words} {self.fix}".strip()


@dataclass(frozen=True, slots=True)
class About:
    """What is looked at, and what may be found of it."""

    id: str
    title: str

    def ok(self, words: str) -> Finding:
        return Finding(self.id, self.title, Level.OK, words)

    def warn(self, words: str, fix: str) -> Finding:
        return Finding(self.id, self.title, Level.WARN, words, fix)

    def fail(self, words: str, fix: str) -> Finding:
        return Finding(self.id, self.title, Level.FAIL, words, fix)

    def skipped(self, words: str, fix: str = "") -> Finding:
        return Finding(self.id, self.title, Level.SKIPPED, words, fix)


def level_of(findings: Iterable[Finding]) -> Level:
    """FAIL, WARN or OK: of the gravest."""
    gravest = max((each.level for each in findings), key=_GRAVITY.__getitem__, default=Level.OK)
    return Level.OK if gravest is Level.SKIPPED else gravest


def amiss(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What somebody should see to, the gravest first."""
    found = (each for each in findings if each.level in (Level.FAIL, Level.WARN))
    return tuple(sorted(found, key=lambda each: -_GRAVITY[each.level]))
