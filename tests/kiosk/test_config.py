"""A wrong file is told in one plain sentence, at its line; a good one becomes a Config."""

import tomllib
from datetime import date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli import borne
from kiosk.config import Config, ExitSettings
from kiosk.config.reader import read_config
from kiosk.config.statements import statements
from kiosk.config.toml_file import TomlFile, line_of, load_toml
from kiosk.domain.feedback import JDMA
from kiosk.domain.opening import Open, Shut, state_at
from tests.fakes import PARIS

GOOD = """\
# Une mairie.
languages = ["fr", "en", "es"]
lane = 2

[site]
id = "essai"
name = "Mairie d’Essai"
timezone = "Europe/Paris"
day_starts = "04:00"

[opening]
monday = ["08:30-12:00", "13:30-17:00"]
wednesday = ["08:30-12:00"]
holidays = "FR"

[[closures]]
first = 2026-12-24
last = 2026-12-31
reason = { fr = "Fin d’année", en = "Year end", es = "Fin de año" }

[[categories]]
id = "identite"
letter = "A"
colour = "#0F5C66"
label = { fr = "Identité", en = "Identity", es = "Identidad" }
documents = { fr = [
  "Une photo",
], en = ["A photo"], es = ["Una foto"] }

  [[categories.motifs]]
  id = "passeport"
  daily_quota = 20
  opening = { monday = ["09:00-11:00"] }
  price = { fr = "86 €", en = "€86", es = "86 €" }
  delay = { fr = "3 semaines", en = "3 weeks", es = "3 semanas" }
  online = { url = "https://papiers.example.org", fr = "Demande", en = "Request", es = "Solicitud" }
  label = { fr = "Passeport", en = "Passport", es = "Pasaporte" }

[[categories]]
id = "retrait"
letter = "R"
label = { fr = "Retrait", en = "Collection", es = "Recogida" }

[printer]
url = "tcp://192.0.2.1:9100"

[sync]
url = "https://example.org"
every_s = 30

[exit]
scale = "jdma-3"
comment = true
changed = { fr = "Ouvert le lundi", en = "Open on Mondays", es = "Abierto el lunes" }

[screen]
width_mm = 299.5
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "borne.toml"
    file.write_text(text, encoding="utf-8")
    return file


def line(text: str, of: str) -> int:
    return text[: text.index(of)].count("\n") + 1


def test_a_good_file_becomes_a_configuration(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, GOOD))
    assert isinstance(config, Config), config
    assert (config.site.id, config.lane, config.languages) == ("essai", 2, ("fr", "en", "es"))
    assert config.site.day_starts == time(4)
    assert (config.printer.url, config.sync.every_s) == ("tcp://192.0.2.1:9100", 30)
    assert config.screen.width_mm == 299.5
    told = {"fr": "Ouvert le lundi", "en": "Open on Mondays", "es": "Abierto el lunes"}
    assert config.exit == ExitSettings(JDMA, comment=True, changed=told)
    passport = config.catalogue.find("passeport")
    assert passport is not None
    assert (passport.letter, passport.daily_quota) == ("A", 20)
    assert config.catalogue.categories[0].general.documents_in("es") == ("Una foto",)


def test_the_card_of_a_motif_has_a_price_a_delay_and_a_page(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, GOOD))
    assert isinstance(config, Config)
    passport, retrait = (config.catalogue.find(id_) for id_ in ("passeport", "retrait"))
    assert passport is not None
    assert passport.online is not None
    assert (passport.price["fr"], passport.delay["en"]) == ("86 €", "3 weeks")
    assert (passport.online.url, passport.online.label("es")) == (
        "https://papiers.example.org",
        "Solicitud",
    )
    assert passport.has_card
    assert retrait is not None
    assert not retrait.has_card


def test_hours_closures_and_french_holidays_hold(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, GOOD))
    assert isinstance(config, Config)
    rules = config.site.rules
    assert isinstance(state_at(datetime(2026, 11, 23, 9, tzinfo=PARIS), rules), Open)
    armistice = state_at(datetime(2026, 11, 11, 9, tzinfo=PARIS), rules)
    assert armistice == Shut(datetime(2026, 11, 16, 8, 30, tzinfo=PARIS))
    assert rules.is_holiday(date(2027, 5, 1))


def test_the_moselle_rests_on_the_day_after_christmas(tmp_path: Path) -> None:
    text = GOOD.replace('holidays = "FR"', 'holidays = "FR-57"')
    config = read_config(written(tmp_path, text))
    assert isinstance(config, Config)
    assert config.site.rules.is_holiday(date(2027, 12, 26))


def test_a_site_can_use_a_shipped_catalogue(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, 'catalogue = "mairie"\n[site]\nname = "Ici"\n'))
    assert isinstance(config, Config), config
    assert config.site.name == "Ici"
    assert config.catalogue.find("passeport") is not None
    assert len(config.languages) >= 3


# What is replaced, by what, a text on whose last line the fault is, a word of the message.
WRONG = [
    ('letter = "A"', 'letter = "a"', 'letter = "a"', "majuscule"),
    ('letter = "A"', 'letter = "AB"', 'letter = "AB"', "majuscule"),
    ('letter = "A"', 'letter = "O"', 'letter = "O"', "se confond"),
    ('letter = "R"', 'letter = "A"', 'id = "retrait"\nletter', "sert déjà à la ligne 23"),
    ('letter = "A"\n', "", "[[categories]]", "letter"),
    (
        'id = "retrait"',
        'id = "passeport"',
        '[[categories]]\nid = "passeport"',
        "déjà pris à la ligne 31",
    ),
    (', es = "Abierto el lunes"', "", "changed = { fr", "« es »"),
    ('"Ouvert le lundi"', '"' + "o" * 61 + '"', "changed = { fr", "60 caractères"),
    ('id = "retrait"', 'id = "Été"', 'id = "Été"', "minuscules"),
    ('id = "retrait"', 'id = "' + "r" * 65 + '"', 'id = "rr', "64"),
    ('id = "essai"', 'id = "Mairie de X"', 'id = "Mairie', "minuscules"),
    ('id = "essai"', 'id = "' + "e" * 65 + '"', 'id = "ee', "64"),
    ('fr = "Retrait", ', "", "label = { en", "« fr »"),
    (', es = "Recogida"', "", 'label = { fr = "Retrait"', "« es »"),
    ('["fr", "en", "es"]', '["fr", "en"]', "languages", "une seule langue étrangère"),
    ('["fr", "en", "es"]', '["en", "fr", "es"]', "languages", "première"),
    ('["fr", "en", "es"]', '["fr", "en", "xx"]', "languages", "« xx »"),
    ('"13:30-17:00"', '"17:00-13:30"', "monday", "fermeture"),
    ('"13:30-17:00"', '"11:30-17:00"', "monday", "avant la fin"),
    ('"13:30-17:00"', '"13h30-17h"', "monday", "plage"),
    ('["09:00-11:00"]', '["11:00-09:00"]', "  opening", "fermeture"),
    ("last = 2026-12-31", "last = 2026-12-01", "last", "finit avant"),
    ("first = 2026-12-24", 'first = "Noël"', "first", "date"),
    ('holidays = "FR"', 'holidays = "XX"', "holidays", "inconnus"),
    ('"Europe/Paris"', '"Europe/Pari"', "timezone", "fuseau"),
    ('day_starts = "04:00"', 'day_starts = "25:00"', "day_starts", "heure"),
    ("daily_quota = 20", "daily_quota = 0", "  daily_quota", "entier positif"),
    ("daily_quota = 20", "daily_quotas = 20", "  daily_quotas", "n’existe pas"),
    ("lane = 2", "lane = 12", "lane", "1 à 9"),
    ('colour = "#0F5C66"', 'colour = "petrol"', "colour", "couleur"),
    ('colour = "#0F5C66"', 'icon = "licorne"', "icon", "licorne"),
    ('"https://example.org"', '"ftp://example.org"', 'url = "ftp', "https://"),
    ('"https://example.org"', '"http://"', 'url = "http://"', "https://"),
    ('"https://example.org"', '"https://example.org:99999"', 'url = "https://example', "https://"),
    ('"https://example.org"', '"https://exam ple.org"', 'url = "https://exam ', "https://"),
    (
        'name = "Mairie',
        'follow_url = "javascript:alert(1)"\nname = "Mairie',
        "follow_url",
        "https://",
    ),
    ('name = "Mairie', 'follow_url = "https:///t"\nname = "Mairie', "follow_url", "https://"),
    ("every_s = 30", "every_s = inf", "every_s", "3600"),
    ("width_mm = 299.5", "warning_s = 5", "warning_s", "au moins 20"),
    ('"Mairie d’Essai"', '"Mairie\\nd’Essai"', "name", "une seule ligne"),
    ('"Mairie d’Essai"', '"Mairie\\u0007"', "name", "une seule ligne"),
    ("[printer]", '[printer]\nheader = ["a\\u001bb"]', "header", "une seule ligne"),
    ("[printer]", '[printer]\nfooter = ["a\\tb"]', "footer", "une seule ligne"),
    ('fr = "Retrait"', 'fr = "Ret\\nrait"', 'label = { fr = "Ret', "une seule ligne"),
    ('fr = "Retrait"', f'fr = "{"r" * 35}"', 'label = { fr = "rr', "34 au plus"),
    ('es = "Recogida"', f'es = "{"r" * 400}"', 'label = { fr = "Retrait', "40 au plus"),
    ('["A photo"]', '["A photo", "And more"]', "documents", "autant de lignes en « en »"),
    ('["A photo"]', f'["{"p" * 43}"]', "documents", "42 au plus"),
    ("first = 2026-12-24", "first = 2026-13-44", "first", "n’existe pas"),
    ("first = 2026-12-24", "first = 2026-02-30", "first", "n’existe pas"),
    ("first = 2026-12-24", "first = 2026-1-5", "first", "2026-12-24"),
    ('name = "Mairie', 'name = "Mai\0rie', "name", "invisible"),
    ("lane = 2", "lane = 2 \0", "lane", "en trop"),
    ("lane = 2", 'lane = "\\ud800"', "lane", "caractère"),
    ("lane = 2", "lane = {a = 1, a = 2}", "lane", "accolades"),
    ("[printer]", "[printer", "[printer", "« ] »"),
    ("https://papiers.example.org", "http://ici.example", "  online", "adresse https"),
    ("https://papiers.example.org", "https://", "  online", "adresse https"),
    ("papiers.example.org", "p" * 100 + ".fr", "  online", "100 caractères"),
    ('url = "https://papiers.example.org", ', "", "  online", "« url »"),
    (', es = "Solicitud"', "", "  online", "« es »"),
    ('fr = "86 €", ', "", "  price", "« fr »"),
    ("3 semanas", "3 semanas " * 9, "  delay", "60 caractères"),
    ('"86 €", en', "86, en", "  price", "texte"),
    ('en = ["A photo"]', 'en = "A photo"', "documents", "liste"),
    ('"tcp://192.0.2.1:9100"', '"ipp://192.0.2.1"', 'url = "ipp', "tcp://192.0.2.10:9100"),
    ('"tcp://192.0.2.1:9100"', '"tcp:"', 'url = "tcp:"', "il manque l’appareil"),
    ("width_mm = 299.5", 'motion = "oui"', "motion", "true ou false"),
    ("[printer]", '[printer]\nprofile = "laser"', "profile", "« laser »"),
    ("width_mm = 299.5", "width_mm = inf", "width_mm", "3000"),
    ("width_mm = 299.5", "bottom_mm = inf", "bottom_mm", "3000"),
    ("width_mm = 299.5", "distance_mm = inf", "distance_mm", "3000"),
    ("width_mm = 299.5", "width_mm = nan", "width_mm", "nombre positif"),
    ("width_mm = 299.5", "width_mm = 29.95", "width_mm", "de 50 à 3000"),
    ("width_mm = 299.5", "width_mm = 1" + "0" * 400, "width_mm", "3000"),
    ("monday = [", "lundi = [", "lundi", "friday, holidays, monday, saturday, sunday"),
    ("{ monday = [", "{ lundi = [", "  opening", "monday"),
    ("width_mm = 299.5", 'theme = "fluo"', "theme", "Thèmes connus"),
    ('scale = "jdma-3"', 'scale = "jdma"', "scale", "faces-4, jdma-3, faces-5"),
    ('scale = "jdma-3"', "scale = 3", "scale", "un texte"),
    ("comment = true", 'comment = "oui"', 'comment = "oui"', "true ou false"),
    ("comment = true", "ticket_code = 1", "ticket_code", "true ou false"),
    ('scale = "jdma-3"', "faces = 3", "faces", "n’existe pas ici"),
    ("width_mm = 299.5", 'theme = "../themes/dark"', "theme", "n’existe pas"),
    ('name = "Mairie d’Essai"', 'name = "Mairie', 'name = "Mairie', "guillemet"),
    ("lane = 2", "lane 2", "lane 2", "="),
    ("lane = 2", "lane = 2\nlane = 3", "lane = 3", "déjà"),
    ("lane = 2", "lane = " + "9" * 5000, "lane = 9", "trop long"),
    ("lane = 2", "deep = " + "[" * 50_000 + "]" * 50_000, "deep", "crochets"),
    ("lane = 2", ".".join("k" * 100_000) + " = 1", "k.k", "points"),
    ("lane = 2", "lane = 2\n" + '"".' * 50_000 + "k = 1", '""."".', "points"),
]


@pytest.mark.parametrize(("old", "new", "at", "word"), WRONG)
def test_what_is_wrong_is_one_sentence_with_its_file_and_line(
    tmp_path: Path, old: str, new: str, at: str, word: str
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    expected = line(text, at) + at.count("\n")
    file = written(tmp_path, text)
    found = CliRunner().invoke(borne, ["config", "check", str(file)])
    assert (found.exit_code, found.stdout) == (1, "")
    (message,) = found.stderr.splitlines()
    assert message.startswith(f"{file}, ligne {expected} : ")
    assert word in message


def test_several_faults_are_all_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace('letter = "A"', 'letter = "Q"').replace("lane = 2", "lane = 99")
    problems = read_config(written(tmp_path, text))
    assert isinstance(problems, tuple)
    assert [problem.line for problem in problems] == [3, 23]


def test_rhyming_letters_are_refused_together(tmp_path: Path) -> None:
    text = GOOD.replace('letter = "A"', 'letter = "B"').replace('letter = "R"', 'letter = "D"')
    problems = read_config(written(tmp_path, text))
    assert isinstance(problems, tuple)
    assert "rime avec « B »" in problems[0].message


def test_a_file_that_is_not_utf8_is_told_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(GOOD.encode().replace("Identité".encode(), "Identité".encode("latin-1")))
    found = CliRunner().invoke(borne, ["config", "check", str(file)])
    assert found.exit_code == 1
    assert found.stderr == (
        f"{file}, ligne {line(GOOD, 'Identité')} : un caractère n’est pas en UTF-8. "
        "Enregistrer en UTF-8.\n"
    )


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert isinstance(read_config(file), Config)


def test_a_file_of_ten_megabytes_is_not_even_parsed(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD + "#" * 10_000_000)
    found = CliRunner().invoke(borne, ["config", "check", str(file)])
    assert (found.exit_code, found.stderr.count("\n")) == (1, 1)
    assert "256 Kio" in found.stderr


@pytest.mark.parametrize("name", [".", "absent.toml"])
def test_a_directory_or_no_file_at_all_is_said(tmp_path: Path, name: str) -> None:
    found = CliRunner().invoke(borne, ["config", "check", str(tmp_path / name)])
    assert found.exit_code == 1
    assert found.stderr.startswith(f"{tmp_path / name} : le fichier ne peut pas être lu : ")
    assert found.stderr.count("\n") == 1


def test_a_fault_in_the_named_catalogue_is_told_in_that_file(tmp_path: Path) -> None:
    bad = tmp_path / "motifs.toml"
    bad.write_text('[[categories]]\nid = "a"\nletter = "I"\nlabel = { fr = "A" }\n')
    problems = read_config(written(tmp_path, 'catalogue = "motifs.toml"\n'))
    assert isinstance(problems, tuple)
    assert [(problem.file, problem.line) for problem in problems] == [(bad, 3)]


@pytest.mark.parametrize("name", ["marie", "absent.toml", "."])
def test_a_catalogue_that_cannot_be_read_is_told_where_it_is_named(
    tmp_path: Path, name: str
) -> None:
    problems = read_config(written(tmp_path, f'# Ici.\ncatalogue = "{name}"\n'))
    assert isinstance(problems, tuple)
    ((file, number, message),) = [(each.file, each.line, each.message) for each in problems]
    assert (file, number) == (tmp_path / "borne.toml", 2)
    assert f"« {name} »" in message
    assert "cpam-caf, france-services, mairie, prefecture" in message


@pytest.mark.parametrize("arguments", [["config", "check", ""], ["config", "show", "--config", ""]])
def test_a_file_without_a_name_is_wrong_usage(arguments: list[str]) -> None:
    found = CliRunner().invoke(borne, arguments)
    assert found.exit_code == 2
    assert "le nom est vide" in found.stderr


def test_a_thousand_faults_are_told_in_twenty_lines_and_a_count(tmp_path: Path) -> None:
    keys = "".join(f"k{number} = 1\n" for number in range(1000))
    file = written(tmp_path, f'catalogue = "mairie"\n{keys}')
    found = CliRunner().invoke(borne, ["config", "check", str(file)])
    assert found.exit_code == 1
    *told, last = found.stderr.splitlines()
    assert len(told) == 20
    assert "980" in last


def test_one_motif_is_counted_as_one(tmp_path: Path) -> None:
    file = written(tmp_path, '[[categories]]\nid = "a"\nletter = "A"\nlabel = { fr = "A" }\n')
    found = CliRunner().invoke(borne, ["config", "check", str(file)])
    assert "1 motif en fr." in found.stdout


def test_a_catalogue_that_names_itself_is_refused(tmp_path: Path) -> None:
    problems = read_config(written(tmp_path, 'catalogue = "borne.toml"\n'))
    assert isinstance(problems, tuple)


@given(st.binary(max_size=300))
def test_garbage_is_a_problem_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = tmp_path_factory.mktemp("garbage") / "x.toml"
    file.write_bytes(raw)
    assert isinstance(read_config(file), tuple)


@pytest.mark.parametrize("every_s", ["3601", "inf", "nan", "0"])
def test_a_silence_that_is_too_long_or_none_is_refused(tmp_path: Path, every_s: str) -> None:
    text = f'catalogue = "mairie"\n[sync]\nevery_s = {every_s}\n'
    problems = read_config(written(tmp_path, text))
    assert isinstance(problems, tuple)
    assert [problem.line for problem in problems] == [3]


def test_every_statement_is_found_at_its_first_line(tmp_path: Path) -> None:
    file = load_toml(written(tmp_path, GOOD))
    assert isinstance(file, TomlFile)
    assert line_of(file, ("categories", 0, "documents", "en")) == line(GOOD, "documents")
    assert line_of(file, ("categories", 0, "motifs", 0)) == line(GOOD, "  [[categories.motifs]]")
    assert line_of(file, ("screen", "width_mm")) == line(GOOD, "width_mm")


def test_a_line_is_found_whatever_is_written_around_it(tmp_path: Path) -> None:
    text = """\
