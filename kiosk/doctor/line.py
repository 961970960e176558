"""How the machine stands with the time and with its server, judged from facts. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from kiosk.doctor.store import NOT_READ
from kiosk.doctor.words import parted
from kiosk.domain.clock import TOLERANCE_MS, ClockState
from kiosk.domain.finding import About, Finding
from kiosk.standing import standing_words
from kiosk.storage.sync_notes import Note, Standing

CLOCK = About("clock", "Heure")
SERVER_TIME = About("server_time", "Heure du serveur")
SERVER = About("server", "Serveur")
CERTIFICATE = About("certificate", "Certificat du serveur")

DAY_MS = 86_400_000
SOON_DAYS = 30
NO_SERVER = "Aucun serveur n’est réglé."
NOT_ENROLLED = "Cette borne n’est inscrite auprès d’aucun serveur."


def clock(state: ClockState, local: datetime) -> Finding:
    said = f"{local:%d/%m/%Y %H:%M}"
    match state:
        case ClockState.NTP:
            return CLOCK.ok(f"{said}, réglée par le réseau.")
        case ClockState.SIGNED:
            return CLOCK.ok(f"{said}, donnée par le serveur.")
        case ClockState.FLOOR:
            return CLOCK.warn(
                f"{said}, que personne ne vérifie.",
                "Brancher le réseau, ou activer le réglage par le réseau (timedatectl).",
            )
        case ClockState.UNKNOWN:
            return CLOCK.fail(
                f"{said}\u00a0: c’est faux.",
                "Régler l’heure. Changer la pile de la carte si cela revient.",
            )
        case _:
            assert_never(state)


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """`offset_ms`: the server's time less ours; None: it did not say it."""

    is_enrolled: bool
    offset_ms: int | None = None


def server_time(facts: TimeFacts) -> Finding:
    if not facts.is_enrolled:
        return SERVER_TIME.skipped(NOT_ENROLLED)
    if facts.offset_ms is None:
        return SERVER_TIME.skipped("Le serveur n’a pas dit l’heure.")
    seconds = round(facts.offset_ms / 1000)
    if abs(facts.offset_ms) <= TOLERANCE_MS:
        return SERVER_TIME.ok(f"Écart avec le serveur\u00a0: {seconds}\u00a0s.")
    return SERVER_TIME.fail(
        f"Écart avec le serveur\u00a0: {seconds}\u00a0s.",
        "Régler l’heure de cette machine, ou celle du serveur.",
    )


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """`note`: what it last answered; None: nothing was heard yet. `apart`: events.

    `broken`: why this machine cannot speak for itself, in words."""

    has_server: bool
    note: Note | None = None
    apart: int = 0
    broken: str = ""


def server(facts: ServerFacts | None) -> Finding:
    if facts is None:
        return SERVER.skipped(NOT_READ)
    if facts.broken:
        return SERVER.fail(*parted(facts.broken))
    if not facts.has_server:
        return SERVER.skipped(NO_SERVER, "Inscrire\u00a0: borne enroll ADRESSE CODE.")
    if facts.note is None:
        return SERVER.skipped("Rien n’a encore été échangé.", "Essayer\u00a0: borne sync push.")
    words, fix = parted(standing_words(facts.note))
    match facts.note.standing:
        case Standing.REFUSED:
            return SERVER.fail(words, fix or "Lire le journal du serveur.")
        case Standing.UNREACHABLE | Standing.FORKED:
            return SERVER.warn(words, fix or "Vérifier le réseau.")
        case Standing.REACHED | Standing.REWOUND | Standing.BUSY:
            if facts.apart == 0:
                return SERVER.ok(words)
            return SERVER.warn(
                f"Il a mis de côté {facts.apart}\u00a0événement{'s' if facts.apart > 1 else ''}.",
                "Voir lesquels\u00a0: borne sync status. Prévenir le support.",
            )
        case _:
            assert_never(facts.note.standing)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """`days`: until the first of the chain that is known here ends; negative: since.

    `refused`: after «\u00a0Le serveur\u00a0»; None: it is trusted."""

    days: int
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class NoCertificate:
    """Nothing to look at, and why. `clear`: words go there for everybody to read."""

    words: str
    clear: bool = False


def certificate(facts: CertificateFacts | NoCertificate) -> Finding:
    if isinstance(facts, NoCertificate):
        if facts.clear:
            return CERTIFICATE.warn(facts.words, "Donner au serveur une adresse en https.")
        return CERTIFICATE.skipped(*parted(facts.words))
    renew = "Renouveler le certificat sur le serveur, avec toute sa chaîne."
    if facts.days < 0:
        return CERTIFICATE.fail(f"Il a expiré il y a {-facts.days}\u00a0j.", renew)
    if facts.refused is not None:
        words, fix = parted(f"Le serveur {facts.refused}")
        return CERTIFICATE.fail(words, fix or renew)
    words = f"Valable encore {facts.days}\u00a0j."
    return CERTIFICATE.warn(words, renew) if facts.days < SOON_DAYS else CERTIFICATE.ok(words)
