"""A device believes only what its server's fleet key signed for it, and newer than what it has."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.downlink import (
    Announced,
    Fetched,
    Got,
    Later,
    Trust,
    Untrue,
    announced,
    fetch,
)
from sync.client.push import Busy, Refused, Unreachable
from sync.manifest import Manifest, PublishedFile, encode_manifest
from sync.signature import manifest_text

FLEET = Ed25519PrivateKey.generate()
DEVICE = uuid4()
TRUST = Trust(FLEET.public_key().public_bytes_raw(), "mairie", DEVICE, held=4)
FILES = {"borne.toml": b"lane = 1\n", "logo.png": b"\x89PNG"}


def file_of(content: bytes) -> PublishedFile:
    return PublishedFile(hashlib.sha256(content).hexdigest(), len(content))


MANIFEST = Manifest("mairie", None, 5, 1, {name: file_of(each) for name, each in FILES.items()})


def signed(manifest: Manifest, key: Ed25519PrivateKey = FLEET) -> bytes:
    text = encode_manifest(manifest)
    signature = b64encode(key.sign(manifest_text(text))).decode()
    return json.dumps({"manifest": text.decode(), "sig": signature}).encode()


@dataclass
class Web:
    """What a server answers, by path; what it was asked."""

    pages: Mapping[str, Got]
    asked: list[str] = field(default_factory=list)

    def get(self, path: str, most: int) -> Got:
        self.asked.append(path)
        found = self.pages.get(path, Refused(404, "not here"))
        assert not isinstance(found, bytes) or len(found) <= most
        return found


@dataclass
class Memory:
    held: dict[str, bytes] = field(default_factory=dict)
    """By hash."""
    named: dict[str, bytes] = field(default_factory=dict)

    def has(self, name: str, file: PublishedFile) -> bool:
        if file.sha256 in self.held:
            self.named[name] = self.held[file.sha256]
        return file.sha256 in self.held

    def put(self, name: str, content: bytes) -> None:
        self.named[name] = content


def blobs(files: Mapping[str, bytes] = FILES) -> dict[str, Got]:
    return {f"/v1/blob/{file_of(content).sha256}": content for content in files.values()}


def answer(page: Got, rev: int = 5) -> Announced | Untrue | Later:
    return announced(Web({f"/v1/config/{rev}": page}).get, TRUST, rev)


def test_what_the_fleet_key_signed_for_us_is_believed() -> None:
    for device in (None, DEVICE):
        manifest = replace(MANIFEST, device=device)
        page = signed(manifest)
        signature = b64decode(json.loads(page)["sig"])
        assert answer(page) == Announced(manifest, encode_manifest(manifest), signature)


def test_what_another_key_signed_is_not_believed() -> None:
    assert answer(signed(MANIFEST, Ed25519PrivateKey.generate())) == Later()


def test_what_was_changed_after_it_was_signed_is_not_believed() -> None:
    page = json.loads(signed(MANIFEST))
    page["manifest"] = page["manifest"].replace("mairie", "mairif")
    assert answer(json.dumps(page).encode()) == Later()


@pytest.mark.parametrize("device", [None, DEVICE], ids=["site", "device"])
@pytest.mark.parametrize("rev", [1, 4])
def test_what_is_not_newer_is_not_believed(device: UUID | None, rev: int) -> None:
    """However well it is signed, and whatever was asked for."""
    old = signed(replace(MANIFEST, device=device, rev=rev))
    for asked in (5, rev):
        found = answer(old, asked)
        assert isinstance(found, Untrue)
        assert f"révision {rev}" in found.reason


def test_another_revision_than_was_announced_is_not_believed() -> None:
    assert isinstance(answer(signed(replace(MANIFEST, rev=6))), Untrue)


def test_what_is_for_another_site_or_device_is_not_believed() -> None:
    for other in (replace(MANIFEST, site="prefecture"), replace(MANIFEST, device=uuid4())):
        assert isinstance(answer(signed(other)), Untrue)


@pytest.mark.parametrize(
    "page",
    [b"", b"<html>", b"[]", b"{}", b'{"manifest": 1, "sig": "x"}', b'{"manifest": "", "sig": ""}'],
    ids=repr,
)
def test_what_is_no_publication_is_no_answer(page: bytes) -> None:
    assert answer(page) == Later()


def test_what_was_signed_and_cannot_be_read_is_refused() -> None:
    signature = b64encode(FLEET.sign(manifest_text(b"{}"))).decode()
    found = answer(json.dumps({"manifest": "{}", "sig": signature}).encode())
    assert isinstance(found, Untrue)
    assert "ne peut pas être lue" in found.reason


@pytest.mark.parametrize(
    "away", [Unreachable("…"), Busy(3.0), Refused(404, "gone")], ids=["away", "busy", "gone"]
)
def test_a_server_that_cannot_hand_it_over_is_asked_again_later(away: Got) -> None:
    assert answer(away) == Later()
    first = file_of(FILES["borne.toml"]).sha256
    assert fetch(Web({**blobs(), f"/v1/blob/{first}": away}).get, MANIFEST, Memory()) == Later()


def test_only_the_files_that_are_not_here_are_fetched() -> None:
    logo = FILES["logo.png"]
    web, memory = Web(blobs()), Memory({file_of(logo).sha256: logo})
    assert fetch(web.get, MANIFEST, memory) == Fetched()
    assert memory.named == FILES
    assert web.asked == [f"/v1/blob/{file_of(FILES['borne.toml']).sha256}"]


@pytest.mark.parametrize("content", [b"", b"lane = 2\n", b"lane = 1\nx"], ids=repr)
def test_a_file_that_is_not_the_one_that_was_signed_is_not_taken(content: bytes) -> None:
    web = Web({**blobs(), f"/v1/blob/{file_of(FILES['borne.toml']).sha256}": content})
    memory = Memory()
    assert fetch(web.get, MANIFEST, memory) == Later()
    assert "borne.toml" not in memory.named
