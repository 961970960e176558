"""What a run of the simulation came to."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Belongs to the event loop."""

    seconds: list[float] = field(default_factory=list)
    """Of each exchange that was answered."""
    answers: Counter[int] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    under_way: int = 0
    most_under_way: int = 0

    def begin(self) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)

    def heard(self, status: int, seconds: float) -> None:
        self.under_way -= 1
        self.answers[status] += 1
        self.seconds.append(seconds)

    def heard_nothing(self, why: str) -> None:
        self.under_way -= 1
        self.unanswered[why] += 1


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the server's process, in MiB."""

    before: float
    most: float


@dataclass(frozen=True, slots=True)
class Course:
    """How the exchanges went. `attempts`: requests of each kiosk, for each that it needed."""

    seconds: float
    stored: int
    attempts: Sequence[float]
    tally: Tally
    memory: Memory | None

    def fields(self) -> Mapping[str, object]:
        taken = self.tally.answers[200]
        return {
            "seconds": round(self.seconds, 1),
            "batches_per_s": round(taken / self.seconds, 1),
            "events_per_s": round(self.stored / self.seconds, 1),
            "attempts": {
                "mean": round(statistics.fmean(self.attempts), 3),
                "max": round(max(self.attempts), 2),
            },
            "answer_ms": _milliseconds(self.tally.seconds),
            "answers": {str(status): n for status, n in sorted(self.tally.answers.items())},
            "unanswered": dict(sorted(self.tally.unanswered.items())),
            "most_at_once": self.tally.most_under_way,
            "server_mib": _mib(self.memory),
        }


def _mib(memory: Memory | None) -> Mapping[str, float] | None:
    """None: the server is elsewhere."""
    if memory is None:
        return None
    return {"before": round(memory.before, 1), "most": round(memory.most, 1)}


def _milliseconds(seconds: Sequence[float]) -> Mapping[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(seconds)}
    return {name: round(1000 * value, 1) for name, value in found.items()}
