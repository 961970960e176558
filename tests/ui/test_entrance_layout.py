"""Whatever the screen, the language and the catalogue: every word is whole, every button large."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import MotifClosed, Order, PrintState, QuotaReached
from tests.assets.shipped import CONFIGS, on_site
from tests.fakes import PARIS
from tests.ui.kit import Office, Visit, is_button, is_text, place_of, visible_below
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from ui.entrance.flow import Screen, State
from ui.hands import texts_on

MAIRIE = on_site(CONFIGS["mairie"])
LONGEST = datetime(2026, 9, 30, 8, 30, tzinfo=UTC)
WHY = dict.fromkeys(("fr", "en", "es"), "Fermeture exceptionnelle pour travaux jusqu’à vendredi")
TOUCH_MM, GAP_MM = 20.0, 3.0
HELD_CLOSE_MM = 12.9
"""On a tablet at arm's length the buttons, not the tiles, may be as small as a fingertip."""
ROUNDING_PX = 1.5


@dataclass(frozen=True)
class Sight:
    """A screen with the most that it can have to say."""

    name: str
    state: State

    def __str__(self) -> str:
        return self.name


def sights(config: Config) -> Iterator[Sight]:
    longest = max(config.catalogue.motifs(), key=lambda motif: len(motif.label("fr")))
    category = max(config.catalogue.categories, key=lambda c: len(c.motifs))
    open_late = Open(datetime(2026, 9, 30, 19, 30, tzinfo=PARIS))
    shut = Shut(LONGEST, WHY)
    full = {motif.id: QuotaReached(1) for motif in category.motifs}
    chosen = State(Screen.MOTIF, category=category.id, refusals=full, help_asked=True)
    yield Sight("attract", State(opening=open_late))
    yield Sight("closed", State(Screen.CLOSED, opening=shut))
    yield Sight("category", State(Screen.CATEGORY))
    yield Sight("motif", chosen)
    yield Sight("refused", replace(chosen, screen=Screen.REFUSED, refusal=QuotaReached(3)))
    yield Sight(
        "refused-until", replace(chosen, screen=Screen.REFUSED, refusal=MotifClosed(LONGEST))
    )
    yield Sight("out_of_order", State(Screen.OUT_OF_ORDER))
    for printed in (None, PrintState.CONFIRMED, PrintState.NOT_SENT):
        yield Sight(f"confirmation-{printed}", confirmation(longest, printed))
    yield Sight("idle", replace(chosen, idle_s=35))


def confirmation(motif: Motif, printed: PrintState | None) -> State:
    office = Office()
    ticket = office.tasks().take_ticket(Order(ORDER_ID, motif.id, "fr"))
    return State(Screen.CONFIRMATION, ticket=replace(ticket, number="A2-107"), printed=printed)
