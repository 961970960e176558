"""Opening hours as people read them."""

from collections.abc import Sequence

from kiosk.domain.opening import Week

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week_of(week: Week | None) -> Sequence[tuple[str, str]] | None:
    """Each day, by its key under `[days]`, and its hours; empty: closed. None: always open."""
    if week is None:
        return None
    return [
        (name, ", ".join(f"{s.start:%H:%M}–{s.end:%H:%M}" for s in week.get(day, ())))
        for day, name in enumerate(DAYS)
    ]
