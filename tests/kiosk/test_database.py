"""Opening, backing up, migrating: nothing is ever emptied."""

import os
import sqlite3
import threading
from pathlib import Path
from uuid import UUID

import pytest
import sqlite_utils

from kiosk.storage import tickets
from kiosk.storage.connection import connect
from kiosk.storage.database import FILE, Database, Unusable, open_database
from kiosk.storage.lock import FolderLock, LockTimeout
from kiosk.storage.migrations import steps
from sync.server.migrations import steps as server_steps

SCHEMA = Path(__file__).parent / "schema.sql"


def opened(folder: Path, boot_id: str = "boot-1") -> Database:
    found = open_database(folder, boot_id)
    assert isinstance(found, Database), found
    return found


def schema_of(rows: sqlite_utils.Database) -> str:
    found = rows.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return "".join(f"{sql};\n" for (sql,) in found)


def test_the_database_is_durable_and_strict_about_keys(database: Database) -> None:
    said = {
        name: database.rows.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
    }
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
    }


def test_the_schema_is_the_one_written_down(database: Database) -> None:
    assert schema_of(database.rows) == SCHEMA.read_text()


def test_a_device_keeps_its_identity_and_counts_its_boots(tmp_path: Path) -> None:
    read = "SELECT device, log, boot FROM log"
    seen = []
    for boot in ("boot-1", "boot-1", "boot-2"):
        database = opened(tmp_path, boot)
        seen.append(database.rows.execute(read).fetchone())
        database.close()
    assert seen[0][:2] == seen[1][:2] == seen[2][:2]
    assert [row[2] for row in seen] == [1, 1, 2]


def tables_of(rows: sqlite3.Connection) -> list[str]:
    return [sql for (sql,) in rows.execute("SELECT sql FROM sqlite_schema ORDER BY name")]


def of_the_first_version(folder: Path) -> list[str]:
    """A database that has waited since the first version; its tables."""
    old = connect(folder / FILE)
    steps.apply(old, stop_before="m002_comments_and_flags")
    old.execute("INSERT INTO service_day VALUES (1, '2026-11-24')")
    old.conn.commit()
    tables = tables_of(old.conn)
    old.close()
    return tables


def test_a_database_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    before = of_the_first_version(tmp_path)
    opened(tmp_path).close()
    (copy,) = (tmp_path / "backups").iterdir()
    backup = sqlite3.connect(copy)
    assert backup.execute("SELECT day FROM service_day").fetchall() == [("2026-11-24",)]
    assert tables_of(backup) == before
    backup.close()


def test_older_tickets_were_neither_repeats_nor_without_paper(tmp_path: Path) -> None:
    old = connect(tmp_path / FILE)
    steps.apply(old, stop_before="m004_repeat_and_paperless")
    old.execute(
        "INSERT INTO ticket VALUES (?, '2026-11-24', 'A001', 'passeport', 'fr', 0, NULL, 0)",
        [bytes(16)],
    )
    old.close()
    database = opened(tmp_path)
    ticket = tickets.find(database.rows, UUID(int=0))
    database.close()
    assert ticket is not None
    assert (ticket.number, ticket.repeat, ticket.paperless) == ("A001", False, False)


def test_a_copy_that_cannot_be_made_leaves_the_database_as_it_was_and_is_said(
    tmp_path: Path,
) -> None:
    before = of_the_first_version(tmp_path)
    (tmp_path / "backups").write_text("not a folder")
    found = open_database(tmp_path, "boot-1")
    assert isinstance(found, Unusable)
    assert str(tmp_path / "backups") in found.advice
    kept = sqlite3.connect(tmp_path / FILE)
    assert tables_of(kept) == before
    kept.close()


def test_a_new_or_up_to_date_database_makes_no_copy(tmp_path: Path) -> None:
    opened(tmp_path).close()
    opened(tmp_path).close()
    assert not (tmp_path / "backups").exists()


def test_a_database_from_a_later_version_is_left_alone(tmp_path: Path) -> None:
    database = opened(tmp_path)
    database.rows.table("_sqlite_migrations").insert(
        {"migration_set": steps.name, "name": "m999_later", "applied_at": "2027"}
    )
    database.close()
    found = open_database(tmp_path, "boot-1")
    assert isinstance(found, Unusable)
    assert "m999_later" in found.advice
    kept = sqlite3.connect(tmp_path / FILE)
    assert kept.execute("SELECT count(*) FROM log").fetchone() == (1,)
    kept.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 999, os.urandom(8192)])
def test_a_file_that_is_no_database_is_kept_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    found = open_database(tmp_path, "boot-1")
    assert isinstance(found, Unusable)
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_of_another_program_is_refused_and_left_byte_for_byte(
    tmp_path: Path, mode: str
) -> None:
    foreign = sqlite3.connect(tmp_path / FILE)
    foreign.execute(f"PRAGMA journal_mode={mode}")
    foreign.execute("CREATE TABLE foo (a)")
    foreign.close()
    before = (tmp_path / FILE).read_bytes()
    found = open_database(tmp_path, "boot-1")
    assert isinstance(found, Unusable)
    assert "« foo »" in found.advice
    assert (tmp_path / FILE).read_bytes() == before


def test_the_database_of_a_server_is_not_taken_for_that_of_a_kiosk(tmp_path: Path) -> None:
    theirs = connect(tmp_path / FILE)
    server_steps.apply(theirs)
    theirs.close()
    assert isinstance(open_database(tmp_path, "boot-1"), Unusable)


def test_opinions_of_the_first_version_are_kept_and_begin_unflagged(tmp_path: Path) -> None:
    old = connect(tmp_path / FILE)
    steps.apply(old, stop_before="m002_comments_and_flags")
    old.execute(
        "INSERT INTO feedback VALUES (x'01', 1000, 'faces-4', 3, 'fr', 'yes', '[\"wait\"]')"
    )
    old.conn.commit()
    old.close()
    database = opened(tmp_path)
    assert list(database.rows["feedback"].rows) == [
        {
            "id": b"\x01",
            "given_at": 1000,
            "scale": "faces-4",
            "value": 3,
            "lang": "fr",
            "resolution": "yes",
            "reasons": '["wait"]',
            "comment": None,
            "ticket_code": None,
            "wording": 1,
            "boot": 0,
            "mono": 0,
            "suspect": "[]",
            "rules": 0,
        }
    ]
    database.close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    old = connect(tmp_path / FILE)
    steps.apply(old, stop_before="m003_what_came_of_the_sync")
    old.execute("CREATE TABLE quarantined (what TEXT)")
    old.execute("INSERT INTO quarantined VALUES ('ours')")
    old.conn.commit()
    before = tables_of(old.conn)
    old.close()
    found = open_database(tmp_path, "boot-1")
    assert isinstance(found, Unusable)
    kept = sqlite3.connect(tmp_path / FILE)
    assert kept.execute("SELECT what FROM quarantined").fetchall() == [("ours",)]
    assert tables_of(kept) == before
    kept.close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("")
    assert isinstance(open_database(file, "boot-1"), Unusable)


def test_two_writers_of_one_folder_take_turns(tmp_path: Path) -> None:
    first, second = (FolderLock(tmp_path / "lock") for _ in range(2))
    with first.hold(1), pytest.raises(LockTimeout), second.hold(0.01):
        pass
    with second.hold(0.01):
        pass
    first.close()
    second.close()


def test_a_connection_belongs_to_its_thread(database: Database) -> None:
    raised: list[BaseException] = []

    def use() -> None:
        try:
            database.rows.execute("SELECT 1")
        except sqlite3.ProgrammingError as error:
            raised.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(raised) == 1
