"""What lies over the visitors' screens, and where each event leads. One pure function, no Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from kiosk.domain.admission import Admission, Door
from kiosk.domain.finding import Finding
from kiosk.domain.identifiers import INVITATION_LENGTH
from kiosk.domain.journal import Entry
from kiosk.domain.pin import MOST_DIGITS, Locked, NoPin, PinAnswer, Right, Wrong
from kiosk.domain.report import Report
from kiosk.domain.trial import Trial

CLEANING_S = 45.0
IDLE_S = 60.0
"""A technician who has gone leaves nothing open."""
COLOURS = ("#FFFFFF", "#000000", "#FF0000", "#00FF00", "#0000FF", "#808080")
MOST_DOTS = 200


class Cover(StrEnum):
    NONE = ""
    PIN = "pin"
    MENU = "menu"
    STATE = "state"
    JOURNAL = "journal"
    HEARING = "hearing"
    ENROL = "enrol"
    DOCTOR = "doctor"
    COLOURS = "colours"
    DOTS = "dots"
    CLEANING = "cleaning"
    DARK = "dark"


STAFF = frozenset(Cover) - {Cover.NONE, Cover.CLEANING, Cover.DARK}
PADS = frozenset({Cover.PIN, Cover.ENROL})
WITH_BUTTONS = STAFF - {Cover.PIN, Cover.COLOURS}


class Action(StrEnum):
    """What the menu offers, in its order. Those that open a page have its name."""

    STATE = "state"
    JOURNAL = "journal"
    PRINT = "print"
    HEARING = "hearing"
    COLOURS = "colours"
    DOTS = "dots"
    CLEAN = "clean"
    RESTART = "restart"
    STOP = "stop"
    CLOSE = "close"
    MENU = "menu"
    """Back to it."""
    REPRINT = "reprint"
    """In the journal: a ticket in doubt once more."""
    ENROL = "enrol"
    """At the state of the machine: let a server know it."""
    DOCTOR = "doctor"
    """At the state of the machine: look at all of it, now."""
    SUPPORT = "support"
    """At what was found: write what support needs on a USB key."""


GRAVE = frozenset({Action.RESTART, Action.STOP})
"""Touched twice, to be meant."""
SHOWN_ALONE = frozenset({Action.COLOURS, Action.DOTS, Action.CLOSE, Action.MENU})
"""Nothing is asked of anybody for these."""
Dot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class State:
    cover: Cover = Cover.NONE
    typed: str = ""
    refused: bool = False
    """The last PIN was not the right one."""
    wait_s: float = 0.0
    """Before another may be tried."""
    trying: bool = False
    """What was typed."""
    door: Door | None = None
    """None: no server is known here, or it is being looked for."""
    idle_s: float = 0.0
    left_s: float = 0.0
    """Of the cleaning."""
    grave: Action | None = None
    """Touched once."""
    report: Report | None = None
    printer: str = ""
    journal: tuple[Entry, ...] | None = None
    """None: it is being read."""
    doubtful: str = ""
    """The number of a ticket whose paper nobody is sure of."""
    trials: tuple[Trial, ...] = ()
    """Those that have ended."""
    findings: tuple[Finding, ...] | None = None
    """None: it is being looked."""
    told: str = ""
    """What became of the last action."""
    colour: int = 0
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class PinAsked:
    pass


@dataclass(frozen=True, slots=True)
class KeyTyped:
    """A digit of the PIN, a letter of the code."""

    key: str


@dataclass(frozen=True, slots=True)
class KeyErased:
    pass


@dataclass(frozen=True, slots=True)
class Given:
    pass


@dataclass(frozen=True, slots=True)
class PinTried:
    answer: PinAnswer


@dataclass(frozen=True, slots=True)
class DoorFound:
    door: Door | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A server was asked to let this machine in."""

    admission: Admission


@dataclass(frozen=True, slots=True)
class Chosen:
    action: Action


@dataclass(frozen=True, slots=True)
class Reported:
    report: Report


@dataclass(frozen=True, slots=True)
class PrinterAnswered:
    words: str


@dataclass(frozen=True, slots=True)
class JournalRead:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DoubtFound:
    """`number` empty: there is none."""

    number: str


@dataclass(frozen=True, slots=True)
class Tried:
    trial: Trial


@dataclass(frozen=True, slots=True)
class Examined:
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Told:
    words: str


@dataclass(frozen=True, slots=True)
class ColourTouched:
    pass


@dataclass(frozen=True, slots=True)
class Dotted:
    """`at`: pixels."""

    at: Dot


@dataclass(frozen=True, slots=True)
class CleaningBegan:
    pass


@dataclass(frozen=True, slots=True)
class Darkened:
    pass


@dataclass(frozen=True, slots=True)
class Woken:
    pass


@dataclass(frozen=True, slots=True)
class Touched:
    """Anywhere: somebody is there."""


@dataclass(frozen=True, slots=True)
class Passed:
    seconds: float


