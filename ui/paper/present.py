"""What the paper window shows, derived from the papers that came out. Pure: no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.domain.texts import Texts

KEPT = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """The nth that was printed, and the size of its picture in pixels."""

    n: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class State:
    """`papers`: the newest first, at most KEPT."""

    papers: tuple[Paper, ...] = ()
    printed: int = 0
    loaded: bool | None = None
    """There is paper in the printer; None where no hand can change that."""


@dataclass(frozen=True, slots=True)
class PaperProps:
    """`newest` holds one paper or none: what hangs from the slot."""

    title: str
    count: str
    empty: str
    hint: str
    earlier: str
    newest: Sequence[dict[str, object]]
    older: Sequence[dict[str, object]]
    control: str
    """What the hand at the printer can do; empty: nothing."""
    free: int
    """Places for older ones that are not taken yet."""


def with_paper(state: State, paper: Paper) -> State:
    """Papers may be drawn out of order; they were printed in the order of `n`."""
    papers = sorted((*state.papers, paper), key=lambda each: each.n, reverse=True)
    return replace(state, papers=tuple(papers[:KEPT]), printed=state.printed + 1)


def present(state: State, texts: Texts) -> PaperProps:
    shown = [_paper(paper, texts) for paper in state.papers]
    return PaperProps(
        title=texts.say("paper.title"),
        count=texts.count("paper.count", state.printed) if shown else "",
        empty="" if shown else texts.say("paper.empty"),
        hint="" if shown else texts.say("paper.hint"),
        earlier=texts.say("paper.earlier"),
        newest=shown[:1],
        older=shown[1:],
        control=_control(state, texts),
        free=KEPT - max(len(shown), 1),
    )


def _control(state: State, texts: Texts) -> str:
    if state.loaded is None:
        return ""
    return texts.say("paper.remove" if state.loaded else "paper.load")


def _paper(paper: Paper, texts: Texts) -> dict[str, object]:
    return {
        "source": f"image://paper/{paper.n}",
        "name": texts.say("paper.picture", n=paper.n),
        "dots": paper.width,
        "ratio": paper.height / paper.width,
    }
