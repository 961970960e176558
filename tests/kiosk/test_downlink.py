"""What a server announces is taken once it is proved; what is not is told, and nothing changes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.downlink import Downlink
from kiosk.storage.published import read_publication
from sync.client.downlink import Got, Trust
from sync.client.push import Pushed, Unreachable
from sync.manifest import Manifest
from sync.wire import Position
from tests.sync.test_downlink import FILES, MANIFEST, TRUST, Web, blobs, signed

NEXT = {**FILES, "borne.toml": b"lane = 2\n"}


def pushed(revision: int) -> Pushed:
    return Pushed(0, Position(0, "0" * 64), 15.0, revision=revision)


@dataclass
class Machine:
    data: Path
    pages: dict[str, Got] = field(default_factory=blobs)
    problems: Sequence[str] = ()
    trust: Trust = TRUST
    told: list[tuple[int, str]] = field(default_factory=list)
    checked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.web = Web(self.pages)
        self.downlink = Downlink(
            self.data, self.trust, self.web.get, self._check, lambda *said: self.told.append(said)
        )

    def announce(self, rev: int, page: Got | None = None) -> None:
        self.pages[f"/v1/config/{rev}"] = page or signed(replace(MANIFEST, rev=rev))
        self.downlink.hear(pushed(rev))

    @property
    def held(self) -> int:
        found = read_publication(self.data)
        return 0 if found is None else found.rev

    def _check(self, config: Path, _manifest: Manifest) -> Sequence[str]:
        self.checked.append(config.read_bytes())
        return self.problems


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_is_announced_is_fetched_checked_and_kept(machine: Machine) -> None:
    machine.announce(5)
    assert (machine.held, machine.told) == (5, [])
    assert machine.checked == [FILES["borne.toml"]]


def test_an_exchange_that_announces_nothing_new_asks_for_nothing(machine: Machine) -> None:
    machine.announce(5)
    asked = len(machine.web.asked)
    for result in (pushed(0), pushed(4), pushed(5), Unreachable("…")):
        machine.downlink.hear(result)
    assert len(machine.web.asked) == asked


def test_an_older_manifest_played_again_changes_nothing(machine: Machine) -> None:
    """Signed by the right key, and once true."""
    old = signed(replace(MANIFEST, rev=4))
    machine.announce(4, old)
    machine.announce(5)
    machine.announce(6, old)
    assert machine.held == 5
    assert [rev for rev, _ in machine.told] == [6]


def test_a_manifest_of_another_key_changes_nothing(machine: Machine) -> None:
    machine.announce(5, signed(MANIFEST, Ed25519PrivateKey.generate()))
    assert (machine.held, machine.told) == (0, [])


@pytest.mark.parametrize("path", ["/v1/config/5", next(iter(blobs()))], ids=["manifest", "file"])
def test_a_revision_is_taken_once_a_captive_portal_answers_no_more(
    machine: Machine, path: str
) -> None:
    true = {**blobs(), "/v1/config/5": signed(MANIFEST)}
    machine.pages |= {**true, path: b"<html>portal</html>"}
    machine.downlink.hear(pushed(5))
    assert (machine.held, machine.told) == (0, [])
    machine.pages |= true
    machine.downlink.hear(pushed(5))
    assert (machine.held, machine.told) == (5, [])


@pytest.mark.parametrize("change", ["server", "site"])
def test_a_machine_that_is_let_in_elsewhere_begins_anew(machine: Machine, change: str) -> None:
    machine.announce(9)
    other = Ed25519PrivateKey.generate()
    manifest = replace(MANIFEST, rev=1)
    if change == "site":
        trust, page = replace(TRUST, site="annexe"), signed(replace(manifest, site="annexe"))
    else:
        trust = replace(TRUST, fleet_key=other.public_key().public_bytes_raw())
        page = signed(manifest, other)
    moved = Machine(machine.data, trust=trust)
    moved.announce(1, page)
    assert (moved.held, moved.told) == (1, [])


def test_what_is_refused_is_told_once_and_asked_for_no_more(machine: Machine) -> None:
    machine.problems = ("borne.toml, ligne 3 : une faute.", "x" * 600)
    machine.announce(5)
    machine.announce(5)
    ((rev, reason),) = machine.told
    assert (rev, machine.held) == (5, 0)
    assert reason.startswith("borne.toml, ligne 3")
    assert len(reason) == 500


def test_the_one_after_a_refused_one_is_taken(machine: Machine) -> None:
    machine.problems = ("une faute",)
    machine.announce(5)
    machine.problems = ()
    machine.announce(6)
    assert machine.held == 6


def test_a_line_that_is_cut_in_the_middle_is_no_fault(machine: Machine) -> None:
    machine.announce(5)
    manifest = replace(MANIFEST, rev=6)
    path, page = "/v1/config/6", signed(manifest)
    blob = next(iter(blobs()))
    machine.pages |= {path: page, blob: Unreachable("…")}
    (machine.data / "published" / "a" / "files" / "borne.toml").unlink()
    machine.downlink.hear(pushed(6))
    assert machine.told == []
    machine.pages |= blobs()
    machine.downlink.hear(pushed(6))
    assert machine.held == 6


def test_a_disk_that_takes_nothing_is_said_in_the_log(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    (machine.data / "published").write_bytes(b"in the way")
    with caplog.at_level(logging.ERROR):
        machine.announce(5)
    assert "revision 5 cannot be written" in caplog.text
    assert machine.told == []


def test_a_publication_without_files_is_not_checked_and_holds(machine: Machine) -> None:
    machine.announce(5)
    machine.announce(6, signed(replace(MANIFEST, rev=6, files={})))
    assert machine.held == 6
    assert len(machine.checked) == 1
