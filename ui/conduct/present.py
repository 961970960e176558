"""What the covers show: one pure function from the state to props."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil

from kiosk.domain.clock import ClockState
from kiosk.domain.dates import say_time
from kiosk.domain.finding import Finding, Level, amiss
from kiosk.domain.identifiers import INVITATION_LENGTH, INVITATION_LETTERS
from kiosk.domain.journal import Entry
from kiosk.domain.report import Report
from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.trial import Trial
from kiosk.paths import ASSETS
from ui.codes import source_of
from ui.conduct.flow import COLOURS, GRAVE, Action, Cover, State
from ui.conduct.props import ConductProps, Row

GIGA = 1_000_000_000
ERASE, ENTER = "erase", "enter"
GROUP = 5
PAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", ERASE, "0", ENTER)
ELSEWHERE = frozenset({Action.MENU, Action.REPRINT, Action.ENROL, Action.DOCTOR, Action.SUPPORT})
MOST_FINDINGS = 6
"""On the page of what was found."""
MOST_TITLES = 3
"""At the state of the machine."""
ACTIONS = tuple(action for action in Action if action not in ELSEWHERE)
_ICONS: Mapping[Action, str] = {
    Action.STATE: "search",
    Action.JOURNAL: "file",
    Action.PRINT: "printer",
    Action.HEARING: "volume",
    Action.ENROL: "key",
    Action.COLOURS: "contrast",
    Action.DOTS: "check",
    Action.CLEAN: "umbrella",
    Action.RESTART: "refresh",
    Action.STOP: "skip",
    Action.CLOSE: "close",
    Action.MENU: "arrow-left",
    Action.REPRINT: "printer",
    Action.DOCTOR: "search",
    Action.SUPPORT: "file",
}


@dataclass(frozen=True, slots=True)
class Words:
    """`staff`: the technician's; `offered`: the visitors', French first."""

    staff: Texts
    offered: Mapping[str, Texts]


def staff_texts() -> Texts:
    return load_texts(ASSETS / "technician" / "fr.toml")


def present(state: State, words: Words) -> ConductProps:
    match state.cover:
        case Cover.NONE:
            return ConductProps()
        case Cover.DARK:
            return ConductProps("dark")
        case Cover.CLEANING:
            return _cleaning(state, words.offered)
        case Cover.PIN:
            return _pad(state, words.staff)
        case _:
            return _staff_page(state, words)


def _staff_page(state: State, words: Words) -> ConductProps:
    staff = words.staff
    match state.cover:
        case Cover.MENU:
            detail = state.told or staff.say("technician.menu_hint")
            title = staff.say("technician.menu")
            return ConductProps("menu", title, detail, actions=_buttons(state, ACTIONS, staff))
        case Cover.STATE:
            return _report(state, staff)
        case Cover.JOURNAL:
            return _journal(state, words)
        case Cover.HEARING:
            return _hearing(state, words)
        case Cover.ENROL:
            return _code_pad(state, staff)
        case Cover.DOCTOR:
            return _examined(state, staff)
        case Cover.COLOURS:
            return ConductProps("colours", colour=COLOURS[state.colour])
        case Cover.DOTS:
            props = _with_way_back(ConductProps("dots"), staff)
            dots: list[Row] = [{"across": across, "down": down} for across, down in state.dots]
            return replace(props, title=staff.say("technician.dots_hint"), dots=dots)
        case _:
            raise ValueError(f"{state.cover} is no page of the staff's")


def _cleaning(state: State, offered: Mapping[str, Texts]) -> ConductProps:
    said = [
        {
            "text": words.count("common.cleaning", ceil(state.left_s)),
            "mirrored": words.right_to_left,
        }
        for words in offered.values()
    ]
    return ConductProps("cleaning", str(said[0]["text"]), notices=said[1:])


def _pad(state: State, staff: Texts) -> ConductProps:
    wait_s = ceil(state.wait_s)
    if wait_s:
        detail = staff.say("technician.wait", seconds=wait_s)
    elif state.trying:
        detail = staff.say("technician.asking")
    else:
        detail = staff.say("technician.wrong" if state.refused else "technician.pin_hint")
    keys: list[Row] = [
        {"id": key, "label": staff.say(f"technician.{key}") if key in (ERASE, ENTER) else key}
        for key in PAD
    ]
    free = not (wait_s or state.trying)
    return ConductProps(
        "pin", staff.say("technician.pin"), detail, len(state.typed), free, keys=keys
    )


def _code_pad(state: State, staff: Texts) -> ConductProps:
    if state.told:
        detail = state.told
    elif state.trying:
        detail = staff.say("technician.asking")
    elif state.door is None:
        detail = staff.say("technician.no_door")
    else:
        detail = staff.say("technician.enrol_hint", server=state.door.server)
    keys: list[Row] = [
        {"id": key, "label": staff.say(f"technician.{key}") if len(key) > 1 else key}
        for key in (*INVITATION_LETTERS, ERASE, ENTER)
    ]
    return ConductProps(
        "enrol",
        staff.say("technician.enrol_title"),
        detail,
        open=state.door is not None and not state.trying,
        code=grouped(state.typed),
        picture="" if state.door is None else source_of(state.door.code_page),
        keys=keys,
        actions=[{"id": Action.MENU.value, "label": staff.say("technician.back_short")}],
    )


def grouped(code: str) -> str:
    """With a place for each letter that is still to come."""
    whole = code.ljust(INVITATION_LENGTH, "_")
    return " ".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def _report(state: State, staff: Texts) -> ConductProps:
    facts: list[Row] = [
        {
            "label": staff.say("technician.fact_printer"),
            "value": state.printer or staff.say("technician.asking"),
        }
    ]
    if state.report is not None:
        facts += [
            {"label": staff.say(f"technician.fact_{name}"), "value": value}
            for name, value in _facts(state.report, staff)
        ]
    title = staff.say("technician.state_title")
    actions = _buttons(State(), (Action.ENROL, Action.DOCTOR, Action.MENU), staff)
    return ConductProps("state", title, facts=facts, actions=actions)


def _examined(state: State, staff: Texts) -> ConductProps:
    found = () if state.findings is None else amiss(state.findings)
    shown = found[:MOST_FINDINGS]
    facts: list[Row] = [
        {
            "label": staff.say(f"technician.level_{each.level}", title=each.title),
            "value": each.advice,
        }
        for each in shown
    ]
    if state.findings is None:
        detail = staff.say("technician.examining")
    elif not found:
        detail = staff.say("technician.all_well")
    elif len(found) > len(shown):
        detail = staff.count("technician.more_findings", len(found) - len(shown))
    else:
        detail = ""
    buttons = _buttons(state, (Action.SUPPORT, Action.MENU), staff)
    title = staff.say("technician.doctor_title")
    return ConductProps(
        "doctor", title, state.told or detail, facts=facts, wordy=True, actions=buttons
    )


def _headline(findings: tuple[Finding, ...] | None, staff: Texts) -> str:
    """What is amiss by its titles, the gravest first."""
    if findings is None:
        return staff.say("technician.never_examined")
    found = amiss(findings)
    if not found:
        return staff.say("technician.all_well")
    titles = ", ".join(each.title for each in found[:MOST_TITLES])
    more = f" (+{len(found) - MOST_TITLES})" if len(found) > MOST_TITLES else ""
    gravest = found[0].level
    key = "technician.level_FAIL" if gravest is Level.FAIL else "technician.level_WARN"
    return staff.say(key, title=titles) + more


def _journal(state: State, words: Words) -> ConductProps:
    staff, entries = words.staff, state.journal
    facts: list[Row] = [
        {"label": _heading(entry, words), "value": _told(entry, words)} for entry in entries or ()
    ]
    detail = state.told
    if not detail and not entries:
        detail = staff.say("technician.asking" if entries is None else "technician.journal_empty")
    title = staff.say("technician.journal_title")
    actions = (Action.REPRINT, Action.MENU) if state.doubtful else (Action.MENU,)
    buttons = _buttons(state, actions, staff)
    return ConductProps("journal", title, detail, facts=facts, actions=buttons)


def _heading(entry: Entry, words: Words) -> str:
    moment = f"{entry.at:%d/%m}, {say_time(words.offered['fr'], entry.at)}"
    return f"{entry.number} – {moment}" if entry.number else moment


def _told(entry: Entry, words: Words) -> str:
    staff, what = words.staff, entry.what
    match entry.kind:
        case "ticket.printed":
            key = f"technician.paper_{what}"
        case "device.health":
            key = f"technician.health_{what}"
        case "help.requested":
            screen = f"live.screen_{what}"
            french = words.offered["fr"]
            known = french.say(screen) if screen in french.entries else what
            return staff.say("technician.help_requested", screen=known)
        case "log.salvaged":
            return staff.say("technician.salvaged", lost=what)
        case "log.restored":
            return staff.say("technician.restored")
        case "clock.jumped":
            return staff.say("technician.jumped", minutes=str(int(what) // 60_000))
        case _:
            return staff.say("technician.started", version=what)
    return staff.say(key) if key in staff.entries else staff.say("technician.other", what=what)


def _hearing(state: State, words: Words) -> ConductProps:
    staff = words.staff
    found = {trial.about: trial for trial in state.trials}
    labels = {
        "headset": staff.say("technician.headset"),
        "sound": staff.say("technician.sound"),
        **{
            lang: staff.say("technician.voice", language=texts.endonym)
            for lang, texts in words.offered.items()
        },
    }
    facts: list[Row] = [
        {"label": label, "value": _tried(found.get(about), staff)}
        for about, label in labels.items()
    ]
    props = _with_way_back(ConductProps("hearing", facts=facts), staff)
    hint = staff.say("technician.hearing_hint")
    return replace(props, title=staff.say("technician.hearing_title"), detail=hint)


def _tried(trial: Trial | None, staff: Texts) -> str:
    if trial is None:
        return staff.say("technician.asking")
    return staff.say(f"technician.trial_{trial.found}", detail=trial.detail)


def _facts(report: Report, staff: Texts) -> Iterable[tuple[str, str]]:
    yield "unsent", " ".join(_unsent(report, staff))
    yield "server", report.server or staff.say("technician.server_none")
    yield "clock", staff.say(_clock_key(report.clock), time=report.time.strftime("%d/%m/%Y %H:%M"))
    free = report.free_bytes
    gigabytes = "" if free is None else f"{free / GIGA:.1f}".replace(".", ",")
    room = "technician.disk_short" if report.is_short else "technician.disk"
    yield (
        "disk",
        staff.say(room, gigabytes=gigabytes) if gigabytes else staff.say("technician.disk_unknown"),
    )
    yield "version", report.version
    yield "checked", _headline(report.checked, staff)


def _unsent(report: Report, staff: Texts) -> Iterable[str]:
    if report.unsent is None:
        yield staff.say("technician.unsent_unknown")
    else:
        yield staff.count("technician.unsent", report.unsent)
    if report.lost is not None:
        yield staff.count("technician.mended", report.lost)


def _clock_key(clock: ClockState) -> str:
    return f"technician.clock_{clock.value}"


def _with_way_back(props: ConductProps, staff: Texts) -> ConductProps:
    return replace(props, actions=_buttons(State(), (Action.MENU,), staff))


def _buttons(state: State, actions: Iterable[Action], staff: Texts) -> list[Row]:
    return [
        {
            "id": action.value,
            "label": staff.say("technician.sure")
            if action is state.grave
            else staff.say(f"technician.{_name(action)}", number=state.doubtful),
            "icon": _ICONS[action],
            "strong": action in GRAVE and action is state.grave,
        }
        for action in actions
    ]


def _name(action: Action) -> str:
    return "back" if action is Action.MENU else action.value
