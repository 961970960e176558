"""What the spool writes down and asks of its journal; the tokens that tell jobs apart."""

import secrets
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.tickets import Left, PrintState

if TYPE_CHECKING:
    from kiosk.storage.print_jobs import PrintJob

TOKEN_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TOKEN_LENGTH = 4


class Journal(Protocol):
    """The durable facts. Each call is one transaction, or raises CannotWrite."""

    def job(self, job: int, /) -> "PrintJob | None": ...

    def recover(self) -> None:
        """Settle what a stopped process left. Only called while the printer's lock is held."""
        ...

    def sending(self, job: int, size: int, /) -> None: ...

    def in_doubt(self) -> int | None:
        """The job that was the last to be sent, when its end is unknown and the printer was not
        emptied since."""
        ...

    def purged(self, job: int, /) -> None:
        """The printer has thrown away what it had not printed of this job."""
        ...

    def left(self) -> Left:
        """What the last paper left in the printer."""
        ...

    def leaves(self, left: Left, /) -> None:
        """A paper without a job leaves that."""
        ...

    def is_last_sent(self, job: int, /) -> bool: ...

    def retracted(self, job: int, /) -> None:
        """Nobody took this paper: the presenter has it back."""
        ...

    def fed(self, mm: int, full_mm: int, /, *, near_end: bool) -> None:
        """A paper came out of a roll that held `full_mm`."""
        ...

    def paper_ended(self) -> None:
        """The printer says that the roll is at its end."""
        ...

    def ended(self, job: int, state: PrintState, reason: str, accepted: int, /) -> None: ...


def token_of(job: int) -> bytes:
    """Four characters that this job has and the million jobs around it do not."""
    digits = []
    for _ in range(TOKEN_LENGTH):
        job, digit = divmod(job, len(TOKEN_DIGITS))
        digits.append(TOKEN_DIGITS[digit])
    return "".join(reversed(digits)).encode()


def any_token() -> bytes:
    """For a paper without a job: an answer to the one before it must not be taken for its own."""
    return "".join(secrets.choice(TOKEN_DIGITS) for _ in range(TOKEN_LENGTH)).encode()
