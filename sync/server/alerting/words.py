"""An alert in words: one sentence, and the text of a message about several."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.texts import Texts, load_texts
from sync.server.alerting.journal import Kept, Phase
from sync.server.alerting.rules import Kind

FOLDER = Path(__file__).parents[3] / "assets" / "alerts"
LANGUAGES = ("fr", "en")
MOST_LINES = 100
MOST_SITES = 3
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TIMES: Mapping[str, str] = {"fr": "%d/%m/%Y à %H:%M", "en": "%Y-%m-%d %H:%M"}

Names = Mapping[UUID, str]
"""What people call a device; one that is not in it is told by its id."""


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str


@cache
def texts_of(lang: str) -> Texts:
    return load_texts(FOLDER / f"{lang}.toml")


def moment(ms: int, zone: ZoneInfo, lang: str) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).strftime(_TIMES[lang])


def sentence(alert: Kept, zone: ZoneInfo, lang: str) -> str:
    """What is wrong, without where."""
    texts, detail = texts_of(lang), alert.detail
    match alert.key.kind:
        case Kind.FORK | Kind.PAPER_OUT | Kind.PAPER_LOW | Kind.GAP as kind:
            return texts.say(f"alert.{kind}")
        case Kind.SILENT:
            return texts.say("alert.silent", since=moment(int(detail), zone, lang))
        case Kind.PRINTER:
            known = f"printer.{detail}" in texts.entries
            trouble = texts.say(f"printer.{detail if known else 'other'}")
            return texts.say("alert.printer", trouble=trouble)
        case Kind.OPINIONS:
            bad, _, given = detail.partition("/")
            return texts.say("alert.opinions", bad=bad, given=given)
        case Kind.DISK:
            return texts.say("alert.disk_free", free=detail) if detail else texts.say("alert.disk")
        case Kind.QUARANTINE | Kind.UNSENT as kind:
            return texts.count(f"alert.{kind}", int(detail or 0))
        case Kind.CLOCK:
            return _clock(texts, detail)
        case kind:
            assert_never(kind)


def _clock(texts: Texts, detail: str) -> str:
    if not detail:
        return texts.say("alert.clock")
    late_s = int(detail)
    return texts.say(f"alert.clock_{'late' if late_s > 0 else 'early'}", off=span(texts, late_s))


def span(texts: Texts, seconds: int) -> str:
    """So long, in the one unit that says it best."""
    unit, n = _in_units(seconds)
    return texts.count(f"alert.{unit}", n)


def short_span(texts: Texts, seconds: int) -> str:
    """The same, for a column."""
    unit, n = _in_units(seconds)
    return texts.say(f"alert.{unit}_short", n=n)


def _in_units(seconds: int) -> tuple[str, int]:
    minutes = max(round(abs(seconds) / 60), 1)
    if minutes < 120:
        return "minutes", minutes
    hours = round(minutes / 60)
    return ("hours", hours) if hours < 48 else ("days", round(hours / 24))


def message(
    phase: Phase, alerts: Sequence[Kept], names: Names, zone: ZoneInfo, lang: str, pages: str
) -> Message:
    """Of one mail."""
    texts, n = texts_of(lang), len(alerts)
    sites = list(dict.fromkeys(alert.key.site for alert in alerts))
    shown = ", ".join(sites[:MOST_SITES]) + (", …" if len(sites) > MOST_SITES else "")
    lines = [_line(phase, alert, names, zone, lang) for alert in alerts[:MOST_LINES]]
    if n > MOST_LINES:
        lines.append(texts.say("mail.more", n=n - MOST_LINES))
    parts = [texts.count(f"mail.{phase}", n), "\n".join(lines)]
    if pages:
        parts.append(texts.say("mail.look", url=f"{pages}/admin/alerts"))
    parts.append(texts.say("mail.sent_by"))
    return Message(texts.count(f"mail.subject_{phase}", n, sites=shown), "\n\n".join(parts) + "\n")


def trial(lang: str) -> Message:
    texts = texts_of(lang)
    return Message(
        texts.say("mail.test_subject"), f"{texts.say('mail.test')}\n\n{texts.say('mail.sent_by')}\n"
    )


def device_name(alert: Kept, names: Names, lang: str) -> str:
    """Empty: the alert is about the whole site."""
    device = alert.key.device
    if device is None:
        return ""
    short = texts_of(lang).say("mail.device", id=str(device)[:8])
    return _INVISIBLE.sub(" ", names.get(device, "")) or short


def _line(phase: Phase, alert: Kept, names: Names, zone: ZoneInfo, lang: str) -> str:
    texts, name = texts_of(lang), device_name(alert, names, lang)
    said = {"site": alert.key.site, "device": name, "began": moment(alert.began, zone, lang)}
    of_site = "" if name else "_site"
    match phase:
        case Phase.BEGAN:
            return texts.say(f"mail.line{of_site}", said=sentence(alert, zone, lang), **said)
        case Phase.ENDED:
            kind = texts.say(f"kind.{alert.key.kind}")
            end = moment(alert.last if alert.ended is None else alert.ended, zone, lang)
            return texts.say(f"mail.line{of_site}_ended", kind=kind, ended=end, **said)
        case _:
            assert_never(phase)
