"""What the server published is fetched, checked and put where the next start, or rest, finds it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from kiosk.domain.system_errors import trouble
from kiosk.storage.published import Side, filling, held_in
from sync.client.downlink import (
    Announced,
    Fetched,
    Get,
    Later,
    Trust,
    Untrue,
    announced,
    fetch,
    is_signed,
)
from sync.client.push import Pushed, PushResult
from sync.manifest import CONFIG_FILE, Manifest

MOST_REASON = 500
Check = Callable[[Path, Manifest], Sequence[str]]
"""What is wrong with these files as the configuration of this machine; nothing: it can be used."""
Refuse = Callable[[int, str], None]
"""Tell the server that this revision is not taken, and why."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """It holds from now on."""


class Downlink:
    """For the sync thread. `trust`: of the enrolment; what it says to be held is not looked at."""

    def __init__(self, data: Path, trust: Trust, get: Get, check: Check, refuse: Refuse) -> None:
        self._data = data
        self._trust = trust
        self._get = get
        self._check = check
        self._refuse = refuse
        self._refused = 0

    def hear(self, result: PushResult) -> None:
        """After each exchange. Must not raise but for what ends the sync of this device."""
        if not isinstance(result, Pushed) or result.revision in (0, self._refused):
            return
        trust = replace(self._trust, held=self._revision())
        if result.revision > trust.held:
            try:
                self._take(result.revision, trust)
            except OSError as error:
                log.error("revision %d cannot be written: %s", result.revision, trouble(error))

    def _revision(self) -> int:
        """0: nothing is held of this server for this site."""
        held = held_in(self._data)
        if held is None or held.manifest.site != self._trust.site:
            return 0
        is_theirs = is_signed(self._trust.fleet_key, held.text, held.signature)
        return held.manifest.rev if is_theirs else 0

    def _take(self, rev: int, trust: Trust) -> None:
        found = announced(self._get, trust, rev)
        if isinstance(found, Announced):
            with filling(self._data) as side:
                taken = Later() if side is None else self._fill(side, found)
        else:
            taken = found
        match taken:
            case Kept():
                log.info("revision %d is here, and taken up when nobody is served", rev)
            case Later():
                log.info("revision %d could not be fetched yet", rev)
            case Untrue(reason=reason):
                self._refused = rev
                log.error("revision %d is not taken: %s", rev, reason)
                self._refuse(rev, reason[:MOST_REASON])
            case _:
                assert_never(taken)

    def _fill(self, side: Side, found: Announced) -> Kept | Untrue | Later:
        manifest = found.manifest
        side.clear(manifest)
        fetched = fetch(self._get, manifest, side)
        if not isinstance(fetched, Fetched):
            return fetched
        if problems := self._check(side.files / CONFIG_FILE, manifest) if manifest.files else ():
            return Untrue(" ".join(problems))
        side.hold(found.text, found.signature)
        return Kept()
