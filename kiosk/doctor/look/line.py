"""The clock here, and what the server says when it is asked now."""

from pathlib import Path
from urllib.parse import urlsplit

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.doctor.line import (
    NO_SERVER,
    CertificateFacts,
    NoCertificate,
    ServerFacts,
    TimeFacts,
)
from kiosk.doctor.look.store import look
from kiosk.domain.clock import Instant
from kiosk.storage.anchor import kept_anchor
from kiosk.storage.enrolment import Enrolment, Unreadable, read_enrolment
from sync.client.certificate import Shown, shown_by
from sync.client.time import ask_time

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def enrolment_of(folder: DataFolder) -> Enrolment | None:
    found = read_enrolment(folder.path)
    return found if isinstance(found, Enrolment) else None


def server_of(folder: DataFolder, config: Config | None) -> str | None:
    enrolment = enrolment_of(folder)
    if enrolment is not None:
        return enrolment.server
    return None if config is None else config.sync.url


def now(folder: DataFolder) -> Instant:
    """With what is known here to have happened, and what the server said earlier in this boot."""
    found = look(folder.path)
    folder.clock.happened(0 if found is None else found.newest)
    folder.clock.believe(kept_anchor(folder.path))
    return folder.clock.now()


def server_time(folder: DataFolder) -> TimeFacts:
    enrolment = enrolment_of(folder)
    if enrolment is None:
        return TimeFacts(is_enrolled=False)
    asked = now(folder)
    said = ask_time(enrolment.server, enrolment.fleet_key)
    heard = now(folder)
    if said is None:
        return TimeFacts(is_enrolled=True)
    return TimeFacts(True, said - (asked.wall + heard.wall) // 2)


def server(folder: DataFolder, *, has_server: bool) -> ServerFacts | None:
    enrolment = read_enrolment(folder.path)
    if isinstance(enrolment, Unreadable):
        return ServerFacts(has_server=True, broken=enrolment.advice)
    found = look(folder.path)
    if found is None:
        return None if has_server else ServerFacts(has_server=False)
    return ServerFacts(has_server, found.note, found.apart)


def certificate(folder: DataFolder, url: str | None) -> CertificateFacts | NoCertificate:
    if url is None:
        return NoCertificate(NO_SERVER)
    parts = urlsplit(url)
    if parts.scheme != "https":
        if parts.hostname in HERE:
            return NoCertificate("Le serveur est sur cette machine\u00a0: aucun certificat.")
        return NoCertificate("Ce qui part au serveur n’est pas chiffré.", clear=True)
    shown = shown_by(url, _ca(folder), folder.clock.correction)
    if not isinstance(shown, Shown):
        return NoCertificate(f"Le serveur {shown}")
    return CertificateFacts((shown.until - now(folder).utc).days, shown.refused)


def _ca(folder: DataFolder) -> Path | None:
    enrolment = enrolment_of(folder)
    return None if enrolment is None else enrolment.ca
