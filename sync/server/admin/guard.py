"""Lets each page be seen by those only who may, and each form be sent by its own page only."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sync.server.admin import forms, people, sessions
from sync.server.admin.forms import Form
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.decode import Refusal
from sync.server.rows import Rows

COOKIE, SECURE_COOKIE = "borne_session", "__Host-borne_session"
LOGIN = "/admin/login"
_OWN_PATH = re.compile(r"/(admin(/[a-z0-9-]+)*)?(\?[\w.=&%+-]{1,300})?", re.ASCII)

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Request, Visitor], Awaitable[Response]]
Handler = Callable[[Request, Visitor, Form], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Guard:
    office: Office

    def page(self, action: Action, show: Page) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            visitor = await self._admitted(request, action)
            return visitor if isinstance(visitor, Response) else await show(request, visitor)

        return endpoint

    def form(self, action: Action, do: Handler) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            visitor = await self._admitted(request, action)
            if isinstance(visitor, Response):
                return visitor
            form = await self.sent(request, visitor.form_token)
            return form if isinstance(form, Response) else await do(request, visitor, form)

        return endpoint

    async def sent(self, request: Request, token: str) -> Form | Response:
        """A form of this browser, from a page of ours."""
        if not forms.is_ours(request, self.office.public_url):
            return self.office.refusal(request, 403, "elsewhere")
        form = await forms.read(request, self.office.intake)
        if isinstance(form, Refusal):
            return self.office.refusal(request, form.status, "unreadable")
        if not form.has_token(token):
            return self.office.refusal(request, 403, "elsewhere")
        return form

    async def visitor(self, request: Request, *, is_a_sign_of_life: bool = True) -> Visitor | None:
        token = request.cookies.get(SECURE_COOKIE)
        if not token and not self.office.is_secure(request):
            token = request.cookies.get(COOKIE)
        if not token:
            return None
        look = partial(
            _signed_in, token=token, now=self.office.now(), is_a_sign_of_life=is_a_sign_of_life
        )
        found = await self.office.store.run(look)
        if found is None:
            return None
        person, session = found
        return Visitor(person, self.office.language(request), token, session.id_token)

    async def watch(self, request: Request) -> str | None:
        """For the live page: the site that may be looked at (empty: all); None: nobody's eyes.

        An open page is no sign of life: it stays open when everybody has gone home.
        """
        if not await self.office.store.run(people.exist):
            return people.EVERYWHERE
        is_the_page = request.url.path == "/"
        visitor = await self.visitor(request, is_a_sign_of_life=is_the_page)
        if visitor is None or not visitor.may(Action.SEE_LIVE):
            return None
        return visitor.site

    async def _admitted(self, request: Request, action: Action) -> Visitor | Response:
        visitor = await self.visitor(request)
        if visitor is None:
            return to_login(request)
        if not visitor.may(action):
            return self.office.refusal(request, 403, "role", visitor)
        return visitor


def to_login(request: Request) -> Response:
    query = request.url.query
    path = f"{request.url.path}?{query}" if query else request.url.path
    back = f"?next={quote(path)}" if request.method == "GET" and own_path(path) == path else ""
    return RedirectResponse(LOGIN + back, 303)


def own_path(path: str) -> str:
    """Where to go on after the login: a page of ours, whatever a link says."""
    return path if _OWN_PATH.fullmatch(path) else "/admin"


def keep_session(answer: Response, token: str, *, is_secure: bool) -> None:
    """Until the browser is closed; the server ends it earlier."""
    name = SECURE_COOKIE if is_secure else COOKIE
    answer.set_cookie(name, token, path="/", secure=is_secure, httponly=True, samesite="lax")


def drop_session(answer: Response) -> None:
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    answer.delete_cookie(SECURE_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def _signed_in(
    rows: Rows, *, token: str, now: int, is_a_sign_of_life: bool
) -> tuple[people.Person, sessions.Session] | None:
    with rows.atomic():
        session = sessions.find(rows, token, now, is_a_sign_of_life=is_a_sign_of_life)
        person = None if session is None else people.with_id(rows, session.person)
        if session is None or person is None or person.disabled is not None:
            return None
        return person, session
