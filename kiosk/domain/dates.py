"""Dates and hours in words, as a visitor reads them on a ticket or a screen."""

from datetime import date, datetime

from kiosk.domain.texts import Texts


def say_date(texts: Texts, day: date) -> str:
    """`mardi 24 novembre 2026`."""
    return texts.say("calendar.date", year=day.year, **_parts(texts, day))


def say_day(texts: Texts, day: date) -> str:
    """`mardi 24 novembre`: a day so near that its year is known."""
    return texts.say("calendar.day", **_parts(texts, day))


def _parts(texts: Texts, day: date) -> dict[str, object]:
    return {
        "weekday": texts.say("calendar.weekdays").split()[day.weekday()],
        "day": texts.say("calendar.first") if day.day == 1 else day.day,
        "month": texts.say("calendar.months").split()[day.month - 1],
    }


def say_time(texts: Texts, moment: datetime) -> str:
    """`14 h 30`, and `14 h` on the hour."""
    if moment.minute == 0:
        return texts.say("calendar.hour", hour=moment.hour)
    return texts.say("calendar.time", hour=moment.hour, minute=f"{moment.minute:02d}")


def say_moment_of_today(texts: Texts, moment: datetime) -> str:
    """`24 novembre, 14 h 30`: what is read on that day only."""
    parts = _parts(texts, moment)
    day = texts.say("calendar.today", day=parts["day"], month=parts["month"])
    return texts.say("calendar.moment", date=day, time=say_time(texts, moment))


def say_moment(texts: Texts, moment: datetime) -> str:
    """`mardi 24 novembre 2026, 14 h 30`."""
    return texts.say("calendar.moment", date=say_date(texts, moment), time=say_time(texts, moment))
