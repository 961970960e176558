"""Which tickets the kiosks said, since a moment, that nobody knows a whole paper of."""

from kiosk.domain.tickets import PrintState
from sync.server.rows import Rows, of_one

SHOWN = 8
DOUBTFUL = (PrintState.UNKNOWN, PrintState.BLOCKED, PrintState.NOT_SENT, PrintState.EXPIRED)
"""Not what a model that can prove nothing was sent: that would be every ticket."""


def said_of(rows: Rows, since: int, most: int, site: str = "") -> list[tuple[str, bytes]]:
    """Site and ticket, newest first; what was said of them later may be another thing."""
    of_site, its = of_one(site)
    found = rows.execute(
        "SELECT site, about, max(arrival) AS newest FROM event "
        "WHERE kind = 'ticket.printed' AND about IS NOT NULL AND received >= ? "
        "AND json_extract(body, '$.outcome') IN (?, ?, ?, ?) "
        f"{of_site} "
        "GROUP BY site, about ORDER BY newest DESC LIMIT ?",
        [since, *(state.value for state in DOUBTFUL), *its, most],
    )
    return [(site, about) for site, about, _ in found.fetchall()]
