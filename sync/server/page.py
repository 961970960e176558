"""The live page as HTML, whole for a browser that loads it, in rows for one that stays."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from functools import cache
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from kiosk.domain.feedback import SCALES
from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.tickets import PrintState
from sync.server.queries import (
    HELP_RECENT_MIN,
    SHOWN,
    SHOWN_OPINIONS,
    OpinionRow,
    Snapshot,
    Today,
)

TEMPLATES = Path(__file__).parent / "templates"
DEFAULT_LANGUAGE = "fr"
LONGEST_HEADER = 500
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")

MotifLabels = Mapping[str, Mapping[str, str]]
"""Motif to language to label; a motif that is not in it is shown by its id."""


class Paper(StrEnum):
    """What there is to say of a ticket's paper, in few words."""

    PRINTED = "printed"
    SENT = "sent"
    UNSURE = "unsure"
    MISSING = "missing"
    WAITING = "waiting"


_PAPERS: Mapping[str | None, Paper] = {
    None: Paper.WAITING,
    PrintState.QUEUED: Paper.WAITING,
    PrintState.SENDING: Paper.WAITING,
    PrintState.CONFIRMED: Paper.PRINTED,
    PrintState.CONFIRMED_LATE: Paper.PRINTED,
    PrintState.REPRINTED: Paper.PRINTED,
    PrintState.SENT_UNVERIFIED: Paper.SENT,
    PrintState.BLOCKED: Paper.MISSING,
    PrintState.NOT_SENT: Paper.MISSING,
    PrintState.EXPIRED: Paper.MISSING,
    PrintState.ABANDONED: Paper.MISSING,
}


_TROUBLES: Mapping[str, str] = {
    "PAPER_OUT": "trouble_paper_out",
    "COVER": "trouble_cover",
    "CUTTER": "trouble_stuck",
    "JAM": "trouble_stuck",
    "HOT": "trouble_hot",
    "ABSENT": "trouble_absent",
    "MUTE": "trouble_mute",
    "BUSY": "trouble_busy",
    "HELD": "trouble_busy",
    "FAULT": "trouble_fault",
}
"""What the kiosk says of its printer; the server knows nothing of printers."""
NEAR_END = "NEAR_END"
"""It still prints."""

