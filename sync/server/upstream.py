"""What is known here of the server upstream. `sync.hub` writes it; this reads what people see."""

from dataclasses import dataclass
from enum import StrEnum

from sync.server.rows import Rows
from sync.wire import Position


class Standing(StrEnum):
    """What the last exchange came to."""

    NEW = "new"
    REACHED = "reached"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Upstream:
    """`unsent`: events that the centre has not acknowledged. Times in ms; `heard`: its last
    answer, `since`: when it began to stand as it does."""

    url: str
    site: str
    standing: Standing
    detail: str
    since: int
    heard: int | None
    unsent: int
    stopped: int
    """Logs that the centre does not take as they are."""


# Devices choose the numbers of their logs: a sum of whole numbers could run over.
_UNSENT = """
    SELECT coalesce(sum(CAST(CASE WHEN stream.ack_seq > coalesce(forwarded.ack_seq, 0)
                             THEN stream.ack_seq - coalesce(forwarded.ack_seq, 0) ELSE 0 END
                             AS DOUBLE PRECISION)), 0),
           CAST(coalesce(sum(CASE WHEN trouble IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT)
    FROM stream LEFT JOIN forwarded ON forwarded.site = stream.site
        AND forwarded.device = stream.device AND forwarded.log = stream.log
    WHERE forked IS NULL
"""


def safe(rows: Rows, log: tuple[str, bytes, bytes]) -> Position | None:
    """How far the backups of the centre reach in that log, as it said last."""
    found = rows.execute(
        "SELECT safe_seq, safe_hash FROM forwarded "
        "WHERE site = ? AND device = ? AND log = ? AND safe_seq IS NOT NULL",
        [*log],
    ).fetchone()
    return None if found is None else Position(int(found[0]), bytes(found[1]).hex())


def upstream(rows: Rows) -> Upstream | None:
    """None: this server is nobody's hub."""
    found = rows.execute(
        "SELECT url, site, standing, detail, since, heard FROM upstream"
    ).fetchone()
    if found is None:
        return None
    unsent, stopped = rows.execute(_UNSENT).fetchone()
    url, site, standing, detail, since, heard = found
    return Upstream(url, site, Standing(standing), detail, since, heard, int(unsent), int(stopped))
