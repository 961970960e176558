"""What the database of this machine says, to whoever only looks."""

import re
import sqlite3
from pathlib import Path

import kiosk
from kiosk.config import Config
from kiosk.doctor.look.machine import text_of
from kiosk.doctor.store import DatabaseFacts, NumberFacts, UnsentFacts, UpdateFacts
from kiosk.domain.clock import Instant
from kiosk.domain.system_errors import trouble
from kiosk.storage.database import FILE
from kiosk.storage.numbers import ANY_SERIES
from kiosk.storage.seen import Seen, damage, seen

REBOOT = Path("/run/reboot-required")
_VERSION = re.compile(r"^__version__ = [\"']([^\"']+)", re.MULTILINE)


def database(folder: Path) -> DatabaseFacts:
    if not (folder / FILE).exists():
        return DatabaseFacts(exists=False)
    try:
        return DatabaseFacts(exists=True, damage=damage(folder))
    except sqlite3.Error as error:
        return DatabaseFacts(exists=True, damage=trouble(error, folder).cause)


def look(folder: Path) -> Seen | None:
    """None: nothing there can be read."""
    try:
        return seen(folder)
    except sqlite3.Error:
        return None


def unsent(folder: Path, now: Instant, *, has_server: bool) -> UnsentFacts | None:
    found = look(folder)
    if found is None:
        return None
    waiting = found.written - found.acknowledged
    return UnsentFacts(waiting, max(0, now.wall - found.oldest), has_server)


def numbers(folder: Path, config: Config, day: str) -> NumberFacts | None:
    """`day`: the one that a ticket would have now."""
    found = look(folder)
    if found is None:
        return None
    if found.day != day:
        return NumberFacts({})
    taken = dict(found.motifs)
    full = tuple(
        motif.label("fr")
        for motif in config.catalogue.motifs()
        if motif.daily_quota is not None and taken.get(motif.id, 0) >= motif.daily_quota
    )
    return NumberFacts({name: n for name, n in found.series if name != ANY_SERIES}, full)


def update(folder: Path, reboot: Path = REBOOT) -> UpdateFacts:
    found = look(folder)
    return UpdateFacts(installed(), "" if found is None else found.started, reboot.exists())


def installed() -> str:
    """On the disk: what runs may be older."""
    said = _VERSION.search(text_of(Path(kiosk.__file__)))
    return kiosk.__version__ if said is None else said.group(1)
