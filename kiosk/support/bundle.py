"""One .zip for support: the parts, and a list that says what is inside and what is not."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Config
from kiosk.config.reader import Problems
from kiosk.data_folder import DataFolder
from kiosk.doctor.checks import Patient, checks_of
from kiosk.doctor.run import run
from kiosk.storage import enrolment, pin_file
from kiosk.storage.enrolment import Enrolment, read_enrolment
from kiosk.support.parts import Part, Source, parts_of
from kiosk.support.scrub import scrubbed

MANIFEST = "LISEZMOI.txt"
ABSENT = (
    "Pas dedans\u00a0: le code du technicien, la clé de la borne, son inscription, les mots des "
    "visiteurs, les numéros et les codes des tickets, la base elle-même."
)
_CLEAN = frozenset({"base.json", "versions.json"})
"""Nothing of anybody: their long names look like keys."""


def name_at(moment: datetime) -> str:
    return f"borne-support-{moment:%Y%m%d-%H%M}.zip"


def bundle(config: Config | Problems, folder: DataFolder) -> bytes:
    """Looks at the machine first. Nothing here is changed."""
    findings = run(checks_of(Patient(config, folder)))
    secrets = tuple(_secrets(folder.path))
    parts = [_clean(part, secrets) for part in parts_of(Source(config, folder, findings))]
    return _zipped([Part(MANIFEST, "Ce qui est dedans", _manifest(parts)), *parts])


def _clean(part: Part, secrets: Sequence[str]) -> Part:
    if part.name in _CLEAN:
        return part
    return Part(part.name, part.about, scrubbed(part.text, secrets))


def _secrets(folder: Path) -> Iterator[str]:
    """What must not be anywhere, in each form that it is known to take."""
    found = read_enrolment(folder)
    if isinstance(found, Enrolment):
        yield found.private.hex()
    for file in (enrolment.FILE, pin_file.FILE):
        yield from _long_texts(folder / file)


def _long_texts(file: Path) -> Iterator[str]:
    try:
        fields = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return
    if isinstance(fields, dict):
        kept = {name: value for name, value in fields.items() if name not in ("server", "site")}
        yield from (value for value in kept.values() if isinstance(value, str) and len(value) > 8)


def _manifest(parts: Sequence[Part]) -> str:
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:00 UTC")
    lines = [f"{part.name}\u00a0: {part.about}." for part in parts]
    return "\n".join(["Borne, pour le support.", f"Fait le {made}.", "", *lines, "", ABSENT, ""])


def _zipped(parts: Sequence[Part]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            file.writestr(part.name, part.text)
    return made.getvalue()
