"""What is shown once there is a number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.domain.outlook import Outlook, say_wait
from kiosk.domain.texts import Texts
from printer.doc import code_of
from printer.outcome import Health
from ui import message
from ui.entrance.present import Context
from ui.entrance.state import Paper, State
from ui.message import MessageProps

PAPER_SAID: Mapping[Paper, tuple[str, str]] = {
    Paper.COMING: ("entrance.printing", "printer"),
    Paper.OUT: ("entrance.take_paper", "arrow-down"),
    Paper.UNPROVED: ("entrance.look_for_paper", "arrow-down"),
    Paper.MISSING: ("entrance.write_down", "alert"),
    Paper.UNWANTED: ("entrance.photograph", "check"),
}
"""The sentence and the icon."""
TROUBLE_SAID: Mapping[str, str] = {
    Health.PAPER_OUT: "entrance.trouble_paper_out",
    Health.COVER: "entrance.trouble_cover",
    Health.CUTTER: "entrance.trouble_stuck",
    Health.JAM: "entrance.trouble_stuck",
    Health.HOT: "entrance.trouble_hot",
    Health.ABSENT: "entrance.trouble_absent",
    Health.MUTE: "entrance.trouble_mute",
    Health.BUSY: "entrance.trouble_busy",
    Health.HELD: "entrance.trouble_busy",
    Health.FAULT: "entrance.trouble_fault",
}
"""What keeps the printer from printing."""
SHOWS_CODE = frozenset({Paper.MISSING, Paper.UNWANTED})


@dataclass(frozen=True, slots=True)
class ConfirmationProps:
    number: str
    title: str
    motif: str
    zone: str
    instruction: str
    icon: str
    brief: bool
    printed: bool
    failed: bool
    done: str
    wait: str = ""
    """How long and how many before, as far as it is known."""
    late: str = ""
    next_step: str = ""
    code: str = ""
    """What the telephone reads instead of the paper."""
    moving: bool = False
    """The arrow to the paper."""


NO_TICKET = ConfirmationProps(
    "", "", "", "", "", "", brief=True, printed=False, failed=False, done=""
)


def confirmation(state: State, context: Context) -> ConfirmationProps:
    words = context.words(state)
    ticket = state.ticket
    if ticket is None:
        return NO_TICKET
    motif = context.config.catalogue.find(ticket.motif)
    zone = "" if motif is None or not motif.zone else motif.zone
    paper = state.paper
    instruction, icon = _said(paper, state.trouble, words)
    outlook = state.outlooks.motifs.get(ticket.motif) if state.outlooks else None
    return ConfirmationProps(
        number=ticket.number,
        title=words.say("entrance.your_number"),
        motif="" if motif is None else motif.label(state.lang),
        zone=words.say("ticket.zone", zone=zone) if zone else "",
        instruction=instruction,
        icon=icon,
        brief=paper in (Paper.COMING, Paper.OUT),
        printed=paper is Paper.OUT,
        failed=paper is Paper.MISSING,
        done=words.say("entrance.done"),
        wait="" if outlook is None else _wait(outlook, words),
        late=words.say("ticket.late") if outlook is not None and outlook.late else "",
        next_step=words.say("entrance.will_be_called"),
        code=code_of(ticket, context.config) if paper in SHOWS_CODE else "",
        moving=icon == "arrow-down",
    )


def _said(paper: Paper, trouble: str, words: Texts) -> tuple[str, str]:
    """What happened, and what to do; the icon."""
    instruction, icon = PAPER_SAID[paper]
    match paper:
        case Paper.MISSING if trouble in TROUBLE_SAID:
            happened, do = words.say(TROUBLE_SAID[trouble]), words.say("entrance.note_number")
            return f"{happened} {do}", icon
        case Paper.UNPROVED if trouble in TROUBLE_SAID:
            return words.say("entrance.half_paper"), icon
        case _:
            return words.say(instruction), icon


def out_of_order(state: State, context: Context) -> MessageProps:
    """A number already given stays on the screen: it is good whatever breaks."""
    words = context.words(state)
    props = message.out_of_order(words)
    if state.ticket is None:
        return props
    kept = words.say("entrance.number_kept", number=state.ticket.number)
    return replace(props, detail=kept, advice=words.say("entrance.number_still_good"))


def _wait(outlook: Outlook, words: Texts) -> str:
    return f"{say_wait(words, outlook)}\n{words.count('ticket.ahead', outlook.ahead)}"
