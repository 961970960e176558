"""Bytes and work of the tickets of every motif in every language of the shipped catalogues.

The floor of the bytes: the words and the code alone, without a command. The floor of the work:
python-escpos writing the same words and the same code in one size.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.config import Config
from kiosk.config.reader import read_config
from kiosk.domain.identifiers import uuid7
from kiosk.domain.outlook import Outlook
from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.tickets import Series, Ticket
from kiosk.paths import ASSETS
from printer.doc import ticket_doc
from printer.encode import encode
from printer.journal import token_of
from printer.layout import Line, Op, Qr, lay_out
from printer.library import QR_ECLEVEL_M, Escpos
from printer.profiles import Profile, load_profile
from tests.bench.ratio import interleaved, report

AIM_BYTES, AIM_BARE_BYTES = 400, 300
AIM_MS = 0.5
PROFILE = "generic-80"
SITE = "Mairie de Saint-Exemple"
FOLLOW_URL = "https://borne.example/s"


class Bare(Escpos):  # type: ignore[misc]
    """python-escpos with nothing of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.out = bytearray()

    def _raw(self, msg: bytes) -> None:
        self.out += msg

    def _read(self) -> bytes:
        return b""


def main() -> None:
    profile = load_profile(PROFILE)
    assert isinstance(profile, Profile), profile
    for url in ("", FOLLOW_URL):
        print("with the address of the queue" if url else "with a note in the code")  # noqa: T201
        for file in sorted((ASSETS / "catalogues").glob("*.toml")):
            config = read_config(file)
            assert isinstance(config, Config), config
            site = replace(config.site, name=SITE, follow_url=url or None)
            _sizes(file.stem, replace(config, site=site), profile)
    _work(profile)


def _sizes(name: str, config: Config, profile: Profile) -> None:
    texts = _texts(config)
    sizes, ratios, bare = [], [], []
    for ticket in _tickets(config):
        doc = ticket_doc(ticket, config)
        ops = lay_out(doc, profile, texts)
        if ticket.lang == "fr":
            less = replace(doc, documents=(), zone="B", outlook=Outlook(6, 10, 25))
            waiting = lay_out(less, profile, texts)
            bare.append(len(encode(waiting, profile, token_of(ticket.job))))
        sizes.append(len(encode(ops, profile, token_of(ticket.job))))
        ratios.append(sizes[-1] / sum(len(word) for word in _words(ops)))
    print(  # noqa: T201 - printing is what it is for
        f"  {name}: {len(sizes)} tickets, {statistics.median(sizes):.0f} bytes at the median,"
        f" {max(sizes)} at most (aim: {AIM_BYTES});"
        f" {statistics.median(ratios):.2f} x the words alone, {max(ratios):.2f} x at most;"
        f" in French with wait and zone, without documents,"
        f" {statistics.median(bare):.0f} at the median, {max(bare)} at most (aim: {AIM_BARE_BYTES})"
    )


def _work(profile: Profile) -> None:
    """Processor time of one ticket, from what was taken to the bytes."""
    config = read_config(ASSETS / "catalogues" / "mairie.toml")
    assert isinstance(config, Config), config
    texts = _texts(config)
    ticket = next(ticket for ticket in _tickets(config) if ticket.motif == "passeport")
    ops = lay_out(ticket_doc(ticket, config), profile, texts)

    def floor() -> None:
        bare = Bare()
        bare.hw("INIT")
        for op in ops:
            if isinstance(op, Line):
                bare.textln(op.text)
            elif isinstance(op, Qr):
                bare.qr(op.content, ec=QR_ECLEVEL_M, size=op.module, native=True)
        bare.cut()

    def product() -> None:
        made = lay_out(ticket_doc(ticket, config), profile, texts)
        encode(made, profile, token_of(ticket.job))

    report(
        f"making one ticket (aim: {AIM_MS} ms)",
        *interleaved(floor, product, 10, 50, time.process_time),
    )


def _tickets(config: Config) -> Iterator[Ticket]:
    now = datetime.now(UTC)
    for motif in config.catalogue.motifs():
        for lang in config.languages:
            number = Series(motif.letter).number(42)
            yield Ticket(uuid7(), number, motif.id, lang, False, None, now.date(), now, 4242)


def _words(ops: tuple[Op, ...]) -> Iterator[str]:
    """One byte a character, as on the paper's code page."""
    for op in ops:
        match op:
            case Line(text) | Qr(text):
                yield text
            case _:
                pass


def _texts(config: Config) -> dict[str, Texts]:
    return {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in config.languages}


if __name__ == "__main__":
    main()
