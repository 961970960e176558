"""Looks at the fleet each minute, and tells what has begun and ended. Sending happens in threads,
beside everything else; what was sent is written down before it could be sent again."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from sync.server import fleet
from sync.server.alerting import journal, mail, opinions, post, webhook, words
from sync.server.alerting.mail import NotSent, Sent
from sync.server.alerting.post import Parcel
from sync.server.alerting.rules import Alert, Facts, standing
from sync.server.alerting.settings import AlertSettings, Recipient, Webhook
from sync.server.rows import Away, Rows
from sync.server.sites import Sites
from sync.server.storage import Store

ROUND_S = 60.0
LOOK_S = 10.0
"""How often it is looked whether something is to be sent."""

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """Belongs to the event loop."""

    store: Store
    settings: AlertSettings
    zone: ZoneInfo
    sites: Sites
    now: Callable[[], int]
    listening: int = 0
    """Since when, in ms: before that, nobody could be heard."""
    _due: float = field(default=0.0, init=False)
    _working: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def when_due(self) -> None:
        """Starts what is due, and waits for none of it."""
        if self._working is not None and not self._working.done():
            return
        if self._working is not None:
            self._working.result()
            self._working = None
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + LOOK_S
            self._working = asyncio.create_task(self.look())

    async def end(self) -> None:
        """What is being sent is waited for: it has its own time limits."""
        if self._working is not None:
            await self._working
            self._working = None

    async def look(self) -> None:
        """A round, when its turn has come, then the post."""
        try:
            await self.sites.refresh(self.store)
            await self.store.run(self._round)
            parcels = await self.store.run(self._take)
            await asyncio.gather(*(self._send(parcel, names) for parcel, names in parcels))
        except (sqlite3.OperationalError, Away) as error:
            log.error("the alerts could not be seen to: %s", error)
        except Exception:
            # What one device said, or one address, must not end the server of all the others.
            log.exception("the alerts could not be seen to; it is tried again")

    def _round(self, rows: Rows) -> None:
        now = self.now()
        with rows.atomic():
            if journal.take_turn(rows, now, int(ROUND_S * 1000)):
                journal.note(rows, self._standing(rows, now), self.settings, now)

    def _standing(self, rows: Rows, now: int) -> tuple[Alert, ...]:
        rule = self.settings.rules.opinions
        opinions.count(rows, rule, now)
        facts = Facts(
            fleet.facts(rows),
            opinions.compared(rows, rule, now),
            self.sites.hours(),
            frozenset(each.key for each in journal.standing(rows)),
            journal.settled(rows),
            self.listening,
        )
        return standing(facts, self.settings.rules, now)

    def _take(self, rows: Rows) -> list[tuple[Parcel, words.Names]]:
        with rows.atomic():
            taken = post.take(rows, self.settings.targets(), self.now())
        return [(parcel, _names(rows, parcel)) for parcel in taken]

    async def _send(self, parcel: Parcel, names: words.Names) -> None:
        try:
            result = await asyncio.to_thread(self._deliver, parcel, names)
        except Exception:
            log.exception("an alert could not be told to %s", parcel.target)
            result = NotSent("erreur inattendue : voir le journal du serveur.")
        match result:
            case Sent():
                done = partial(post.was_sent, parcel=parcel, now=self.now())
            case NotSent(why=why):
                log.warning("an alert was not told to %s: %s", parcel.target, why)
                done = partial(post.was_not_sent, parcel=parcel, why=why, now=self.now())
            case _:
                assert_never(result)
        await self.store.run(done)

    def _deliver(self, parcel: Parcel, names: words.Names) -> Sent | NotSent:
        target, server = self.settings.targets()[parcel.target], self.settings.mail
        match target:
            case Recipient():
                assert server is not None
                said = words.message(
                    parcel.phase,
                    parcel.alerts,
                    names,
                    self.zone,
                    target.lang,
                    self.settings.pages,
                )
                return mail.send(server, target, said, parcel.id)
            case Webhook():
                body = webhook.body_of(parcel.phase, parcel.alerts, names, self.now())
                return webhook.send(target, body, parcel.id)
            case _:
                assert_never(target)


def try_out(settings: AlertSettings, now: int) -> list[tuple[str, Sent | NotSent]]:
    """One test message to each target, and what came of it."""
    tried: list[tuple[str, Sent | NotSent]] = []
    id_ = f"test-{now}"
    for recipient in settings.recipients:
        assert settings.mail is not None
        said = words.trial(recipient.lang)
        tried.append((recipient.name, mail.send(settings.mail, recipient, said, id_)))
    body = webhook.trial_body(now)
    tried += [(hook.name, webhook.send(hook, body, id_)) for hook in settings.webhooks]
    return tried


def _names(rows: Rows, parcel: Parcel) -> words.Names:
    devices = {alert.key.device for alert in parcel.alerts} - {None}
    return device_names(rows, [device for device in devices if device is not None])


def device_names(rows: Rows, devices: list[UUID]) -> words.Names:
    """What people call them now."""
    if not devices:
        return {}
    marks = ", ".join("?" * len(devices))
    found = rows.execute(
        f"SELECT device, name FROM device_key WHERE device IN ({marks}) ORDER BY enrolled",
        [device.bytes for device in devices],
    )
    return {UUID(bytes=bytes(device)): name for device, name in found.fetchall() if name}
