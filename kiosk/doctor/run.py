"""Runs checks side by side, each within its time: one that hangs is left behind, and said."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from kiosk.domain.finding import About, Finding

LIMIT_S = 15.0
LOOK_S = 0.2
"""How often it is looked whether the process ends."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    about: About
    look: Callable[[], Finding]
    limit_s: float = LIMIT_S


def run(
    checks: Sequence[Check], is_stopping: Callable[[], bool] = lambda: False
) -> tuple[Finding, ...]:
    """In the order of the checks. Shorter than asked for when the process ends."""
    running = [(check, _started(check), time.monotonic() + check.limit_s) for check in checks]
    return tuple(_ended(running, is_stopping))


_Result = SimpleQueue[Finding]


def _started(check: Check) -> _Result:
    result: _Result = SimpleQueue()
    # A thread that hangs in a driver cannot be ended: as a daemon it keeps nobody from leaving.
    Thread(target=_look, args=(check, result), name=check.about.id, daemon=True).start()
    return result


def _look(check: Check, result: _Result) -> None:
    try:
        result.put(check.look())
    except Exception as error:
        log.exception("the check %s failed", check.about.id)
        result.put(
            check.about.fail(
                f"Ce contrôle a échoué\u00a0: {type(error).__name__}.",
                "Envoyer au support ce que donne\u00a0: borne support.",
            )
        )


def _ended(
    running: Sequence[tuple[Check, _Result, float]], is_stopping: Callable[[], bool]
) -> Iterator[Finding]:
    for check, result, end in running:
        found = None
        while found is None and not is_stopping():
            left = end - time.monotonic()
            try:
                found = result.get(timeout=max(0.0, min(LOOK_S, left)))
            except Empty:
                if left <= 0:
                    found = _silent(check)
        if found is None:
            return
        yield found


def _silent(check: Check) -> Finding:
    return check.about.fail(
        f"Pas de réponse en {check.limit_s:.0f}\u00a0s.",
        "Débrancher et rebrancher l’appareil, sinon redémarrer la machine.",
    )
