"""Millions of events straight into the table, as a month of ten thousand devices leaves them."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from sync.server.place import Place, Postgres
from sync.server.postgres_rows import connect
from tests.sync.kit import TEN_UTC

DEVICES = 10_000
STEP_MS = 400
_POSTGRES = """
    INSERT INTO event
    SELECT n, 'site-' || (n % 2500),
        decode(lpad(to_hex({begun} + n * {step}), 12, '0') || '7' || substr(md5(n::text), 1, 3)
            || '8' || substr(md5(n::text), 4, 15), 'hex'),
        decode(md5((n % {devices})::text), 'hex'), decode(md5((n % {devices})::text), 'hex'),
        1 + n / {devices}, (ARRAY['ticket.issued', 'ticket.printed', 'feedback.given'])[1 + n % 3],
        1, {begun} + n * {step}, n, 1, 'ntp', decode(md5(n::text), 'hex'),
        '{{"ticket":"' || md5(n::text) || '","number":"A042","motif":"etat-civil","lang":"fr",'
            || '"priority":false,"lane":null,"day":"2026-11-24"}}',
        sha256(n::text::bytea), {begun} + n * {step}, decode(md5(n::text), 'hex'),
        CASE WHEN n % 3 = 0 THEN '2026-11-24' END
    FROM generate_series({first}::bigint, {last}::bigint) AS n
"""
_EACH_TIME = 250_000


def fill(place: Place, count: int) -> None:
    """An empty database that was opened once."""
    begun = TEN_UTC - count * STEP_MS
    if isinstance(place, Postgres):
        with connect(place) as connection:
            connection.execute("SET synchronous_commit = off; SET statement_timeout = 0")
            for first in range(0, count, _EACH_TIME):
                last = min(first + _EACH_TIME, count) - 1
                given = {"begun": begun, "step": STEP_MS, "devices": DEVICES}
                connection.execute(_POSTGRES.format(**given, first=first, last=last))
            connection.execute("ANALYZE event; CHECKPOINT")
        return
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO event VALUES ({', '.join('?' * 18)})", _rows(count, begun)
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(count: int, begun: int) -> Iterator[tuple[object, ...]]:
    """As the statement above makes them."""
    kinds = ("ticket.issued", "ticket.printed", "feedback.given")
    for n in range(count):
        t, mark = begun + n * STEP_MS, hashlib.md5(b"%d" % n).digest()
        who = hashlib.md5(b"%d" % (n % DEVICES)).digest()
        id_ = t.to_bytes(6, "big") + bytes([0x70 | mark[0] >> 4, mark[1], 0x80]) + mark[2:9]
        body = (
            f'{{"ticket":"{mark.hex()}","number":"A042","motif":"etat-civil","lang":"fr",'
            '"priority":false,"lane":null,"day":"2026-11-24"}'
        )
        place = (n + 1, f"site-{n % 2500}", id_, who, who, 1 + n // DEVICES)
        told = (kinds[n % 3], 1, t, n, 1, "ntp", mark, body, mark + mark, t, mark)
        yield (*place, *told, "2026-11-24" if n % 3 == 0 else None)
