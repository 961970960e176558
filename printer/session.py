"""One conversation with a printer: how it is, and one job with its proof. No answer is never OK."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from printer.link import Absent, Held, Link, LinkFailure, Lost
from printer.operations import RESYNC_NULS
from printer.outcome import Confirmed, Doubt, Health, NotSent, Outcome, SentUnverified, Unknown
from printer.profiles import Clear, Confirm, Profile
from printer.status import (
    Automatic,
    Cleared,
    Full,
    InOrder,
    Noise,
    ProcessId,
    Questions,
    RealTime,
    Report,
    demultiplex,
    health_of,
    health_of_automatic,
    health_of_full,
)

ANSWER_S = 0.4
"""A printer answers `DLE EOT` in real time, even when it cannot print."""
WATCH_EVERY_S = 0.25
"""How often a printer that is slow to confirm is asked what is the matter."""
GRACE_S = 1.0
"""What a printer in trouble still gets: its proof may be on the way."""
COOLING_S = 5.0
"""A hot head is asked again; the rest of the ticket follows within this time of its cooling."""
HOT_S = 120.0
"""What a head that is too hot gets to cool down, with the ticket in the printer."""
FULL_QUESTION = b"\x10\x04\x14"
CLEAR_S = 1.0
IN_ORDER_QUESTION = b"\x1dr1"
QUIET_S = 2.0
"""Longer than a cut: nothing but a cut can lie between two answers that were already due."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
RECOVER = b"\x10\x05\x02"
"""`DLE ENQ 2`: leave an error whose cause is gone, and forget what waited."""
RECOVERABLE = frozenset({Health.CUTTER, Health.JAM})
RETRACT = b"\x1de\x02"
"""`GS e 2`: a presenter takes back the ticket that nobody took."""
RESYNC_S = 2.0
STOPPED = frozenset({Health.PAPER_OUT, Health.COVER, Health.CUTTER, Health.JAM, Health.FAULT})

Clock = Callable[[], float]


def health_of_failure(failure: LinkFailure) -> Health:
    match failure:
        case Absent() | Lost():
            return Health.ABSENT
        case Held():
            return Health.HELD
        case _ as never:
            assert_never(never)


