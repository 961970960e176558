"""Signing in with a name and a password, and signing out."""

import asyncio
import secrets
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import audit, failures, people, sessions
from sync.server.admin.addresses import address_of
from sync.server.admin.audit import By, What
from sync.server.admin.failures import Trial, Wait
from sync.server.admin.forms import Form
from sync.server.admin.guard import LOGIN, Guard, drop_session, keep_session, own_path
from sync.server.admin.office import Office, seen
from sync.server.admin.passwords import Busy, Right, Wrong
from sync.server.admin.people import Person
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.rows import Rows

NOBODY = "?"
"""Who tried a name that has no account."""
FORM_COOKIE = "borne_login"
"""Ties the form of the login to the browser that asked for it."""


@dataclass(frozen=True, slots=True)
class Login:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [
            Route(LOGIN, self.ask),
            Route(LOGIN, self.sign_in, methods=["POST"]),
            Route(
                "/admin/logout",
                self.guard.form(Action.SEE_HOME, self.sign_out),
                methods=["POST"],
            ),
        ]

    async def ask(self, request: Request) -> Response:
        return await self._form(request, own_path(request.query_params.get("next", "")))

    async def sign_in(self, request: Request) -> Response:
        # Whoever holds no cookie holds no token either, not even that of an empty one.
        held = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
        form = await self.guard.sent(request, sessions.form_token(held))
        if isinstance(form, Response):
            return form
        name, address = people.plain_name(form.one("name")), address_of(request)
        trial = await self.office.store.run(
            partial(failures.begin, name=name, address=address, now=self.office.now())
        )
        if isinstance(trial, Wait):
            return await self._again(request, form, 429, wait_s=trial.seconds)
        person = await self.office.store.run(lambda rows: people.named(rows, name))
        stored = person.password if person is not None and person.disabled is None else None
        found = await self.office.passwords.verify(stored, form.one("password"))
        match found:
            case Right():
                return await self._let_in(request, form, trial, person, found)
            case Wrong():
                await self._failed(trial, person)
                return await self._again(request, form, 403, wait_s=trial.next_wait_s)
            case Busy():
                return await self._again(request, form, 503, wait_s=5)

    async def sign_out(self, request: Request, visitor: Visitor, _form: Form) -> Response:
        def out(rows: Rows) -> None:
            with rows.atomic():
                by, name = visitor.by(self.office.now()), visitor.person.name
                audit.record(rows, by, What.SIGNED_OUT, about=name, site=visitor.site)
                sessions.end(rows, visitor.token)

        await self.office.store.run(out)
        elsewhere = await self._session_elsewhere(request, visitor)
        if elsewhere is None:
            answer = seen(LOGIN, "signed_out")
        else:
            answer = self.office.page(request, "signed_out.html", elsewhere=elsewhere)
        drop_session(answer)
        return answer

    async def _session_elsewhere(self, request: Request, visitor: Visitor) -> str | None:
        """Where the session at the identity provider ends. A page leads there, for a form may not
        be sent on to another site."""
        provider = self.office.provider
        if provider is None or not visitor.id_token:
            return None
        back = self.office.own_url(request) + LOGIN
        return await asyncio.to_thread(provider.logout_url, visitor.id_token, back)

    async def _let_in(
        self, request: Request, form: Form, trial: Trial, person: Person | None, right: Right
    ) -> Response:
        assert person is not None
        begin = partial(_opened, trial=trial, person=person, right=right, now=self.office.now())
        token = await self.office.store.run(begin)
        if token is None:
            return await self._again(request, form, 403, wait_s=0)
        answer = seen(own_path(form.one("next")))
        keep_session(answer, token, is_secure=self.office.is_secure(request))
        answer.delete_cookie(FORM_COOKIE, path=LOGIN)
        return answer

    async def _failed(self, trial: Trial, person: Person | None) -> None:
        """As long for a name that is unknown; what was typed then may be a password."""
        if not trial.next_wait_s:
            return
        who, site = (NOBODY, "") if person is None else (person.name, person.site)
        by, detail = By(who, self.office.now()), f"{trial.address}, {trial.next_wait_s} s"
        await self.office.store.run(lambda rows: _locked(rows, by=by, site=site, detail=detail))

    async def _again(self, request: Request, form: Form, status: int, wait_s: int) -> Response:
        return await self._form(
            request,
            own_path(form.one("next")),
            status=status,
            name=form.one("name"),
            is_wrong=status == 403,
            wait_s=wait_s,
        )

    async def _form(
        self,
        request: Request,
        next_: str,
        status: int = 200,
        *,
        name: str = "",
        is_wrong: bool = False,
        wait_s: int = 0,
    ) -> Response:
        held = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
        answer = self.office.page(
            request,
            "login.html",
            status=status,
            token=sessions.form_token(held),
            next=next_,
            name=name[:64],
            is_wrong=is_wrong,
            wait_s=wait_s,
            has_provider=self.office.provider is not None,
            nobody=not await self.office.store.run(people.exist),
        )
        answer.set_cookie(
            FORM_COOKIE,
            held,
            path=LOGIN,
            secure=self.office.is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return answer


def _opened(rows: Rows, *, trial: Trial, person: Person, right: Right, now: int) -> str | None:
    """The token of a new session; None: the account was changed while its password was tried."""
    with rows.atomic():
        audit.begin(rows)
        if people.with_id(rows, person.id) != person:
            return None
        failures.forgive(rows, trial)
        if right.rehashed is not None:
            rows.execute(
                "UPDATE person SET password = ? WHERE id = ?", [right.rehashed, person.id.bytes]
            )
        by = By(person.name, now)
        audit.record(
            rows, by, What.SIGNED_IN, about=person.name, site=person.site, detail=trial.address
        )
        return sessions.begin(rows, person.id, now)


def _locked(rows: Rows, *, by: By, site: str, detail: str) -> None:
    with rows.atomic():
        audit.record(rows, by, What.LOCKED_OUT, about=by.who, site=site, detail=detail)
