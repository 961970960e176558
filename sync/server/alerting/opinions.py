"""How many opinions were given each hour and how many of them bad: what a run is compared with.

Kept by the round of the alerts itself, from where it last left off, and not by each exchange.
"""

from collections.abc import Sequence
from typing import Any

from kiosk.domain.feedback import SCALES
from sync.server import bodies
from sync.server.alerting.rules import OpinionRule, Opinions
from sync.server.rows import Rows

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
CHANGES_MS = 3 * 60_000
"""How long a visitor may still change an opinion before it is counted."""
PAGE, MOST_PAGES = 500, 40


def count(rows: Rows, rule: OpinionRule, now: int) -> None:
    """Take in what was given since the last time, and forget what is too old."""
    oldest = now - (rule.days + 1) * DAY_MS
    for _ in range(MOST_PAGES):
        after = _seen(rows, oldest)
        page = _page(rows, after, now - CHANGES_MS)
        for arrival, site, about, happened in page:
            if happened >= oldest:
                _add(rows, site, about, happened)
            after = arrival
        rows.execute("UPDATE alert_round SET opinions_seen = ?", [after])
        if len(page) < PAGE:
            break
    rows.execute("DELETE FROM alert_opinions WHERE hour < ?", [oldest // HOUR_MS])


def compared(rows: Rows, rule: OpinionRule, now: int) -> list[Opinions]:
    """Of the sites where somebody gave one in the last hours."""
    since = now // HOUR_MS - rule.hours + 1
    found = rows.execute(
        """
        SELECT site,
               CAST(sum(CASE WHEN hour >= ? THEN given ELSE 0 END) AS BIGINT),
               CAST(sum(CASE WHEN hour >= ? THEN bad ELSE 0 END) AS BIGINT),
               CAST(sum(CASE WHEN hour < ? THEN given ELSE 0 END) AS BIGINT),
               CAST(sum(CASE WHEN hour < ? THEN bad ELSE 0 END) AS BIGINT)
        FROM alert_opinions
        WHERE site IN (SELECT site FROM alert_opinions WHERE hour >= ?) AND hour >= ?
        GROUP BY site ORDER BY site
        """,
        [since, since, since, since, since, since - rule.days * 24],
    )
    return [Opinions(site, *(int(n) for n in counts)) for site, *counts in found.fetchall()]


def _seen(rows: Rows, oldest: int) -> int:
    """The arrival up to which all are counted; the first time, that before what still counts."""
    (seen,) = rows.execute("SELECT opinions_seen FROM alert_round").fetchone()
    if seen:
        return int(seen)
    (first,) = rows.execute(
        "SELECT min(arrival) FROM event WHERE kind = 'feedback.given' AND received >= ?", [oldest]
    ).fetchone()
    return rows.last_arrival() if first is None else int(first) - 1


def _page(rows: Rows, after: int, before: int) -> Sequence[Any]:
    """Up to the first that may still change."""
    found = rows.execute(
        "SELECT arrival, site, about, CASE WHEN clock IN ('ntp', 'signed') AND t < received THEN t "
        "ELSE received END, received FROM event WHERE kind = 'feedback.given' AND arrival > ? "
        "AND arrival <= ? AND about IS NOT NULL ORDER BY arrival LIMIT ?",
        [after, rows.last_arrival(), PAGE],
    ).fetchall()
    young = next((place for place, row in enumerate(found) if row[4] > before), len(found))
    return [row[:4] for row in found[:young]]


def _add(rows: Rows, site: str, about: bytes, happened: int) -> None:
    is_bad = _is_bad(rows, site, about)
    if is_bad is not None:
        rows.execute(
            "INSERT INTO alert_opinions VALUES (?, ?, 1, ?) ON CONFLICT (site, hour) DO UPDATE "
            "SET given = alert_opinions.given + 1, bad = alert_opinions.bad + excluded.bad",
            [site, happened // HOUR_MS, int(is_bad)],
        )


def _is_bad(rows: Rows, site: str, about: bytes) -> bool | None:
    """By the last word on it. None: it looks like play, or nobody here knows its scale."""
    told = rows.execute(
        "SELECT kind, v, body FROM event WHERE site = ? AND about = ? ORDER BY arrival",
        [site, about],
    ).fetchall()
    value: bool | None = None
    for kind, v, text in told:
        body = bodies.read(kind, v, text)
        if isinstance(body, bodies.FeedbackGiven) and body.suspect:
            return None
        if isinstance(body, bodies.FeedbackGiven | bodies.FeedbackAmended):
            scale = SCALES.get(body.scale)
            value = None if scale is None else not scale.is_happy(body.value)
    return value
