"""The shipped catalogues, read once, and the tickets they make on a long day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.cli.checks import checks_of
from kiosk.config import Config, MessageSettings
from kiosk.config.reader import read_config
from kiosk.domain.motifs import Motif
from kiosk.paths import ASSETS
from printer.doc import ticket_doc
from printer.encode import encode
from printer.layout import lay_out
from tests.printer.benches import TEXTS, TICKET, TOKEN, profile

NAMES = sorted(file.stem for file in (ASSETS / "catalogues").glob("*.toml"))
EXAMPLE = ASSETS / "config" / "borne.toml"
LONGEST_DAY = datetime(2026, 9, 30, 12, 30, tzinfo=UTC)
"""A Wednesday in September: no date is longer to write, in any of our languages."""


MESSAGE = {
    "fr": "Le jeudi 3 décembre, les passeports se retirent à l’annexe.",
    "en": "On Thursday 3 December, collect passports at the annexe.",
    "es": "El jueves 3 de diciembre, pasaportes en la oficina anexa.",
    "pt": "Na quinta, 3 de dezembro, passaportes no edifício anexo.",
    "ar": "الخميس 3 ديسمبر تُسلَّم جوازات السفر في المبنى الملحق.",
    "uk": "У четвер, 3 грудня, паспорти видають у сусідній будівлі.",
    "ru": "В четверг, 3 декабря, паспорта выдают в соседнем здании.",
}
"""As long as one may be."""


def read(file: Path) -> Config:
    config = read_config(file, checks_of(file))
    assert isinstance(config, Config), "\n".join(map(str, config))
    return config


def catalogue_file(name: str) -> Path:
    return ASSETS / "catalogues" / f"{name}.toml"


CONFIGS = {name: read(catalogue_file(name)) for name in NAMES}


def motifs(name: str) -> Iterator[Motif]:
    yield from CONFIGS[name].catalogue.motifs()


def on_site(config: Config) -> Config:
    """The same catalogue where most is said: a site with a name, a page to follow, a message."""
    site = replace(
        config.site, name="Mairie de Saint-Exemple", follow_url="https://file.saint-exemple.fr/t"
    )
    return replace(config, site=site, message=MessageSettings(MESSAGE))


def ticket_bytes(config: Config, motif: Motif, lang: str) -> bytes:
    ticket = replace(
        TICKET, number=f"{motif.letter}042", motif=motif.id, lang=lang, issued_at=LONGEST_DAY
    )
    doc = ticket_doc(ticket, on_site(config))
    return encode(lay_out(doc, profile(), TEXTS), profile(), TOKEN)