_MOST: Mapping[str, int] = {"tickets": SHOWN, "opinions": SHOWN_OPINIONS, "devices": SHOWN}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the page says it. Opinions show the hour only, not to be matched with a visitor."""

    iso: str
    text: str
    hour: str


@cache
def _texts_of(languages: Path) -> Mapping[str, Texts]:
    """In the order of the screens."""
    known = (load_texts(file) for file in languages.glob("*.toml"))
    return {each.lang: each for each in sorted(known, key=attrgetter("rank", "lang"))}


class Pages:
    def __init__(self, languages: Path, zone: ZoneInfo, labels: MotifLabels) -> None:
        self.zone = zone
        self._labels = labels
        self._texts = _texts_of(languages)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, asked: str, accepted: str = "") -> str:
        """`asked` by a link of the page, else what the browser's `Accept-Language` prefers."""
        wanted = (asked, *by_preference(accepted))
        return next((lang for lang in wanted if lang in self._texts), DEFAULT_LANGUAGE)

    def today(self, now: int, site: str = "") -> Today:
        day = _utc(now).astimezone(self.zone).date()
        midnight = datetime.combine(day, time.min, self.zone)
        return Today(day, int(midnight.timestamp() * 1000), now, site)

    def whole(self, snapshot: Snapshot, lang: str, now: int) -> str:
        return self._render("live.html", snapshot, lang, now)

    def update(self, snapshot: Snapshot, lang: str, now: int, arrival: int) -> str:
        """One line of JSON for the page's script: HTML by table, and what to say aloud.

        `arrival`: the last event that the page knew.
        """
        rows = {
            name: self._render(f"{name}.html", snapshot, lang, now)
            for name in ("help", "doubts", "tickets", "opinions", "devices", "tally", "upstream")
        }
        return json.dumps({**rows, "said": self._said(snapshot, lang, arrival)}, ensure_ascii=False)

    def _said(self, snapshot: Snapshot, lang: str, arrival: int) -> str:
        texts = self._texts[lang]
        help_ = sum(row.is_recent and row.arrival > arrival for row in snapshot.help)
        counts = (
            ("live.said_help", help_),
            ("live.said_tickets", len(snapshot.tickets)),
            ("live.said_opinions", len(snapshot.opinions)),
        )
        return " ".join(texts.count(key, n) for key, n in counts if n)

    def _render(self, template: str, snapshot: Snapshot, lang: str, now: int) -> str:
        texts = self._texts[lang]
        return self._templates.get_template(template).render(
            snapshot=snapshot,
            texts=texts,
            say=texts.say,
            count=texts.count,
            languages=self._languages(),
            moment=lambda t: self._moment(t, now),
            now=now,
            motif=lambda motif: self._motif(motif, lang),
            trouble=lambda reason: (
                texts.say(f"entrance.{found}") if (found := _TROUBLES.get(reason)) else ""
            ),
            printer=lambda health: _printer(health, texts),
            near_end=NEAR_END,
            paper=lambda outcome: _PAPERS.get(outcome, Paper.UNSURE),
            face=_face,
            screen=lambda screen: _screen(screen, texts),
            endonym=self._endonym,
            recent_min=HELP_RECENT_MIN,
            most=_MOST,
        )

    def _languages(self) -> list[tuple[str, str]]:
        return [(code, texts.endonym) for code, texts in self._texts.items()]

    def _endonym(self, lang: str) -> str:
        return self._texts[lang].endonym if lang in self._texts else lang

    def _motif(self, motif: str, lang: str) -> str:
        labels = self._labels.get(motif, {})
        return labels.get(lang) or labels.get(DEFAULT_LANGUAGE) or motif

    def _moment(self, t: int, now: int) -> Moment:
        there, here = _utc(t).astimezone(self.zone), _utc(now).astimezone(self.zone)
        year = "" if there.year == here.year else "/%Y"
        form = "%H:%M" if there.date() == here.date() else f"%d/%m{year} %H:%M"
        iso = there.isoformat(timespec="seconds")
        return Moment(iso, there.strftime(form), str(there.hour))


def by_preference(accepted: str) -> list[str]:
    """`es-MX,fr;q=0.5` → es, fr. What cannot be read counts for nothing."""
    ranked = []
    for part in accepted[:LONGEST_HEADER].split(","):
        tag, _, weight = part.partition(";")
        found = _WEIGHT.fullmatch(weight.strip())
        quality = 1.0 if not weight else float(found[1]) if found else 0.0
        if quality > 0:
            ranked.append((quality, tag.strip().lower().partition("-")[0]))
    return [tag for _, tag in sorted(ranked, key=lambda each: -each[0])]


def _face(opinion: OpinionRow) -> tuple[str, str] | None:
    """The ids of the drawing and of its word; None on a scale that has no faces here."""
    scale = SCALES.get(opinion.scale)
    if scale is None or opinion.value not in scale:
        return None
    return scale.faces[opinion.value - 1], scale.labels[opinion.value - 1]


def _printer(health: str, texts: Texts) -> str:
    """A trouble of a newer kiosk's has words too, though they say less."""
    if health == NEAR_END:
        return texts.say("live.printer_near_end")
    found = _TROUBLES.get(health)
    return texts.say("live.printer_other" if found is None else f"entrance.{found}")


def _screen(screen: str, texts: Texts) -> str:
    """The screen's name; its id when it is one of a newer device."""
    key = f"live.screen_{screen}"
    return texts.say(key) if key in texts.entries else screen


def _utc(t: int) -> datetime:
    """A device with a dead clock can send any number: what no calendar holds becomes its edge."""
    earliest, latest = 0, 253_370_764_800_000
    return datetime.fromtimestamp(min(max(t, earliest), latest) / 1000, UTC)
