"""What the centre publishes to the site, published here: devices believe their own hub."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

from sync.client.downlink import (
    Announced,
    Fetched,
    Get,
    Later,
    Trust,
    Untrue,
    announced,
    fetch,
)
from sync.hub.membership import Membership
from sync.manifest import PublishedFile
from sync.server.admin import audit
from sync.server.admin.audit import By, What
from sync.server.published_rows import Target
from sync.server.publishing import (
    Check,
    Problems,
    Published,
    checked,
    publish,
    withdraw,
)
from sync.server.rows import Rows
from sync.server.run import Ask

CENTRE = "serveur central"
"""Who published, in the audit of this server."""

log = logging.getLogger(__name__)


@dataclass
class _Files:
    """A shelf in memory: a publication is 16 MiB at most."""

    content: dict[str, bytes] = field(default_factory=dict)

    def has(self, _name: str, _file: PublishedFile) -> bool:
        return False

    def put(self, name: str, content: bytes) -> None:
        self.content[name] = content


class Relay:
    """Belongs to the thread that forwards."""

    def __init__(
        self, ask: Ask, get: Get, member: Membership, check: Check, now: Callable[[], int]
    ) -> None:
        self._ask = ask
        self._get = get
        self._trust = Trust(member.fleet_key, member.site, member.hub, member.revision)
        self._check = check
        self._now = now
        self._left = 0
        """A revision that cannot be taken is not asked for again."""

    def hear(self, revision: int) -> None:
        """The centre says that this is published for the site."""
        if revision <= self._trust.held or revision == self._left:
            return
        found = announced(self._get, self._trust, revision)
        match found:
            case Announced():
                self._take(found, revision)
            case Untrue(reason=reason):
                self._leave(revision, reason)
            case Later():
                return
            case _:
                assert_never(found)

    def _take(self, found: Announced, revision: int) -> None:
        files = _Files()
        fetched = fetch(self._get, found.manifest, files)
        match fetched:
            case Fetched():
                self._publish(files.content, revision)
            case Later():
                return
            case _:
                assert_never(fetched)

    def _publish(self, files: dict[str, bytes], revision: int) -> None:
        problems = checked(Target(self._trust.site), files, self._check) if files else ()
        if problems:
            self._leave(revision, str(problems[0]))
            return
        self._ask(partial(self._work, files, revision))
        self._trust = replace(self._trust, held=revision)
        log.info("revision %d of the centre is published here", revision)

    def _work(self, files: dict[str, bytes], revision: int, rows: Rows) -> None:
        """It was checked a moment ago, elsewhere than in the thread of the database."""
        target, by = Target(self._trust.site), By(CENTRE, self._now())
        with rows.atomic():
            audit.begin(rows)
            done: Published | Problems | None = (
                publish(rows, target, files, lambda _folder, _target: (), by.now)
                if files
                else withdraw(rows, target, by.now)
            )
            if isinstance(done, Published):
                what = What.CONFIG_PUBLISHED if files else What.CONFIG_WITHDRAWN
                audit.record(rows, by, what, site=target.site, detail=str(done.rev))
            rows.execute("UPDATE upstream SET revision = ?", [revision])

    def _leave(self, revision: int, reason: str) -> None:
        self._left = revision
        log.error("revision %d of the centre is not published here: %s", revision, reason)
