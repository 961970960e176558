"""What a keypad and a headset do at a screen: six keys are enough for a whole visit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from ui.access import Access, Aid
from ui.context import SiteContext
from ui.events import CommonEvent, HelpAsked, KeyUsed, Left, WentBack
from ui.guide import Guide
from ui.keys import Key, Strokes, meanings
from ui.visitor import VisitState

GRACE_S = 5.0
"""A headset that slipped out is put back in less time."""

_Leading = Literal[Key.NEXT, Key.PREVIOUS, Key.REPEAT, Key.LOUDER, Key.SOFTER, Key.CURTAIN]
"""The keys that change nothing of the visit."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What keys may do to a window."""

    state: Callable[[], VisitState]
    apply: Callable[[CommonEvent], None]
    press: Callable[[Any], None]


class Keypad:
    def __init__(
        self, guide: Guide, moves: Moves, context: SiteContext, now: Callable[[], float]
    ) -> None:
        self._guide = guide
        self._moves = moves
        self._voices = context.voices
        self._meanings = meanings(context.config.keypad.keys)
        self._strokes = Strokes(now)
        self._out_s: float | None = None
        """How long the headset has been out; None when it is not, or was never in."""

    def means(self, code: int) -> bool:
        """Whether that key, by Qt's number, is one of ours."""
        if code not in self._meanings:
            self.other_struck()
        return code in self._meanings

    def other_struck(self) -> None:
        """A key that means nothing here, or a shortcut, which no filter hears."""
        self._strokes.others()

    def strike(self, code: int, held: bool) -> None:
        """One of our keys; `held`: it repeats because it is held down."""
        key = self._meanings[code]
        if self._strokes.counts(key, held):
            self.press(key)

    def plug(self, plugged: bool) -> None:
        """The headset goes in, or comes out."""
        self.press(Key.HEADSET_IN if plugged else Key.HEADSET_OUT)

    def press(self, key: Key) -> None:
        """A key, or the headset. The first of a visit only begins it, help excepted."""
        self._guide.hush()
        if key is Key.HEADSET_OUT:
            if self._moves.state().access:
                self._out_s = 0.0
            return
        self._out_s = None
        first = Aid.KEYS not in self._moves.state().access
        place = self._guide.reading.place
        self._moves.apply(KeyUsed(self._wanted(key, first=first)))
        # Whoever is asked « Êtes-vous toujours là ? » has answered by any key.
        only_answers = first or self._guide.reading.place != place
        if key is Key.HELP or not only_answers:
            self._do(key)

    def tick(self, seconds: float) -> None:
        """Whoever took the headset away has left, and hears no farewell."""
        if self._out_s is None:
            return
        self._out_s += seconds
        if self._out_s >= GRACE_S:
            self._moves.apply(Left())
            if not self._moves.state().access:
                self._out_s = None

    def _wanted(self, key: Key, *, first: bool) -> Access:
        speaks = self._moves.state().lang in self._voices
        begins = first or key is Key.HEADSET_IN
        return frozenset({Aid.KEYS, Aid.VOICE} if begins and speaks else {Aid.KEYS})

    def _do(self, key: Key) -> None:
        match key:
            case Key.OK:
                if self._guide.item is not None:
                    self._moves.press(self._guide.item.act)
            case Key.BACK:
                self._go_back()
            case Key.HELP:
                self._moves.apply(HelpAsked())
            case Key.HEADSET_IN | Key.HEADSET_OUT:
                pass
            case _:
                self._lead(key)

    def _lead(self, key: _Leading) -> None:
        match key:
            case Key.NEXT:
                self._guide.step(1)
            case Key.PREVIOUS:
                self._guide.step(-1)
            case Key.REPEAT:
                self._guide.repeat()
            case Key.LOUDER:
                self._guide.louder(1)
            case Key.SOFTER:
                self._guide.louder(-1)
            case Key.CURTAIN:
                self._guide.draw_curtain()
            case _:
                assert_never(key)

    def _go_back(self) -> None:
        if self._guide.reading.may_go_back:
            self._moves.apply(WentBack())
        else:
            self._guide.repeat()
