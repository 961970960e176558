"""The centre that let this server in, and the key that it speaks with there: in its database,
as its own is."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sync.client.enrol import Admitted, NotAdmitted, enrol
from sync.server.beside import beside
from sync.server.place import Place, Unusable
from sync.server.rows import Rows
from sync.server.upstream import Standing


@dataclass(frozen=True, slots=True)
class Centre:
    """Where a hub speaks, and what it believes there; `ca` as in `sync/client/trust.py`."""

    url: str
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    centre: Centre
    hub: UUID
    """The name of this server there."""
    site: str
    private: bytes
    """Of its key (Ed25519, 32 bytes)."""
    starts: int
    """How often it began to forward: its requests are counted from there."""
    fleet_key: bytes
    """Of the centre, public: it signs what it publishes."""
    revision: int = 0
    """Of the centre's, published here."""


def join(place: Place, centre: Centre, code: str, now: int) -> Membership | Unusable | NotAdmitted:
    """The key is made here and does not leave. What was forwarded to another centre is kept: the
    new one says what it lacks."""
    hub = beside(place, own_name)
    if isinstance(hub, Unusable):
        return hub
    let_in = enrol(centre.url, code, hub, centre.ca, role="hub")
    if isinstance(let_in, NotAdmitted):
        return let_in
    kept = beside(place, lambda rows: keep(rows, centre, hub, let_in, now))
    if isinstance(kept, Unusable):
        return kept
    return Membership(centre, hub, let_in.site, let_in.private, 0, let_in.fleet_key)


def begin(rows: Rows) -> Membership | None:
    """One more start. None: this server never joined a centre."""
    with rows.atomic():
        found = rows.execute(
            "UPDATE upstream SET starts = starts + 1 "
            "RETURNING url, ca, hub, site, private, starts, fleet_key, revision"
        ).fetchone()
    if found is None:
        return None
    url, ca, hub, site, private, starts, fleet_key, revision = found
    centre = Centre(url, None if ca is None else Path(ca))
    name, keys = UUID(bytes=bytes(hub)), (bytes(private), bytes(fleet_key))
    return Membership(centre, name, site, keys[0], int(starts), keys[1], int(revision))


def stand(rows: Rows, standing: Standing, detail: str, now: int) -> bool:
    """Whether it is news."""
    with rows.atomic():
        changed = rows.execute(
            "UPDATE upstream SET since = CASE WHEN standing = ? THEN since ELSE ? END, "
            "standing = ?, detail = ? WHERE standing <> ? OR detail <> ?",
            [standing.value, now, standing.value, detail, standing.value, detail],
        )
        return changed.rowcount > 0


def heard(rows: Rows, now: int) -> None:
    rows.execute("UPDATE upstream SET heard = ?", [now])


def own_name(rows: Rows) -> UUID:
    found = rows.execute("SELECT hub FROM upstream").fetchone()
    return uuid4() if found is None else UUID(bytes=bytes(found[0]))


def keep(rows: Rows, centre: Centre, hub: UUID, let_in: Admitted, now: int) -> None:
    ca = None if centre.ca is None else str(centre.ca.absolute())
    rows.execute("DELETE FROM upstream")
    # Another centre may have other backups, or none.
    rows.execute("UPDATE forwarded SET safe_seq = NULL, safe_hash = NULL")
    rows.execute(
        "INSERT INTO upstream (id, url, site, hub, private, fleet_key, ca, starts, standing, "
        "detail, since, heard) VALUES (1, ?, ?, ?, ?, ?, ?, 0, 'new', '', ?, NULL)",
        [centre.url, let_in.site, hub.bytes, let_in.private, let_in.fleet_key, ca, now],
    )