# [not] = "a 'table'
words = '''
[no.table]
it = "is"
'''
quoted = \"\"\"two " quotes "" and \\\""" three\"\"\"\"
list = [ # ]
  "]", [1, 2], { deep = [3] },
]
a."b.c".d = 1
[[row]]
[[row.cell]]
[row.cell.colour]
red = 1
[[row]]
[[row.cell]]
[[row.cell]]
blue = "#"
last = true"""
    file = load_toml(written(tmp_path, text))
    assert isinstance(file, TomlFile), file
    assert {place: line_of(file, place) for place in PLACES} == PLACES


PLACES: dict[tuple[str | int, ...], int] = {
    (): 1,
    ("absent",): 1,
    ("words",): 2,
    ("quoted",): 6,
    ("list",): 7,
    ("list", 2, "deep", 0): 7,
    ("a", "b.c", "d"): 10,
    ("row", 0): 11,
    ("row", 0, "cell", 0): 12,
    ("row", 0, "cell", 0, "colour"): 13,
    ("row", 0, "cell", 0, "colour", "red"): 14,
    ("row", 1): 15,
    ("row", 1, "cell", 0): 16,
    ("row", 1, "cell", 1): 17,
    ("row", 1, "cell", 1, "blue"): 18,
    ("row", 1, "cell", 1, "absent"): 17,
    ("row", 1, "cell", 1, "last"): 19,
}