@dataclass(frozen=True, slots=True)
class _Sent:
    accepted: int
    failure: LinkFailure | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a doubt."""

    late: bool
    """The proof came after the deadline: it is on paper."""
    purged: bool
    """The printer says that nothing waits in it any more."""


class Session:
    """On a link that is open. `now` is the clock of the deadlines."""

    def __init__(self, link: Link, profile: Profile, now: Clock = time.monotonic) -> None:
        self._link = link
        self._profile = profile
        self._now = now
        self._reports: list[Report] = []
        self._rest = b""

    def health(self, deadline: float) -> Health:
        if not self._profile.status:
            # Of a printer that says nothing more, the cable is believed about its paper alone.
            hint = self._link.hint()
            return hint if hint is Health.PAPER_OUT else Health.UNVERIFIABLE
        health = self._examine(deadline)
        return self._link.hint() or health if health is Health.MUTE else health

    def health_when_cool(self, deadline: float, patience_s: float) -> Health:
        """The same, but a hot head is waited for."""
        health = self.health(deadline)
        until = self._now() + patience_s
        while health is Health.HOT and self._now() < until:
            self._listen(min(until, self._now() + WATCH_EVERY_S))
            health = self.health(self._now() + 4 * ANSWER_S)
        return health

    def recovered(self, deadline: float) -> Health:
        """Once a cutter or a jam was freed, a printer still waits to be told to go on."""
        self._send(RECOVER, deadline)
        return self.health(deadline)

    def resynchronised(self, deadline: float) -> Health:
        """A printer in the middle of half an order takes even a question for its data."""
        self._send(bytes(RESYNC_NULS), min(deadline, self._now() + RESYNC_S))
        return self.health(deadline)

    def retract(self, deadline: float) -> bool:
        """Take back the ticket in the mouth; whether there was one, and is none any more."""
        if self.health(deadline) is not Health.TICKET_WAITING:
            return False
        self._send(RETRACT, deadline)
        while self._now() < deadline:
            self._listen(min(deadline, self._now() + WATCH_EVERY_S))
            if self.health(deadline) is not Health.TICKET_WAITING:
                return True
        return False

    def settle(self, token: bytes, deadline: float) -> "Settled":
        """Hear the late proof of a job in doubt; without it, empty the printer's buffer."""
        if self._profile.confirm is Confirm.GS_R and self._profile.clear is Clear.NONE:
            return Settled(late=False, purged=self._worked_off(deadline))
        if self._profile.confirm is not Confirm.PROCESS_ID:
            return self._purge(token)
        while not self._late(token) and self._now() < deadline:
            if self._listen(deadline) is not None:
                return Settled(late=self._late(token), purged=False)
        if self._late(token):
            return Settled(late=True, purged=False)
        return self._purge(token)

    def _worked_off(self, deadline: float) -> bool:
        """Whether nothing waits in a printer that cannot be emptied. Proofs by `GS r` have no name:
        one that is still to come would prove the next job. A question of the same kind is answered
        after all of them, and then nothing more comes."""
        if self._now() >= deadline:
            return False
        health = self.health(deadline)
        if health is Health.MUTE:
            health = self.resynchronised(deadline)
        if not health.can_print:
            return False
        question = bytes(RESYNC_NULS) + IN_ORDER_QUESTION
        self._forget(InOrder)
        if self._send(question, deadline).accepted < len(question):
            return False
        answered, until = False, deadline
        while self._now() < until:
            if self._listen(until) is not None:
                return False
            if any(isinstance(report, InOrder) for report in self._taken()):
                answered, until = True, self._now() + QUIET_S
        return answered

    def _purge(self, token: bytes) -> "Settled":
        """A proof that overtakes the answer still counts: the cut came before the clearing."""
        if self._profile.clear is Clear.NONE:
            return Settled(late=False, purged=False)
        self._forget(Cleared)
        deadline = self._now() + CLEAR_S
        cleared = self._send(CLEAR, deadline).accepted == len(CLEAR)
        while cleared and not self._late(token) and self._now() < deadline:
            if Cleared() in self._reports:
                return Settled(late=False, purged=True)
            if self._listen(deadline) is not None:
                break
        return Settled(late=self._late(token), purged=False)

    def _late(self, token: bytes) -> bool:
        return self._profile.confirm is Confirm.PROCESS_ID and ProcessId(token) in self._reports

    def submit(self, job: bytes, token: bytes, deadline: float) -> Outcome:
        """Send a whole job and wait for the proof of it that the profile promises."""
        self._forget(ProcessId, InOrder, RealTime)
        sent = self._send(job, deadline)
        if sent.failure is not None:
            reason = Doubt.LINK_LOST if sent.accepted else health_of_failure(sent.failure)
            return _cut_short(sent, reason)
        if sent.accepted < len(job):
            return _cut_short(sent, Doubt.TIMEOUT if sent.accepted else Health.BUSY)
        if self._profile.confirm is Confirm.NONE:
            return self._await_departure(sent.accepted, deadline)
        return self._await_proof(token, sent.accepted, deadline)

    def _await_departure(self, accepted: int, deadline: float) -> Outcome:
        match self._link.drain(deadline):
            case True:
                return SentUnverified()
            case False:
                return Unknown(Doubt.TIMEOUT, accepted)
            case Absent() | Held() | Lost():
                return Unknown(Doubt.LINK_LOST, accepted)
            case _ as never:
                assert_never(never)

    def _await_proof(self, token: bytes, accepted: int, deadline: float) -> Outcome:
        trouble: Health | None = None
        noisy = False
        hot_until = deadline + HOT_S
        while self._now() < deadline:
            failure = self._listen(min(deadline, self._now() + WATCH_EVERY_S))
            if failure is None and not self._reports and self._profile.status and trouble is None:
                health = self._examine(deadline)
                if health is Health.HOT:
                    deadline = max(deadline, min(hot_until, self._now() + COOLING_S))
                if health in STOPPED:
                    trouble, deadline = health, min(deadline, self._now() + GRACE_S)
            for report in self._taken():
                noisy = noisy or isinstance(report, Noise)
                if end := self._proof(report, token, accepted, noisy=noisy):
                    return end
                if isinstance(report, Automatic) and trouble is None:
                    health = health_of_automatic(report)
                    if health in STOPPED:
                        trouble, deadline = health, min(deadline, self._now() + GRACE_S)
            if failure is not None:
                return Unknown(trouble or Doubt.LINK_LOST, accepted)
        return Unknown(trouble or Doubt.TIMEOUT, accepted)

    def _proof(self, report: Report, token: bytes, accepted: int, *, noisy: bool) -> Outcome | None:
        """One byte proves a job where `GS r` does: not amid bytes that nobody understands."""
        match self._profile.confirm, report:
            case Confirm.PROCESS_ID, ProcessId(answered) if answered == token:
                return Confirmed()
            case Confirm.GS_R, InOrder() as paper if not noisy:
                return Confirmed() if paper.has_paper else Unknown(Health.PAPER_OUT, accepted)
            case _:
                return None

    def _examine(self, deadline: float) -> Health:
        """Ask the four questions, one at a time: an answer does not say what was asked."""
        self._forget(RealTime)
        answers = []
        for question in (1, 2, 3, 4):
            answer = self._ask(question, min(deadline, self._now() + ANSWER_S))
            if answer is None:
                return Health.MUTE
            if not isinstance(answer, int):
                return health_of_failure(answer)
            answers.append(answer)
        if self._forget(RealTime):
            return Health.MUTE  # More answers than questions: none can be trusted.
        health = health_of(Questions(*answers))
        return self._examine_fully(health, deadline) if self._profile.full_status else health

    def _examine_fully(self, known: Health, deadline: float) -> Health:
        """A jam and a waiting ticket are in the full status alone. The four answers still count."""
        self._forget(Full)
        until = min(deadline, self._now() + ANSWER_S)
        sent = self._send(FULL_QUESTION, until)
        while sent.failure is None and self._now() < until:
            found = [report for report in self._reports if isinstance(report, Full)]
            if found:
                self._forget(Full)
                full = health_of_full(found[0])
                if full is Health.READY or (not known.can_print and full is not Health.JAM):
                    return known
                return full
            if self._listen(until) is not None:
                break
        return Health.MUTE

    def _ask(self, question: int, deadline: float) -> int | LinkFailure | None:
        request = bytes([0x10, 0x04, question])
        sent = self._send(request, deadline)
        if sent.failure is not None:
            return sent.failure
        while sent.accepted == len(request):
            for report in self._reports:
                if isinstance(report, RealTime):
                    self._reports.remove(report)
                    return report.value
            if self._now() >= deadline:
                break
            if failure := self._listen(deadline):
                return failure
        return None

    def _send(self, data: bytes, deadline: float) -> _Sent:
        accepted = 0
        while accepted < len(data) and self._now() < deadline:
            count = self._link.write_some(data[accepted:], deadline)
            if not isinstance(count, int):
                return _Sent(accepted, count)
            accepted += count
        return _Sent(accepted)

    def _listen(self, deadline: float) -> LinkFailure | None:
        """Read once, into `_reports`."""
        data = self._link.read_some(deadline)
        if not isinstance(data, bytes):
            return data
        reports, self._rest = demultiplex(self._rest + data)
        self._reports += reports
        return None

    def _forget(self, *kinds: type[Report]) -> bool:
        """Drop what came of these kinds, and say whether any had. A lost link shows on writing."""
        self._listen(self._now())
        kept = [report for report in self._reports if not isinstance(report, kinds)]
        dropped = len(kept) < len(self._reports)
        self._reports = kept
        return dropped

    def _taken(self) -> Iterator[Report]:
        reports, self._reports = self._reports, []
        return iter(reports)


def _cut_short(sent: _Sent, reason: Health | Doubt) -> Outcome:
    return Unknown(reason, sent.accepted) if sent.accepted else NotSent(reason)
