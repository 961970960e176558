"""What is published, as rows. Each function is part of a transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sync.manifest import Manifest, decode_manifest
from sync.server.rows import Rows
from sync.wire import Malformed

WHOLE_SITE = b""
"""Where the device stands of what is for all of them."""
REVISION_OF = (
    "SELECT coalesce((SELECT rev FROM publication p "
    "WHERE p.site = {site} AND p.device = {device} AND p.files > 0), "
    "(SELECT max(rev) FROM publication p "
    "WHERE p.site = {site} AND p.device IN ({device}, ?)), 0)"
)
"""A device's own publication wins over its site's, until it is taken back. `?`: the whole site."""
MOST_AHEAD = 1000
"""How far beyond our own revisions a device is believed."""


@dataclass(frozen=True, slots=True)
class Target:
    """`device` None: every device of the site, but those that have a publication of their own."""

    site: str
    device: UUID | None = None

    @property
    def place(self) -> bytes:
        return WHOLE_SITE if self.device is None else self.device.bytes


@dataclass(frozen=True, slots=True)
class Signed:
    manifest: bytes
    signature: bytes


def next_revision(rows: Rows, site: str) -> int:
    """Only grows, also when this database was put back: the devices say what they have."""
    (rev,) = rows.execute(
        "INSERT INTO revision VALUES (?, 1) "
        "ON CONFLICT (site) DO UPDATE SET rev = revision.rev + 1 RETURNING rev",
        [site],
    ).fetchone()
    (seen,) = rows.execute(
        "SELECT max(rev) FROM applied WHERE site = ? AND rev < ?", [site, rev + MOST_AHEAD]
    ).fetchone()
    if seen is None or seen < rev:
        return int(rev)
    rows.execute("UPDATE revision SET rev = ? WHERE site = ?", [seen + 1, site])
    return int(seen) + 1


def keep(rows: Rows, target: Target, manifest: Manifest, signed: Signed) -> None:
    """In place of what was published there before."""
    rows.execute(
        "INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, device) "
        "DO UPDATE SET rev = excluded.rev, made = excluded.made, files = excluded.files, "
        "manifest = excluded.manifest, signature = excluded.signature",
        [
            target.site,
            target.place,
            manifest.rev,
            manifest.made,
            len(manifest.files),
            signed.manifest,
            signed.signature,
        ],
    )


def keep_files(rows: Rows, site: str, contents: Mapping[str, bytes]) -> None:
    """By their hashes."""
    for sha256, content in contents.items():
        rows.execute(
            "INSERT INTO published_file VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [site, sha256, content],
        )


def forget_unused(rows: Rows, site: str) -> None:
    """Files that nothing published names any more."""
    used = {file.sha256 for each in manifests(rows, site) for file in each.files.values()}
    kept = rows.execute("SELECT sha256 FROM published_file WHERE site = ?", [site]).fetchall()
    for (sha256,) in kept:
        if sha256 not in used:
            rows.execute("DELETE FROM published_file WHERE site = ? AND sha256 = ?", [site, sha256])


def manifests(rows: Rows, site: str | None = None) -> list[Manifest]:
    """All that holds; of one site, or of each."""
    where, values = ("", []) if site is None else (" WHERE site = ?", [site])
    found = rows.execute(
        f"SELECT manifest FROM publication{where} ORDER BY site, device", values
    ).fetchall()
    return list(_read(found))


def _read(found: Iterable[tuple[bytes]]) -> Iterable[Manifest]:
    for (stored,) in found:
        manifest = decode_manifest(bytes(stored))
        assert not isinstance(manifest, Malformed), "it was written here"
        yield manifest


def holding(rows: Rows, target: Target) -> Manifest | None:
    found = rows.execute(
        "SELECT manifest FROM publication WHERE site = ? AND device = ?",
        [target.site, target.place],
    ).fetchall()
    return next(iter(_read(found)), None)


def signed_for(rows: Rows, target: Target, rev: int) -> Signed | None:
    """What a device may take: its own, or its site's."""
    found = rows.execute(
        "SELECT manifest, signature FROM publication "
        "WHERE site = ? AND device IN (?, ?) AND rev = ?",
        [target.site, target.place, WHOLE_SITE, rev],
    ).fetchone()
    return None if found is None else Signed(bytes(found[0]), bytes(found[1]))


def content(rows: Rows, site: str, sha256: str) -> bytes | None:
    found = rows.execute(
        "SELECT content FROM published_file WHERE site = ? AND sha256 = ?", [site, sha256]
    ).fetchone()
    return None if found is None else bytes(found[0])


def files(rows: Rows, target: Target) -> Mapping[str, bytes]:
    """What is published there, by name; empty: nothing is."""
    manifest = holding(rows, target)
    named = {} if manifest is None else manifest.files
    found = {name: content(rows, target.site, file.sha256) for name, file in named.items()}
    return {name: each for name, each in found.items() if each is not None}


_OURS = (
    "(EXISTS (SELECT 1 FROM device_key WHERE site = ? AND device = ? AND revoked IS NULL) "
    "OR NOT EXISTS (SELECT 1 FROM device_key WHERE site = ? AND role = 'hub'))"
)
"""A device that was let in by a hub runs on the revisions of that hub, which are none of ours."""


def note_applied(rows: Rows, where: tuple[str, bytes], said: tuple[int, str, int]) -> None:
    """A device of that site runs on this revision, with this hash, since then (ms)."""
    rows.execute(
        f"INSERT INTO applied SELECT ?, ?, ?, ?, ?, 0, '' WHERE {_OURS} "
        "ON CONFLICT (site, device) "
        "DO UPDATE SET rev = excluded.rev, hash = excluded.hash, at = excluded.at, "
        "refused = 0, reason = ''",
        [*where, *said, *where, where[0]],
    )


def note_refused(rows: Rows, where: tuple[str, bytes], said: tuple[int, str, int]) -> None:
    """It will not take this revision, and why; it goes on with the one that it has."""
    rev, reason, now = said
    rows.execute(
        f"INSERT INTO applied SELECT ?, ?, 0, '', ?, ?, ? WHERE {_OURS} "
        "ON CONFLICT (site, device) "
        "DO UPDATE SET refused = excluded.refused, reason = excluded.reason",
        [*where, now, rev, reason, *where, where[0]],
    )
