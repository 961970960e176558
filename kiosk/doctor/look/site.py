"""What the configuration says of the site, held against the days to come."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.config import Config
from kiosk.config.reader import Problems
from kiosk.doctor.site import ConfigFacts, HolidayFacts, OpeningFacts
from kiosk.domain.opening import OpeningRules, Shut, state_at
from kiosk.paths import ASSETS


def config(found: Config | Problems) -> ConfigFacts:
    if isinstance(found, Config):
        motifs = sum(1 for _ in found.catalogue.motifs())
        is_own = not found.source.is_relative_to(ASSETS)
        published = None if found.publication is None else found.publication.rev
        return ConfigFacts(str(found.source), (), is_own, motifs, found.languages, published)
    return ConfigFacts("FICHIER", tuple(map(str, found)))


def opening(config: Config, utc: datetime) -> OpeningFacts:
    rules = config.site.rules
    never = tuple(
        motif.label("fr")
        for motif in config.catalogue.motifs()
        if _is_never(state_at(utc, rules, motif.opening))
    )
    return OpeningFacts(rules.week is not None, state_at(utc, rules), never)


def _is_never(state: object) -> bool:
    return isinstance(state, Shut) and state.reopens is None


def holidays(config: Config, utc: datetime) -> HolidayFacts:
    rules = config.site.rules
    year = utc.astimezone(rules.zone).year
    return HolidayFacts(year, _has_any(rules, year), _has_any(rules, year + 1))


def _has_any(rules: OpeningRules, year: int) -> bool:
    """The first of January is one wherever there are any."""
    return rules.is_holiday(date(year, 1, 1))


def local(utc: datetime, config: Config | None) -> datetime:
    return utc.astimezone(ZoneInfo("Europe/Paris") if config is None else config.site.rules.zone)
