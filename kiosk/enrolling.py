"""Let this machine speak to a server, by a code that the server gave."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never
from uuid import UUID

from kiosk.data_folder import DataFolder
from kiosk.storage.database import Unusable
from kiosk.storage.enrolment import Enrolment, keep_enrolment
from kiosk.storage.outbox import DeviceOutbox
from sync.client.enrol import NotAdmitted, enrol


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: UUID
    enrolment: Enrolment


def outcome_words(outcome: Enrolled | Unusable | NotAdmitted, url: str) -> str:
    """For the technician."""
    match outcome:
        case Enrolled(device, enrolment):
            return f"Borne {device} inscrite : elle envoie pour le site {enrolment.site} à {url}."
        case Unusable(advice):
            return advice
        case NotAdmitted(reason):
            return f"Le serveur {url} {reason} Rien n’a changé ici."
        case _:
            assert_never(outcome)


def enrol_here(
    folder: DataFolder, url: str, code: str, ca: Path | None = None
) -> Enrolled | Unusable | NotAdmitted:
    """The key is made here and does not leave. Raises CannotWrite."""
    database = folder.open_database()
    if isinstance(database, Unusable):
        return database
    with closing(database):
        device, _log = DeviceOutbox(database, "").identity()
    let_in = enrol(url, code, device, ca)
    if isinstance(let_in, NotAdmitted):
        return let_in
    enrolment = Enrolment(url, let_in.site, let_in.private, let_in.fleet_key, ca)
    keep_enrolment(folder.path, enrolment)
    return Enrolled(device, enrolment)
