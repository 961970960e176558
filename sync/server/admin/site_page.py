"""One site: when it opens, what it offers and says, as published; and a way to change that."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.manifest import CONFIG_FILE
from sync.server import published_rows, publishing
from sync.server.admin import audit, devices, written
from sync.server.admin.audit import What
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import number_of
from sync.server.admin.office import Office, seen
from sync.server.admin.roles import Action
from sync.server.admin.site_words import day_in, week_of
from sync.server.admin.visitor import Visitor
from sync.server.published_rows import Target
from sync.server.publishing import Problem, Standing, publish
from sync.server.rows import Rows

PATH = "/admin/site"
_EMPTY = 'catalogue = "mairie"\n\n[site]\nid = "{site}"\nname = "{site}"\n'

Change = Callable[[str, Form], str | None]
"""From the text that is published to the next; None: this form cannot do it."""


@dataclass(frozen=True, slots=True)
class _Held:
    """`rev` 0: nothing is published."""

    rev: int
    made: int | None
    files: Mapping[str, bytes]
    standings: Sequence[Standing]

    @property
    def text(self) -> str:
        return self.files.get(CONFIG_FILE, b"").decode(errors="replace")


class _Overtaken:
    """Somebody else has published meanwhile."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page that is shown again with what was sent, and why it was not taken."""

    fault: str
    text: str
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class SitePage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        path = f"{PATH}/{{site}}"
        return [
            Route(path, self.guard.page(Action.SEE_DEVICES, self.show)),
            *(
                Route(
                    f"{path}/{name}",
                    self.guard.form(Action.PUBLISH, self._doing(change)),
                    methods=["POST"],
                )
                for name, change in _CHANGES.items()
            ),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._page(request, visitor, None)

    def _doing(self, change: Change) -> Callable[[Request, Visitor, Form], Awaitable[Response]]:
        async def do(request: Request, visitor: Visitor, form: Form) -> Response:
            return await self._publish(request, visitor, form, change)

        return do

    async def _publish(
        self, request: Request, visitor: Visitor, form: Form, change: Change
    ) -> Response:
        site = request.path_params["site"]
        held = await self._held(site, visitor)
        if held is None:
            return self.office.refusal(request, 404, "gone", visitor)
        text = change(held.text, form)
        if text is None:
            return await self._page(request, visitor, _Shown("by_hand", held.text))
        if number_of(form.one("rev")) != held.rev:
            return await self._page(request, visitor, _Shown("overtaken", text))
        files = {**held.files, CONFIG_FILE: text.encode()}
        target = Target(site)
        problems: Sequence[Problem] = await asyncio.to_thread(
            publishing.checked, target, files, self.office.check
        )
        if not problems:
            write = partial(
                _written, target=target, files=files, held=held, by=visitor.by(self.office.now())
            )
            done = await self.office.store.run(write)
            if isinstance(done, _Overtaken):
                return await self._page(request, visitor, _Shown("overtaken", text))
            problems = done
        if problems:
            return await self._page(request, visitor, _Shown("not_published", text, problems))
        return seen(f"{PATH}/{site}", "published")

    async def _held(self, site: str, visitor: Visitor) -> _Held | None:
        if not visitor.sees(site):
            return None
        return await self.office.store.run(partial(_looked_up, site=site))

    async def _page(self, request: Request, visitor: Visitor, shown: _Shown | None) -> Response:
        site = request.path_params["site"]
        held = await self._held(site, visitor)
        if held is None:
            return self.office.refusal(request, 404, "gone", visitor)
        summary = await self.office.sites.summary(self.office.store, site) if held.rev else None
        lang = self.office.language(request)
        texts = self.office.pages.texts(lang)
        return self.office.page(
            request,
            "site.html",
            visitor,
            200 if shown is None else 422,
            site=site,
            held=held,
            summary=summary,
            week=None if summary is None else week_of(summary.rules.week),
            hours_of=week_of,
            day=partial(day_in, lang=lang),
            closures=() if summary is None else summary.rules.closures,
            text=(held.text or _EMPTY.format(site=site)) if shown is None else shown.text,
            problems=() if shown is None else shown.problems,
            fault=None if shown is None else texts.say(f"site.{shown.fault}"),
        )


def _looked_up(rows: Rows, *, site: str) -> _Held | None:
    if site not in devices.sites(rows):
        return None
    standings = [each for each in publishing.standings(rows) if each.site == site]
    manifest = published_rows.holding(rows, Target(site))
    if manifest is None or not manifest.files:
        return _Held(0, None, {}, standings)
    files = published_rows.files(rows, Target(site))
    return _Held(manifest.rev, manifest.made, files, standings)


def _written(
    rows: Rows, *, target: Target, files: Mapping[str, bytes], held: _Held, by: audit.By
) -> Sequence[Problem] | _Overtaken:
    """It was checked a moment ago, elsewhere than in the thread of the database."""
    with rows.atomic():
        audit.begin(rows)
        now = published_rows.holding(rows, target)
        if (now.rev if now is not None and now.files else 0) != held.rev:
            return _Overtaken()
        done = publish(rows, target, files, lambda _folder, _target: (), by.now)
        if not isinstance(done, publishing.Published):
            return done
        audit.record(rows, by, What.CONFIG_PUBLISHED, site=target.site, detail=str(done.rev))
        return ()


def _whole(_text: str, form: Form) -> str:
    return form.one("text").replace("\r\n", "\n")


def _close(text: str, form: Form) -> str | None:
    first = _day(form.one("first"))
    return (
        None
        if first is None
        else written.with_closure(text, first, _day(form.one("last")), _by_language(form, "reason"))
    )


def _reopen(text: str, form: Form) -> str | None:
    place = number_of(form.one("place"))
    return None if place is None else written.without_closure(text, place)


def _tell(text: str, form: Form) -> str | None:
    words = _by_language(form, "text")
    return written.with_message(text, words, _day(form.one("first")), _day(form.one("last")))


_CHANGES: Mapping[str, Change] = {
    "publish": _whole,
    "close": _close,
    "reopen": _reopen,
    "tell": _tell,
}


def _by_language(form: Form, name: str) -> Mapping[str, str]:
    """`reason.fr`, `reason.en`: those that were filled in."""
    found = {
        key.removeprefix(f"{name}."): form.one(key).strip()
        for key in form.fields
        if key.startswith(f"{name}.")
    }
    return {lang: words for lang, words in found.items() if words and lang.isalpha()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
