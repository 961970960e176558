"""The staff of a site at a screen, and the machine behind the technician's menu."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QPoint

from kiosk.domain.admission import Admission, Door
from kiosk.domain.clock import ClockState
from kiosk.domain.finding import Finding
from kiosk.domain.journal import Entry
from kiosk.domain.pin import PinAnswer, Right, Wrong
from kiosk.domain.report import Report
from kiosk.domain.trial import Found, Trial
from tests.fakes import PARIS, StepExecutor
from tests.ui.exit_kit import Leaving
from tests.ui.kit import A_MOMENT_S, TEXTS, Visit
from ui.conduct.corners import Corner
from ui.conduct.flow import State
from ui.conduct.tasks import Checkup, Departure, Hearing, UpkeepTasks

PIN = "730418"
CLOCKWISE: tuple[Corner, ...] = (
    Corner.TOP_LEFT,
    Corner.TOP_RIGHT,
    Corner.BOTTOM_RIGHT,
    Corner.BOTTOM_LEFT,
)
AGAINST: tuple[Corner, ...] = (
    Corner.TOP_RIGHT,
    Corner.TOP_LEFT,
    Corner.BOTTOM_LEFT,
    Corner.BOTTOM_RIGHT,
)
INSET_PX = 3


DOOR = Door(
    "https://accueil.saint-exemple.example",
    "https://accueil.saint-exemple.example/admin/codes?site=mairie",
)


@dataclass
class Machine:
    """What is behind the menu. `answers`: to wrong PINs, in order; then `Wrong(0)`."""

    pin: str | None = PIN
    answers: list[PinAnswer] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    left: list[Departure] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    journal: tuple[Entry, ...] = ()
    doubtful: str | None = None
    reprinted: list[str] = field(default_factory=list)
    printing: StepExecutor = field(default_factory=StepExecutor)
    door: Door | None = DOOR
    codes: list[str] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    is_short: bool = False
    lost: int | None = None
    findings: tuple[Finding, ...] = ()
    kept: list[tuple[Finding, ...]] = field(default_factory=list)
    looks: int = 0

    def tasks(self) -> UpkeepTasks:
        return UpkeepTasks(
            self.printing,
            lambda: self.pin is not None,
            self._try_pin,
            self._report,
            self.told.append,
            lambda: "Le capot est ouvert. Le fermer jusqu’au déclic.",
            lambda: "Le ticket d’essai est imprimé\u00a0: l’imprimante l’a confirmé.",
            lambda: self.journal,
            lambda: self.doubtful,
            self._reprint,
            lambda: self.door,
            self._enrol,
            Hearing(
                self.printing,
                lambda: self._listen("headset", Found.NO_JACK),
                lambda: self._listen("sound", Found.PLAYED),
                {
                    lang: partial(
                        self._listen, lang, Found.SPOKEN if lang == "fr" else Found.NO_VOICE
                    )
                    for lang in TEXTS
                },
            ),
            Checkup(
                self.printing,
                self._examine,
                self._examine,
                self.kept.append,
                lambda: "Écrit. Vous pouvez retirer la clé.",
            ),
            self.left.append,
        )

    def _examine(self) -> tuple[Finding, ...]:
        self.looks += 1
        return self.findings

    def _reprint(self, number: str) -> str:
        self.reprinted.append(number)
        self.doubtful = None
        return f"Le duplicata de {number} est imprimé."

    def _enrol(self, code: str) -> Admission:
        self.codes.append(code)
        return self.admissions.pop(0)

    def _listen(self, about: str, found: Found) -> Trial:
        self.heard.append(about)
        return Trial(about, found)

    def _try_pin(self, pin: str) -> PinAnswer:
        self.tried.append(pin)
        if self.answers:
            return self.answers.pop(0)
        return Right() if pin == self.pin else Wrong(0)

    def _report(self) -> Report:
        return Report(
            "1.2.3",
            42,
            "https://accueil.saint-exemple.example",
            ClockState.NTP,
            datetime(2026, 11, 24, 9, 30, tzinfo=UTC).astimezone(PARIS),
            12_300_000_000,
            self.is_short,
            self.lost,
            self.findings,
        )


def place_of_corner(stand: Visit | Leaving, corner: Corner) -> QPoint:
    width, height = stand.view.width(), stand.view.height()
    left = corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
    top = corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT)
    return QPoint(INSET_PX if left else width - INSET_PX, INSET_PX if top else height - INSET_PX)


def touch_corners(stand: Visit | Leaving, corners: tuple[Corner, ...]) -> None:
    for corner in corners:
        stand.tap(place_of_corner(stand, corner))
    stand.settle()


def type_pin(stand: Visit | Leaving, pin: str = PIN) -> None:
    for digit in pin:
        stand.touch(f"key_{digit}")
    stand.touch("key_enter")
    stand.settle()


def cover(stand: Visit | Leaving) -> str:
    return str(stand.window.conduct.state.cover.value)


def lay_over(stand: Visit | Leaving, state: State) -> None:
    """That cover, whatever led to it."""
    stand.window.conduct.state = state
    stand.window.conduct.tick(A_MOMENT_S)
    stand.live()
