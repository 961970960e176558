"""A profile that a person wrote gives a printer, or says what is wrong and on which line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config.toml_file import Problem
from printer.profiles import (
    FOLDER,
    BadProfile,
    Confirm,
    Presenter,
    Profile,
    UnknownProfile,
    load_profile,
    profile_names,
)
from printer.profiles.reader import read_profile
from tests.printer.benches import profile

SHIPPED = (FOLDER / "generic-80.toml").read_text(encoding="utf-8")
FAMILIES = (
    "epson-tm-t20",
    "epson-tm-t88",
    "epson-tm-m30",
    "star-tsp100",
    "star-tsp650",
    "custom-vkp80",
    "custom-kpm180",
    "custom-k80",
    "citizen-ct-s310",
    "bixolon-srp-350",
    "generic-58",
    "generic-80",
    "oneway-58",
    "oneway-80",
)


def written(folder: Path, text: str) -> Profile | tuple[Problem, ...]:
    file = folder / "mon-imprimante.toml"
    file.write_text(text, encoding="utf-8")
    return read_profile(file)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_has_its_file(name: str) -> None:
    assert name in profile_names()


def test_a_printer_that_nobody_has_held_says_so() -> None:
    assert all("Jamais vu sur un appareil" in profile(name).untested for name in profile_names())


def test_a_head_of_180_dots_an_inch_has_characters_of_twelve_dots_too() -> None:
    assert profile("epson-tm-t88").cell_width == 12
    assert profile("custom-vkp80").presenter is Presenter.GS_E


def test_a_site_has_its_own_printer_beside_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "mon-imprimante.toml").write_text(
        SHIPPED.replace("slot = 16", "slot = 71"), encoding="utf-8"
    )

    found = load_profile("mon-imprimante.toml", tmp_path)

    assert isinstance(found, Profile)
    assert found.codepage.slot == 71


def test_a_file_that_is_not_there_or_has_no_folder_is_one_sentence(tmp_path: Path) -> None:
    assert isinstance(load_profile("mon-imprimante.toml"), UnknownProfile)
    found = load_profile("mon-imprimante.toml", tmp_path)
    assert isinstance(found, BadProfile)
    assert "il n’existe pas" in str(found)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ('cut = "feed"', 'cut = "guillotine"', 13, "Valeurs possibles : « feed », « none »"),
        ("width_dots = 576", "width_dots = 700", 7, "plus larges que le papier"),
        ("columns = 48", "columns = 90", 9, "6 points de large"),
        ("slot = 16", "slot = 256", 10, "de 0 à 255"),
        ("cp1252", "utf-8", 10, "n’a pas les lettres du français"),
        ("cp1252", "cp037", 10, "n’a pas les lettres du français"),
        ("status = true", "status = false", 15, "rien ne répond : retirer « confirm »"),
        ("speed_mm_s = 75", "speed_mm_s = 5000", 11, "de 10 à 1000"),
        ("max_band = 128", 'max_band = "128"', 16, "un nombre entier positif"),
        ("max_band = 128", "bande = 128", 16, "la clé « bande » n’existe pas ici"),
        ("dpi = 203", "dpi = 203 dpi", 8, "en trop à la fin de la ligne"),
        ('confirm = "gs_r"\n', "", 1, "il manque « confirm »"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in SHIPPED
    found = written(tmp_path, SHIPPED.replace(right, wrong))

    assert isinstance(found, tuple)
    (problem,) = found
    assert problem.line == line
    assert said in problem.message


def test_a_code_page_may_lie_in_the_first_slot(tmp_path: Path) -> None:
    found = written(tmp_path, SHIPPED.replace("slot = 16", "slot = 0"))
    assert isinstance(found, Profile)
    assert found.codepage.slot == 0


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    found = written(tmp_path, SHIPPED.replace("203", "1").replace('"feed"', '"x"'))
    assert isinstance(found, tuple)
    assert len(found) == 2


KEYS = [line.partition(" = ")[0] for line in SHIPPED.splitlines() if " = " in line]
VALUES = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["none", "feed", "process_id", "gs_e", "idna", "hex", "cp65001", "latin-1"]),
    st.text(max_size=20),
)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        kept = "".join(c for c in value if c.isprintable() and c not in '"\\')
        return f'"{kept}"'
    return str(value)


@given(st.dictionaries(st.sampled_from([*KEYS, "clear", "presenter", "memory", "qr"]), VALUES))
def test_any_values_give_a_profile_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    kept = [line for line in SHIPPED.splitlines() if line.partition(" = ")[0] not in values]
    lines = [*kept, *(f"{key} = {_toml(value)}" for key, value in values.items())]
    _is_whole_or_told(written(tmp_path_factory.getbasetemp(), "\n".join(lines)))


@given(st.binary(max_size=400))
def test_any_file_gives_a_profile_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(data)
    _is_whole_or_told(read_profile(file))


def _is_whole_or_told(found: Profile | tuple[Problem, ...]) -> None:
    if isinstance(found, Profile):
        assert found.status or found.confirm is Confirm.NONE
        assert found.cell_width * found.columns <= found.width_dots
        assert len("é".encode(found.codepage.name)) == 1
    else:
        assert found
        assert all(problem.message.endswith((".", "»")) for problem in found)
