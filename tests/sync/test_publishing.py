"""What is published reaches the devices that it is for, and nobody else."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client.push import Pushed, check_in, push
from sync.manifest import MOST_BYTES, Manifest, PublishedFile, decode_manifest
from sync.server import keys
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.published_rows import MOST_AHEAD, Target
from sync.server.publishing import (
    Problem,
    Problems,
    Published,
    Standing,
    check_nothing,
    publications,
    publish,
    standings,
    withdraw,
)
from sync.server.rows import Rows
from sync.signature import manifest_text
from sync.wire import LAST_REVISION, decode_answer
from tests.sync.kit import TEN_UTC, Device, Reply, Server
from tests.sync.test_signed import Speaking, let_in

FILES = {"borne.toml": b'catalogue = "mairie"\n', "ma ville.toml": b"colours"}
SITE = Target("mairie")


def accept(_folder: Path, _target: Target) -> Sequence[Problem]:
    return ()


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place, Settings(now=lambda: TEN_UTC))
    yield running
    running.close()


def put(server: Server, target: Target = SITE, files: Mapping[str, bytes] = FILES) -> Published:
    done = server.query(lambda rows: publish(rows, target, files, accept, TEN_UTC))
    assert isinstance(done, Published), done
    return done


def take_back(server: Server, target: Target = SITE) -> Published | None:
    done = server.query(lambda rows: withdraw(rows, target, TEN_UTC))
    assert done is None or isinstance(done, Published)
    return done


def told(speaking: Speaking) -> int:
    """The revision that the next exchange announces."""
    result = check_in(speaking.device, speaking.send)
    assert isinstance(result, Pushed)
    return result.revision


def get(speaking: Speaking, path: str) -> Reply:
    headers = speaking.signer.headers(path, b"", "GET")
    return speaking.server.request("GET", path, headers=headers)


def manifest_of(speaking: Speaking, rev: int) -> Manifest:
    reply = get(speaking, f"/v1/config/{rev}")
    assert reply.status == 200, reply.body
    manifest = decode_manifest(str(reply.json["manifest"]).encode())
    assert isinstance(manifest, Manifest)
    return manifest


def standing_of(server: Server, device: Device) -> Standing:
    found = server.query(standings)
    assert isinstance(found, list)
    (standing,) = (each for each in found if each.device == device.device)
    assert isinstance(standing, Standing)
    return standing


def test_an_exchange_says_which_revision_is_published_for_the_device(server: Server) -> None:
    speaking, elsewhere = let_in(server, Device()), let_in(server, Device("prefecture"))
    assert told(speaking) == 0
    assert put(server).rev == 1
    assert put(server).rev == 2
    assert told(speaking) == 2
    assert told(elsewhere) == 0


def test_an_answer_without_a_publication_is_what_it_always_was(server: Server) -> None:
    speaking = let_in(server, Device())
    assert "revision" not in speaking.post(speaking.device.check_in()).json


def test_the_manifest_names_each_file_and_is_signed_by_the_fleet_key(server: Server) -> None:
    speaking = let_in(server, Device())
    published = put(server)
    reply = get(speaking, "/v1/config/1")
    text = str(reply.json["manifest"]).encode()

    def public(rows: Rows) -> Ed25519PublicKey:
        return keys.fleet_key(rows).public_key()

    key = server.query(public)
    assert isinstance(key, Ed25519PublicKey)
    key.verify(b64decode(str(reply.json["sig"])), manifest_text(text))
    assert hashlib.sha256(text).hexdigest() == published.hash
    files = {
        name: PublishedFile(hashlib.sha256(content).hexdigest(), len(content))
        for name, content in FILES.items()
    }
    assert decode_manifest(text) == Manifest("mairie", None, 1, TEN_UTC, files)


def test_each_file_comes_by_its_hash(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    for name, file in manifest_of(speaking, 1).files.items():
        reply = get(speaking, f"/v1/blob/{file.sha256}")
        assert (reply.status, reply.body) == (200, FILES[name])


def test_a_device_takes_its_own_before_its_site_s_until_that_is_taken_back(server: Server) -> None:
    own, other = let_in(server, Device()), let_in(server, Device())
    target = Target("mairie", own.device.device)
    put(server)
    mine = put(server, target, {"borne.toml": b"lane = 1\n"}).rev
    put(server)
    assert (told(own), told(other)) == (mine, 3)
    take_back(server, target)
    again = told(own)
    assert again > mine
    assert again == told(other)
    assert set(manifest_of(own, again).files) == set(FILES)


def test_what_is_taken_back_is_a_newer_revision_without_files(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    take_back(server)
    assert told(speaking) == 2
    assert manifest_of(speaking, 2).files == {}
    assert take_back(server) is None
    assert told(speaking) == 2


def test_a_device_alone_goes_back_to_its_own_file_when_its_site_has_nothing(
    server: Server,
) -> None:
    speaking = let_in(server, Device())
    target = Target("mairie", speaking.device.device)
    put(server, target)
    take_back(server, target)
    assert manifest_of(speaking, told(speaking)).files == {}
    put(server)
    assert set(manifest_of(speaking, told(speaking)).files) == set(FILES)


def test_a_request_that_is_not_signed_is_not_answered(server: Server) -> None:
    let_in(server, Device())
    put(server)
    sha256 = hashlib.sha256(FILES["borne.toml"]).hexdigest()
    for path in ("/v1/config/1", f"/v1/blob/{sha256}"):
        assert server.request("GET", path).status == 401


def test_what_was_overheard_cannot_be_asked_again(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    headers = speaking.signer.headers("/v1/config/1", b"", "GET")
    assert server.request("GET", "/v1/config/1", headers=headers).status == 200
    again = server.request("GET", "/v1/config/1", headers=headers)
    assert again.status == 401
    assert "manifest" not in again.json


def test_a_signature_of_one_request_is_good_for_no_other(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    put(server)
    other = speaking.signer.headers("/v1/config/1", b"", "GET")
    assert server.request("GET", "/v1/config/2", headers=other).status == 401
    posted = speaking.signer.headers("/v1/config/2", b"")
    assert server.request("GET", "/v1/config/2", headers=posted).status == 401


def test_a_device_of_another_site_gets_nothing(server: Server) -> None:
    foreign = let_in(server, Device("prefecture"))
    put(server)
    sha256 = hashlib.sha256(FILES["borne.toml"]).hexdigest()
    assert get(foreign, "/v1/config/1").status == 404
    assert get(foreign, f"/v1/blob/{sha256}").status == 404


def test_what_is_published_to_one_device_is_not_told_to_another(server: Server) -> None:
    own, other = let_in(server, Device()), let_in(server, Device())
    rev = put(server, Target("mairie", own.device.device)).rev
    assert told(other) == 0
    assert get(other, f"/v1/config/{rev}").status == 404


def test_a_revoked_device_gets_nothing(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    server.query(lambda rows: keys.revoke(rows, speaking.device.device, TEN_UTC))
    assert get(speaking, "/v1/config/1").status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/v1/config/0",
        "/v1/config/x",
        "/v1/config/1.0",
        f"/v1/config/{LAST_REVISION + 1}",
        f"/v1/config/{'9' * 40}",
        "/v1/blob/x",
        f"/v1/blob/{'A' * 64}",
        "/v1/blob/\0",
    ],
    ids=[
        "zero",
        "no number",
        "broken",
        "too great",
        "far too great",
        "no hash",
        "capitals",
        "nothing",
    ],
)
def test_what_is_no_revision_and_no_hash_is_not_found(server: Server, path: str) -> None:
    assert get(let_in(server, Device()), path).status == 404


def test_files_that_nothing_names_any_more_are_forgotten(server: Server) -> None:
    speaking = let_in(server, Device())
    put(server)
    put(server, files={**FILES, "ma ville.toml": b"other colours"})
    gone, kept = (hashlib.sha256(each).hexdigest() for each in (b"colours", b"other colours"))
    assert get(speaking, f"/v1/blob/{gone}").status == 404
    assert get(speaking, f"/v1/blob/{kept}").status == 200


def test_the_server_knows_what_each_device_took_up_and_what_it_refused(server: Server) -> None:
    speaking = let_in(server, Device())
    device = speaking.device
    published = put(server)
    assert (standing_of(server, device).published, standing_of(server, device).applied) == (1, 0)
    device.tell("config.applied", {"rev": 1, "hash": published.hash})
    device.tell("config.refused", {"rev": 2, "reason": "borne.toml, ligne 3 : …"})
    assert isinstance(push(device, speaking.send), Pushed)
    standing = standing_of(server, device)
    assert (standing.applied, standing.hash, standing.at) == (1, published.hash, TEN_UTC)
    assert (standing.refused, standing.reason) == (2, "borne.toml, ligne 3 : …")
    device.tell("config.applied", {"rev": 3, "hash": published.hash})
    assert isinstance(push(device, speaking.send), Pushed)
    assert (standing_of(server, device).applied, standing_of(server, device).refused) == (3, 0)


@pytest.mark.parametrize(
    "body",
    [{"rev": -1, "hash": "0" * 64}, {"rev": 1, "hash": "x"}, {"rev": "1", "hash": "0" * 64}],
    ids=["rev", "hash", "type"],
)
def test_a_device_that_tells_nonsense_of_it_is_kept_apart(
    server: Server, body: Mapping[str, object]
) -> None:
    speaking = let_in(server, Device())
    speaking.device.tell("config.applied", body)
    result = push(speaking.device, speaking.send)
    assert isinstance(result, Pushed)
    assert [each.seq for each in result.quarantined] == [1]
    assert standing_of(server, speaking.device).applied == 0


def test_a_server_that_was_put_back_goes_on_after_what_its_devices_have(server: Server) -> None:
    """Otherwise they would take nothing from it until it had counted up again."""
    speaking = let_in(server, Device())
    speaking.device.tell("config.applied", {"rev": 40, "hash": "0" * 64})
    assert isinstance(push(speaking.device, speaking.send), Pushed)
    assert put(server).rev == 41
    assert put(server).rev == 42


def test_a_device_cannot_use_up_the_revisions(server: Server) -> None:
    speaking = let_in(server, Device())
    for rev in (LAST_REVISION, MOST_AHEAD + 1):
        speaking.device.tell("config.applied", {"rev": rev, "hash": "0" * 64})
    assert isinstance(push(speaking.device, speaking.send), Pushed)
    assert put(server).rev == 1


def test_what_is_wrong_is_told_and_nothing_is_published(server: Server) -> None:
    fault = Problem("borne.toml", 3, "il manque une clé.")
    seen: list[tuple[dict[str, bytes], Target]] = []

    def check(folder: Path, target: Target) -> Sequence[Problem]:
        seen.append(({file.name: file.read_bytes() for file in folder.iterdir()}, target))
        return [fault]

    assert server.query(lambda rows: publish(rows, SITE, FILES, check, TEN_UTC)) == (fault,)
    assert seen == [(FILES, SITE)]
    assert server.query(publications) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"other.toml": b""}, "borne.toml : ce fichier manque"),
        ({**FILES, "big.png": bytes(MOST_BYTES + 1)}, "big.png : plus de 1024 Kio"),
        ({**FILES, "../passwd": b""}, "../passwd : ce nom ne convient pas"),
        ({**FILES, "/etc/passwd": b""}, "/etc/passwd : ce nom ne convient pas"),
        ({**FILES, ".profile": b""}, ".profile : ce nom ne convient pas"),
        ({**FILES, **{f"{n}.wav": b"" for n in range(500)}}, "plus de 500 fichiers"),
    ],
    ids=["no configuration", "large", "up", "absolute", "hidden", "many"],
)
def test_files_that_no_device_would_take_are_not_published(
    server: Server, files: Mapping[str, bytes], said: str
) -> None:
    done = server.query(lambda rows: publish(rows, SITE, files, accept, TEN_UTC))
    assert isinstance(done, tuple)
    assert said in str(done[0])


def test_nothing_is_published_to_a_device_that_is_not_let_in_there(server: Server) -> None:
    elsewhere = let_in(server, Device("prefecture"))
    for device in (uuid4(), elsewhere.device.device):
        done: object = server.query(lambda rows, to=device: _to(rows, to))  # type: ignore[misc]
        assert isinstance(done, tuple)
        assert str(device) in str(done[0])


def _to(rows: Rows, device: UUID) -> Published | Problems:
    return publish(rows, Target("mairie", device), FILES, accept, TEN_UTC)


def test_a_server_without_the_rules_publishes_nothing(server: Server) -> None:
    done = server.query(lambda rows: publish(rows, SITE, FILES, check_nothing, TEN_UTC))
    assert isinstance(done, tuple)


@pytest.mark.parametrize("value", [-1, "7", 1.5, None, LAST_REVISION + 1])
def test_a_revision_that_cannot_be_read_is_as_none_and_the_rest_counts(value: object) -> None:
    fields = {"status": "ok", "ack": {"seq": 3, "hash": "0" * 64}, "revision": value}
    answer = decode_answer(json.dumps(fields).encode())
    assert getattr(answer, "revision", "malformed") == 0
