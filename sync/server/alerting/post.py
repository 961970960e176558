"""What is to be told, and whether it was: taken for one server before it is sent, given back with
what came of it. Each function is part of a transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sync.server.alerting.journal import Kept, Phase
from sync.server.alerting.rules import Key, Kind
from sync.server.rows import Rows

LEASE_MS = 120_000
"""A server that took a message and died leaves it to another after so long."""
FIRST_WAIT_MS, LONGEST_WAIT_MS = 60_000, 3_600_000
MOST_TRIES = 30
"""More than a day."""
_PLACE = "site = ? AND device = ? AND kind = ? AND began = ?"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one target; `id` is the same however often it is sent."""

    id: str
    target: str
    phase: Phase
    tries: int
    alerts: tuple[Kept, ...]


def take(rows: Rows, targets: Collection[str], now: int) -> list[Parcel]:
    """What is due for these, one parcel a target and phase; nobody else has it while the lease
    lasts."""
    due = rows.execute(
        "SELECT DISTINCT target, phase, message FROM alert_post WHERE due <= ? "
        "ORDER BY target, phase, message",
        [now],
    ).fetchall()
    parcels = [
        _take(rows, target, Phase(phase), message, now)
        for target, phase, message in due
        if target in targets
    ]
    return [parcel for parcel in parcels if parcel is not None]


def _take(rows: Rows, target: str, phase: Phase, message: str | None, now: int) -> Parcel | None:
    """With what has just begun too, though it may still wait."""
    id_ = message or str(uuid4())
    which = "message IS NULL" if message is None else "message = ? AND due <= ?"
    taken = rows.execute(
        "UPDATE alert_post SET due = ?, tries = tries + 1, message = ? "
        f"WHERE target = ? AND phase = ? AND due IS NOT NULL AND {which} "
        "RETURNING site, device, kind, began, tries",
        [now + LEASE_MS, id_, target, phase, *([] if message is None else [message, now])],
    ).fetchall()
    if not taken:
        return None
    alerts = (_alert(rows, row[:4]) for row in sorted(taken, key=lambda row: row[3]))
    known = tuple(alert for alert in alerts if alert is not None)
    return Parcel(id_, target, phase, max(row[4] for row in taken), known)


def was_sent(rows: Rows, parcel: Parcel, now: int) -> None:
    rows.execute(
        "UPDATE alert_post SET due = NULL, sent = ?, error = NULL "
        "WHERE target = ? AND phase = ? AND message = ?",
        [now, parcel.target, parcel.phase, parcel.id],
    )


def was_not_sent(rows: Rows, parcel: Parcel, why: str, now: int) -> None:
    """It is tried again, ever more rarely, for about a day."""
    wait = min(FIRST_WAIT_MS * 2 ** (parcel.tries - 1), LONGEST_WAIT_MS)
    due = None if parcel.tries >= MOST_TRIES else now + wait
    rows.execute(
        "UPDATE alert_post SET due = ?, error = ? WHERE target = ? AND phase = ? AND message = ?",
        [due, why[:500], parcel.target, parcel.phase, parcel.id],
    )


def failing(rows: Rows) -> Sequence[tuple[str, str]]:
    """Targets that could not be told, and why."""
    found = rows.execute(
        "SELECT target, max(error) FROM alert_post WHERE error IS NOT NULL GROUP BY target "
        "ORDER BY target"
    )
    return [(target, error) for target, error in found.fetchall()]


def _alert(rows: Rows, place: Sequence[object]) -> Kept | None:
    found = rows.execute(
        f"SELECT last, detail, ended FROM alert WHERE {_PLACE}", list(place)
    ).fetchone()
    if found is None:
        return None
    site, device, kind, began = place
    assert isinstance(device, bytes)
    key = Key(str(site), UUID(bytes=device) if device else None, Kind(str(kind)))
    return Kept(key, int(str(began)), *found)
