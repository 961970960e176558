"""The accounts of people. Each function is part of a transaction, and leaves its audit entry."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from kiosk.domain.identifiers import uuid7
from sync.server.admin import audit, failures, sessions
from sync.server.admin.audit import By, What
from sync.server.admin.roles import Role
from sync.server.rows import Rows

EVERYWHERE = ""
"""The scope of somebody who is not bound to one site."""
_NAME = re.compile(r"[\w.@+-]{1,64}")
_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@\x00-\x1f]{1,190}")
_TAKEN_NAMES = (audit.COMMAND, "serveur")
_COLUMNS = "id, name, shown, role, site, password, email, issuer, subject, made, disabled"


@dataclass(frozen=True, slots=True)
class Person:
    """`password`: its hash; None: through the identity provider only."""

    id: UUID
    name: str
    shown: str
    role: Role
    site: str
    password: str | None = field(repr=False)
    email: str | None
    issuer: str | None
    subject: str | None
    made: int
    disabled: int | None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """`password`: its hash. Without one, `email` lets them in through the identity provider."""

    name: str
    role: Role
    site: str = EVERYWHERE
    password: str | None = field(default=None, repr=False)
    email: str | None = None


class NotDone(StrEnum):
    """Why nothing was changed."""

    BAD_NAME = "bad_name"
    BAD_EMAIL = "bad_email"
    EMAIL_NEEDED = "email_needed"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    LAST_ADMINISTRATOR = "last_administrator"


def plain_name(name: str) -> str:
    """As it is stored, however it was typed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def exist(rows: Rows) -> bool:
    """Whether the pages ask who is there; somebody who was shut out counts too."""
    return rows.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None


def named(rows: Rows, name: str) -> Person | None:
    return _one(rows, "name = ?", [plain_name(name)])


def with_id(rows: Rows, id_: UUID) -> Person | None:
    return _one(rows, "id = ?", [id_.bytes])


def with_email(rows: Rows, email: str) -> Person | None:
    return _one(rows, "email = ?", [plain_name(email)])


def with_subject(rows: Rows, issuer: str, subject: str) -> Person | None:
    """Somebody who has come in through this identity provider before."""
    return _one(rows, "issuer = ? AND subject = ?", [issuer, subject])


def everyone(rows: Rows, site: str = EVERYWHERE) -> Sequence[Person]:
    """In order of names: those bound to this site, or all."""
    where, value = ("WHERE site = ?", [site]) if site else ("", [])
    found = rows.execute(f"SELECT {_COLUMNS} FROM person {where} ORDER BY name", value)
    return [_person(row) for row in found.fetchall()]


def add(rows: Rows, by: By, newcomer: Newcomer) -> Person | NotDone:
    name, email = plain_name(newcomer.name), newcomer.email
    email = None if email is None else plain_name(email)
    if not _NAME.fullmatch(name) or name in _TAKEN_NAMES:
        return NotDone.BAD_NAME
    if email is not None and not _EMAIL.fullmatch(email):
        return NotDone.BAD_EMAIL
    audit.begin(rows)
    if named(rows, name) or (email is not None and with_email(rows, email)):
        return NotDone.TAKEN
    id_ = uuid7()
    rows.execute(
        f"INSERT INTO person ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, NULL)",
        [
            id_.bytes,
            name,
            newcomer.name.strip(),
            newcomer.role.value,
            newcomer.site,
            newcomer.password,
            email,
            by.now,
        ],
    )
    detail = " ".join(filter(None, (newcomer.role.value, email)))
    audit.record(rows, by, What.PERSON_ADDED, about=name, site=newcomer.site, detail=detail)
    return known(rows, id_)


