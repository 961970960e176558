"""One account: another role, another password, closed or opened again; and one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import failures, people
from sync.server.admin.addresses import address_of
from sync.server.admin.audit import By
from sync.server.admin.failures import Wait
from sync.server.admin.forms import Form
from sync.server.admin.guard import LOGIN, Guard, drop_session
from sync.server.admin.ids import id_of
from sync.server.admin.office import Office, seen
from sync.server.admin.passwords import LEAST, Right, fault_of
from sync.server.admin.people import NotDone, Person
from sync.server.admin.people_page import PATH
from sync.server.admin.roles import Action, Role
from sync.server.admin.scope import field_of, scope_of, sites_of
from sync.server.admin.visitor import Visitor
from sync.server.rows import Rows

CHANGE, OWN = "/admin/people/change", "/admin/account"
Act = Callable[[Rows, By, UUID], NotDone | None]


@dataclass(frozen=True, slots=True)
class PersonPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        manage, own = Action.MANAGE_PEOPLE, Action.SEE_HOME
        return [
            Route(CHANGE, self.guard.page(manage, self.show)),
            Route(CHANGE, self.guard.form(manage, self.change), methods=["POST"]),
            Route(OWN, self.guard.page(own, self.show_own)),
            Route(OWN, self.guard.form(own, self.change_own), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        person = await self._theirs(visitor, request.query_params.get("id", ""))
        if person is None:
            return self.office.refusal(request, 404, "gone", visitor)
        return await self._form(request, visitor, person)

    async def change(self, request: Request, visitor: Visitor, form: Form) -> Response:
        person = await self._theirs(visitor, form.one("id"))
        if person is None:
            return self.office.refusal(request, 404, "gone", visitor)
        act = await self._asked(form, visitor, person)
        if isinstance(act, str):
            return await self._form(request, visitor, person, act)
        refused = await self._do(act, visitor, person)
        if refused is not None:
            return await self._form(request, visitor, person, refused.value)
        return seen(PATH, f"person_{form.one('do')}")

    async def show_own(self, request: Request, visitor: Visitor) -> Response:
        return self._own(request, visitor)

    async def change_own(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Whoever finds a page left open does not have the password that it was opened with."""
        person, now = visitor.person, self.office.now()
        begin = partial(failures.begin, name=person.name, address=address_of(request), now=now)
        trial = await self.office.store.run(begin)
        if isinstance(trial, Wait):
            return self._own(request, visitor, "old_many")
        found = await self.office.passwords.verify(person.password, form.one("old"))
        if not isinstance(found, Right):
            return self._own(request, visitor, "old_wrong")
        await self.office.store.run(lambda rows: failures.forgive(rows, trial))
        act = await self._password(form, person)
        if isinstance(act, str):
            return self._own(request, visitor, act)
        await self._do(act, visitor, person)
        answer = seen(LOGIN, "own_password")
        drop_session(answer)
        return answer

    async def _asked(self, form: Form, visitor: Visitor, person: Person) -> Act | str:
        """What to do, or the key of what is wrong with it."""
        match form.one("do"):
            case "role":
                scope = scope_of(form, visitor)
                if scope is None:
                    return "scope"
                return lambda rows, by, id_: people.change_role(
                    rows, by, id_, scope.role, scope.site
                )
            case "password":
                return await self._password(form, person)
            case "email":
                email = form.one("email").strip() or None
                return lambda rows, by, id_: people.change_email(rows, by, id_, email)
            case "disable":
                return people.shut_out
            case "enable":
                return people.let_in_again
            case _:
                return "scope"

    async def _password(self, form: Form, person: Person) -> Act | str:
        if bad := fault_of(form.one("password"), person.name):
            return f"password_{bad}"
        hashed = await self.office.passwords.hash(form.one("password"))
        return lambda rows, by, id_: people.change_password(rows, by, id_, hashed)

    async def _do(self, act: Act, visitor: Visitor, person: Person) -> NotDone | None:
        by = visitor.by(self.office.now())

        def done(rows: Rows) -> NotDone | None:
            with rows.atomic():
                return act(rows, by, person.id)

        return await self.office.store.run(done)

    async def _theirs(self, visitor: Visitor, asked: str) -> Person | None:
        """One that this administrator is over."""
        id_ = id_of(asked)
        if id_ is None:
            return None
        person = await self.office.store.run(lambda rows: people.with_id(rows, id_))
        return person if person is not None and visitor.sees(person.site) else None

    async def _form(
        self, request: Request, visitor: Visitor, person: Person, bad: str | None = None
    ) -> Response:
        return self.office.page(
            request,
            "person.html",
            visitor,
            422 if bad else 200,
            fault=None if bad is None else self.office.say(request, f"people.{bad}", least=LEAST),
            wrong=field_of(bad),
            person=person,
            roles=list(Role),
            sites=await sites_of(self.office, visitor),
            least=LEAST,
        )

    def _own(self, request: Request, visitor: Visitor, bad: str | None = None) -> Response:
        return self.office.page(
            request,
            "account.html",
            visitor,
            422 if bad else 200,
            fault=None if bad is None else self.office.say(request, f"people.{bad}", least=LEAST),
            wrong=field_of(bad),
            least=LEAST,
        )
