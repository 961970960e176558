"""Touch → the printer's own word that the ticket is on paper, against the time of the paper alone.

The printer is the emulated one, in a process of its own, behind TCP, at 150 mm/s. The floor is what
its mechanism takes for the same bytes when nobody asks it anything: feeding and cutting.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk.config import Config, PrinterSettings
from kiosk.config.reader import read_config
from kiosk.data_folder import DataFolder
from kiosk.domain.identifiers import uuid7
from kiosk.domain.opening import OpeningRules
from kiosk.domain.texts import load_texts
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.paths import ASSETS
from kiosk.reception import Reception
from printer.doc import ticket_doc
from printer.emulator.device import Device
from printer.emulator.traits import Traits
from printer.encode import encode
from printer.journal import token_of
from printer.layout import lay_out
from printer.profiles import Profile, load_profile

AIM = 0.02
PROFILE = "epson-tm-t20"
MOTIF = "passeport"
TICKETS = 25


def main() -> None:
    profile = load_profile(PROFILE)
    assert isinstance(profile, Profile)
    # Not /tmp, which may be in memory and would make every commit free.
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, _printer() as url:
        config = _config(url)
        with Reception(config, DataFolder(Path(folder))) as reception:
            assert reception.storage.submit(reception.prepare).result() is None
            _touch(reception)  # What is loaded once.
            measured = [_touch(reception) for _ in range(TICKETS)]
    floors = [_paper_s(ticket, config, profile) for ticket, _ in measured]
    products = [seconds for _, seconds in measured]
    shares = [1 - floor / product for floor, product in zip(floors, products, strict=True)]
    floor, product = statistics.median(floors), statistics.median(products)
    p95 = statistics.quantiles(shares, n=20)[-1]
    print(  # noqa: T201 - printing is what it is for
        f"touch → on paper: {product / floor:.3f} x the paper alone; the software is"
        f" {statistics.median(shares):.1%} of it at the median, {p95:.1%} at p95 (aim: {AIM:.0%})"
        f"  [{floor * 1000:.0f} ms, {product * 1000:.0f} ms]"
    )


def _touch(reception: Reception) -> tuple[Ticket, float]:
    """As the screen does it: the ticket from one worker, its paper from the other."""
    begun = time.perf_counter()
    taken = reception.storage.submit(reception.take_ticket, Order(uuid7(), MOTIF, "fr")).result()
    assert isinstance(taken, Ticket), taken
    end = reception.printing.submit(reception.print_ticket, taken).result()
    seconds = time.perf_counter() - begun
    assert end.state is PrintState.CONFIRMED, end
    return taken, seconds


def _paper_s(ticket: Ticket, config: Config, profile: Profile) -> float:
    texts = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in ("fr", ticket.lang)}
    ops = lay_out(ticket_doc(ticket, config), profile, texts)
    device = Device(Traits.of(profile))
    job, sent = encode(ops, profile, token_of(ticket.job)), 0
    while sent < len(job):
        sent += device.receive(job[sent:], 0.0)
    said = device.replies()
    moment = 0.0
    while token_of(ticket.job) not in said:
        wakes = device.wakes_at()
        assert wakes is not None
        moment = wakes
        device.advance(moment)
        said += device.replies()
    return moment


def _config(url: str) -> Config:
    config = read_config(ASSETS / "catalogues" / "mairie.toml")
    assert isinstance(config, Config), config
    site = replace(config.site, rules=OpeningRules(config.site.rules.zone))
    catalogue = config.catalogue.changed(
        lambda motif: replace(motif, opening=None, daily_quota=None)
    )
    printer = PrinterSettings(url=url, profile=PROFILE)
    return replace(config, site=site, catalogue=catalogue, printer=printer)


@contextmanager
def _printer() -> Iterator[str]:
    """Its address, until the block ends."""
    command = [sys.executable, "-m", "kiosk", "printer", "emulate", "--tcp", "0", "--json"]
    process = subprocess.Popen([*command, "--profile", PROFILE], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["printer"])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    main()
