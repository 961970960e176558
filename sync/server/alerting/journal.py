"""The alerts that are kept: begun, gone on, ended, acknowledged; and what is to be told of them.

Each function is part of a transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sync.server.alerting.rules import HAPPENED, Alert, Key, Kind
from sync.server.alerting.settings import AlertSettings
from sync.server.rows import Kind as Kinds
from sync.server.rows import Rows, Table, of_one

DAY_MS = 24 * 3600 * 1000
KEPT_DAYS = 365
"""Ended alerts, and what was told of them."""
LONGEST_COMMENT = 500
_WHAT = {"site": Kinds.TEXT, "device": Kinds.BYTES, "kind": Kinds.TEXT}
_ALERTS = Table(
    "alert", {"began": Kinds.NUMBER, "last": Kinds.NUMBER}, {**_WHAT, "detail": Kinds.TEXT}
)
_POSTS = Table(
    "alert_post",
    {"began": Kinds.NUMBER, "phase": Kinds.TEXT, "tries": Kinds.NUMBER},
    {**_WHAT, "target": Kinds.TEXT, "due": Kinds.NUMBER},
)
_COLUMNS = "site, device, kind, began, last, detail, ended, acknowledged, acknowledged_by, comment"


class Phase(StrEnum):
    """What of an alert is told."""

    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as it is kept. Times in ms."""

    key: Key
    began: int
    last: int
    detail: str
    ended: int | None = None
    acknowledged: int | None = None
    acknowledged_by: str | None = None
    comment: str | None = None


def take_turn(rows: Rows, now: int, every_ms: int) -> bool:
    """Whether this server does the round that is due: of several on one database, one does."""
    taken = rows.execute(
        "INSERT INTO alert_round VALUES (1, ?, 0) ON CONFLICT (id) "
        "DO UPDATE SET due = excluded.due WHERE alert_round.due <= ?",
        [now + every_ms, now],
    )
    return taken.rowcount == 1


def note(rows: Rows, alerts: Iterable[Alert], settings: AlertSettings, now: int) -> None:
    """What stands now: begin, go on and end the alerts, and say whom that is to be told."""
    before = {each.key: each for each in standing(rows)}
    present = {alert.key: alert.detail for alert in alerts}
    for key in [key for key, each in before.items() if _is_settled(each)]:
        _end(rows, before.pop(key), settings, now)
    for key in before.keys() - present.keys():
        _end(rows, before[key], settings, now)
    rows.execute("UPDATE alert SET last = ? WHERE ended IS NULL", [now])
    _begin(rows, [Alert(key, present[key]) for key in present if key not in before], settings, now)
    for key, detail in present.items():
        if key in before and before[key].detail != detail:
            rows.execute(
                "UPDATE alert SET detail = ? WHERE site = ? AND device = ? AND kind = ? "
                "AND ended IS NULL",
                [detail, *_columns(key)],
            )


def standing(rows: Rows) -> list[Kept]:
    """The newest first."""
    return _kept(rows, "ended IS NULL ORDER BY began DESC")


def ended(rows: Rows, most: int, skip: int = 0, site: str = "") -> list[Kept]:
    """The newest first; of one site, or of all (empty)."""
    of_site, its = of_one(site)
    return _kept(
        rows,
        f"ended IS NOT NULL {of_site} ORDER BY began DESC LIMIT ? OFFSET ?",
        [*its, most, skip],
    )


def of_device(rows: Rows, device: UUID, most: int) -> list[Kept]:
    """Those that stand, then the newest."""
    return _kept(
        rows, "device = ? ORDER BY ended IS NOT NULL, began DESC LIMIT ?", [device.bytes, most]
    )


def to_acknowledge(rows: Rows, site: str) -> int:
    """How many stand that nobody has acknowledged; of one site, or of all (empty)."""
    of_site, its = of_one(site)
    found = rows.execute(
        f"SELECT count(*) FROM alert WHERE ended IS NULL AND acknowledged IS NULL {of_site}", its
    )
    return int(found.fetchone()[0])