def change_role(rows: Rows, by: By, id_: UUID, role: Role, site: str) -> NotDone | None:
    audit.begin(rows)
    person = with_id(rows, id_)
    if person is None:
        return NotDone.UNKNOWN
    if (role, site) != (Role.ADMINISTRATOR, EVERYWHERE) and _is_last(rows, person):
        return NotDone.LAST_ADMINISTRATOR
    rows.execute("UPDATE person SET role = ?, site = ? WHERE id = ?", [role.value, site, id_.bytes])
    sessions.end_all(rows, id_)
    detail = f"{person.role} {person.site} → {role} {site}".replace("  ", " ").strip()
    audit.record(rows, by, What.ROLE_CHANGED, about=person.name, site=person.site, detail=detail)
    return None


def change_password(rows: Rows, by: By, id_: UUID, password: str) -> NotDone | None:
    """`password`: its hash."""
    audit.begin(rows)
    person = with_id(rows, id_)
    if person is None:
        return NotDone.UNKNOWN
    rows.execute("UPDATE person SET password = ? WHERE id = ?", [password, id_.bytes])
    sessions.end_all(rows, id_)
    failures.forget(rows, person.name)
    audit.record(rows, by, What.PASSWORD_CHANGED, about=person.name, site=person.site)
    return None


def change_email(rows: Rows, by: By, id_: UUID, email: str | None) -> NotDone | None:
    """Whoever proves this address next comes in, and nobody who did before."""
    email = None if email is None else plain_name(email)
    if email is not None and not _EMAIL.fullmatch(email):
        return NotDone.BAD_EMAIL
    audit.begin(rows)
    person = with_id(rows, id_)
    if person is None:
        return NotDone.UNKNOWN
    if email is None and person.password is None:
        return NotDone.EMAIL_NEEDED
    if email is not None and (other := with_email(rows, email)) and other.id != id_:
        return NotDone.TAKEN
    rows.execute(
        "UPDATE person SET email = ?, issuer = NULL, subject = NULL WHERE id = ?",
        [email, id_.bytes],
    )
    sessions.end_all(rows, id_)
    detail = f"{person.email or '-'} → {email or '-'}"
    audit.record(rows, by, What.EMAIL_CHANGED, about=person.name, site=person.site, detail=detail)
    return None


def shut_out(rows: Rows, by: By, id_: UUID) -> NotDone | None:
    audit.begin(rows)
    person = with_id(rows, id_)
    if person is None:
        return NotDone.UNKNOWN
    if _is_last(rows, person):
        return NotDone.LAST_ADMINISTRATOR
    rows.execute("UPDATE person SET disabled = ? WHERE id = ?", [by.now, id_.bytes])
    sessions.end_all(rows, id_)
    audit.record(rows, by, What.PERSON_DISABLED, about=person.name, site=person.site)
    return None


def let_in_again(rows: Rows, by: By, id_: UUID) -> NotDone | None:
    audit.begin(rows)
    person = with_id(rows, id_)
    if person is None:
        return NotDone.UNKNOWN
    rows.execute("UPDATE person SET disabled = NULL WHERE id = ?", [id_.bytes])
    audit.record(rows, by, What.PERSON_ENABLED, about=person.name, site=person.site)
    return None


def _is_last(rows: Rows, person: Person) -> bool:
    """Of those who can do everything everywhere, even while no identity provider answers."""
    able = (
        "SELECT id FROM person WHERE role = ? AND site = '' "
        "AND password IS NOT NULL AND disabled IS NULL"
    )
    found = rows.execute(able, [Role.ADMINISTRATOR.value]).fetchall()
    return [bytes(id_) for (id_,) in found] == [person.id.bytes]


def known(rows: Rows, id_: UUID) -> Person:
    """One that was seen in this transaction."""
    person = with_id(rows, id_)
    assert person is not None
    return person


def _one(rows: Rows, where: str, values: Sequence[Any]) -> Person | None:
    found = rows.execute(f"SELECT {_COLUMNS} FROM person WHERE {where}", values).fetchone()
    return None if found is None else _person(found)


def _person(row: Sequence[Any]) -> Person:
    id_, name, shown, role, *rest = row
    return Person(UUID(bytes=bytes(id_)), name, shown, Role(role), *rest)
