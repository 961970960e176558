"""What a cover is made of; light, for it is loaded before the first frame."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class ConductProps:
    """Empty: not shown. `typed`: how many digits, never which."""

    cover: str = ""
    title: str = ""
    detail: str = ""
    typed: int = 0
    open: bool = True
    """Whether the pad takes keys."""
    code: str = ""
    """What was typed of a code, which is no secret."""
    picture: str = ""
    """The QR code of the page that gives codes."""
    keys: Sequence[Row] = ()
    facts: Sequence[Row] = ()
    wordy: bool = False
    """Whether facts are whole sentences."""
    actions: Sequence[Row] = ()
    notices: Sequence[Row] = ()
    """The same sentence in the other languages of the site."""
    colour: str = ""
    dots: Sequence[Row] = ()