def find(rows: Rows, key: Key, began: int) -> Kept | None:
    found = _kept(
        rows, "site = ? AND device = ? AND kind = ? AND began = ?", [*_columns(key), began]
    )
    return found[0] if found else None


def settled(rows: Rows) -> Mapping[Key, int]:
    """When somebody last acknowledged an alert about what only a person can end."""
    kinds = sorted(HAPPENED)
    found = rows.execute(
        "SELECT site, device, kind, max(acknowledged) FROM alert WHERE acknowledged IS NOT NULL "
        f"AND kind IN ({', '.join('?' * len(kinds))}) GROUP BY site, device, kind",
        kinds,
    )
    return {_key(site, device, kind): int(at) for site, device, kind, at in found.fetchall()}


def acknowledge(rows: Rows, key: Key, began: int, by: str, comment: str, now: int) -> bool:
    """Somebody has seen it. False: it is not there, or somebody else was first."""
    taken = rows.execute(
        "UPDATE alert SET acknowledged = ?, acknowledged_by = ?, comment = ? "
        "WHERE site = ? AND device = ? AND kind = ? AND began = ? AND acknowledged IS NULL",
        [now, by, comment[:LONGEST_COMMENT], *_columns(key), began],
    )
    return taken.rowcount == 1


def purge(rows: Rows, now: int) -> None:
    before = now - KEPT_DAYS * DAY_MS
    rows.execute(
        "DELETE FROM alert_post WHERE EXISTS (SELECT 1 FROM alert WHERE alert.site = "
        "alert_post.site AND alert.device = alert_post.device AND alert.kind = alert_post.kind "
        "AND alert.began = alert_post.began AND alert.ended < ?)",
        [before],
    )
    rows.execute("DELETE FROM alert WHERE ended < ?", [before])


def _is_settled(alert: Kept) -> bool:
    """It is over, and what happened since begins another."""
    return alert.key.kind in HAPPENED and alert.acknowledged is not None


def _begin(rows: Rows, alerts: Sequence[Alert], settings: AlertSettings, now: int) -> None:
    """Many at once: a whole fleet may fall silent."""
    if not alerts:
        return
    begun = [(*_columns(alert.key), alert.detail) for alert in alerts]
    rows.insert_new(_ALERTS, (now, now), begun)
    told = [
        (*_columns(alert.key), target, now + wait_ms)
        for alert in alerts
        for target, wait_ms in settings.told(alert.key)
    ]
    if told:
        rows.insert_new(_POSTS, (now, Phase.BEGAN.value, 0), told)


def _end(rows: Rows, alert: Kept, settings: AlertSettings, now: int) -> None:
    """Whoever has not been told that it began need not hear of it at all."""
    place = [*_columns(alert.key), alert.began]
    rows.execute(
        "UPDATE alert SET ended = ? WHERE site = ? AND device = ? AND kind = ? AND began = ?",
        [now, *place],
    )
    where = "WHERE site = ? AND device = ? AND kind = ? AND began = ?"
    rows.execute(f"DELETE FROM alert_post {where} AND tries = 0 AND sent IS NULL", place)
    heard = rows.execute(f"SELECT DISTINCT target FROM alert_post {where}", place).fetchall()
    waits = dict(settings.told(alert.key))
    told = [
        (*_columns(alert.key), target, now + waits[target])
        for (target,) in heard
        if target in waits
    ]
    if told:
        rows.insert_new(_POSTS, (alert.began, Phase.ENDED.value, 0), told)


def _kept(rows: Rows, where: str, values: Sequence[Any] = ()) -> list[Kept]:
    found = rows.execute(f"SELECT {_COLUMNS} FROM alert WHERE {where}", values)
    return [Kept(_key(*row[:3]), *row[3:]) for row in found.fetchall()]


def _columns(key: Key) -> tuple[str, bytes, str]:
    return key.site, b"" if key.device is None else key.device.bytes, key.kind.value


def _key(site: str, device: bytes, kind: str) -> Key:
    return Key(site, UUID(bytes=bytes(device)) if device else None, Kind(kind))
