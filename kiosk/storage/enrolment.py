"""The server that let this device in, and the key that it speaks with: one file, ours only."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.system_errors import trouble
from kiosk.storage.failure import CannotWrite
from kiosk.storage.private_file import write_private

FILE = "enrolment.json"
CA_FILE = "enrolment-ca.pem"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Enrolment:
    server: str
    site: str
    private: bytes
    """The device's key (Ed25519, 32 bytes)."""
    fleet_key: bytes
    """The server's, public (32 bytes)."""
    ca: Path | None = None
    """The certificates to trust in place of the system's."""
    seal_key: bytes | None = None
    """The server's too, public (X25519, 32 bytes): for a USB key. None: it gave none."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The device cannot speak for itself. `advice` is a French sentence for the technician."""

    advice: str


def read_enrolment(folder: Path) -> Enrolment | Unreadable | None:
    """None: this device was never enrolled."""
    file = folder / FILE
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        private, fleet_key = (b64decode(fields[name]) for name in ("private", "fleet_key"))
        seal_key = b64decode(fields["seal_key"]) if fields.get("seal_key") else None
        if any(len(key) != KEY_BYTES for key in (private, fleet_key, seal_key) if key is not None):
            raise ValueError("not a key")
        ca = folder / CA_FILE if fields["ca"] else None
        place = str(fields["server"]), str(fields["site"])
        return Enrolment(*place, private, fleet_key, ca, seal_key)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Unreadable(f"L’inscription {file} ne peut pas être lue : {trouble(error)}")
    except (ValueError, TypeError, KeyError):
        return Unreadable(
            f"L’inscription {file} est abîmée. Inscrire à nouveau la borne : borne enroll."
        )


def keep_enrolment(folder: Path, enrolment: Enrolment) -> None:
    """In place of the one before. Raises CannotWrite."""
    try:
        if enrolment.ca is not None:
            write_private(folder / CA_FILE, enrolment.ca.read_bytes())
        fields = {
            "server": enrolment.server,
            "site": enrolment.site,
            "private": b64encode(enrolment.private).decode(),
            "fleet_key": b64encode(enrolment.fleet_key).decode(),
            "ca": enrolment.ca is not None,
            **_seal_key(enrolment),
        }
        write_private(folder / FILE, json.dumps(fields).encode())
    except OSError as error:
        raise CannotWrite(
            f"L’inscription ne peut pas être écrite dans {folder} : {trouble(error)}"
        ) from error


def _seal_key(enrolment: Enrolment) -> dict[str, str]:
    if enrolment.seal_key is None:
        return {}
    return {"seal_key": b64encode(enrolment.seal_key).decode()}
