"""Signing in through the identity provider. It says who somebody is; only an administrator of ours
says who may come in."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.server.admin import audit, people, sessions
from sync.server.admin.addresses import address_of
from sync.server.admin.audit import By, What
from sync.server.admin.guard import LOGIN, Guard, keep_session
from sync.server.admin.office import Office, seen
from sync.server.admin.people import Person
from sync.server.admin.provider import (
    Attempt,
    Identity,
    NotBelieved,
    Provider,
    Unreachable,
)
from sync.server.rows import Rows

START, BACK = "/admin/oidc", "/admin/oidc/back"
COOKIE = "borne_oidc"
LIFE_MS = 10 * 60 * 1000
MOST_BEGUN = 2000
MOST_AT_ONCE, MOST_WAITING = 2, 8
"""Threads that wait for the provider are not there for passwords."""
T = TypeVar("T")

log = logging.getLogger(__name__)


class NotIn(StrEnum):
    """Why somebody who was sent back is not let in; the key of its sentence."""

    STALE = "stale"
    REFUSED = "refused"
    AWAY = "away"
    UNKNOWN = "unknown"


@dataclass
class Queue:
    """Belongs to the event loop."""

    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))
    _waiting: int = 0

    async def ask(self, work: Callable[[], T]) -> T | Unreachable:
        if self._waiting >= MOST_WAITING:
            return Unreachable("too many at once")
        self._waiting += 1
        try:
            async with self._free:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


@dataclass(frozen=True, slots=True)
class ProviderPage:
    office: Office
    guard: Guard
    provider: Provider
    queue: Queue = field(default_factory=Queue)

    def routes(self) -> list[Route]:
        return [Route(START, self.begin), Route(BACK, self.come_back)]

    async def begin(self, request: Request) -> Response:
        attempt, held = Attempt(), secrets.token_urlsafe(32)
        url = await self.queue.ask(partial(self.provider.login_url, attempt, self._back(request)))
        if not isinstance(url, str):
            log.warning("the identity provider: %s", url)
            return self._not_in(request, NotIn.AWAY)
        note = partial(_noted, attempt=attempt, held=held, now=self.office.now())
        if not await self.office.store.run(note):
            return self._not_in(request, NotIn.AWAY)
        answer = RedirectResponse(url, 303)
        answer.set_cookie(
            COOKIE,
            held,
            max_age=LIFE_MS // 1000,
            path=START,
            secure=self.office.is_secure(request),
            httponly=True,
            samesite="lax",
        )
        return answer

    async def come_back(self, request: Request) -> Response:
        told, held = request.query_params, request.cookies.get(COOKIE, "")
        take = partial(_taken, state=told.get("state", ""), held=held, now=self.office.now())
        attempt = await self.office.store.run(take)
        if attempt is None:
            return self._not_in(request, NotIn.STALE)
        code = told.get("code", "")
        if not code:
            return self._not_in(request, NotIn.REFUSED)
        found = await self.queue.ask(
            partial(self.provider.identity, code, attempt, self._back(request))
        )
        match found:
            case Identity():
                return await self._let_in(request, found)
            case Unreachable():
                log.warning("the identity provider: %s", found.reason)
                return self._not_in(request, NotIn.AWAY)
            case NotBelieved():
                log.warning("the identity provider is not believed: %s", found.reason)
                return self._not_in(request, NotIn.REFUSED)

    async def _let_in(self, request: Request, identity: Identity) -> Response:
        begin = partial(
            _opened, identity=identity, address=address_of(request), now=self.office.now()
        )
        token = await self.office.store.run(begin)
        if token is None:
            return self._not_in(request, NotIn.UNKNOWN)
        answer = seen("/admin")
        keep_session(answer, token, is_secure=self.office.is_secure(request))
        answer.delete_cookie(COOKIE, path=START)
        return answer

    def _not_in(self, request: Request, why: NotIn) -> Response:
        return self.office.refusal(request, _STATUS[why], f"oidc_{why}", back=LOGIN)

    def _back(self, request: Request) -> str:
        return self.office.own_url(request) + BACK


_STATUS = {NotIn.STALE: 400, NotIn.REFUSED: 403, NotIn.AWAY: 503, NotIn.UNKNOWN: 403}


def _noted(rows: Rows, *, attempt: Attempt, held: str, now: int) -> bool:
    with rows.atomic():
        rows.execute("DELETE FROM sign_in WHERE made <= ?", [now - LIFE_MS])
        if rows.execute("SELECT count(*) FROM sign_in").fetchone()[0] >= MOST_BEGUN:
            return False
        rows.execute(
            "INSERT INTO sign_in (state, browser, nonce, verifier, made) VALUES (?, ?, ?, ?, ?)",
            [_hash(attempt.state), _hash(held), attempt.nonce, attempt.verifier, now],
        )
        return True


def _taken(rows: Rows, *, state: str, held: str, now: int) -> Attempt | None:
    """Begun by this browser a moment ago, and not come back from yet."""
    with rows.atomic():
        found = rows.execute(
            "DELETE FROM sign_in WHERE state = ? AND browser = ? AND made > ? "
            "RETURNING nonce, verifier",
            [_hash(state), _hash(held), now - LIFE_MS],
        ).fetchone()
    return None if found is None else Attempt(state, *found)


def _opened(rows: Rows, *, identity: Identity, address: str, now: int) -> str | None:
    """The token of a new session; None: nobody has let them in."""
    with rows.atomic():
        audit.begin(rows)
        person = _let_in(rows, identity)
        if person is None:
            return None
        shown = identity.shown or person.shown
        rows.execute(
            "UPDATE person SET issuer = ?, subject = ?, shown = ? WHERE id = ?",
            [identity.issuer, identity.subject, shown, person.id.bytes],
        )
        siret = f", SIRET {identity.siret}" if identity.siret else ""
        detail = f"OpenID Connect{siret}, {address}"
        by = By(person.name, now)
        audit.record(rows, by, What.SIGNED_IN, about=person.name, site=person.site, detail=detail)
        return sessions.begin(rows, person.id, now, identity.id_token)


def _let_in(rows: Rows, identity: Identity) -> Person | None:
    """Once somebody has come in, the account is theirs alone, whoever gets their address later."""
    person = people.with_subject(rows, identity.issuer, identity.subject)
    if person is None and identity.email is not None:
        person = people.with_email(rows, identity.email)
        if person is not None and person.subject is not None:
            return None
    return None if person is None or person.disabled is not None else person


def _hash(text: str) -> bytes:
    return hashlib.sha256(b"borne sign-in 1\0" + text.encode()).digest()
