"""The administration pages as HTML, in the language of who looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from kiosk.domain.texts import Texts, load_texts
from sync.server.admin.roles import Action, may
from sync.server.admin.visitor import Visitor
from sync.server.page import DEFAULT_LANGUAGE, MotifLabels, by_preference

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the menu. `word`: the key of its name and title."""

    path: str
    word: str
    action: Action


TABS: Sequence[Tab] = (
    Tab("/admin", "home.title", Action.SEE_HOME),
    Tab("/", "menu.live", Action.SEE_LIVE),
    Tab("/admin/fleet", "fleet.title", Action.SEE_DEVICES),
    Tab("/admin/alerts", "alerts.title", Action.SEE_DEVICES),
    Tab("/admin/sites", "sites.title", Action.SEE_DEVICES),
    Tab("/admin/moderation", "moderation.title", Action.MODERATE),
    Tab("/admin/devices", "devices.title", Action.SEE_DEVICES),
    Tab("/admin/codes", "codes.title", Action.MANAGE_DEVICES),
    Tab("/admin/quarantine", "quarantine.title", Action.SEE_QUARANTINE),
    Tab("/admin/people", "people.title", Action.MANAGE_PEOPLE),
    Tab("/admin/audit", "audit.title", Action.SEE_AUDIT),
)


@dataclass(frozen=True, slots=True)
class Moment:
    iso: str
    text: str


@cache
def words_of(folder: Path) -> Mapping[str, Texts]:
    known = (load_texts(file) for file in folder.glob("*.toml"))
    return {each.lang: each for each in sorted(known, key=lambda each: each.rank)}


class AdminPages:
    def __init__(self, words: Path, zone: ZoneInfo, labels: MotifLabels) -> None:
        self.zone = zone
        self._labels = labels
        self._words = words_of(words)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, *asked: str, accepted: str = "") -> str:
        wanted = (*asked, *by_preference(accepted))
        return next((lang for lang in wanted if lang in self._words), DEFAULT_LANGUAGE)

    def texts(self, lang: str) -> Texts:
        return self._words[lang]

    def render(
        self, template: str, lang: str, path: str, visitor: Visitor | None, **values: object
    ) -> str:
        """`path`: of the page, for the menu and the links to its other languages."""
        texts = self._words[lang]
        return self._templates.get_template(template).render(
            texts=texts,
            say=texts.say,
            count=texts.count,
            known=_known(texts),
            languages=[(code, each.endonym) for code, each in self._words.items()],
            path=path,
            visitor=visitor,
            tabs=_tabs(visitor),
            may=lambda name: visitor is not None and visitor.may(Action(name)),
            moment=lambda t: self.moment(t, lang),
            motif=lambda motif: self._motif(motif, lang),
            **{"said": None, "fault": None, "wrong": None} | values,
        )

    def moment(self, t: int, lang: str) -> Moment:
        """Any number: what no calendar holds becomes its edge."""
        utc = datetime.fromtimestamp(min(max(t, 0), 253_370_764_800_000) / 1000, UTC)
        there = utc.astimezone(self.zone)
        form = "%d/%m/%Y %H:%M" if lang == "fr" else "%-d %b %Y, %H:%M"
        return Moment(there.isoformat(timespec="seconds"), there.strftime(form))

    def _motif(self, motif: str, lang: str) -> str:
        labels = self._labels.get(motif, {})
        return labels.get(lang) or labels.get(DEFAULT_LANGUAGE) or motif


def _tabs(visitor: Visitor | None) -> Sequence[Tab]:
    if visitor is None:
        return ()
    return [tab for tab in TABS if may(visitor.person.role, tab.action)]


def _known(texts: Texts) -> Callable[[str, str], str]:
    """The word of `section.name`, or the name itself when it is one of another version."""

    def word(section: str, name: str) -> str:
        entry = texts.entries.get(f"{section}.{name}")
        return entry if isinstance(entry, str) else name

    return word
