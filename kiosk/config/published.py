"""What a server may publish: what a configuration takes along, and what belongs to one machine."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.config.reader import NAMES_A_FILE, Problems
from kiosk.config.statements import Place
from kiosk.config.toml_file import Problem, TomlFile, line_of, load_toml, value_at

OF_ONE_MACHINE: tuple[Place, ...] = (
    ("lane",),
    ("printer", "url"),
    ("screen", "width_mm"),
    ("screen", "bottom_mm"),
    ("screen", "distance_mm"),
    ("voice", "jack"),
)
"""What no other machine of a site has alike."""
THEME, LOGO = ("screen", "theme"), ("logo",)
RECORDINGS = ("voice", "recordings")


def taken_along(config: Path) -> Mapping[str, Path] | Problem:
    """The files beside a configuration that it names, and those that they name; by their names."""
    file = load_toml(config)
    if isinstance(file, Problem):
        return file
    return {name: config.parent / name for name in _names(file)}


def _names(file: TomlFile) -> Iterator[str]:
    for place in (("catalogue",), *NAMES_A_FILE):
        if name := _beside(file, place):
            yield name
    if name := _beside(file, THEME):
        theme = load_toml(file.path.parent / name)
        if isinstance(theme, TomlFile) and (logo := _beside(theme, LOGO)):
            yield logo
    recordings = value_at(file.content, RECORDINGS)
    if isinstance(recordings, str) and recordings:
        for each in sorted((file.path.parent / recordings).rglob("*.wav")):
            yield f"{recordings}/{each.relative_to(file.path.parent / recordings).as_posix()}"


def _beside(file: TomlFile, place: Place) -> str | None:
    name = value_at(file.content, place)
    is_there = isinstance(name, str) and name != "" and (file.path.parent / name).is_file()
    return str(name) if is_there else None


def unfit_for(config: Path, site: str, *, whole_site: bool) -> Problems:
    """What is right for a machine, and may not be published to that site."""
    file = load_toml(config)
    if isinstance(file, Problem):
        return (file,)
    return tuple(_unfit(file, site, whole_site=whole_site))


def _unfit(file: TomlFile, site: str, *, whole_site: bool) -> Iterator[Problem]:
    named = value_at(file.content, ("site", "id"))
    if named is not None and named != site:
        line = line_of(file, ("site", "id"))
        yield Problem(file.path, line, f"« {named} » n’est pas le site « {site} ».")
    for place in OF_ONE_MACHINE if whole_site else ():
        if value_at(file.content, place) is not None:
            said = (
                f"« {'.'.join(map(str, place))} » appartient à une seule machine : l’enlever, ou "
                "publier pour cette machine (--device)."
            )
            yield Problem(file.path, line_of(file, place), said)
