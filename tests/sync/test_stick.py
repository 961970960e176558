"""Files on a key that somebody else may have prepared."""

import os
from pathlib import Path

import pytest

from sync.stick import PART, NotRead, read_bounded, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")


def test_what_is_written_replaces_a_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    ours, key = tmp_path / "server.db", tmp_path / "key"
    ours.write_bytes(b"a database")
    key.mkdir()
    (key / f"x.accuse{PART}").symlink_to(ours)
    assert write_whole(key / "x.accuse", b"an answer") is None
    assert ours.read_bytes() == b"a database"
    assert (key / "x.accuse").read_bytes() == b"an answer"
    assert not (key / "x.accuse").is_symlink()


def test_a_pipe_and_a_link_are_no_files_of_ours(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.envoi")
    (tmp_path / "y.envoi").symlink_to("/dev/zero")
    (tmp_path / "z.envoi").mkdir()
    for name in ("x", "y", "z"):
        assert isinstance(read_bounded(tmp_path / f"{name}.envoi", 100), NotRead)


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "x.envoi").write_bytes(b"12345")
    assert read_bounded(tmp_path / "x.envoi", 5) == b"12345"
    assert isinstance(read_bounded(tmp_path / "x.envoi", 4), NotRead)
