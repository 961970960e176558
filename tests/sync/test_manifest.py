"""A manifest is read to the letter, or not at all: a name in it becomes a file of a device."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.manifest import (
    MOST_BYTES,
    Manifest,
    PublishedFile,
    decode_manifest,
    encode_manifest,
    is_file_name,
)
from sync.wire import Malformed

FILE = PublishedFile("0" * 64, 12)
WHOLE = Manifest(
    "mairie", uuid4(), 3, 1_795_514_400_000, {"borne.toml": FILE, "voix/fr/Été.wav": FILE}
)


def test_what_was_written_is_read_again() -> None:
    for manifest in (WHOLE, replace(WHOLE, device=None), replace(WHOLE, files={})):
        assert decode_manifest(encode_manifest(manifest)) == manifest


def test_the_same_manifest_is_the_same_bytes() -> None:
    other = replace(WHOLE, files=dict(reversed(list(WHOLE.files.items()))))
    assert encode_manifest(other) == encode_manifest(WHOLE)


def test_a_field_that_is_not_known_yet_is_ignored() -> None:
    fields = json.loads(encode_manifest(WHOLE)) | {"later": 1}
    assert decode_manifest(json.dumps(fields).encode()) == WHOLE


@pytest.mark.parametrize(
    "change",
    [
        {"site": None},
        {"device": "x"},
        {"rev": 0},
        {"rev": 2**31},
        {"rev": True},
        {"made": "1"},
        {"files": []},
        {"files": {"theme.toml": {"sha256": "0" * 64, "size": 1}}},
        {"files": {"borne.toml": {"sha256": "0" * 63, "size": 1}}},
        {"files": {"borne.toml": {"sha256": "0" * 64, "size": -1}}},
        {"files": {"borne.toml": {"sha256": "0" * 64, "size": MOST_BYTES + 1}}},
    ],
    ids=repr,
)
def test_what_is_not_a_manifest_is_not_read(change: dict[str, object]) -> None:
    fields = json.loads(encode_manifest(WHOLE)) | change
    assert isinstance(decode_manifest(json.dumps(fields).encode()), Malformed)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert isinstance(decode_manifest(data), Malformed)


@pytest.mark.parametrize(
    "name",
    ["", "/a", "../a", "a/../b", "a//b", ".a", "a/.b", "a\\b", "a\0", "a\n", "a.", "a/b /c", "C:x",
     "a/b/c/d/e", "x" * 101],
    ids=repr,
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_no_name(name: str) -> None:
    assert not is_file_name(name)


@pytest.mark.parametrize("name", ["borne.toml", "ma ville.toml", "voix/fr/l’été.wav", "Été-2.png"])
def test_a_name_that_a_technician_gives_is_one(name: str) -> None:
    assert is_file_name(name)
