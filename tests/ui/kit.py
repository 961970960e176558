"""An entrance in front of a visitor, with an office behind it that does what the test says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.texts import load_texts
from kiosk.domain.tickets import Order, PaperEnd, PrintState, Refusal, Ticket
from kiosk.paths import ASSETS
from tests.fakes import LANGUAGES, TUESDAY_10H, StepExecutor, small_config
from tests.ui.listening import Ear
from tests.ui.sizes import PORTRAIT, THEMES, Size
from tests.ui.stand import PatientClock, Stand
from ui.application import Frame
from ui.audio import SILENT
from ui.conduct.tasks import UpkeepTasks
from ui.entrance.state import Screen, State
from ui.entrance.tasks import EntranceTasks, Hours
from ui.entrance.window import EntranceWindow

TEXTS = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in LANGUAGES}
A_MOMENT_S = 0.001


@dataclass
class Office:
    """What is behind the entrance. An exception in place of an answer is raised."""

    problem: str | None = None
    opening: Open | Shut | Exception = field(default_factory=lambda: Open(None))
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    answer: Refusal | Exception | None = None
    """None: a ticket."""
    printed: PrintState | Exception = PrintState.CONFIRMED
    trouble: str = ""
    """Why, in the journal's words."""
    helper: Exception | None = None
    """None: help is on its way."""
    orders: list[Order] = field(default_factory=list)
    ordered_at: list[float] = field(default_factory=list)
    on_paper: list[str] = field(default_factory=list)
    told_on_paper: list[Outlook | None] = field(default_factory=list)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    bursts: list[tuple[str, tuple[UUID, ...]]] = field(default_factory=list)
    outlooks: Outlooks | None = None
    taken_back: list[int] = field(default_factory=list)
    helped: list[tuple[str, str]] = field(default_factory=list)
    storage: StepExecutor = field(default_factory=StepExecutor)
    printing: StepExecutor = field(default_factory=StepExecutor)
    clock: PatientClock = field(default_factory=PatientClock)
    ear: Ear | None = None
    """Who listens; None: nothing can be heard."""
    wall: Callable[[], datetime] = lambda: TUESDAY_10H
    upkeep: UpkeepTasks | None = None

    def tasks(self) -> EntranceTasks:
        return EntranceTasks(
            self.storage,
            self.printing,
            lambda: self.problem,
            self._hours,
            self._take_ticket,
            self._print_ticket,
            self._ask_help,
            self._print_sheet,
            self._tell_burst,
            lambda: self.outlooks,
            self._retract,
            self.clock,
            SILENT if self.ear is None else self.ear.audio(),
            self.wall,
            self.upkeep,
        )

    def _ask_help(self, screen: str, lang: str) -> None:
        if self.helper is not None:
            raise self.helper
        self.helped.append((screen, lang))

    def _hours(self) -> Hours:
        if isinstance(self.opening, Exception):
            raise self.opening
        return self.opening, self.refusals

    def _take_ticket(self, order: Order) -> Ticket | Refusal:
        self.orders.append(order)
        self.ordered_at.append(self.clock.seconds)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        n = len(self.orders)
        day = date(2026, 11, 24)
        return Ticket(
            order.id,
            f"A{n:03d}",
            order.motif,
            order.lang,
            order.priority,
            None,
            day,
            TUESDAY_10H,
            n,
            order.repeat,
            order.paperless,
        )

    def _print_ticket(self, ticket: Ticket, outlook: Outlook | None) -> PaperEnd:
        if isinstance(self.printed, Exception):
            raise self.printed
        self.on_paper.append(ticket.number)
        self.told_on_paper.append(outlook)
        return PaperEnd(self.printed, self.trouble)

    def _retract(self, job: int) -> bool:
        self.taken_back.append(job)
        return True

    def _print_sheet(self, motif: str, lang: str) -> PrintState:
        if isinstance(self.printed, Exception):
            raise self.printed
        self.sheets.append((motif, lang))
        return self.printed

    def _tell_burst(self, motif: str, burst: tuple[UUID, ...]) -> None:
        self.bursts.append((motif, burst))


class Visit(Stand):
    """A visitor in front of an open entrance."""

    def __init__(
        self, bot: QtBot, office: Office, size: Size = PORTRAIT, config: Config | None = None
    ) -> None:
        self.office = office
        self.crashes: list[BaseException] = []
        frame = Frame(QSize(size.width, size.height), like_mm=size.width_mm)
        made = config or small_config()
        self.window = EntranceWindow(
            made, TEXTS, office.tasks(), frame, THEMES, self.crashes.append
        )
        super().__init__(bot, self.window, office.clock, (office.storage, office.printing))
        self.mm = size.mm

    def go_to_motifs(self, lang: str = "fr") -> None:
        self.touch(f"start_{lang}")
        self.settle()
        self.touch("tile_identite")

    def take_ticket(self, lang: str = "fr") -> None:
        self.go_to_motifs(lang)
        self.touch("tile_passeport")

    def take_ticket_from_categories(self) -> None:
        self.touch("tile_identite")
        self.touch("tile_passeport")

    def stand_at(self, state: State) -> None:
        """In front of that screen, whatever led to it."""
        controller = self.window.controller
        if state.screen is Screen.OUT_OF_ORDER:
            controller.state = replace(state, screen=Screen.ATTRACT)
            controller.fail()
        else:
            controller.state = state
            controller.tick(A_MOMENT_S)
        self.live()


OpenVisit = Callable[..., Visit]
