"""`borne printer profiles` and `preview`: a technician sees before printing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.cli import borne
from kiosk.config import Config
from kiosk.config.reader import read_config
from kiosk.paths import ASSETS
from printer.layout_file import SHIPPED
from printer.profiles import FOLDER, profile_names


def height(file: Path) -> int:
    with Image.open(file) as image:
        return image.height


CONFIG = """\
catalogue = "mairie"

[printer]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "borne.toml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


def borne_printer(*words: object) -> Result:
    return CliRunner().invoke(borne, ["printer", *map(str, words)])


def rows(found: Result) -> list[dict[str, object]]:
    assert found.exit_code == 0, found.output
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_every_profile_is_listed_with_what_nobody_has_tried(config: Path) -> None:
    listed = rows(borne_printer("profiles", "--json", "--config", config))

    assert [row["profile"] for row in listed] == list(profile_names())
    assert [row["profile"] for row in listed if row["configured"]] == ["generic-80"]
    assert all(row["untested"] for row in listed)


def test_a_sites_own_profile_is_listed_too(config: Path) -> None:
    own = config.with_name("mine.toml")
    own.write_text((FOLDER / "generic-58.toml").read_text(encoding="utf-8"), encoding="utf-8")
    config.write_text(CONFIG + 'profile = "mine.toml"\n', encoding="utf-8")

    (row,) = [
        row
        for row in rows(borne_printer("profiles", "--json", "--config", config))
        if row["configured"]
    ]
    assert (row["profile"], row["paper_mm"]) == ("mine.toml", 58)


def test_a_profile_that_was_written_is_checked_line_by_line(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    text = (FOLDER / "generic-58.toml").read_text(encoding="utf-8")
    own.write_text(text.replace('cut = "feed"', 'cut = "oui"'), encoding="utf-8")

    found = borne_printer("profiles", own)

    assert found.exit_code == 1
    assert f"{own}, ligne " in found.stderr
    assert "« oui » n’existe pas ici" in found.stderr


@pytest.mark.parametrize(("key", "name"), [("profile", "mine.toml"), ("layout", "mine.toml")])
def test_a_configuration_that_names_a_bad_file_is_refused(
    config: Path, key: str, name: str
) -> None:
    config.with_name(name).write_text("rien = 1\n", encoding="utf-8")
    config.write_text(CONFIG + f'{key} = "{name}"\n', encoding="utf-8")

    found = borne_printer("profiles", "--config", config)

    assert found.exit_code == 1
    assert f"{config}, ligne 4" in found.stderr
    assert "« rien »" in found.stderr


@pytest.mark.parametrize("more", [[], ["--bare"], ["--sheet"], ["--lang", "ar"]])
def test_a_paper_is_drawn_without_printing(config: Path, tmp_path: Path, more: list[str]) -> None:
    out = tmp_path / "ticket.png"
    (row,) = rows(borne_printer("preview", out, "--json", "--config", config, *more))

    assert isinstance(row["bytes"], int)
    assert height(out) > 200


def test_the_layout_that_is_looked_at_is_the_one_that_is_drawn(
    config: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    parts = [part for part in text.split("\n\n") if "documents" not in part or part[0] == "#"]
    short.write_text("\n\n".join(parts), encoding="utf-8")

    whole, less = tmp_path / "whole.png", tmp_path / "less.png"
    rows(borne_printer("preview", whole, "--json", "--config", config))
    rows(borne_printer("preview", less, "--json", "--config", config, "--layout", short))

    assert height(less) < height(whole)


def test_a_bad_layout_is_refused_with_its_line(config: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    bad.write_text(text.replace("height_mm = 24", "height_mm = 99"), encoding="utf-8")
    line = text.splitlines().index("height_mm = 24") + 1

    found = borne_printer("preview", tmp_path / "x.png", "--layout", bad, "--config", config)

    assert found.exit_code == 1
    assert f"{bad}, ligne {line} : « height_mm » va de 15 à 24" in found.stderr


def test_the_example_configuration_names_every_profile() -> None:
    file = ASSETS / "config" / "borne.toml"
    text = file.read_text(encoding="utf-8")

    assert isinstance(read_config(file), Config)
    assert [name for name in profile_names() if name not in text] == []
