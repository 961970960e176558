"""What a browser sends from a form of ours, and whether it was one of ours."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from sync.server.admin.addresses import split
from sync.server.decode import Refusal
from sync.server.intake import Intake

TOKEN = "token"
MOST_FIELDS = 200
_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """Empty when it is not there."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())

    def has_token(self, wanted: str) -> bool:
        return secrets.compare_digest(self.one(TOKEN).encode(), wanted.encode())


async def read(request: Request, intake: Intake) -> Form | Refusal:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _TYPE:
        return Refusal(415, "not a form")
    body = await intake.read(request)
    if isinstance(body, Refusal):
        return body
    try:
        text = body.decode()
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return Refusal(400, "not a form that can be read")
    # PostgreSQL has no text with a zero in it, and no field of ours needs one.
    if any("\0" in value for values in fields.values() for value in values):
        return Refusal(400, "a zero in a field")
    return Form(fields)


def is_ours(request: Request, public_url: str | None) -> bool:
    """Whether a page of this server sent it. Old browsers do not say: the token must do then."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = {request.headers.get("Host", "").lower()}
    if public_url is not None:
        ours.add(split(public_url).netloc.lower())
    return split(origin).netloc.lower() in ours - {""}
