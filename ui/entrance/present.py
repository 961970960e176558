"""What the screens around the choice show, derived from the state. Pure: no Qt, no clock.

The choice itself, the cards and the number have modules of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import assert_never

from kiosk.domain.dates import say_day, say_time
from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import say_about
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import MotifClosed, QuotaReached, Refusal, UnknownMotif
from ui.context import SiteContext
from ui.entrance.flow import Flow
from ui.entrance.state import HOME, Screen, State
from ui.grid import GAP_MM
from ui.idle import IdleProps, idle_props
from ui.message import MessageProps
from ui.room import Room
from ui.strip import StripProps
from ui.strip import strip as common_strip

ONE_COLUMN = 4
"""Languages; more stand in two columns, the first across both when they are an odd number."""
TWO_LINES_MM = 9.0
"""Around the two lines of a tile, in units."""
PANEL = 0.4
"""What the welcome takes of a screen that stands."""


@dataclass(frozen=True, slots=True)
class Context(SiteContext):
    flow: Flow

    def words(self, state: State) -> Texts:
        return self.texts[state.lang]


@dataclass(frozen=True, slots=True)
class AttractProps:
    site: str
    welcome: str
    hours: str
    starts: Sequence[dict[str, object]]
    """One tile a language: lang, label, detail, spoken, span (in columns)."""
    columns: int
    badge: str = ""
    """The drawing of a headset, where one can be plugged in."""
    message: str = ""


def attract(state: State, context: Context, room: Room) -> AttractProps:
    words = context.words(state)
    columns = 1 if len(context.offered) <= ONE_COLUMN else 2
    odd = len(context.offered) % columns
    # What to do is said whatever the size; which language it is in, where there is a second line.
    low = _tile_height(room, ceil(len(context.offered) / columns)) < _two_lines(room)
    starts: list[dict[str, object]] = [
        {
            "lang": lang,
            "label": texts.say("entrance.take_ticket"),
            "detail": "" if low else f"{lang.upper()} – {texts.endonym}",
            "spoken": f"{texts.say('entrance.take_ticket')}, {texts.endonym}",
            "span": columns if odd and n == 0 else 1,
        }
        for n, (lang, texts) in enumerate(context.offered.items())
    ]
    site, welcome = context.config.site.name, words.say("entrance.welcome")
    badge = "headset" if context.voices and context.config.voice.jack else ""
    message = _message(state, context)
    return AttractProps(site, welcome, _now(state, words), starts, columns, badge, message)


def _message(state: State, context: Context) -> str:
    """What the site has to say today."""
    message = context.config.message
    holds = state.today is not None and message.holds_on(state.today)
    return _in_language(message.text, state.lang) if holds else ""


def _tile_height(room: Room, rows: int) -> float:
    """As `AttractScreen.qml` shares what the welcome leaves."""
    left = room.stage if room.is_wide else room.stage * (1 - PANEL)
    return (left - 2 * room.margin - GAP_MM * room.unit * (rows - 1)) / rows


def _two_lines(room: Room) -> float:
    return 2 * room.line + TWO_LINES_MM * room.unit


def _now(state: State, words: Texts) -> str:
    """Until when the site is open, and how long one waits, as far as they are known."""
    lines = []
    if isinstance(state.opening, Open) and state.opening.until is not None:
        lines.append(words.say("entrance.open_until", time=say_time(words, state.opening.until)))
    if state.outlooks is not None and state.outlooks.site is not None:
        about = say_about(words, state.outlooks.site)
        lines.append(words.say("entrance.wait_now", wait=about[0].lower() + about[1:]))
    return "\n".join(lines)


def refused(state: State, context: Context) -> MessageProps:
    words = context.words(state)
    detail = "" if state.refusal is None else why(state.refusal, context, state.lang)
    return MessageProps(
        "time",
        words.say("entrance.refused_title"),
        detail,
        words.say("common.ask_reception"),
        words.say("entrance.choose_other"),
    )


def closed(state: State, context: Context) -> MessageProps:
    words = context.words(state)
    reason, reopening = "", ""
    if isinstance(state.opening, Shut):
        reason = _in_language(state.opening.reason, state.lang)
        reopening = _reopening(state.opening.reopens, words, context)
    title, see = words.say("entrance.closed_title"), words.say("entrance.see_motifs")
    return MessageProps("time", title, reopening, reason, see)


def strip(state: State, context: Context) -> StripProps:
    at_home = state.screen in HOME or state.broken
    may_go_back = not at_home and state.screen is not Screen.CONFIRMATION
    return common_strip(state, context, back=may_go_back)


def idle(state: State, context: Context) -> IdleProps:
    covering = state.screen is not Screen.CONFIRMATION or state.asking_language
    return idle_props(context.words(state), context.flow.warning_s(state), covering=covering)


def why(refusal: Refusal, context: Context, lang: str) -> str:
    words = context.texts[lang]
    match refusal:
        case MotifClosed(reopens=reopens, reason=reason):
            return _in_language(reason, lang) or _reopening(reopens, words, context)
        case QuotaReached():
            return words.say("entrance.quota_reached")
        case UnknownMotif():
            return words.say("entrance.closed_now")
        case _:
            assert_never(refusal)


def _reopening(reopens: datetime | None, words: Texts, context: Context) -> str:
    if reopens is None:
        return words.say("entrance.reopening_unknown")
    local = reopens.astimezone(context.config.site.rules.zone)
    return words.say(
        "entrance.reopens", date=say_day(words, local.date()), time=say_time(words, local)
    )


def _in_language(reason: Mapping[str, str] | None, lang: str) -> str:
    return "" if reason is None else reason.get(lang) or reason.get("fr", "")
