"""What was published is whole on the disk, or what was there before is."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.config import Publication
from kiosk.storage.published import filling, mark_of, read_publication
from sync.manifest import Manifest, PublishedFile, encode_manifest

FILES = {"borne.toml": b"lane = 1\n", "voix/fr/1.wav": b"RIFF"}


def manifest(rev: int, files: Mapping[str, bytes]) -> Manifest:
    named = {
        name: PublishedFile(hashlib.sha256(content).hexdigest(), len(content))
        for name, content in files.items()
    }
    return Manifest("mairie", None, rev, 1, named)


def keep(data: Path, rev: int, files: Mapping[str, bytes] = FILES) -> list[str]:
    """As a device does; which files it did not have."""
    made, fetched = manifest(rev, files), []
    with filling(data) as side:
        assert side is not None
        side.clear(made)
        for name, file in made.files.items():
            if not side.has(name, file):
                side.put(name, files[name])
                fetched.append(name)
        side.hold(encode_manifest(made), b"")
    return fetched


def contents(publication: Publication | None) -> dict[str, bytes]:
    assert publication is not None
    assert publication.file is not None
    folder = publication.file.parent
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_machine_to_which_nothing_was_published_has_nothing(tmp_path: Path) -> None:
    assert read_publication(tmp_path) is None


def test_the_newest_holds_and_is_exactly_what_was_published(tmp_path: Path) -> None:
    for rev in (1, 2, 7):
        files = {"borne.toml": f"lane = {rev}\n".encode(), f"{rev}.png": b"x"}
        keep(tmp_path, rev, files)
        found = read_publication(tmp_path)
        assert contents(found) == files
        assert found is not None
        assert found.rev == rev
        assert found.hash == hashlib.sha256(encode_manifest(manifest(rev, files))).hexdigest()


def test_what_came_later_holds_whatever_its_revision(tmp_path: Path) -> None:
    """Of another server than before."""
    keep(tmp_path, 7)
    keep(tmp_path, 1, {"borne.toml": b"lane = 2\n"})
    assert contents(read_publication(tmp_path)) == {"borne.toml": b"lane = 2\n"}


def test_a_file_that_is_here_already_is_not_fetched_even_under_another_name(tmp_path: Path) -> None:
    keep(tmp_path, 1)
    assert keep(tmp_path, 2, {**FILES, "borne.toml": b"lane = 2\n"}) == ["borne.toml"]
    assert keep(tmp_path, 3, {"borne.toml": b"lane = 1\n", "bell.wav": b"RIFF"}) == []


def test_a_folder_may_take_the_place_of_a_file_and_the_other_way_round(tmp_path: Path) -> None:
    rounds = [{"borne.toml": b"", "a": b"1"}, {"borne.toml": b"", "a/b": b"2"}] * 3
    for rev, files in enumerate(rounds, 1):
        keep(tmp_path, rev, files)
        assert contents(read_publication(tmp_path)) == files


def test_a_publication_without_files_takes_back_what_was_there(tmp_path: Path) -> None:
    keep(tmp_path, 1)
    keep(tmp_path, 2, {})
    found = read_publication(tmp_path)
    assert found is not None
    assert (found.rev, found.file) == (2, None)


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "manifest"])
def test_the_one_before_holds_again_when_the_disk_spoiled_the_newest(
    tmp_path: Path, damage: str
) -> None:
    keep(tmp_path, 1)
    keep(tmp_path, 2, {**FILES, "borne.toml": b"lane = 2\n"})
    found = read_publication(tmp_path)
    assert found is not None
    assert found.file is not None
    match damage:
        case "cut":
            found.file.write_bytes(b"lane")
        case "changed":
            found.file.write_bytes(b"lane = 3\n")
        case "gone":
            found.file.unlink()
        case "manifest":
            (found.file.parent.parent / "manifest.json").write_bytes(b"{")
    assert contents(read_publication(tmp_path)) == FILES


def test_what_was_fetched_before_the_line_was_cut_need_not_come_again(tmp_path: Path) -> None:
    keep(tmp_path, 1)
    files = {"borne.toml": b"lane = 2\n", "a.png": b"1", "b.png": b"2"}
    made = manifest(2, files)
    with filling(tmp_path) as side:
        assert side is not None
        side.clear(made)
        side.put("a.png", b"1")
    assert contents(read_publication(tmp_path)) == FILES
    assert sorted(keep(tmp_path, 2, files)) == ["b.png", "borne.toml"]


def test_one_process_of_a_machine_at_a_time_fetches(tmp_path: Path) -> None:
    with filling(tmp_path) as first:
        assert first is not None
        with filling(tmp_path) as second:
            assert second is None
    with filling(tmp_path) as third:
        assert third is not None


def test_whether_something_new_came_is_seen_without_reading_it(tmp_path: Path) -> None:
    marks = {mark_of(tmp_path)}
    for rev in (1, 2, 3):
        keep(tmp_path, rev)
        marks.add(mark_of(tmp_path))
        assert mark_of(tmp_path) in marks
    assert len(marks) == 4
