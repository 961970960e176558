"""Which tickets the kiosks said, since a moment, that nobody knows a whole paper of."""

import sqlite_utils

from kiosk.domain.tickets import PrintState

SHOWN = 8
DOUBTFUL = (PrintState.UNKNOWN, PrintState.BLOCKED, PrintState.NOT_SENT, PrintState.EXPIRED)
"""Not what a model that can prove nothing was sent: that would be every ticket."""


def said_of(rows: sqlite_utils.Database, since: int, most: int) -> list[tuple[str, bytes]]:
    """Site and ticket, newest first; what was said of them later may be another thing."""
    found = rows.execute(
        "SELECT site, about, max(arrival) AS newest FROM event "
        "WHERE kind = 'ticket.printed' AND about IS NOT NULL AND received >= ? "
        "AND json_extract(body, '$.outcome') IN (?, ?, ?, ?) "
        "GROUP BY site, about ORDER BY newest DESC LIMIT ?",
        [since, *DOUBTFUL, most],
    )
    return [(site, about) for site, about, _ in found.fetchall()]
