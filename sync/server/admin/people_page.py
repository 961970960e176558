"""The accounts, and a form that makes one."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import people
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.office import Office, seen
from sync.server.admin.passwords import LEAST, fault_of
from sync.server.admin.people import Newcomer, NotDone, Person
from sync.server.admin.roles import Action, Role
from sync.server.admin.scope import field_of, scope_of, sites_of
from sync.server.admin.visitor import Visitor
from sync.server.rows import Rows

PATH, ADD = "/admin/people", "/admin/people/add"


@dataclass(frozen=True, slots=True)
class PeoplePage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        manage = Action.MANAGE_PEOPLE
        return [
            Route(PATH, self.guard.page(manage, self.show)),
            Route(ADD, self.guard.page(manage, self.ask)),
            Route(ADD, self.guard.form(manage, self.add), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        found = await self.office.store.run(lambda rows: people.everyone(rows, visitor.site))
        return self.office.page(request, "people.html", visitor, people=found)

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        return await self._form(request, visitor, Form({}))

    async def add(self, request: Request, visitor: Visitor, form: Form) -> Response:
        newcomer = await self._newcomer(form, visitor)
        if isinstance(newcomer, str):
            return await self._form(request, visitor, form, newcomer)
        by = visitor.by(self.office.now())

        def added(rows: Rows) -> Person | NotDone:
            with rows.atomic():
                return people.add(rows, by, newcomer)

        made = await self.office.store.run(added)
        if isinstance(made, NotDone):
            return await self._form(request, visitor, form, made.value)
        return seen(PATH, "person_added")

    async def _newcomer(self, form: Form, visitor: Visitor) -> Newcomer | str:
        """Or the key of what is wrong with it."""
        scope = scope_of(form, visitor)
        name, email, password = form.one("name"), form.one("email").strip(), form.one("password")
        if scope is None:
            return "scope"
        if not (name or email):
            return NotDone.BAD_NAME.value
        # Without a password, only the identity provider lets them in.
        if (password or not email) and (bad := fault_of(password, people.plain_name(name))):
            return f"password_{bad}"
        hashed = await self.office.passwords.hash(password) if password else None
        return Newcomer(name or email, scope.role, scope.site, hashed, email or None)

    async def _form(
        self, request: Request, visitor: Visitor, form: Form, bad: str | None = None
    ) -> Response:
        return self.office.page(
            request,
            "person_add.html",
            visitor,
            422 if bad else 200,
            fault=None if bad is None else self.office.say(request, f"people.{bad}", least=LEAST),
            wrong=field_of(bad),
            roles=list(Role),
            sites=await sites_of(self.office, visitor),
            least=LEAST,
            typed={name: form.one(name) for name in ("name", "email", "role", "site")},
        )
