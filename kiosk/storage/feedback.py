"""Opinions, as last given; how they changed is in the events."""

import json
from collections.abc import Sequence
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import Instant
from kiosk.domain.feedback import Feedback
from kiosk.domain.satisfaction import Month
from kiosk.domain.suspicion import RULES, WINDOW_MS, Mark, Suspicion


def is_known(rows: sqlite_utils.Database, feedback: UUID) -> bool:
    found = rows.execute("SELECT 1 FROM feedback WHERE id = ?", [feedback.bytes]).fetchone()
    return found is not None


def add(
    rows: sqlite_utils.Database,
    given: Feedback,
    now: Instant,
    boot: int,
    suspect: Sequence[Suspicion],
) -> None:
    rows.execute(
        "INSERT INTO feedback (id, given_at, scale, value, lang, reasons, ticket_code, wording, "
        "boot, mono, suspect, rules) VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?, ?)",
        [
            given.id.bytes,
            now.wall,
            given.scale,
            given.value,
            given.lang,
            given.ticket_code,
            given.wording,
            boot,
            now.mono,
            json.dumps(suspect),
            RULES,
        ],
    )


def amend(rows: sqlite_utils.Database, given: Feedback) -> None:
    """The last answer counts; when it was first given and what was odd about it stay."""
    rows.execute(
        "UPDATE feedback SET value = ?, resolution = ?, reasons = ?, comment = ? WHERE id = ?",
        [
            given.value,
            given.resolution,
            json.dumps(given.reasons),
            given.comment,
            given.id.bytes,
        ],
    )


def recent(rows: sqlite_utils.Database, now: Instant, boot: int) -> list[Mark]:
    """The opinions that the rules look back to, oldest first. Wall clocks have no part in it."""
    found = rows.execute(
        "SELECT mono, value FROM feedback WHERE boot = ? AND mono > ? ORDER BY mono, rowid",
        [boot, now.mono - WINDOW_MS],
    )
    return [Mark(mono, value) for mono, value in found]


def has_code(rows: sqlite_utils.Database, code: str) -> bool:
    found = rows.execute("SELECT 1 FROM feedback WHERE ticket_code = ? LIMIT 1", [code])
    return found.fetchone() is not None


def counts(rows: sqlite_utils.Database, month: Month) -> list[tuple[str, int, int]]:
    """(scale, value, how many) of a month, without what was flagged."""
    found = rows.execute(
        "SELECT scale, value, count(*) FROM feedback "
        "WHERE given_at >= ? AND given_at < ? AND suspect = '[]' GROUP BY scale, value",
        [int(edge.timestamp() * 1000) for edge in (month.starts, month.ends)],
    )
    return [(scale, value, n) for scale, value, n in found]
