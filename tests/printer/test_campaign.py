import random
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.domain.tickets import PrintState
from tests.fakes import HandClock
from tests.printer.benches import profile
from tests.printer.campaign import Plan, kiosk_on, papers_of, run, run_naive
from tests.printer.faults import FAULTS, Hall, Killed

SHORT = pytest.param(Plan(tickets=190, seed=1), id="short")
LONG = [
    pytest.param(Plan(tickets=800, seed=seed), id=f"seed {seed}", marks=pytest.mark.campaign)
    for seed in (11, 12, 13)
]
OTHERS = [
    pytest.param(Plan(tickets=200, seed=2, printer=profile(name)), id=name)
    for name in ("generic-80", "custom-vkp80")
]
"""Printers that prove with one byte and cannot forget; one of them has a presenter."""


@pytest.mark.parametrize("plan", [SHORT, *OTHERS, *LONG])
def test_nothing_is_called_printed_without_its_paper_and_no_number_is_lost(
    plan: Plan, tmp_path: Path
) -> None:
    verdict = run(plan, tmp_path)

    assert verdict.confirmed_without_paper == []
    assert verdict.unlabelled_duplicates == []
    assert verdict.wrong_numbers == []
    assert verdict.unexplained == []
    assert verdict.shared_papers == []
    assert verdict.states["CONFIRMED"] > plan.tickets // 2
    assert set(verdict.faults) == {fault.name for fault in FAULTS}


@pytest.mark.parametrize("plan", [SHORT, *LONG])
def test_to_write_then_mark_calls_tickets_printed_that_are_not_there(
    plan: Plan, tmp_path: Path
) -> None:
    naive = run_naive(plan, tmp_path)

    assert naive.marked_without_paper > 0


@pytest.mark.parametrize("lives", range(1, 280, 11))
def test_an_order_cut_off_by_a_kill_does_not_swallow_the_beginning_of_the_next_ticket(
    lives: int, tmp_path: Path
) -> None:
    hall, clock = Hall(random.Random(0)), HandClock()
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        hall.link.lives = 12 + lives
        with pytest.raises(Killed):
            kiosk.spool.print_job(kiosk.take(UUID(int=1)).job)
    hall.pass_time(2)
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        ticket = kiosk.take(UUID(int=2))
        state = kiosk.spool.print_job(ticket.job)

    assert state is PrintState.CONFIRMED
    assert papers_of(hall.device)[ticket.number, False] == 1
