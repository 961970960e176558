"""What an earlier paper left in the printer, dealt with before the next one: whatever it is."""

import logging
from collections.abc import Callable
from typing import assert_never

from kiosk.domain.tickets import Left, PrintState
from kiosk.storage.failure import CannotWrite
from printer.journal import Journal, any_token, token_of
from printer.operations import RESYNC_NULS, Fresh, Op
from printer.outcome import (
    Blocked,
    Confirmed,
    ConfirmedLate,
    Health,
    NotSent,
    Outcome,
    SentUnverified,
    Unknown,
)
from printer.press import Press

log = logging.getLogger(__name__)


def settle(journal: Journal, press: Press) -> Left:
    """Before anything new: half a paper in the printer would come out in front of it."""
    left, last = journal.left(), journal.in_doubt()
    if left is not Left.BYTES:
        return left
    settled = press.settle(any_token() if last is None else token_of(last))
    if settled is None:
        return left
    if settled.late and last is not None:
        note_end(journal, last, PrintState.CONFIRMED_LATE, "", 0)
        return Left.NOTHING
    if settled.purged:
        note_purge(journal, last)
        return Left.PAPER
    return left


def in_the_way(left: Left, press: Press) -> Health | None:
    """Why nothing may be sent yet: a proof still to come would be taken for the next one’s."""
    if left is not Left.BYTES or not press.needs_quiet:
        return None
    health = press.health()
    return Health.MUTE if health.can_print else health


def after(left: Left, ops: tuple[Op, ...]) -> tuple[Op, ...]:
    match left:
        case Left.NOTHING:
            return ops
        case Left.PAPER:
            return (Fresh(), *ops)
        case Left.BYTES:
            return (Fresh(RESYNC_NULS), *ops)
        case _ as never:
            assert_never(never)


def print_loose(
    journal: Journal | None,
    press: Press,
    ops: tuple[Op, ...],
    before: Callable[[], None] = lambda: None,
) -> Outcome:
    """A paper of no job, by the same way as a ticket. The caller holds the printer's lock.

    Without a journal nothing is known of the paper before it. `before` ends before the first byte.
    """
    if journal is None:
        return press.print(ops, any_token(), lambda _size, _health: before())
    left = _recovered(journal, press)
    if health := in_the_way(left, press):
        return Blocked(health)

    def begins(_size: int, _health: Health) -> None:
        before()
        _note_left(journal, Left.BYTES)

    outcome = press.print(after(left, ops), any_token(), begins)
    match outcome:
        case Confirmed() | ConfirmedLate() | SentUnverified():
            _note_left(journal, Left.NOTHING)
        case Unknown(purged=True):
            _note_left(journal, Left.PAPER)
        case NotSent():
            _note_left(journal, left)
        case Blocked() | Unknown():
            pass
        case _ as never:
            assert_never(never)
    return outcome


def _recovered(journal: Journal, press: Press) -> Left:
    """A process that was killed has not said what it left."""
    try:
        journal.recover()
    except CannotWrite as error:
        log.error("Ce qui reste dans l’imprimante n’est pas connu. %s", error)
        return Left.BYTES
    return settle(journal, press)


def _note_left(journal: Journal, left: Left) -> None:
    """It is nobody's number: a full disk does not keep it from being printed."""
    try:
        journal.leaves(left)
    except CannotWrite as error:
        log.error("Ce qui reste dans l’imprimante n’est pas dans le journal. %s", error)


def note_purge(journal: Journal, job: int | None) -> None:
    try:
        journal.leaves(Left.PAPER) if job is None else journal.purged(job)
    except CannotWrite as error:
        log.error("L’imprimante est vidée, le journal ne le dit pas. %s", error)


def note_end(
    journal: Journal, job: int, state: PrintState, reason: str, accepted: int
) -> PrintState:
    try:
        journal.ended(job, state, str(reason), accepted)
    except CannotWrite as error:
        log.error("La fin de l’impression %s n’est pas dans le journal. %s", job, error)
    return state
