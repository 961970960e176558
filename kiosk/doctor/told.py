"""Findings in a few words: a line each, a sentence for all of them."""

from collections.abc import Mapping, Sequence

from kiosk.domain.finding import Finding, Level

MARKS: Mapping[Level, str] = {
    Level.OK: "Bien",
    Level.WARN: "À voir",
    Level.FAIL: "Panne",
    Level.SKIPPED: "Pas vu",
}
ALL_WELL = "Tout va bien."


def line_of(finding: Finding) -> str:
    fix = f"\n{' ' * 8}{finding.fix}" if finding.fix else ""
    return f"{MARKS[finding.level]:<7} {finding.title}\u00a0: {finding.words}{fix}"


def summary(findings: Sequence[Finding]) -> str:
    """How many are how grave."""
    counts = {level: _count(findings, level) for level in (Level.FAIL, Level.WARN)}
    if not any(counts.values()):
        return ALL_WELL
    said = []
    if failed := counts[Level.FAIL]:
        said.append(f"{failed}\u00a0panne{'s' if failed > 1 else ''}")
    if warned := counts[Level.WARN]:
        said.append(f"{warned}\u00a0point{'s' if warned > 1 else ''} à voir")
    return f"{', '.join(said)}."


def _count(findings: Sequence[Finding], level: Level) -> int:
    return sum(1 for each in findings if each.level is level)
