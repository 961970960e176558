"""Columns of a batch as binary arrays: psycopg's own lists take several times as long."""

from collections.abc import Sequence
from struct import Struct
from struct import pack as packed
from typing import Any, assert_never

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

from sync.server.rows import Kind

_HEAD = Struct("!iiIii")
_SIZE = Struct("!i")
_NULL = _SIZE.pack(-1)
_INT8, _TEXT, _BYTEA = 20, 25, 17
"""PostgreSQL's numbers for the types of the elements."""


class _Bigints(bytes):
    """`bigint[]`, packed."""


class _Texts(bytes):
    """`text[]`, packed."""


class _Byteas(bytes):
    """`bytea[]`, packed."""


class _AsIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


class _BigintDumper(_AsIs):
    oid = 1016


class _TextDumper(_AsIs):
    oid = 1009


class _ByteaDumper(_AsIs):
    oid = 1001


def register(connection: "psycopg.Connection[Any]") -> None:
    for kind, dumper in ((_Bigints, _BigintDumper), (_Texts, _TextDumper), (_Byteas, _ByteaDumper)):
        connection.adapters.register_dumper(kind, dumper)


def pack(kind: Kind, values: Sequence[Any]) -> bytes:
    """The wire format of an array of one dimension; None, where there may be one, is null."""
    match kind:
        case Kind.NUMBER:
            pairs = [part for value in values for part in (8, value)]
            return _Bigints(_head(_INT8, values) + packed("!" + "iq" * len(values), *pairs))
        case Kind.TEXT:
            return _Texts(_joined(_TEXT, [None if v is None else v.encode() for v in values]))
        case Kind.BYTES:
            return _Byteas(_joined(_BYTEA, values))
        case Kind.ANY_TEXT:
            return _Byteas(_joined(_BYTEA, [v.encode() for v in values]))
        case _:
            assert_never(kind)


def _joined(element: int, values: Sequence[bytes | None]) -> bytes:
    parts = [_head(element, values)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            parts += (_SIZE.pack(len(value)), value)
    return b"".join(parts)


def _head(element: int, values: Sequence[object]) -> bytes:
    return _HEAD.pack(1, None in values, element, len(values), 1)
