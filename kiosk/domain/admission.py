"""What came of the code that a technician typed at a kiosk."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Admission:
    """`words`: for the technician."""

    is_done: bool
    words: str


@dataclass(frozen=True, slots=True)
class Door:
    """The server that this machine would be let in by; `code_page`: where it gives codes."""

    server: str
    code_page: str
