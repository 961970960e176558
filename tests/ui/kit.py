"""An entrance in front of a visitor, with an office behind it that does what the test says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from kiosk.domain.opening import Open, Shut
from kiosk.domain.texts import load_texts
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from kiosk.paths import ASSETS
from tests.fakes import TUESDAY_10H, StepExecutor, small_config
from tests.ui.sizes import PORTRAIT, Size, light
from ui.application import Frame
from ui.entrance.flow import Screen, State
from ui.entrance.tasks import EntranceTasks, Hours
from ui.entrance.window import EntranceWindow
from ui.hands import Hands, texts_on

TEXTS = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in ("fr", "en", "es")}
FINGERS_APART_S = 1.0
"""Between two touches: long enough for the second to be meant."""
A_MOMENT_S = 0.001
A_FRAME_MS = 10_000
"""More than any machine needs to draw once."""


class PatientClock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Office:
    """What is behind the entrance. An exception in place of an answer is raised."""

    problem: str | None = None
    opening: Open | Shut | Exception = field(default_factory=lambda: Open(None))
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    answer: Refusal | Exception | None = None
    """None: a ticket."""
    printed: PrintState | Exception = PrintState.CONFIRMED
    orders: list[Order] = field(default_factory=list)
    on_paper: list[str] = field(default_factory=list)
    helped: list[tuple[str, str]] = field(default_factory=list)
    storage: StepExecutor = field(default_factory=StepExecutor)
    printing: StepExecutor = field(default_factory=StepExecutor)
    clock: PatientClock = field(default_factory=PatientClock)

    def tasks(self) -> EntranceTasks:
        return EntranceTasks(
            self.storage,
            self.printing,
            lambda: self.problem,
            self._hours,
            self._take_ticket,
            self._print_ticket,
            lambda screen, lang: self.helped.append((screen, lang)),
            self.clock,
        )

    def _hours(self) -> Hours:
        if isinstance(self.opening, Exception):
            raise self.opening
        return self.opening, self.refusals

    def _take_ticket(self, order: Order) -> Ticket | Refusal:
        self.orders.append(order)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        n = len(self.orders)
        day = date(2026, 11, 24)
        return Ticket(
            order.id, f"A{n:03d}", order.motif, order.lang, False, None, day, TUESDAY_10H, n
        )

    def _print_ticket(self, ticket: Ticket) -> PrintState:
        if isinstance(self.printed, Exception):
            raise self.printed
        self.on_paper.append(ticket.number)
        return self.printed


class Visit:
    """A visitor in front of an open entrance. Nothing happens behind it before `settle`."""

    def __init__(
        self, bot: QtBot, office: Office, size: Size = PORTRAIT, config: Config | None = None
    ) -> None:
        self.office = office
        self.crashes: list[BaseException] = []
        pixels = QSize(size.width, size.height)
        frame = Frame(pixels, like_mm=size.width_mm)
        made = config or small_config()
        self.window = EntranceWindow(
            made, TEXTS, office.tasks(), frame, light(), self.crashes.append
        )
        self._bot = bot
        self.hands = Hands(self.window.view)
        self.mm = size.mm

    @property
    def view(self) -> QQuickWindow:
        return self.window.view

    @property
    def screen(self) -> str:
        return self.window.screen

    @property
    def words(self) -> list[str]:
        self.live()
        return texts_on(self.view)

    def live(self) -> None:
        """Let Qt deliver what it has to, lay it out and draw it."""
        QGuiApplication.processEvents()
        with self._bot.waitSignal(self.window.view.frameSwapped, timeout=A_FRAME_MS):
            self.view.update()

    def settle(self) -> None:
        """The workers finish what they were asked, and what follows from it."""
        self.live()
        while self.office.storage.is_busy or self.office.printing.is_busy:
            self.office.storage.finish()
            self.office.printing.finish()
            self.live()

    def touch(self, name: str) -> None:
        self.live()
        self.office.clock.seconds += FINGERS_APART_S
        self.hands.touch(name)
        self.live()

    def go_to_motifs(self, lang: str = "fr") -> None:
        self.touch(f"start_{lang}")
        self.settle()
        self.touch("tile_identite")

    def take_ticket(self, lang: str = "fr") -> None:
        self.go_to_motifs(lang)
        self.touch("tile_passeport")

    def tap_twice(self, name: str) -> None:
        place = self.place(name)
        self.office.clock.seconds += FINGERS_APART_S
        for _ in range(2):
            self.hands.press(place)
            self.hands.release(place)
            self.office.clock.seconds += 0.1
            self.live()

    def tap(self, place: QPoint) -> None:
        """On whatever is there."""
        self.office.clock.seconds += FINGERS_APART_S
        self.hands.press(place)
        self.hands.release(place)
        self.live()

    def place(self, name: str) -> QPoint:
        item = self.item(name)
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def item(self, name: str) -> QQuickItem:
        self.live()
        found = self.hands.find(name)
        assert found is not None, f"no « {name} » on {self.screen}"
        return found

    def wait(self, seconds: float) -> None:
        """Time passes for the visitor, a second at a time."""
        for _ in range(round(seconds)):
            self.window.controller.tick(1.0)
        self.live()

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

    def close(self) -> None:
        self.window.close()


OpenVisit = Callable[..., Visit]
