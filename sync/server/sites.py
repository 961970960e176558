"""What the published configuration of each site says, read once a revision. This package knows no
configuration: whoever starts the server brings the reader."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.domain.opening import OpeningRules, Week
from sync.server import published_rows
from sync.server.published_rows import WHOLE_SITE, Target
from sync.server.rows import Rows
from sync.server.storage import Store

MOST_AT_ONCE = 20
"""Read in one go; the others wait for the next."""


@dataclass(frozen=True, slots=True)
class MotifSummary:
    """`labels` by language. `quota`: tickets a day; None: as many as come."""

    labels: Mapping[str, str]
    quota: int | None = None
    week: Week | None = None


@dataclass(frozen=True, slots=True)
class SiteSummary:
    name: str
    rules: OpeningRules
    languages: tuple[str, ...]
    motifs: tuple[MotifSummary, ...]
    message: Mapping[str, str]
    message_first: date | None = None
    message_last: date | None = None


ReadSite = Callable[[Path], SiteSummary | None]
"""From a folder of published files; None: they cannot be read here."""


def read_nothing(_folder: Path) -> SiteSummary | None:
    return None


class Sites:
    """`own`: opening hours that are known otherwise."""

    def __init__(
        self, read: ReadSite = read_nothing, own: Mapping[str, OpeningRules] | None = None
    ) -> None:
        self._read = read
        self._own = own or {}
        self._known: dict[str, tuple[int, SiteSummary | None]] = {}

    def hours(self) -> Mapping[str, OpeningRules]:
        """Of the sites that are known by now; what is published counts first."""
        published = {site: found.rules for site, (_, found) in self._known.items() if found}
        return {**self._own, **published}

    async def refresh(self, store: Store) -> None:
        """Some of what is new; the others at the next call."""
        revisions = await store.run(_revisions)
        for site in self._known.keys() - revisions.keys():
            del self._known[site]
        fresh = [site for site, rev in revisions.items() if self._revision(site) != rev]
        for site in fresh[:MOST_AT_ONCE]:
            await self._learn(store, site, revisions[site])

    async def summary(self, store: Store, site: str) -> SiteSummary | None:
        """None: nothing is published there, or it cannot be read."""
        revision = (await store.run(_revisions)).get(site)
        if revision is None:
            return None
        if self._revision(site) != revision:
            await self._learn(store, site, revision)
        return self._known[site][1]

    def _revision(self, site: str) -> int | None:
        known = self._known.get(site)
        return None if known is None else known[0]

    async def _learn(self, store: Store, site: str, revision: int) -> None:
        files = await store.run(lambda rows: published_rows.files(rows, Target(site)))
        self._known[site] = revision, await asyncio.to_thread(self._unfolded, files)

    def _unfolded(self, files: Mapping[str, bytes]) -> SiteSummary | None:
        with TemporaryDirectory(prefix="borne-") as folder:
            for name, content in files.items():
                file = Path(folder, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            return self._read(Path(folder))


def _revisions(rows: Rows) -> Mapping[str, int]:
    found = rows.execute(
        "SELECT site, rev FROM publication WHERE device = ? AND files > 0 ORDER BY site",
        [WHOLE_SITE],
    )
    return {site: int(rev) for site, rev in found.fetchall()}
