"""Opening hours, closures and public holidays, as a technician writes them."""

from collections.abc import Callable
from datetime import date

from kiosk.config.table import Table, parse_hour
from kiosk.domain.opening import Closure, Span, Week

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_week(table: Table) -> Week:
    # Each day is read, there or not: a misspelt one is answered with all of them.
    week = {weekday: read_spans(table, name) for weekday, name in enumerate(DAYS)}
    return {weekday: spans for weekday, spans in week.items() if DAYS[weekday] in table.content}


def read_spans(table: Table, key: str) -> tuple[Span, ...]:
    """`["08:30-12:00", "13:30-17:00"]`, in order and apart."""
    spans: list[Span] = []
    for text in table.texts(key):
        span = _read_span(table, key, text)
        if span is None:
            continue
        if spans and span.start < spans[-1].end:
            table.fault(key, f"« {text} » commence avant la fin de la plage précédente.")
        spans.append(span)
    return tuple(spans)


def _read_span(table: Table, key: str, text: str) -> Span | None:
    start, _, end = (part.strip() for part in text.partition("-"))
    opens, closes = parse_hour(start), parse_hour(end)
    if opens is None or closes is None:
        table.fault(key, f"« {text} » n’est pas une plage comme « 08:30-12:00 ».")
        return None
    if closes <= opens:
        table.fault(key, f"« {text} » : la fermeture n’est pas après l’ouverture.")
        return None
    return Span(opens, closes)


def read_closures(table: Table) -> tuple[Closure, ...]:
    closures = []
    for row in table.tables("closures"):
        first = row.day("first")
        last = row.day("last")
        reason = row.table("reason")
        row.end()
        if "first" not in row.content:
            row.fault("first", "il manque « first », le premier jour de fermeture.")
        if first is None:
            continue
        if last is not None and last < first:
            row.fault("last", "la fermeture finit avant de commencer.")
        texts = {} if reason is None else {lang: reason.text(lang, "") for lang in reason.content}
        closures.append(Closure(first, last or first, texts))
    return tuple(closures)


def read_holidays(table: Table) -> Callable[[date], bool]:
    """`holidays = "FR"`, or `"FR-57"` for the Moselle's: those days are closed."""
    code = table.text("holidays", "")
    if not code:
        return lambda _day: False
    country, _, part = code.partition("-")
    known = _subdivisions(country)
    if known is None or (part and part not in known):
        table.fault("holidays", f"les jours fériés « {code} » sont inconnus. Écrire FR ou FR-57.")
        return lambda _day: False
    return _holiday_test(country, part or None)


def _subdivisions(country: str) -> tuple[str, ...] | None:
    import holidays

    return tuple(holidays.list_supported_countries().get(country, ())) if country == "FR" else None


def _holiday_test(country: str, part: str | None) -> Callable[[date], bool]:
    import holidays

    days = holidays.country_holidays(country, subdiv=part)
    return lambda day: day in days
