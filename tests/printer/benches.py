"""What the printer's tests share: a ticket, a link whose faults are set by hand, a journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.tickets import Left, PrintState, Ticket
from kiosk.paths import ASSETS
from kiosk.storage.failure import CannotWrite
from kiosk.storage.print_jobs import PrintJob
from printer.doc import TicketDoc
from printer.link import LinkFailure
from printer.outcome import Health
from printer.paper import Paper
from printer.profiles import Profile, load_profile
from printer.session import CLEAR
from tests.fakes import LANGUAGES, PARIS

TEXTS: Mapping[str, Texts] = {
    lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in LANGUAGES
}
TOKEN = b"002A"


def profile(name: str = "generic-80") -> Profile:
    found = load_profile(name)
    assert isinstance(found, Profile)
    return found


IDENTITY_CARD = TicketDoc(
    number="A042",
    motif_labels=("Carte d’identité",),
    site="Mairie de Saint-Exemple",
    issued_at=datetime(2026, 11, 24, 14, 30, tzinfo=PARIS),
    lang="fr",
    documents=("Ancienne carte", "Photo d’identité de moins de 6 mois"),
    qr="https://file.saint-exemple.fr/t/k3m9x2p7qa",
    followed=True,
)
IN_ENGLISH = replace(
    IDENTITY_CARD,
    motif_labels=("Identity card", "Carte d’identité"),
    lang="en",
    documents=("Former card",),
    zone="B",
    priority=True,
    copy=1,
)

TICKET = Ticket(
    id=UUID("019abcde-0000-7000-8000-0123456789ab"),
    number="A042",
    motif="passeport",
    lang="en",
    priority=False,
    lane=None,
    day=date(2026, 11, 24),
    issued_at=datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
    job=46,
)


@dataclass
class HandTime:
    """Seconds that pass only when somebody waits."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class HandLink:
    """A printer at the end of a link. Each fault is a field; waiting costs no real time."""

    paper: Paper
    time: HandTime
    absent: LinkFailure | None = None
    mute: bool = False
    takes: int | None = None
    """Bytes of the job it takes before it stops, or before `breaks`."""
    breaks: LinkFailure | None = None
    says: bytes = b""
    """What it sends before anything is asked."""
    leaves: bool | LinkFailure = True
    taken: bytes = b""
    opened: int = 0
    later: dict[float, bytes] = field(default_factory=dict)
    """What it sends by itself, once the clock has come to that moment."""
    clears: bool = False
    hints: Health | None = None
    """What its cable says beside the bytes."""
    answers: bytes = field(default=b"", init=False)

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        if self.absent is None:
            self.opened += 1
            self.answers = self.says
        return self.absent

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        room = len(data) if self.takes is None else self.takes - len(self.taken)
        if room <= 0 and self.breaks is not None:
            return self.breaks
        if room <= 0:
            self.time.seconds = deadline
            return 0
        self.taken += data[:room]
        answers = self.paper.feed(data[:room])
        if self.clears and data == CLEAR:
            answers += b"\x37\x25\0"
        self.answers += b"" if self.mute else answers
        return min(room, len(data))

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        answers, self.answers = self.answers, b""
        came = [at for at in self.later if at <= max(self.time.seconds, deadline)]
        if not answers and came:
            self.time.seconds = max(self.time.seconds, min(came))
            return self.later.pop(min(came))
        if not answers:
            self.time.seconds = max(self.time.seconds, deadline)
        return answers

    def drain(self, deadline: float) -> bool | LinkFailure:  # noqa: ARG002
        return self.leaves

    def hint(self) -> Health | None:
        return self.hints

    def close(self) -> None:
        self.opened -= 1


@dataclass
class FakeJournal:
    """A journal that remembers the order of everything, and what the printer had by then."""

    link: HandLink | None = None
    jobs: dict[int, PrintJob] = field(default_factory=dict)
    facts: list[tuple[object, ...]] = field(default_factory=list)
    paper: list[Any] = field(default_factory=list)
    doubt: int | None = None
    left_in: Left = Left.NOTHING
    taken_back: list[int] = field(default_factory=list)
    full_at: str = ""
    """The call that finds the disk full."""

    def job(self, job: int, /) -> PrintJob | None:
        return self.jobs.get(job)

    def recover(self) -> None:
        self._write("recover")
        self.facts.append(("recover",))

    def sending(self, job: int, size: int, /) -> None:
        self._write("sending")
        printed = b"\x1b@" in self.link.taken if self.link else False
        self.facts.append(("sending", job, size > 0, "before the first byte" * (not printed)))

    def in_doubt(self) -> int | None:
        return self.doubt

    def left(self) -> Left:
        return self.left_in if self.doubt is None else Left.BYTES

    def leaves(self, left: Left, /) -> None:
        self._write("leaves")
        self.left_in = left

    def is_last_sent(self, job: int, /) -> bool:
        return job == max(self.jobs)

    def retracted(self, job: int, /) -> None:
        self._write("retracted")
        self.taken_back.append(job)

    def purged(self, job: int, /) -> None:
        self._write("purged")
        self.doubt, self.left_in = None, Left.PAPER
        self.facts.append(("purged", job))

    def fed(self, mm: int, full_mm: int, /, *, near_end: bool) -> None:
        self._write("fed")
        self.paper.append((mm, full_mm, near_end))

    def paper_ended(self) -> None:
        self.paper.append("ended")

    def ended(self, job: int, state: PrintState, reason: str, accepted: int, /) -> None:
        self._write("ended")
        if state is PrintState.UNKNOWN:
            self.left_in = Left.BYTES
        elif state in (PrintState.CONFIRMED, PrintState.CONFIRMED_LATE):
            self.left_in = Left.NOTHING
        self.jobs[job] = replace(self.jobs[job], state=state)
        self.facts.append((state, reason, accepted))

    def _write(self, call: str) -> None:
        if call == self.full_at:
            raise CannotWrite("La base ne peut pas être écrite.")
