"""Moves what lies over the screens, and decides which touches and keys reach them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from kiosk.config import Config
from kiosk.domain.admission import Admission, Door
from kiosk.domain.finding import Finding
from kiosk.domain.identifiers import INVITATION_LETTERS
from kiosk.domain.journal import Entry
from kiosk.domain.pin import Locked, NoPin, PinAnswer, Right, Wrong
from kiosk.domain.report import Report
from kiosk.domain.trial import Trial
from ui.background import Background
from ui.conduct import flow
from ui.conduct.corners import Progress, Secret, advance, corner_at, secret_of
from ui.conduct.flow import Action, Cover
from ui.conduct.present import ENTER, ERASE, Words, present
from ui.conduct.rest import DARK_AFTER_S, QUIET_S, Round, Wipe, drift_at, is_day, is_night
from ui.conduct.tasks import Checkup, Departure, Hearing, UpkeepTasks
from ui.conduct.view_model import ConductViewModel, CoverTouches
from ui.controller import ScreenTasks
from ui.look import Look

HOURS_EVERY_S = 20.0
DIGITS = "0123456789"

log = logging.getLogger(__name__)


class Visits(Protocol):
    """The controller of the screens below."""

    look: Look

    def end_visit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class House:
    """The site, its words for the public and for its staff."""

    config: Config
    words: Words


class Conduct:
    """Lives in the GUI thread. Without upkeep there is no technician's menu."""

    def __init__(
        self,
        house: House,
        view_model: ConductViewModel,
        visits: Visits,
        tasks: ScreenTasks,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self.state = flow.NOTHING
        self.view_model = view_model
        view_model.obey(CoverTouches(self._press, self._choose, self._next_colour, self._dot))
        self._house = house
        self._visits = visits
        self._tasks = tasks
        self._upkeep: UpkeepTasks | None = tasks.upkeep
        self._background = Background(on_crash)
        self._progress: Progress = ()
        self._quiet_s = 0.0
        self._since_hours = 0.0
        self._turn = object()
        """Of listening: one that was left and begun again is another."""
        self._wipe = Wipe(house.config.screen.cleaning_at)
        self._round = Round()

    def stop(self) -> None:
        self._background.stop()

    @property
    def quiet_s(self) -> float:
        """Since a hand came near; 0 while something lies over the screens."""
        return 0.0 if self.covers else self._quiet_s

    # ── Hands ───────────────────────────────────────────────────────────────────────────────────

    def touched(self, x: float, y: float, size: tuple[float, float]) -> bool:
        """A finger came down there (pixels). True: it is not for the screens."""
        self._quiet_s = 0.0
        self._apply(flow.Touched())
        if self._is_closed():
            return True
        if self.state.cover is not Cover.NONE:
            return False
        mm = self._visits.look.props.mm
        corner = corner_at(x / mm, y / mm, size[0] / mm, size[1] / mm)
        self._progress = advance(self._progress, corner, self._tasks.now())
        underway = len(self._progress) > 1
        if secret := secret_of(self._progress):
            self._progress = ()
            self._enter(secret)
        return underway

    @property
    def covers(self) -> bool:
        return self.state.cover is not Cover.NONE

    def keyed(self, text: str) -> None:
        """A key went down."""
        self._quiet_s = 0.0
        self._apply(flow.Touched())
        if not self._is_closed() and self.state.cover in flow.PADS:
            self._type(text)

    def _is_closed(self) -> bool:
        """To every hand; one that finds the glass dark wakes it, and does nothing else."""
        if self.state.cover is Cover.DARK:
            self._apply(flow.Woken())
            return True
        return self.state.cover is Cover.CLEANING

    def _type(self, text: str) -> None:
        keys = DIGITS if self.state.cover is Cover.PIN else INVITATION_LETTERS
        if len(text) == 1 and text.upper() in keys:
            self._press(text.upper())
        elif text == "\b":
            self._press(ERASE)
        elif text == "\r":
            self._press(ENTER)

    # ── Time ────────────────────────────────────────────────────────────────────────────────────

    def tick(self, seconds: float) -> None:
        self._quiet_s += seconds
        self._since_hours += seconds
        self._apply(flow.Passed(seconds))
        if self._quiet_s >= QUIET_S:
            self._visits.look.drift(drift_at(self._quiet_s - QUIET_S))
        if self._since_hours >= HOURS_EVERY_S:
            self._since_hours = 0.0
            self._look_at_the_time()

    def _look_at_the_time(self) -> None:
        screen, rules = self._house.config.screen, self._house.config.site.rules
        now = self._tasks.wall()
        self._look_at_the_machine(now.astimezone(rules.zone))
        if self.state.cover is Cover.DARK and is_day(now, rules):
            self._apply(flow.Woken())
        if self.state.cover is not Cover.NONE or self._quiet_s < QUIET_S:
            return
        local = now.astimezone(rules.zone)
        if self._wipe.is_due(local):
            self._wipe.last = local.date()
            self._clean("cleaning_planned")
        elif screen.off_when_closed and self._quiet_s >= DARK_AFTER_S and is_night(now, rules):
            self._apply(flow.Darkened())

    def _look_at_the_machine(self, local: datetime) -> None:
        """When nobody is there: it may keep the disk busy for some seconds."""
        nobody = self._quiet_s >= QUIET_S and self.state.cover in (Cover.NONE, Cover.DARK)
        if self._upkeep is None or not nobody:
            return
        if self._round.is_due(local, self._house.config.site.rules):
            self._round.last = local.date()
            self._examine(self._upkeep.checkup.of_the_day)

    def _check_up(self, action: Action, checkup: Checkup) -> None:
        if action is Action.DOCTOR:
            self._examine(checkup.now)
            return
        self._apply(flow.Told(self._house.words.staff.say("technician.writing")))
        self._background.run(checkup.worker, checkup.support, self._printed)

    def _examine(self, look: Callable[[], tuple[Finding, ...]]) -> None:
        assert self._upkeep is not None
        self._background.run(self._upkeep.checkup.worker, look, self._examined)

    def _examined(self, findings: tuple[Finding, ...]) -> None:
        self._apply(flow.Examined(findings))
        if self._upkeep is not None:
            keep = partial(self._upkeep.checkup.keep, findings)
            self._background.run(self._tasks.storage, keep, _done)

    # ── Staff ───────────────────────────────────────────────────────────────────────────────────

    def _enter(self, secret: Secret) -> None:
        if secret is Secret.CLEANING:
            self._clean("cleaning_by_corners")
        elif self._upkeep is None:
            log.warning("the four corners were touched: this window has no technician's menu")
        else:
            self._background.run(self._tasks.storage, self._upkeep.has_pin, self._pin_looked_for)

    def _clean(self, why: str) -> None:
        self._visits.end_visit()
        self._apply(flow.CleaningBegan())
        self._tell(why)

    def _pin_looked_for(self, is_set: bool) -> None:
        if not is_set:
            log.warning("the four corners were touched, and no PIN is set: « borne pin set »")
            return
        self._visits.end_visit()
        self._apply(flow.PinAsked())
        self._tell("pin_asked")

    def _press(self, key: str) -> None:
        if key == ERASE:
            self._apply(flow.KeyErased())
        elif key == ENTER:
            self._apply(flow.Given())
        else:
            self._apply(flow.KeyTyped(key))

    def _choose(self, action: str) -> None:
        before, chosen = self.state, Action(action)
        self._apply(flow.Chosen(chosen))
        if before.cover not in flow.WITH_BUTTONS or self._upkeep is None:
            return
        if chosen in flow.GRAVE and before.grave is not chosen:
            return
        self._tell(chosen.value)
        self._do(chosen, self._upkeep)

    def _do(self, action: Action, upkeep: UpkeepTasks) -> None:
        run = self._background.run
        match action:
            case Action.STATE:
                run(self._tasks.storage, upkeep.report, self._reported)
                run(upkeep.printing, upkeep.printer, self._printer_answered)
            case Action.JOURNAL:
                self._read_journal(upkeep)
            case Action.REPRINT:
                self._apply(flow.Told(self._house.words.staff.say("technician.printing")))
                again = partial(upkeep.reprint, self.state.doubtful)
                run(upkeep.printing, again, self._reprinted)
            case Action.HEARING:
                self._listen(upkeep.hearing)
            case Action.ENROL:
                run(self._tasks.storage, upkeep.door, self._door_found)
            case Action.DOCTOR | Action.SUPPORT:
                self._check_up(action, upkeep.checkup)
            case Action.PRINT:
                self._apply(flow.Told(self._house.words.staff.say("technician.printing")))
                run(upkeep.printing, upkeep.print_proof, self._printed)
            case Action.CLEAN:
                self._visits.end_visit()
            case Action.RESTART | Action.STOP:
                self._leave(Departure(action.value))
            case _:
                assert action in flow.SHOWN_ALONE, action

    def _listen(self, hearing: Hearing) -> None:
        """One after the other, until the page is left; a trial under way is not cut short."""
        turn = self._turn = object()
        waiting = list(hearing.trials().values())

        def go_on() -> None:
            if waiting and self.state.cover is Cover.HEARING and turn is self._turn:
                self._background.run(hearing.worker, waiting.pop(0), tried)

        def tried(trial: Trial) -> None:
            if turn is self._turn:
                self._apply(flow.Tried(trial))
            go_on()

        go_on()

    def _next_colour(self) -> None:
        self._apply(flow.ColourTouched())

    def _dot(self, across: float, down: float) -> None:
        self._apply(flow.Dotted((across, down)))

    def _leave(self, departure: Departure) -> None:
        assert self._upkeep is not None
        # Behind what has just been told: nothing that was done goes unwritten.
        upkeep = self._upkeep
        self._background.run(self._tasks.storage, _nothing, lambda _: upkeep.leave(departure))

    # ── State ───────────────────────────────────────────────────────────────────────────────────

    def _apply(self, event: flow.Event) -> None:
        before, self.state = self.state, flow.next_state(self.state, event)
        if self.state == before:
            return
        self.view_model.show(present(self.state, self._house.words))
        if self.state.trying and not before.trying and self._upkeep is not None:
            self._try(self._upkeep, self.state.typed)

    def _try(self, upkeep: UpkeepTasks, typed: str) -> None:
        if self.state.cover is Cover.PIN:
            attempt = partial(upkeep.try_pin, typed)
            self._background.run(self._tasks.storage, attempt, self._tried)
        else:
            ask = partial(upkeep.enrol, typed)
            self._background.run(upkeep.hearing.worker, ask, self._asked)

    def _door_found(self, door: Door | None) -> None:
        self._apply(flow.DoorFound(door))

    def _asked(self, admission: Admission) -> None:
        self._apply(flow.Asked(admission))

    def _tried(self, answer: PinAnswer) -> None:
        match answer:
            case Right():
                self._tell("pin_right")
            case Wrong():
                self._tell("pin_wrong")
            case Locked():
                self._tell("pin_locked")
            case NoPin():
                self._tell("pin_absent")
        self._apply(flow.PinTried(answer))

    def _reported(self, report: Report) -> None:
        self._apply(flow.Reported(report))

    def _read_journal(self, upkeep: UpkeepTasks) -> None:
        self._background.run(self._tasks.storage, upkeep.journal, self._journal_read)
        self._background.run(upkeep.printing, upkeep.doubtful, self._doubt_found)

    def _doubt_found(self, number: str | None) -> None:
        self._apply(flow.DoubtFound(number or ""))

    def _reprinted(self, words: str) -> None:
        self._apply(flow.Told(words))
        if self._upkeep is not None:
            self._read_journal(self._upkeep)

    def _journal_read(self, entries: tuple[Entry, ...]) -> None:
        self._apply(flow.JournalRead(entries))

    def _printer_answered(self, words: str) -> None:
        self._apply(flow.PrinterAnswered(words))

    def _printed(self, words: str) -> None:
        self._apply(flow.Told(words))

    def _tell(self, what: str) -> None:
        log.info("technician: %s", what)
        if self._upkeep is not None:
            self._background.run(self._tasks.storage, partial(self._upkeep.tell, what), _done)


def _nothing() -> None:
    pass


def _done(_: None) -> None:
    pass
