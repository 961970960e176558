"""Opening hours and days as people read them."""

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.domain.opening import Week

_FORMS: Mapping[str, str] = {"fr": "%d/%m/%Y", "en": "%-d %b %Y"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week_of(week: Week | None) -> Sequence[tuple[str, str]] | None:
    """Each day, by its key under `[days]`, and its hours; empty: closed. None: always open."""
    if week is None:
        return None
    return [
        (name, ", ".join(f"{s.start:%H:%M}–{s.end:%H:%M}" for s in week.get(day, ())))
        for day, name in enumerate(DAYS)
    ]


def day_in(day: date | None, lang: str) -> str:
    """None: nobody said which."""
    return "…" if day is None else day.strftime(_FORMS[lang])
