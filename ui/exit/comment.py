"""What the screen of the comment shows, and its keyboard. Pure: no Qt, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.masking import MOST
from kiosk.domain.texts import Texts
from ui.exit.flow import State
from ui.exit.keyboard import Layout, Special
from ui.exit.present import Context, chosen_face

WIDE_KEY, WIDEST_KEY = 1.5, 2.0
"""Widths of special keys, in those of a letter."""


@dataclass(frozen=True, slots=True)
class CommentProps:
    """`hint` warns of what not to write."""

    question: str
    hint: str
    face: str
    text: str
    count: str
    back: str
    skip: str
    send: str
    can_send: bool


@dataclass(frozen=True, slots=True)
class KeyboardProps:
    """`columns`, `lines`: of its larger page; `shift`: the `upper` label of a key holds."""

    rows: Sequence[Sequence[dict[str, object]]]
    """key, label, upper, spoken, span, special."""
    columns: int
    lines: int
    shift: bool


def comment(state: State, context: Context) -> CommentProps:
    words, text = context.words(state), state.draft.text
    return CommentProps(
        question=words.say("exit.comment_question"),
        hint=words.say("exit.comment_warning"),
        face=chosen_face(state, context.scale),
        text=text,
        count=words.say("exit.comment_count", used=len(text), most=MOST),
        back=words.say("common.back"),
        skip=words.say("exit.skip"),
        send=words.say("exit.send"),
        can_send=text.strip() != "",
    )


def keyboard(state: State, context: Context) -> KeyboardProps:
    layout, words, draft = context.layouts[state.lang], context.words(state), state.draft
    signs = layout.symbols if draft.symbols else layout.letters
    rows = [[_sign(sign) for sign in row] for row in signs]
    # As large as the larger page, so that no key moves when it is turned.
    columns = max(len(row) for row in (*layout.symbols, *layout.letters))
    lines = max(len(layout.symbols), len(layout.letters)) + 1
    return KeyboardProps(
        rows=(*rows, _space_row(layout, words, columns, symbols=draft.symbols)),
        columns=columns,
        lines=lines,
        shift=draft.shift and layout.case and not draft.symbols,
    )


def _space_row(
    layout: Layout, words: Texts, columns: int, *, symbols: bool
) -> list[dict[str, object]]:
    first, *rest = layout.beside_space
    page, spoken = (
        (layout.to_letters, words.say("exit.letters_spoken"))
        if symbols
        else (layout.to_symbols, words.say("exit.symbols_spoken"))
    )
    start = [_special(Special.PAGE, page, spoken, WIDE_KEY), _sign(first)]
    if layout.case and not symbols:
        shift = _special(
            Special.SHIFT, layout.to_letters.upper(), words.say("exit.shift"), WIDE_KEY
        )
        start.insert(0, shift)
    end = [*(_sign(sign) for sign in rest)]
    erase = words.say("exit.erase")
    end.append(_special(Special.ERASE, erase, erase, WIDEST_KEY))
    space = words.say("exit.space")
    used = sum(float(str(key["span"])) for key in (*start, *end))
    return [*start, _special(Special.SPACE, space, space, columns - used), *end]


def _sign(sign: str) -> dict[str, object]:
    return {
        "key": sign,
        "label": sign,
        "upper": sign.upper(),
        "spoken": sign,
        "span": 1.0,
        "special": False,
    }


def _special(key: Special, label: str, spoken: str, span: float) -> dict[str, object]:
    return {
        "key": key.value,
        "label": label,
        "upper": label,
        "spoken": spoken,
        "span": span,
        "special": True,
    }