PIECES = ["[", "]", "{", "}", "=", '"', "'", '"""', "'''", "\\", "#", ",", ".", "\n", "a", "b", "1"]
WHOLE = [
    "a = 1\n",
    "[a]\n",
    "[[b]]\n",
    "a.b = 1\n",
    'b = """\n',
    "b = [\n",
    "]\n",
    "a = {b = [1]}\n",
]


@given(st.lists(st.sampled_from(PIECES + WHOLE), max_size=12).map("".join))
def test_each_key_of_what_tomllib_reads_has_a_line_that_holds_it(text: str) -> None:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines, file = text.split("\n"), TomlFile(Path("x.toml"), text, content)
    for key in content:
        assert (key,) in file.lines
        assert "\\" in text or key in lines[line_of(file, (key,)) - 1]


def test_a_list_of_forty_thousand_lines_is_one_statement(tmp_path: Path) -> None:
    """Each is read once: what stands beside a long one is found as soon as anything else."""
    long = "footer = [\n" + '"",\n' * 40_000 + "]\n"
    text = f"{long}lane = 12\n"
    file = load_toml(written(tmp_path, text))
    assert isinstance(file, TomlFile)
    assert [statement.line for statement in statements(text)] == [1, 40_003, 40_004]
    assert line_of(file, ("lane",)) == 40_003
