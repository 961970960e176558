"""A machine’s own file wins key by key over the published; a fault is told where it is."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from kiosk.cli.checks import checks_of
from kiosk.cli.sources import Sources
from kiosk.config import Config, MessageSettings
from kiosk.config.published import OF_ONE_MACHINE, taken_along, unfit_for
from kiosk.config.reader import Problems, read_config, read_layers
from kiosk.config.toml_file import Problem
from kiosk.paths import ASSETS
from tests.kiosk.test_published import keep

THEME = (ASSETS / "themes" / "exemple-ville.toml").read_bytes()
LOGO = (ASSETS / "logos" / "saint-exemple.svg").read_bytes()
MOTIFS = (ASSETS / "catalogues" / "mairie.toml").read_bytes()
PUBLISHED = """\
catalogue = "mairie"

[site]
id = "essai"
name = "Mairie publiée"

[opening]
monday = ["09:00-12:00"]
tuesday = ["09:00-12:00"]

[printer]
header = ["Publié"]
"""


def layers(folder: Path, own: str, published: str = PUBLISHED) -> Config | Problems:
    files = (folder / "own.toml", folder / "published" / "borne.toml")
    files[1].parent.mkdir(exist_ok=True)
    for file, text in zip(files, (own, published), strict=True):
        file.write_text(text, encoding="utf-8")
    return read_layers(files, checks_of)


def sound(found: Config | Problems) -> Config:
    assert isinstance(found, Config), "\n".join(map(str, found))
    return found


def test_a_key_that_the_machine_states_wins_and_its_neighbours_stay(tmp_path: Path) -> None:
    own = 'lane = 2\n[site]\nname = "Annexe"\n[opening]\nmonday = ["10:00-11:00"]\n'
    config = sound(layers(tmp_path, own))
    assert (config.lane, config.site.name, config.site.id) == (2, "Annexe", "essai")
    assert config.site.rules.week is not None
    assert [span.start.hour for span in config.site.rules.week[0]] == [10]
    assert [span.start.hour for span in config.site.rules.week[1]] == [9]
    assert config.printer.header == ("Publié",)


def test_a_list_is_replaced_as_a_whole(tmp_path: Path) -> None:
    config = sound(layers(tmp_path, '[printer]\nheader = ["Ici"]\n'))
    assert config.printer.header == ("Ici",)


@pytest.mark.parametrize(
    ("own", "first"),
    [
        ('catalogue = "cpam-caf"\n', "carte-vitale-droits"),
        ('[[categories]]\nid = "x"\nletter = "A"\nlabel.fr = "X"\n', "x"),
        ("", "depot"),
    ],
    ids=["catalogue", "categories", "neither"],
)
def test_motifs_are_those_of_one_file_alone(tmp_path: Path, own: str, first: str) -> None:
    published = PUBLISHED.replace(
        'catalogue = "mairie"',
        'languages = ["fr"]\n[[categories]]\nid = "depot"\nletter = "R"\nlabel.fr = "Dépôt"\n',
    )
    config = sound(layers(tmp_path, own, published))
    assert config.catalogue.categories[0].id == first


def test_what_is_wrong_is_told_in_the_file_that_says_it(tmp_path: Path) -> None:
    published = PUBLISHED.replace('["09:00-12:00"]\n\n', '["12:00-09:00"]\n\n')
    found = layers(tmp_path, "lane = 0\n[sit]\n", published)
    assert not isinstance(found, Config)
    assert [(each.file.name, each.line) for each in found] == [
        ("own.toml", 1),
        ("own.toml", 2),
        ("borne.toml", 9),
    ]


def test_a_published_mistake_that_the_machine_corrects_is_none(tmp_path: Path) -> None:
    published = PUBLISHED.replace('monday = ["09', 'monday = ["29')
    assert not isinstance(layers(tmp_path, "", published), Config)
    sound(layers(tmp_path, '[opening]\nmonday = ["10:00-11:00"]\n', published))


def test_a_file_is_looked_for_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "ville.toml").write_bytes(
        THEME.replace(b"../logos/saint-exemple.svg", b"logo.svg")
    )
    (tmp_path / "published" / "logo.svg").write_bytes(LOGO)
    (tmp_path / "ticket.toml").write_bytes((ASSETS / "ticket" / "ticket.toml").read_bytes())
    config = sound(
        layers(
            tmp_path,
            '[printer]\nlayout = "ticket.toml"\n',
            PUBLISHED + '\n[screen]\ntheme = "ville.toml"\n',
        )
    )
    assert config.folder_of("screen", "theme") == tmp_path / "published"
    assert config.folder_of("printer", "layout") == tmp_path
    other = layers(tmp_path, '[screen]\ntheme = "ville.toml"\n')
    assert not isinstance(other, Config)
    assert [each.file.name for each in other] == ["own.toml"]


# ── What may be published ───────────────────────────────────────────────────────────────────────


def written(folder: Path, text: str) -> Path:
    file = folder / "borne.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("place", OF_ONE_MACHINE, ids=".".join)
def test_what_belongs_to_one_machine_is_for_one_machine_alone(
    tmp_path: Path, place: tuple[str, ...]
) -> None:
    table, key = ("", place[0]) if len(place) == 1 else (f"[{place[0]}]\n", place[1])
    file = written(tmp_path, f"# A machine.\n{table}{key} = 1\n")
    (problem,) = unfit_for(file, "essai", whole_site=True)
    assert ".".join(place) in problem.message
    assert "--device" in problem.message
    assert problem.line == 2 + bool(table)
    assert unfit_for(file, "essai", whole_site=False) == ()


def test_a_configuration_of_another_site_is_not_for_this_one(tmp_path: Path) -> None:
    file = written(tmp_path, PUBLISHED)
    assert unfit_for(file, "essai", whole_site=True) == ()
    (problem,) = unfit_for(file, "annexe", whole_site=True)
    assert problem.line == 4


def test_a_configuration_takes_along_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    for name, content in {
        "motifs.toml": MOTIFS,
        "ville.toml": b'logo = "logo.svg"\n',
        "logo.svg": LOGO,
        "secret.key": b"",
        "voix/fr/a.wav": b"RIFF",
        "voix/fr/a.txt": b"",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    file = written(
        tmp_path,
        'catalogue = "motifs.toml"\n[screen]\ntheme = "ville.toml"\n'
        '[printer]\nprofile = "epson-tm-t20"\n[voice]\nrecordings = "voix"\n',
    )
    taken = taken_along(file)
    assert not isinstance(taken, Problem)
    assert sorted(taken) == ["logo.svg", "motifs.toml", "ville.toml", "voix/fr/a.wav"]


# ── Where a machine's configuration comes from ──────────────────────────────────────────────────


def publish(data: Path, rev: int, files: Mapping[str, bytes]) -> None:
    keep(data, rev, files)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """A machine without a file of its own."""
    for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    return Sources(None, tmp_path / "data")


def test_a_machine_without_a_file_runs_on_the_published_one_alone(alone: Sources) -> None:
    assert sound(alone.load()).publication is None
    publish(alone.data, 1, {"borne.toml": PUBLISHED.encode()})
    config = sound(alone.load())
    assert config.site.name == "Mairie publiée"
    assert config.publication is not None
    assert config.publication.rev == 1


def test_when_all_is_taken_back_a_machine_goes_by_its_own_file(alone: Sources) -> None:
    publish(alone.data, 1, {"borne.toml": PUBLISHED.encode()})
    publish(alone.data, 2, {})
    config = sound(alone.load())
    assert config.site.name == "Accueil"
    assert config.publication is not None
    assert config.publication.rev == 2


def test_a_machine_that_was_let_in_need_not_say_motifs_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("lane = 2\n", encoding="utf-8")
    sources = Sources(own, tmp_path / "data")
    assert not isinstance(sources.load(), Config)
    sources.data.mkdir()
    (sources.data / "enrolment.json").write_text("{}", encoding="utf-8")
    config = sound(sources.load())
    assert (config.lane, config.catalogue.find("passeport") is not None) == (2, True)


def test_the_printer_of_the_command_line_wins_over_both_files(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('catalogue = "mairie"\n', encoding="utf-8")
    sources = Sources(own, tmp_path / "data", "tcp://192.0.2.1:9100")
    assert sound(sources.load()).printer.url == "tcp://192.0.2.1:9100"


# ── The message ─────────────────────────────────────────────────────────────────────────────────


def messages(folder: Path, text: str) -> Config | Problems:
    head = 'languages = ["fr"]\n[[categories]]\nid = "x"\nletter = "A"\nlabel.fr = "X"\n'
    return read_config(written(folder, f"{head}[message]\n{text}"))


def test_a_message_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    text = 'text.fr = "Fermé."\nfirst = 2026-12-01\nlast = 2026-12-03\n'
    message = sound(messages(tmp_path, text)).message
    assert message == MessageSettings({"fr": "Fermé."}, date(2026, 12, 1), date(2026, 12, 3))
    assert [day for day in range(1, 6) if message.holds_on(date(2026, 12, day))] == [1, 2, 3]
    assert not message.holds_on(date(2026, 11, 30))
    assert MessageSettings({"fr": "Fermé."}).holds_on(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('text.en = "Closed."\n', 7, "« fr »"),
        (f'text.fr = "{"x" * 61}"\n', 7, "60 caractères"),
        ('text.fr = "x"\nfirst = 2026-12-02\nlast = 2026-12-01\n', 9, "avant de commencer"),
        ('text.fr = "x"\nuntil = 2026-12-02\n', 8, "until"),
    ],
    ids=["language", "long", "order", "key"],
)
def test_a_message_that_nobody_could_read_is_refused(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    found = messages(tmp_path, text)
    assert not isinstance(found, Config)
    assert any(each.line == line and said in each.message for each in found), list(map(str, found))
