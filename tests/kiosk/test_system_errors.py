"""What the system refuses is told by what happened and what to do, never in its own words."""

import errno
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.system_errors import LEAST_ROOM, trouble

WITHOUT_ROOM = Path("/proc")
"""A disk where nothing is free."""


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("in English")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EISDIR, errno.EEXIST, errno.EROFS, 9999]
)
def test_an_error_of_the_system_is_told_with_what_to_do(number: int) -> None:
    error = OSError(number, os.strerror(number))
    found = trouble(error)
    assert found.cause
    assert found.remedy.endswith(".")
    assert str(error.strerror) not in str(found)


def test_a_port_that_is_taken_is_told_without_a_number() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        socket.socket() as late,
        pytest.raises(OSError, match=r"\w") as raised,
    ):
        late.bind(taken.getsockname())
    assert "occupe cette adresse ou ce port" in str(trouble(raised.value))


def test_a_full_disk_is_told_as_a_full_disk_by_files_and_by_databases(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.db")) as rows:
        rows.execute("PRAGMA max_page_count=1")
        with pytest.raises(sqlite3.OperationalError) as raised:
            rows.execute("CREATE TABLE more (a)")
    for error in (raised.value, OSError(errno.ENOSPC, "No space left on device")):
        assert trouble(error).cause == "le disque est plein"


@pytest.mark.skipif(not WITHOUT_ROOM.is_dir(), reason="needs Linux")
def test_a_database_that_only_says_that_something_went_wrong_is_on_a_full_disk() -> None:
    error = of_sqlite(sqlite3.SQLITE_IOERR | 19 << 8)
    assert trouble(error, WITHOUT_ROOM).cause == "le disque est plein"
    roomy = Path.cwd()
    assert os.statvfs(roomy).f_bavail * os.statvfs(roomy).f_frsize > LEAST_ROOM
    assert trouble(error, roomy).cause == "le disque répond mal"
    assert trouble(error, Path("/nowhere")).cause == "le disque répond mal"