AtPad = KeyTyped | KeyErased | Given | PinTried
Learnt = (
    Reported | PrinterAnswered | JournalRead | DoubtFound | Tried | DoorFound | Asked | Examined
)
InMenu = Learnt | Chosen | Told | ColourTouched | Dotted
AtLarge = PinAsked | CleaningBegan | Darkened | Woken | Touched | Passed
Event = AtPad | InMenu | AtLarge
NOTHING = State()


def next_state(state: State, event: Event) -> State:
    match event:
        case KeyTyped() | KeyErased() | Given() | PinTried():
            return _at_pad(state, event) if state.cover in PADS else state
        case PinAsked() | CleaningBegan() | Darkened() | Woken() | Touched() | Passed():
            return _at_large(state, event)
        case _:
            inside = state.cover in STAFF - {Cover.PIN}
            return _in_menu(replace(state, idle_s=0.0), event) if inside else state


def _at_large(state: State, event: AtLarge) -> State:
    match event:
        case PinAsked():
            return State(Cover.PIN) if state.cover is Cover.NONE else state
        case CleaningBegan():
            return State(Cover.CLEANING, left_s=CLEANING_S)
        case Darkened():
            return State(Cover.DARK) if state.cover is Cover.NONE else state
        case Woken():
            return NOTHING if state.cover is Cover.DARK else state
        case Touched():
            return replace(state, idle_s=0.0)
        case Passed(seconds):
            return _passed(state, seconds)
        case _:
            assert_never(event)


def _passed(state: State, seconds: float) -> State:
    match state.cover:
        case Cover.NONE | Cover.DARK:
            return state
        case Cover.CLEANING:
            left_s = state.left_s - seconds
            return replace(state, left_s=left_s) if left_s > 0 else NOTHING
        case _:
            idle_s = state.idle_s + seconds
            wait_s = max(state.wait_s - seconds, 0.0)
            return NOTHING if idle_s >= IDLE_S else replace(state, idle_s=idle_s, wait_s=wait_s)


def _at_pad(state: State, event: AtPad) -> State:
    match event:
        case PinTried(answer):
            return _answered(replace(state, typed="", trying=False), answer)
        case _ if state.trying or state.wait_s > 0:
            return state
        case KeyTyped(key):
            most = MOST_DIGITS if state.cover is Cover.PIN else INVITATION_LENGTH
            return replace(state, typed=(state.typed + key)[:most], refused=False, told="")
        case KeyErased():
            return replace(state, typed=state.typed[:-1])
        case Given():
            whole = INVITATION_LENGTH if state.cover is Cover.ENROL else 1
            return replace(state, trying=len(state.typed) >= whole)
        case _:
            assert_never(event)


def _answered(state: State, answer: PinAnswer) -> State:
    match answer:
        case Right():
            return State(Cover.MENU)
        case Wrong(wait_s):
            return replace(state, refused=True, wait_s=wait_s)
        case Locked(wait_s):
            return replace(state, wait_s=wait_s)
        case NoPin():
            return NOTHING
        case _:
            assert_never(answer)


def _in_menu(state: State, event: InMenu) -> State:
    match event:
        case Chosen(action):
            return _chosen(replace(state, told="", grave=None), action, state.grave)
        case (
            Reported()
            | PrinterAnswered()
            | JournalRead()
            | DoubtFound()
            | Tried()
            | DoorFound()
            | Asked()
            | Examined()
        ):
            return _learnt(state, event)
        case Told(words):
            return replace(state, told=words)
        case ColourTouched():
            shown = state.colour + 1
            if shown == len(COLOURS):
                return replace(state, cover=Cover.MENU, colour=0)
            return replace(state, colour=shown)
        case Dotted(at):
            return replace(state, dots=(*state.dots, at)[-MOST_DOTS:])
        case _:
            assert_never(event)


def _learnt(state: State, event: Learnt) -> State:
    match event:
        case Reported(report):
            return replace(state, report=report)
        case PrinterAnswered(words):
            return replace(state, printer=words)
        case JournalRead(entries):
            return replace(state, journal=entries)
        case DoubtFound(number):
            return replace(state, doubtful=number)
        case Tried(trial):
            here = state.cover is Cover.HEARING
            return replace(state, trials=(*state.trials, trial)) if here else state
        case Examined(findings):
            return replace(state, findings=findings)
        case DoorFound(door):
            return replace(state, door=door)
        case Asked(admission):
            typed = "" if admission.is_done else state.typed
            return replace(state, typed=typed, trying=False, told=admission.words)
        case _:
            assert_never(event)


def _chosen(state: State, action: Action, touched_before: Action | None) -> State:
    match action:
        case (
            Action.STATE
            | Action.JOURNAL
            | Action.HEARING
            | Action.ENROL
            | Action.DOCTOR
            | Action.COLOURS
            | Action.DOTS
            | Action.MENU
        ):
            return State(Cover(action.value))
        case Action.CLEAN:
            return State(Cover.CLEANING, left_s=CLEANING_S)
        case Action.CLOSE:
            return NOTHING
        case Action.PRINT | Action.REPRINT | Action.SUPPORT:
            return state
        case Action.RESTART | Action.STOP:
            return state if action is touched_before else replace(state, grave=action)
        case _:
            assert_never(action)
