"""Publish a configuration to a site or to one device; see what became of it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sync.manifest import (
    CONFIG_FILE,
    MOST_BYTES,
    MOST_FILES,
    MOST_TOTAL,
    Manifest,
    PublishedFile,
    encode_manifest,
    is_file_name,
)
from sync.server import published_rows
from sync.server.keys import fleet_key
from sync.server.published_rows import REVISION_OF, WHOLE_SITE, Signed, Target
from sync.server.rows import Rows
from sync.signature import manifest_text
from sync.wire import LAST_REVISION


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was to be published, in French; `line` None: with the whole file."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        return f"{place} : {self.message}"


Problems = tuple[Problem, ...]
Check = Callable[[Path, Target], Sequence[Problem]]
"""The rules of `borne config check` on a folder of files, and what may be published to whom."""


@dataclass(frozen=True, slots=True)
class Published:
    """`hash`: of the manifest, as devices tell it."""

    target: Target
    rev: int
    hash: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is published for a device, and what it said. 0 and empty: nothing."""

    site: str
    device: UUID
    name: str
    published: int
    applied: int
    hash: str
    at: int | None
    """When it said so (ms)."""
    refused: int
    reason: str


def check_nothing(_folder: Path, _target: Target) -> Sequence[Problem]:
    """Of a server that was not given the rules: it publishes nothing."""
    return [Problem(CONFIG_FILE, None, "ce serveur n’a pas les règles pour la vérifier.")]


def publish(
    rows: Rows, target: Target, files: Mapping[str, bytes], check: Check, now: int
) -> Published | Problems:
    """From now on these files are the configuration there, in place of those before."""
    problems = _unfit(files) or _unknown(rows, target) or checked(target, files, check)
    if problems:
        return problems
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    named = {name: PublishedFile(digests[name], len(content)) for name, content in files.items()}
    with rows.atomic():
        published_rows.keep_files(
            rows, target.site, {digests[name]: content for name, content in files.items()}
        )
        return _issue(rows, target, named, now)


def withdraw(rows: Rows, target: Target, now: int) -> Published | None:
    """Devices go back to their own file; one device, to what its site has. None: nothing to do."""
    with rows.atomic():
        held = published_rows.holding(rows, target)
        if held is None or not held.files:
            return None
        withdrawn = _issue(rows, target, {}, now)
        site = published_rows.holding(rows, Target(target.site))
        if target.device is not None and site is not None and site.files:
            # Said again, for a device takes nothing that is older than what it had.
            return _issue(rows, Target(target.site), site.files, now)
        return withdrawn


def publications(rows: Rows) -> list[Manifest]:
    return published_rows.manifests(rows)


def standings(rows: Rows) -> list[Standing]:
    """Of every device that is let in."""
    revision = REVISION_OF.format(site="k.site", device="k.device")
    found = rows.execute(
        f"SELECT k.site, k.device, k.name, ({revision}), "
        "coalesce(a.rev, 0), coalesce(a.hash, ''), a.at, coalesce(a.refused, 0), "
        "coalesce(a.reason, '') FROM device_key k "
        "LEFT JOIN applied a ON a.site = k.site AND a.device = k.device "
        "WHERE k.revoked IS NULL AND k.role = 'device' ORDER BY k.site, k.enrolled, k.device",
        [WHOLE_SITE],
    )
    return [Standing(site, UUID(bytes=bytes(device)), *rest) for site, device, *rest in found]


def _issue(rows: Rows, target: Target, files: Mapping[str, PublishedFile], now: int) -> Published:
    rev = published_rows.next_revision(rows, target.site)
    if rev > LAST_REVISION:
        raise OverflowError("no revision is left")
    manifest = Manifest(target.site, target.device, rev, now, files)
    text = encode_manifest(manifest)
    signed = Signed(text, fleet_key(rows).sign(manifest_text(text)))
    published_rows.keep(rows, target, manifest, signed)
    published_rows.forget_unused(rows, target.site)
    return Published(target, rev, hashlib.sha256(text).hexdigest(), tuple(sorted(files)))


def _unfit(files: Mapping[str, bytes]) -> Problems:
    if CONFIG_FILE not in files:
        return (Problem(CONFIG_FILE, None, "ce fichier manque : c’est lui, la configuration."),)
    if len(files) > MOST_FILES:
        return (Problem(CONFIG_FILE, None, f"plus de {MOST_FILES} fichiers avec lui."),)
    if sum(map(len, files.values())) > MOST_TOTAL:
        limit = MOST_TOTAL // 1024**2
        return (Problem(CONFIG_FILE, None, f"plus de {limit} Mio avec ce qu’il nomme."),)
    large = (
        Problem(name, None, f"plus de {MOST_BYTES // 1024} Kio.")
        for name, content in files.items()
        if len(content) > MOST_BYTES
    )
    strange = (
        Problem(name, None, "ce nom ne convient pas : lettres, chiffres, point et tirets.")
        for name in files
        if not is_file_name(name)
    )
    return (*large, *strange)


def _unknown(rows: Rows, target: Target) -> Problems:
    if target.device is None:
        return ()
    found = rows.execute(
        "SELECT 1 FROM device_key WHERE site = ? AND device = ? AND revoked IS NULL",
        [target.site, target.device.bytes],
    ).fetchone()
    if found is not None:
        return ()
    said = f"aucune machine {target.device} n’est inscrite au site {target.site}."
    return (Problem(CONFIG_FILE, None, said),)


def checked(target: Target, files: Mapping[str, bytes], check: Check) -> Problems:
    """What the rules say to these files. Asks no database, and takes a while."""
    with TemporaryDirectory(prefix="borne-") as folder:
        for name, content in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return tuple(check(Path(folder), target))
