"""What a device found when it looked at itself is known at the server, the last of each."""

from collections.abc import Sequence
from functools import partial

from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import push
from sync.server.checked import SelfCheck, last_checks
from sync.server.rows import Rows
from tests.sync.kit import TEN_UTC, Device, Server, url_of


def say(device: Device, level: str, *amiss: tuple[str, str], **more: object) -> None:
    findings = [{"id": id_, "level": of} for id_, of in amiss]
    device.tell("device.checked", {"level": level, "findings": findings, **more})


def known(server: Server) -> dict[tuple[str, object], SelfCheck]:
    found = server.query(last_checks)
    assert isinstance(found, dict)
    return found


def test_the_last_check_of_each_device_is_known(server: Server, device: Device) -> None:
    other = Device(site="annexe")
    say(device, "FAIL", ("printer", "FAIL"), ("paper", "WARN"))
    say(device, "WARN", ("paper", "WARN"))
    device.take_tickets(1)
    say(other, "OK")
    for each in (device, other):
        push(each, server.send)
    found = known(server)
    assert set(found) == {("mairie", device.device), ("annexe", other.device)}
    assert (found["mairie", device.device].level, found["mairie", device.device].amiss) == (
        "WARN",
        (("paper", "WARN"),),
    )
    assert found["annexe", other.device].amiss == ()


def test_what_a_later_version_says_more_is_accepted(server: Server, device: Device) -> None:
    say(device, "OK", screen="entrance", took_ms=812)
    push(device, server.send)
    assert known(server)["mairie", device.device].level == "OK"


def test_a_check_without_a_level_is_kept_apart(server: Server, device: Device) -> None:
    device.tell("device.checked", {"findings": []})
    push(device, server.send)
    assert known(server) == {}
    assert (
        server.query(lambda rows: rows.execute("SELECT count(*) FROM quarantine").fetchone()[0])
        == 1
    )


def test_the_list_of_devices_says_what_is_amiss(server: Server) -> None:
    device, silent = Device(), Device()
    say(device, "FAIL", ("printer", "FAIL"), ("paper", "WARN"))
    push(device, server.send)
    server.query(partial(let_in, (device, silent)))
    listed = CliRunner().invoke(borne, ["server", "devices", "--db", url_of(server.place)])
    lines = {line.split()[0]: line for line in listed.stdout.splitlines()}
    assert lines[str(device.device)].endswith("\u00a0: printer, paper")
    assert "contrôle" not in lines[str(silent.device)]


def let_in(devices: Sequence[Device], rows: Rows) -> None:
    for each in devices:
        rows.execute(
            "INSERT INTO device_key (site, device, key, public, name, count, enrolled) "
            "VALUES (?, ?, 'key', ?, 'Borne 1', 0, ?)",
            [each.site, each.device.bytes, bytes(32), TEN_UTC],
        )
