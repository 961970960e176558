"""`borne printer emulate`: a printer without a printer, for technicians and for programs."""

import signal
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import CouldNot, json_option, say
from kiosk.config import PrinterSettings
from kiosk.domain.system_errors import trouble

if TYPE_CHECKING:
    from printer.emulator.serve import Front
    from printer.emulator.traits import Traits


@click.command("emulate")
@click.option(
    "--tcp",
    type=click.IntRange(0, 65535),
    help="Écouter sur ce port de cette machine\u00a0; 0\u00a0: un port libre.",
)
@click.option("--pty", is_flag=True, help="Ouvrir une ligne série simulée.")
@click.option(
    "--control",
    metavar="PORT|FICHIER",
    help="Où recevoir les ordres, un objet JSON par ligne\u00a0: un port, ou un fichier de socket.",
)
@click.option(
    "--profile",
    "profile_name",
    default=PrinterSettings.profile,
    show_default=True,
    help="Le modèle d’imprimante à imiter.",
)
@json_option
def emulate(
    tcp: int | None, control: str | None, profile_name: str, *, pty: bool, as_json: bool
) -> None:
    """Imiter une imprimante\u00a0: son temps, sa mémoire, son papier et ses pannes.

    Les ordres\u00a0: {"do": "set", "roll_mm": 0}, {"do": "status"}, {"do": "papers"},
    {"do": "take"}, {"do": "drop"}. La commande s’arrête par Ctrl+C.
    """
    if (tcp is None) != pty:
        raise click.UsageError("Donner --tcp PORT ou --pty, et un seul des deux.")
    traits = _traits(profile_name)
    try:
        front, row = _open(traits, tcp, control)
    except OSError as error:
        raise CouldNot(f"L’imprimante imitée ne s’ouvre pas\u00a0: {trouble(error)}") from error
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
    with closing(front), suppress(KeyboardInterrupt):
        say(row, f"L’imprimante imitée attend\u00a0: {row['printer']}", as_json=as_json)
        front.run(lambda: bool(stopped))
    if control is not None and not control.isdecimal():
        Path(control).unlink(missing_ok=True)


def _traits(profile_name: str) -> "Traits":
    from printer.emulator.traits import Traits
    from printer.profiles import NoProfile, load_profile

    profile = load_profile(profile_name)
    if isinstance(profile, NoProfile):
        raise click.BadParameter(str(profile), param_hint="--profile")
    return Traits.of(profile)


def _open(
    traits: "Traits", tcp: int | None, control: str | None
) -> "tuple[Front, dict[str, object]]":
    """Raises OSError."""
    import time

    from printer.emulator import serve
    from printer.emulator.device import Device

    front = serve.Front(Device(traits, time.monotonic()))
    row: dict[str, object] = {}
    if tcp is None:
        front.terminal, name = serve.open_terminal()
        row["printer"] = f"serial:{name}"
    else:
        front.listener = serve.listen(tcp)
        row["printer"] = f"tcp://{serve.LOOPBACK}:{front.listener.getsockname()[1]}"
    if control is not None:
        is_port = control.isdecimal()
        front.control = serve.listen(int(control)) if is_port else serve.listen_at(Path(control))
        row["control"] = front.control.getsockname()[1] if is_port else control
    return front, row
