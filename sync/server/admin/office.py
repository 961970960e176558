"""What every administration page has at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.server.admin.addresses import is_https
from sync.server.admin.pages import AdminPages
from sync.server.admin.passwords import PasswordDesk
from sync.server.admin.provider import Provider
from sync.server.admin.visitor import Visitor
from sync.server.intake import Intake
from sync.server.publishing import Check, check_nothing
from sync.server.sites import Sites
from sync.server.storage import Store
from sync.server.tide import Tide

LANGUAGE_COOKIE = "borne_lang"


@dataclass(frozen=True, slots=True)
class Office:
    """`public_url`: where browsers reach this server, when a proxy makes it another address.
    `provider`: of identities, if there is one beside our own accounts."""

    store: Store
    pages: AdminPages
    tide: Tide
    now: Callable[[], int]
    public_url: str | None = None
    provider: Provider | None = None
    passwords: PasswordDesk = field(default_factory=PasswordDesk)
    intake: Intake = field(default_factory=Intake)
    check: Check = check_nothing
    """The rules for what is published."""
    sites: Sites = field(default_factory=Sites)

    def language(self, request: Request) -> str:
        """Asked for by a link, else chosen before, else what the browser prefers."""
        asked = request.query_params.get("lang", "")
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        return self.pages.language(
            asked, chosen, accepted=request.headers.get("Accept-Language", "")
        )

    def page(
        self,
        request: Request,
        template: str,
        visitor: Visitor | None = None,
        status: int = 200,
        **values: object,
    ) -> Response:
        lang = self.language(request)
        said = request.query_params.get("said", "")
        texts = self.pages.texts(lang)
        told = texts.entries.get(f"said.{said}")
        given = {
            "said": told if isinstance(told, str) else None,
            "same": _without_language(request),
        }
        html = self.pages.render(template, lang, request.url.path, visitor, **given | values)
        answer = HTMLResponse(html, status, {"Vary": "Accept-Language, Cookie"})
        if request.query_params.get("lang") == lang:
            answer.set_cookie(LANGUAGE_COOKIE, lang, path="/admin", httponly=True, samesite="lax")
        return answer

    def say(self, request: Request, key: str, **values: object) -> str:
        return self.pages.texts(self.language(request)).say(key, **values)

    def refusal(
        self,
        request: Request,
        status: int,
        fault: str,
        visitor: Visitor | None = None,
        back: str = "/admin",
    ) -> Response:
        """`fault`: its key under `[fault]`; `back`: where to go on."""
        words = self.say(request, f"fault.{fault}")
        return self.page(request, "refusal.html", visitor, status, fault=words, back=back)

    async def nowhere(self, request: Request, visitor: Visitor) -> Response:
        """A page that is not there, or no longer."""
        return self.refusal(request, 404, "gone", visitor)

    def own_url(self, request: Request) -> str:
        """Of this server, as the browser reaches it; without a bar at its end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        scheme = "https" if is_https(request) else "http"
        return f"{scheme}://{request.headers.get('Host', '')}"

    def is_secure(self, request: Request) -> bool:
        return self.own_url(request).startswith("https://")


def _without_language(request: Request) -> str:
    """What else the address asks for, before the language."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("lang", "said")]
    return f"{urlencode(kept)}&" if kept else ""


def seen(path: str, said: str = "") -> Response:
    """Go and look there: what was sent is not sent again by reloading."""
    return RedirectResponse(f"{path}?said={said}" if said else path, 303)
