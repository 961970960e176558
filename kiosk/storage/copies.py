"""Copies of the database: made while a kiosk works, put back while none does.

A device that goes on from a copy has forgotten what it said since. So it begins a new log, with
the same events under the same ids, and its numbers go on after those that it may have given.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlite_utils

from kiosk.clock import SystemClock
from kiosk.domain.sqlite_owner import foreign_table
from kiosk.domain.system_errors import trouble
from kiosk.storage import events, numbers, swap
from kiosk.storage.check import Checked, check_file, connect_to_read
from kiosk.storage.connection import connect
from kiosk.storage.migrations import steps
from kiosk.storage.numbers import ANY_SERIES, NEXT_DAY, Reached
from kiosk.storage.start import later_steps

MARGIN = 500
"""Numbers left out when nothing says which were given since the copy."""
FRESH = "restore.tmp"
WHY = "replaced"
_LAST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed. `advice` is a French sentence."""

    advice: str


@dataclass(frozen=True, slots=True)
class BackedUp:
    events: int
    size: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the technician knows of the numbers: the last of a series; how many to leave out."""

    reached: Sequence[Reached] = ()
    skip: int | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """`left_out`: events of the replaced database that the copy has not, when it can be read."""

    events: int
    skip: int
    left_out: int | None
    replaced: Path | None


@dataclass(frozen=True, slots=True)
class _Present:
    """What can be learnt of the database that is to be replaced."""

    device: UUID
    boot: int
    head_seq: int
    reached: Sequence[Reached]


def back_up(file: Path, target: Path) -> BackedUp | Refused:
    """Durable and checked when this returns. Raises OSError."""
    if target.exists():
        return Refused(f"{target} existe déjà, et rien ne le remplace. Donner un autre nom.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        if (refused := _copy(file, part)) is not None:
            return refused
        checked = check_file(part, deep=True)
        if checked.faults:
            return Refused(
                f"La copie n’est pas bonne, et n’est pas gardée\u00a0: {_first(checked)}"
            )
        swap.sync_file(part)
        size = part.stat().st_size
        if not _give_name(part, target):
            return Refused(f"{target} existe déjà, et rien ne le remplace. Donner un autre nom.")
    finally:
        swap.discard(part)
    swap.sync_folder(target.absolute().parent)
    return BackedUp(checked.events, size)


def restore(file: Path, copy: Path, boot_id: str, wanted: Wanted) -> Restored | Refused:
    """For whoever is alone in the folder. Raises OSError and sqlite3.Error."""
    fresh = file.with_name(FRESH)
    swap.discard(fresh)
    try:
        if (refused := _copy(copy, fresh) or _make_present(fresh)) is not None:
            return refused
        checked = check_file(fresh, deep=True)
        if checked.faults:
            return Refused(f"La copie {copy} n’est pas bonne\u00a0: {_first(checked)}")
        present = _present(file)
        with closing(connect(fresh)) as rows:
            device, head = _identity(rows)
            if present is not None and present.device != device:
                return Refused(
                    f"La copie {copy} est celle d’une autre borne. Deux bornes ne peuvent pas "
                    "être la même\u00a0: prendre une copie de celle-ci."
                )
            skip = _skip(wanted, present)
            with rows.atomic():
                _go_on(rows, boot_id, present, wanted, skip)
        existed = file.exists()
        kept = swap.put_in_place(fresh, file, WHY)
    finally:
        swap.discard(fresh)
    left_out = None if present is None else max(0, present.head_seq - head)
    return Restored(head, skip, left_out, kept if existed else None)


def _copy(source: Path, target: Path) -> Refused | None:
    try:
        if table := foreign_table(source, steps.name):
            return Refused(
                f"{source} est la base d’un autre programme (table «\u00a0{table}\u00a0»)."
            )
        with closing(connect_to_read(source)) as rows:
            if rows.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None:
                return Refused(f"{source} est vide\u00a0: ce n’est pas la base d’une borne.")
            rows.execute("VACUUM INTO ?", [os.fspath(target)])
    except sqlite3.Error as error:
        near = target.absolute().parent
        return Refused(f"{source} ne peut pas être copié\u00a0: {trouble(error, near)}")
    return None


def _make_present(fresh: Path) -> Refused | None:
    """A copy of an older version gets the tables of this one."""
    with closing(connect(fresh)) as rows:
        if later := later_steps(rows):
            return Refused(
                f"La copie vient d’une version plus récente de Borne ({later[0]}). "
                "Installer cette version ou une suivante."
            )
        steps.apply(rows)
        if rows.execute("SELECT 1 FROM log").fetchone() is None:
            return Refused("La copie ne contient aucune borne.")
    return None


def _present(file: Path) -> _Present | None:
    """None when it is not there, or nothing of it can be believed."""
    if not file.exists() or check_file(file, deep=False).faults:
        return None
    try:
        with closing(connect_to_read(file)) as connection:
            rows = sqlite_utils.Database(connection, execute_plugins=False)
            found = rows.execute("SELECT device, boot, head_seq FROM log").fetchone()
            if found is None:
                return None
            device, boot, head = found
            reached = numbers.reached_on_last_days(rows, _LAST_DAYS)
            return _Present(UUID(bytes=device), boot, head, reached)
    except sqlite3.Error:
        return None


def _identity(rows: sqlite_utils.Database) -> tuple[UUID, int]:
    device, head = rows.execute("SELECT device, head_seq FROM log").fetchone()
    return UUID(bytes=device), head


def _skip(wanted: Wanted, present: _Present | None) -> int:
    if wanted.skip is not None:
        return wanted.skip
    return MARGIN if present is None else 0


def _go_on(
    rows: sqlite_utils.Database,
    boot_id: str,
    present: _Present | None,
    wanted: Wanted,
    skip: int,
) -> None:
    """In a new log, whose last event says where it comes from."""
    parent, seq = events.begin_log(rows, "restored")
    reached = [*wanted.reached, *(() if present is None else present.reached)]
    if skip:
        reached += [
            Reached(each.day, each.series, each.n + skip)
            for each in numbers.reached_on_last_days(rows, 1)
            if each.day != NEXT_DAY
        ]
        reached.append(Reached(NEXT_DAY, ANY_SERIES, skip))
    for each in reached:
        numbers.reach(rows, each)
    (boot,) = rows.execute("SELECT boot FROM log").fetchone()
    boot = max(boot, 0 if present is None else present.boot) + 1
    rows.execute("UPDATE log SET boot = ?, boot_id = ?", [boot, boot_id])
    body = {
        "parent": str(parent),
        "parent_seq": seq,
        "skipped": [each.told() for each in reached],
    }
    clock = SystemClock()
    clock.happened(events.newest_time(rows))
    events.append(rows, "log.restored", body, clock.now(), boot)


def _give_name(part: Path, target: Path) -> bool:
    """False when somebody else just took it."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError:
        # A stick for any machine knows no second names.
        if target.exists():
            return False
        part.replace(target)
    return True


def _first(checked: Checked) -> str:
    return checked.faults[0].words
