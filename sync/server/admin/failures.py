"""Whoever guesses waits longer and longer, by the account that is tried and by the address.

A trial is written before it is judged, so that a hundred at once count as a hundred.
"""

import hashlib
from dataclasses import dataclass

from sync.server.rows import Rows

FREE_OF_A_NAME = 5
FREE_OF_AN_ADDRESS = 20
"""Behind one address there may be a whole town hall."""
FIRST_MS = 30_000
LONGEST_MS = 15 * 60_000
FORGOTTEN_MS = 3600_000


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One that may be judged. `next_wait_s`: after it, if it fails."""

    name: str
    address: str
    next_wait_s: int


def begin(rows: Rows, name: str, address: str, now: int) -> Trial | Wait:
    # By itself: rows that somebody else is about to count are not waited for while others are held.
    rows.execute("DELETE FROM failed_login WHERE tried < ?", [now - FORGOTTEN_MS])
    with rows.atomic():
        return _begun(rows, name, address, now)


def _begun(rows: Rows, name: str, address: str, now: int) -> Trial | Wait:
    by_name, by_address = _name(name), f"address {address}"
    until = max(_free_at(rows, by_name), _free_at(rows, by_address))
    if until > now:
        return Wait(_seconds(until - now))
    pauses = (
        _count(rows, by_name, FREE_OF_A_NAME, now),
        _count(rows, by_address, FREE_OF_AN_ADDRESS, now),
    )
    return Trial(name, address, _seconds(max(pauses)))


def forgive(rows: Rows, trial: Trial) -> None:
    """It was right: the account begins anew, the address loses this one only."""
    with rows.atomic():
        forget(rows, trial.name)
        rows.execute(
            "UPDATE failed_login SET failures = failures - 1, free_at = 0 WHERE subject = ?",
            [f"address {trial.address}"],
        )


def forget(rows: Rows, name: str) -> None:
    """Somebody who can vouch for the account gave it a new password."""
    rows.execute("DELETE FROM failed_login WHERE subject = ?", [_name(name)])


def pause(failures: int, free: int) -> int:
    """In ms, after so many failures."""
    over = failures - free
    return 0 if over < 0 else min(LONGEST_MS, FIRST_MS << min(over, 10))


def _free_at(rows: Rows, subject: str) -> int:
    found = rows.execute("SELECT free_at FROM failed_login WHERE subject = ?", [subject]).fetchone()
    return 0 if found is None else int(found[0])


def _count(rows: Rows, subject: str, free: int, now: int) -> int:
    (failures,) = rows.execute(
        "INSERT INTO failed_login (subject, failures, tried, free_at) VALUES (?, 1, ?, 0) "
        "ON CONFLICT (subject) DO UPDATE "
        "SET failures = failed_login.failures + 1, tried = excluded.tried RETURNING failures",
        [subject, now],
    ).fetchone()
    wait = pause(int(failures), free)
    rows.execute("UPDATE failed_login SET free_at = ? WHERE subject = ?", [now + wait, subject])
    return wait


def _name(name: str) -> str:
    """Somebody may have typed the password here."""
    return f"name {hashlib.sha256(name.encode()).hexdigest()}"


def _seconds(ms: int) -> int:
    return -(-ms // 1000)
