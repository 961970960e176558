"""`borne printer profiles` and `preview`: what printers can do, what a ticket looks like."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    json_option,
    machine_config,
    require_language,
    say,
)
from kiosk.config import Config
from kiosk.domain.system_errors import trouble

if TYPE_CHECKING:
    from printer.layout_file import Layout
    from printer.operations import Op
    from printer.profiles import Profile


@click.command()
@click.argument("file", metavar="[FICHIER]", required=False, type=NamedPath(path_type=Path))
@json_option
@config_option
def profiles(file: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Dire quels modèles d’imprimante sont connus, et ce que personne n’a encore essayé.

    Avec FICHIER, un profil que l’on a écrit\u00a0: dire ce qui ne va pas, ligne par ligne.
    """
    from printer.profiles import FOLDER, profile_names
    from printer.profiles.reader import read_profile

    if file is not None:
        found = read_profile(file)
        if isinstance(found, tuple):
            raise CouldNot("\n".join(map(str, found)))
        _tell(file.name, found, configured=False, as_json=as_json)
        return
    configured = machine_config(config_file).printer.profile
    for name in profile_names():
        shipped = read_profile(FOLDER / f"{name}.toml")
        assert not isinstance(shipped, tuple), shipped
        _tell(name, shipped, configured=name == configured, as_json=as_json)
    if configured not in profile_names():
        _tell_own(machine_config(config_file), as_json=as_json)


def _tell_own(config: Config, *, as_json: bool) -> None:
    from kiosk.printing import profile_of
    from printer.profiles import NoProfile

    own = profile_of(config)
    assert not isinstance(own, NoProfile), "the configuration was checked"
    _tell(config.printer.profile, own, configured=True, as_json=as_json)


def _tell(name: str, profile: "Profile", *, configured: bool, as_json: bool) -> None:
    row = {
        "profile": name,
        "name": profile.name,
        "configured": configured,
        "paper_mm": profile.paper_mm,
        "width_dots": profile.width_dots,
        "columns": profile.columns,
        "codepage": {"slot": profile.codepage.slot, "name": profile.codepage.name},
        "confirm": profile.confirm.value,
        "clear": profile.clear.value,
        "cut": profile.cut.value,
        "presenter": profile.presenter.value,
        "memory": profile.memory.value,
        "qr": profile.qr.value,
        "untested": profile.untested,
    }
    mark = " (celui de la configuration)" if configured else ""
    words = f"{name}\u00a0: {profile.name}{mark}\n    {profile.untested}"
    say(row, words, as_json=as_json)


@click.command()
@click.argument("out", metavar="IMAGE", type=NamedPath(path_type=Path))
@click.option(
    "--layout",
    "layout_file",
    type=NamedPath(path_type=Path),
    help="La mise en page à voir (par défaut\u00a0: celle de la configuration).",
)
@click.option("--lang", default="fr", show_default=True, help="La langue du visiteur.")
@click.option(
    "--profile",
    "profile_name",
    help="Le modèle d’imprimante, ou un fichier (par défaut\u00a0: celui de la configuration).",
)
@click.option("--sheet", is_flag=True, help="La fiche d’un motif, au lieu d’un ticket.")
@click.option("--bare", is_flag=True, help="Un ticket qui dit le moins possible.")
@json_option
@config_option
def preview(  # noqa: PLR0913 - one parameter per option
    out: Path,
    layout_file: Path | None,
    lang: str,
    profile_name: str | None,
    config_file: Path | None,
    *,
    sheet: bool,
    bare: bool,
    as_json: bool,
) -> None:
    """Dessiner dans IMAGE (un .png) un ticket d’exemple, sans rien imprimer.

    Il porte le motif du catalogue qui en dit le plus, une attente, une copie et la priorité.
    """
    if out.suffix.lower() != ".png":
        raise CouldNot(f"{out}\u00a0: le dessin est une image PNG. Donner un nom en « .png ».")
    if sheet and bare:
        raise click.UsageError("--sheet et --bare ne vont pas ensemble.")
    config = machine_config(config_file)
    require_language(config, lang)
    layout = _layout(config, layout_file)
    profile = _profile(config, profile_name)
    ops = _ops(config, lang, layout, profile, kind="sheet" if sheet else "bare" if bare else "full")
    size = _draw(ops, profile, out)
    row = {"out": str(out), "bytes": size}
    say(
        row, f"Le papier est dessiné dans {out} ({size} octets pour l’imprimante).", as_json=as_json
    )


def _layout(config: Config, file: Path | None) -> "Layout":
    from kiosk.printing import layout_of
    from printer.layout_file import BadLayout, read_layout

    found = layout_of(config) if file is None else read_layout(file)
    if isinstance(found, BadLayout):
        raise CouldNot(str(found))
    return found


def _profile(config: Config, name: str | None) -> "Profile":
    from kiosk.printing import profile_of
    from printer.profiles import NoProfile, load_profile

    found = profile_of(config) if name is None else load_profile(name, Path())
    if isinstance(found, NoProfile):
        raise click.BadParameter(str(found), param_hint="--profile")
    return found


def _ops(
    config: Config, lang: str, layout: "Layout", profile: "Profile", *, kind: str
) -> "tuple[Op, ...]":
    from kiosk.domain.texts import load_texts
    from kiosk.paths import ASSETS
    from printer import samples
    from printer.layout import lay_out, lay_out_sheet

    texts = {each: load_texts(ASSETS / "i18n" / f"{each}.toml") for each in {"fr", lang}}
    if kind == "sheet":
        return lay_out_sheet(samples.full_sheet(config, lang), profile, texts, layout)
    make = samples.bare_ticket if kind == "bare" else samples.full_ticket
    return lay_out(make(config, lang, datetime.now(UTC)), profile, texts, layout)


def _draw(ops: "tuple[Op, ...]", profile: "Profile", out: Path) -> int:
    """The size of the job. Raises CouldNot."""
    from printer.encode import encode
    from printer.picture import render

    job = encode(ops, profile, b"0000")
    try:
        render(job, profile).save(out)
    except OSError as error:
        raise CouldNot(f"{out}\u00a0: {trouble(error)}") from error
    return len(job)
