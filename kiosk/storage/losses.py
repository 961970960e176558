"""Which events of a log are lost, and how far the numbers of its tickets must be moved on.

Each lost event may have been a ticket. So each counter goes on after as many numbers as events are
lost since its last known ticket, and the counters that seem not to have begun begin after them all.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.storage.numbers import ANY_SERIES, NEXT_DAY, Reached
from kiosk.storage.replay import series_of
from sync.wire import Event

MOST_A_DAY = 5000
"""No kiosk gives more tickets: one each six seconds of eight hours."""
UNKNOWN_END = 500
"""Events taken for lost when nothing says where the log ended."""
_LAST_DAYS = 7


@dataclass(slots=True)
class Losses:
    """To be told of each event that is kept, in order, and then of the end."""

    last: int = 0
    """The last sequence of the log, as far as it is known."""
    count: int = 0
    first_lost: int | None = None
    last_lost: int | None = None
    is_end_known: bool = True
    holes: list[tuple[int, int]] = field(default_factory=list)
    series: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """By day and series: the greatest number known, and the event that gave it."""

    def kept(self, event: Event) -> None:
        self._lose(self.last + 1, event.seq - 1)
        self.last = event.seq
        if event.kind != "ticket.issued" or (issued := _issued(event)) is None:
            return
        day, series, n = issued
        known, _ = self.series.get((day, series), (0, 0))
        self.series[day, series] = (max(known, n), event.seq)

    def end(self, head: int | None) -> None:
        """`head`: None when nothing says how long the log was."""
        self.is_end_known = head is not None
        if head is not None:
            self._lose(self.last + 1, head)
            self.last = max(self.last, head)

    def after(self, seq: int) -> int:
        """How many events that came later are lost, or may be."""
        lost = sum(max(0, end - max(first, seq + 1) + 1) for first, end in self.holes)
        return min(MOST_A_DAY, lost + (0 if self.is_end_known else UNKNOWN_END))

    def _lose(self, first: int, end: int) -> None:
        if first > end:
            return
        self.holes.append((first, end))
        self.count += end - first + 1
        self.first_lost = first if self.first_lost is None else self.first_lost
        self.last_lost = end


class Holes:
    """The places after `last` that a rising sequence leaves out, its end included."""

    def __init__(self, seqs: Iterable[int], last: int = 0) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for seq in seqs:
            if seq != last + 1:
                self._starts.append(last + 1)
                self._ends.append(seq - 1)
            last = seq
        self._last = last

    def has(self, seq: int) -> bool:
        place = bisect_right(self._starts, seq) - 1
        return seq > self._last or (place >= 0 and seq <= self._ends[place])


def skipped(losses: Losses, counters: Mapping[tuple[str, str], int]) -> list[Reached]:
    """`counters`: those of the damaged file that could be read; what they say is a least."""
    days = sorted({day for day, _ in (*losses.series, *counters)})[-_LAST_DAYS:]
    found = []
    for day, series in sorted({*losses.series, *counters}):
        known, seq = losses.series.get((day, series), (0, 0))
        said = counters.get((day, series), 0)
        reached = max(known + losses.after(seq), said if said <= known + MOST_A_DAY else 0)
        if day in days and reached > known:
            found.append(Reached(day, series, reached))
    if (ahead := losses.after(0)) > 0:
        found.append(Reached(NEXT_DAY, ANY_SERIES, ahead))
    return found


def _issued(event: Event) -> tuple[str, str, int] | None:
    try:
        body = json.loads(event.body)
        day, number = str(body["day"]), str(body["number"])
    except (ValueError, KeyError, TypeError):
        return None
    place = series_of(number)
    return None if place is None else (day, *place)
