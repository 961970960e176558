"""The demonstration receives whatever the hour, and whatever the kiosk was configured for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from kiosk.app import set_stage
from kiosk.demo.machine import Machine
from kiosk.domain.identifiers import uuid7
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import Closure, Open, OpeningRules, state_at
from kiosk.domain.tickets import Order, PaperEnd, PrintState, Ticket
from tests.fakes import PARIS, small_config, with_motif
from ui.theme import Themes, load_themes

NEVER = OpeningRules(
    PARIS, {}, (Closure(date(2020, 1, 1), date(2099, 1, 1), {}),), is_holiday=lambda _day: True
)


def test_the_demonstration_is_open_at_night_on_holidays_and_for_every_motif(
    tmp_path: Path,
) -> None:
    rare = Motif("mariage", "E", {"fr": "Mariage"}, opening={}, daily_quota=1)
    config = with_motif(small_config(NEVER), rare)
    themes = load_themes("light")
    assert isinstance(themes, Themes)

    machine = Machine(set_stage(config, themes), tmp_path, "http://127.0.0.1:9")
    machine.reception.stop()

    shown = machine.stage.config
    hours = (datetime(2026, 12, 25, tzinfo=PARIS) + timedelta(hours=hour) for hour in range(48))
    assert all(isinstance(state_at(hour, shown.site.rules), Open) for hour in hours)
    assert shown.site.rules.zone == PARIS
    found = shown.catalogue.find("mariage")
    assert found == replace(rare, opening=None, daily_quota=None)
    assert [motif.id for motif in shown.catalogue.motifs()] == [
        motif.id for motif in config.catalogue.motifs()
    ]


def test_the_paper_taken_out_by_hand_is_missed_by_the_next_ticket_and_comes_when_it_is_back(
    tmp_path: Path,
) -> None:
    themes = load_themes("light")
    assert isinstance(themes, Themes)
    machine = Machine(set_stage(small_config(), themes), tmp_path, "http://127.0.0.1:9")
    with machine.reception as reception:
        assert reception.storage.submit(reception.prepare).result() is None
        order = Order(uuid7(), "passeport", "fr")
        ticket = reception.storage.submit(reception.take_ticket, order).result()
        assert isinstance(ticket, Ticket)

        machine.load(loaded=False)
        missed = reception.printing.submit(reception.print_ticket, ticket).result()
        assert missed == PaperEnd(PrintState.BLOCKED, "PAPER_OUT")
        assert machine.tickets == []

        machine.load(loaded=True)
        printed = reception.printing.submit(reception.print_ticket, ticket).result()

    assert printed == PaperEnd(PrintState.CONFIRMED)
    assert len(machine.tickets) == 1
