"""The addresses for devices, described from the very types that read the requests."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk import __version__
from sync.server.decode import SentBatch
from sync.server.enrolling import EnrolRequest
from sync.signature import COUNT, DEVICE, KEY, SIGNATURE
from sync.wire import Answer


class Refused(msgspec.Struct):
    """`count`: of the last request that was heard, when this one was old."""

    status: str
    reason: str
    count: int | msgspec.UnsetType = msgspec.UNSET


class LetIn(msgspec.Struct):
    site: str
    key: str
    fleet_key: bytes
    seal_key: bytes


class Now(msgspec.Struct):
    time: int
    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{16,64}$")]
    sig: bytes


class Published(msgspec.Struct):
    """`manifest`: JSON text (site, device, rev, made, files by name, each sha256 and size), signed
    as it is."""

    manifest: str
    sig: bytes


_REF = "#/components/schemas/{name}"
_TYPES = (SentBatch, EnrolRequest, Answer, Refused, LetIn, Now, Published)
_SIGNED = (DEVICE, KEY, COUNT, SIGNATURE)
_REFUSALS = {
    400: "not JSON, not gzip, another protocol",
    401: "not signed by a device that was let in, or said before",
    403: "for another device or site; from a page of another site",
    404: "nothing of that name is published for this device",
    408: "took too long to arrive",
    413: "too large",
    415: "not application/json, or packed otherwise than by gzip",
    421: "not served under this name",
    422: "a field, or the chain, is wrong",
    429: "too many at once: see Retry-After",
}


def document() -> Mapping[str, Any]:
    _, schemas = msgspec.json.schema_components(_TYPES, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Borne", "version": __version__},
        "paths": {
            "/v1/sync": {"post": _sync()},
            "/v1/enrol": {"post": _enrol()},
            "/v1/time": {"get": _time()},
            "/v1/config/{rev}": {"get": _config()},
            "/v1/blob/{sha256}": {"get": _blob()},
            "/healthz": {"get": {"responses": {"200": {"description": "it works"}, **_AWAY}}},
            "/metrics": {"get": {"responses": {"200": {"description": "Prometheus"}, **_COUNTS}}},
        },
        "components": {"schemas": schemas},
    }


async def show(_request: Request) -> Response:
    return JSONResponse(document())


def _signature() -> list[Mapping[str, Any]]:
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in _SIGNED
    ]


def _config() -> Mapping[str, Any]:
    rev = {"name": "rev", "in": "path", "required": True}
    return {
        "parameters": [{**rev, "schema": {"type": "integer", "minimum": 1}}, *_signature()],
        "responses": {"200": _said("signed", "Published"), **_refused(401, 404, 421), **_AWAY},
    }


def _blob() -> Mapping[str, Any]:
    sha256 = {"name": "sha256", "in": "path", "required": True}
    pattern = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "parameters": [{**sha256, "schema": pattern}, *_signature()],
        "responses": {
            "200": {"description": "the file", "content": content},
            **_refused(401, 404, 421),
            **_AWAY,
        },
    }


def _sync() -> Mapping[str, Any]:
    answers = {
        "200": _said("stored up to ack", "Answer"),
        "409": _said("a gap or a fork", "Answer"),
    }
    return {
        "parameters": _signature(),
        "requestBody": _body("SentBatch"),
        "responses": {
            **answers,
            **_refused(*(status for status in _REFUSALS if status != 404)),
            **_AWAY,
        },
    }


def _enrol() -> Mapping[str, Any]:
    return {
        "requestBody": _body("EnrolRequest"),
        "responses": {
            "200": _said("let in", "LetIn"),
            **_refused(400, 403, 408, 413, 415, 421, 422, 429),
            **_AWAY,
        },
    }


def _time() -> Mapping[str, Any]:
    nonce = {"name": "nonce", "in": "query", "required": True}
    pattern = {"type": "string", "pattern": "^[0-9a-f]{16,64}$"}
    return {
        "parameters": [{**nonce, "schema": pattern}],
        "responses": {"200": _said("signed", "Now"), **_refused(421, 422), **_AWAY},
    }


_COUNTS = {
    "401": {"description": "from another machine, and without the token"},
    "503": {"description": "the database does not answer: see Retry-After"},
}
_AWAY = {"503": {"description": "the database does not answer: see Retry-After"}}


def _body(name: str) -> Mapping[str, Any]:
    return {"required": True, "content": _json(name)}


def _said(what: str, name: str) -> Mapping[str, Any]:
    return {"description": what, "content": _json(name)}


def _refused(*statuses: int) -> Mapping[str, Any]:
    return {str(status): _said(_REFUSALS[status], "Refused") for status in statuses}


def _json(name: str) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}
