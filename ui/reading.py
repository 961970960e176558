"""What a screen says aloud, and what can be chosen on it, in order. Pure.

A screen without a reading does not exist for whoever cannot see it: each has one, made from the
same props as its picture, so that the two cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.domain.texts import Texts
from ui.access import Aid
from ui.events import AidTouched, HelpAsked, LanguageChosen, LanguagesAsked, StripTouch, WentBack
from ui.strip import StripProps

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Item(Generic[A_co]):
    """One button. `id` is the objectName of what shows it, `words` its accessible name."""

    id: str
    words: str
    act: A_co
    """What pressing it means."""
    state: str = ""
    """Said after its words: on, off, chosen."""
    lang: str = ""
    """That of its words, when it is not that of the screen."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[A_co]):
    """`place` names the screen, its page and what lies over it: another place is said anew."""

    place: str
    title: str
    words: tuple[str, ...]
    items: tuple[Item[A_co], ...]
    notices: tuple[str, ...] = ()
    """Said when they appear, and not again."""
    may_go_back: bool = False


def with_strip(reading: Reading[A], props: StripProps, words: Texts) -> Reading[A | StripTouch]:
    """The screen, then the access strip; or the languages, when they lie over the screen."""
    notices = (*reading.notices, *((props.helped,) if props.helped else ()))
    strip = strip_items(props, words)
    if props.asking:
        languages: tuple[Item[StripTouch], ...] = tuple(
            Item(
                f"language_{each['lang']}",
                str(each["name"]),
                LanguageChosen(str(each["lang"])),
                words.say("common.chosen") if each["current"] else "",
                str(each["lang"]),
            )
            for each in props.languages
        )
        place = f"{reading.place}, languages"
        items = (*languages, *strip)
        return Reading(place, props.question, (), items, notices, may_go_back=True)
    return Reading(
        reading.place,
        reading.title,
        tuple(line for line in reading.words if line),
        (*reading.items, *strip),
        notices,
        reading.may_go_back,
    )


def strip_items(props: StripProps, words: Texts) -> tuple[Item[StripTouch], ...]:
    """In the order of the strip."""
    items: list[Item[StripTouch]] = []
    if len(props.languages) > 1:
        items.append(Item("languages", props.spoken, LanguagesAsked()))
    for aid in props.aids:
        state = words.say("common.on" if aid["on"] else "common.off")
        act = AidTouched(Aid(str(aid["id"])))
        items.append(Item(f"aid_{aid['id']}", str(aid["label"]), act, state))
    items.append(Item("help", props.helped or props.help, HelpAsked()))
    return tuple(items)


def back_item(label: str) -> tuple[Item[StripTouch], ...]:
    """The button that goes back, where there is one."""
    return (Item("back", label, WentBack()),) if label else ()


def tile_words(tile: Mapping[str, object]) -> str:
    """The accessible name of a tile."""
    parts: Sequence[object] = (tile["label"], tile.get("detail", ""))
    return ", ".join(str(part) for part in parts if part)
