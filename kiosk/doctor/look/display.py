"""The screens that are plugged in, as the kernel lists them, and the letters of our fonts."""

import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.config import Config
from kiosk.doctor.display import HeightFacts, Output, ScreenFacts
from kiosk.doctor.look.letters import characters_of
from kiosk.doctor.look.machine import SYS, text_of
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS

_EDID_BYTES, _CM_AT, _FIRST_TIMING = 128, 21, 54


def screen(config: Config, shown: tuple[int, int] | None, sys: Path = SYS) -> ScreenFacts:
    """`shown`: pixels of the screen that our windows are on, where they are."""
    return ScreenFacts(outputs(sys), config.screen.width_mm, _platform(), shown)


def _platform() -> str:
    if said := os.environ.get("QT_QPA_PLATFORM"):
        return said
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else ""


def outputs(sys: Path = SYS) -> tuple[Output, ...] | None:
    folder = sys / "class/drm"
    if not folder.is_dir():
        return None
    return tuple(_outputs(folder))


def _outputs(folder: Path) -> Iterator[Output]:
    for card in sorted(folder.glob("card*-*")):
        if text_of(card / "status").strip() != "connected":
            continue
        mode = text_of(card / "modes").partition("\n")[0]
        width, _, height = mode.rstrip("i").partition("x")
        if width.isdigit() and height.isdigit():
            mm = _size_of(_bytes(card / "edid"))
            yield Output(card.name.partition("-")[2], int(width), int(height), mm)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _size_of(edid: bytes) -> tuple[int, int] | None:
    """In millimetres, else in centimetres: what a screen says of its glass."""
    if len(edid) < _EDID_BYTES:
        return None
    timing = edid[_FIRST_TIMING : _FIRST_TIMING + 18]
    high = timing[14]
    fine = timing[12] | (high & 0xF0) << 4, timing[13] | (high & 0x0F) << 8
    if any(timing[:2]) and all(fine):
        return fine
    across, down = edid[_CM_AT], edid[_CM_AT + 1]
    return (across * 10, down * 10) if across and down else None


def heights(config: Config, shown: tuple[int, int] | None, sys: Path = SYS) -> HeightFacts:
    wide = config.screen.width_mm
    size = shown or next(((each.width, each.height) for each in outputs(sys) or ()), None)
    picture = None if wide is None or size is None else (wide, wide * size[1] / size[0])
    return HeightFacts(config.screen.bottom_mm, picture)


def letters(config: Config, fonts: Path = ASSETS / "fonts") -> Mapping[str, str] | None:
    """What each language needs and no font of ours has."""
    files = sorted(fonts.glob("*.ttf"))
    if not files:
        return None
    there = frozenset[int]().union(*(characters_of(file) for file in files))
    return {lang: "".join(_lacking(config, lang, there)) for lang in config.languages}


def _lacking(config: Config, lang: str, there: frozenset[int]) -> list[str]:
    needed = {c for text in _words(config, lang) for c in text if not c.isspace()}
    return sorted(
        c for c in needed if ord(c) not in there and not unicodedata.category(c).startswith("C")
    )


def _words(config: Config, lang: str) -> Iterator[str]:
    for entry in load_texts(ASSETS / "i18n" / f"{lang}.toml").entries.values():
        yield from [entry] if isinstance(entry, str) else entry.values()
    yield config.site.name
    for motif in config.catalogue.motifs():
        yield motif.label(lang)
        yield from motif.documents_in(lang)
        yield motif.price.get(lang, "")
        yield motif.delay.get(lang, "")
