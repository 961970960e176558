"""What the information card of a motif says besides its documents: price, delay, on line."""

from collections.abc import Iterator, Mapping, Sequence

from kiosk.config.table import Table
from kiosk.domain.addresses import is_web_address
from kiosk.domain.motifs import Online

LONGEST = 60
"""Characters of a price, a delay or what is done on line: two lines of the smallest screen."""
LONGEST_URL = 100
"""A longer address makes a code too fine for an old telephone."""


def read_words(row: Table, key: str, languages: Sequence[str]) -> Mapping[str, str]:
    """`price.fr = "…"`, and so in each language."""
    table = row.table(key)
    return {} if table is None else _read_languages(table, row, key, languages)


def read_online(row: Table, languages: Sequence[str]) -> Online | None:
    """`online.url = "https://…"` and the words of `online.fr`."""
    table = row.table("online")
    if table is None:
        return None
    url = table.required_text("url")
    if url and not (url.startswith("https://") and is_web_address(url)):
        table.fault("url", f"« {url} » n’est pas une adresse https://.")
    elif len(url) > LONGEST_URL:
        table.fault("url", f"{LONGEST_URL} caractères au plus, et il y en a {len(url)}.")
    return Online(url, _read_languages(table, row, "online", languages))


def _read_languages(
    table: Table, row: Table, key: str, languages: Sequence[str]
) -> Mapping[str, str]:
    for lang in missing(table, languages):
        row.fault(key, f"il manque le texte en « {lang} » dans « {key} ».")
    words = {lang: table.text(lang, "") for lang in table.content if lang != "url"}
    for lang, text in words.items():
        if len(text) > LONGEST:
            table.fault(lang, f"{LONGEST} caractères au plus, et il y en a {len(text)}.")
    return words


def missing(table: Table, languages: Sequence[str]) -> Iterator[str]:
    return (lang for lang in languages if lang not in table.content)
