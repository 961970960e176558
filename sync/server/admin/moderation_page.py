"""Comments that wait to be read, bursts of tickets that wait to be judged."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import moderation
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import id_of
from sync.server.admin.office import Office, seen
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.moderation import Burst, Comment, Subject
from sync.server.rows import Rows

PATH = "/admin/moderation"
MOST = 100
WITHIN_MS = 90 * 24 * 3600 * 1000
"""What nobody has decided for so long is left to the command line."""
_VERDICTS = {
    "show": (Subject.COMMENT, True),
    "hide": (Subject.COMMENT, False),
    "keep": (Subject.BURST, True),
    "void": (Subject.BURST, False),
}


@dataclass(frozen=True, slots=True)
class ModerationPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.guard.page(Action.MODERATE, self.show)),
            Route(PATH, self.guard.form(Action.MODERATE, self.decide), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        look = partial(_waiting, site=visitor.site, since=self.office.now() - WITHIN_MS)
        comments, bursts = await self.office.store.run(look)
        return self.office.page(
            request, "moderation.html", visitor, comments=comments, bursts=bursts, most=MOST
        )

    async def decide(self, request: Request, visitor: Visitor, form: Form) -> Response:
        verdict, id_ = _VERDICTS.get(form.one("verdict")), id_of(form.one("id"))
        if verdict is None or id_ is None:
            return self.office.refusal(request, 422, "gone", visitor)
        subject, accepted = verdict

        def decided(rows: Rows) -> bool:
            with rows.atomic():
                by = visitor.by(self.office.now())
                return moderation.settle(
                    rows, by, subject, id_, accepted=accepted, site=visitor.site
                )

        if not await self.office.store.run(decided):
            return self.office.refusal(request, 404, "gone", visitor)
        self.office.tide.rise()
        return seen(PATH, f"decided_{form.one('verdict')}")


def _waiting(rows: Rows, *, site: str, since: int) -> tuple[list[Comment], list[Burst]]:
    return (
        list(moderation.comments_to_decide(rows, site, since, MOST)),
        list(moderation.bursts_to_decide(rows, site, since, MOST)),
    )
