"""The documents stay true: commands, options, links and pictures that they name exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kiosk.cli import borne

ROOT = Path(__file__).parent.parent
READMES = sorted(
    file
    for file in ROOT.rglob("README.md")
    if not any(part.startswith(".") for part in file.relative_to(ROOT).parts)
)
MOST_LINES = 120
NAMED = re.compile(r"`([a-z][a-z0-9_./-]*/[a-z0-9_.-]+\.(?:py|toml|qml|md|sh|sql|css))`")
LINK = re.compile(r"\]\(([^)#:]+)\)")


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


ALL = dict(commands(borne, "borne"))


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_says_what_it_is_for(name: str) -> None:
    command = ALL[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]}"


@pytest.mark.parametrize("name", [name for name in ALL if name.count(" ") == 1])
def test_the_readme_names_every_command(name: str) -> None:
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < MOST_LINES


@pytest.mark.parametrize("file", READMES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_readme_links_to_exists(file: Path) -> None:
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        assert (file.parent / link).exists(), link


@pytest.mark.parametrize("file", READMES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_that_a_readme_names_exists(file: Path) -> None:
    """In tables and text, `folder/name.ext`: beside the README, or from the top."""
    named = NAMED.findall(file.read_text(encoding="utf-8"))
    for name in named:
        places = (file.parent / name, ROOT / name)
        assert any(place.exists() for place in places), name
