"""Events on a USB key reach the server once and its answers come back, whatever becomes of it."""

import gzip
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from os import urandom
from pathlib import Path
from shutil import copytree
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.parcels import NoKey, NoReceipt, export, take_receipt
from kiosk.storage import events
from kiosk.storage.database import Database, open_database
from kiosk.storage.enrolment import keep_enrolment
from kiosk.storage.outbox import DeviceOutbox
from sync.client.http import pack
from sync.client.push import Forked, Pushed, Rewound, UpToDate
from sync.parcel import (
    PARCEL_END,
    RECEIPT_END,
    Parcel,
    Receipt,
    Sender,
    Spoiled,
    pack_parcel,
    parcel_name,
    read_parcel,
    read_receipt,
    receipt_name,
)
from sync.server import keys
from sync.server.beside import beside
from sync.server.parcels import Import, Taken
from sync.server.place import Place
from sync.stick import PART, NotRead, NotWritten, write_whole
from tests.fakes import HandClock
from tests.sync.keys import Kiosk, kiosk_of, refusals, seqs, stored, take
from tests.sync.kit import TEN_UTC, Device


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = tmp_path / "cle"
    made.mkdir()
    return made


@pytest.fixture
def kiosk(place: Place, tmp_path: Path) -> Iterator[Kiosk]:
    with kiosk_of(place, tmp_path / "borne") as made:
        made.take_tickets(3)
        yield made


def test_what_waits_reaches_the_server_and_its_answer_the_kiosk(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    done = kiosk.export(key)
    (taken,) = take(place, key)
    assert isinstance(taken, Taken)
    assert (done.events, taken.new) == (3, 3)
    assert kiosk.waiting() == 3

    heard = kiosk.hear(key)

    assert isinstance(heard.result, Pushed)
    assert kiosk.waiting() == 0
    assert seqs(place) == [1, 2, 3]
    own = events.after(kiosk.database.rows, 0, 10)
    assert [event["id"] for event in stored(place)] == [str(event.id) for event in own]
    assert {event["site"] for event in stored(place)} == {"mairie"}


def test_nobody_but_the_server_can_read_what_is_on_the_key(kiosk: Kiosk, key: Path) -> None:
    (file,) = kiosk.export(key).files
    content = file.read_bytes()
    assert b"ticket" not in content
    assert b"mairie" not in content
    assert str(kiosk.outbox.identity()[0]).encode() in content


def test_a_key_that_is_read_twice_changes_nothing(kiosk: Kiosk, place: Place, key: Path) -> None:
    kiosk.export(key)
    take(place, key)
    (again,) = take(place, key)
    assert isinstance(again, Taken)
    assert again.new == 0
    kiosk.hear(key)
    assert isinstance(kiosk.hear(key).result, Pushed)
    assert (seqs(place), kiosk.waiting()) == ([1, 2, 3], 0)


def test_tickets_taken_while_the_key_travels_wait_for_the_next_one(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    kiosk.export(key)
    kiosk.take_tickets(2)
    take(place, key)
    kiosk.hear(key)
    assert kiosk.waiting() == 2
    assert kiosk.export(key).events == 2
    take(place, key)
    kiosk.hear(key)
    assert (seqs(place), kiosk.waiting()) == ([1, 2, 3, 4, 5], 0)


def test_keys_that_arrive_in_another_order_bring_each_event_once(
    kiosk: Kiosk, place: Place, tmp_path: Path
) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    kiosk.export(first)
    kiosk.take_tickets(2)
    kiosk.export(second)

    take(place, second)
    take(place, first)

    assert seqs(place) == [1, 2, 3, 4, 5]
    kiosk.hear(second)
    assert kiosk.waiting() == 0
    # What the first key says is true as well: the server had already told more when it answered.
    kiosk.hear(first)
    assert kiosk.waiting() == 0


def test_an_old_answer_takes_nothing_back(kiosk: Kiosk, place: Place, tmp_path: Path) -> None:
    old, new = tmp_path / "1", tmp_path / "2"
    for folder in (old, new):
        folder.mkdir()
    kiosk.export(old)
    take(place, old)
    kiosk.take_tickets(2)
    kiosk.export(new)
    take(place, new)
    kiosk.hear(new)
    assert isinstance(kiosk.hear(old).result, UpToDate)
    assert kiosk.waiting() == 0


def test_a_server_that_lost_events_says_so_by_the_key_and_gets_them_again(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    kiosk.export(key)
    take(place, key)
    kiosk.hear(key)
    lost = [
        lambda rows: rows.execute("DELETE FROM event WHERE seq > 1"),
        lambda rows: rows.execute(
            "UPDATE stream SET ack_seq = 1, ack_hash = ?", [events.hash_at(kiosk.database.rows, 1)]
        ),
    ]
    for loss in lost:
        beside(place, loss)
    kiosk.take_tickets(1)
    kiosk.export(key)
    (taken,) = take(place, key)
    assert isinstance(taken, Taken)
    assert taken.answers[-1][1].status == "gap"

    assert isinstance(kiosk.hear(key).result, Rewound)
    assert kiosk.waiting() == 3
    kiosk.export(key)
    take(place, key)
    kiosk.hear(key)

    assert (seqs(place), kiosk.waiting()) == ([1, 2, 3, 4], 0)


def test_a_key_without_news_still_tells_whether_the_server_was_restored(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    kiosk.export(key)
    take(place, key)
    kiosk.hear(key)
    done = kiosk.export(key)
    assert (done.events, len(done.files)) == (0, 1)
    (taken,) = take(place, key)
    assert isinstance(taken, Taken)
    assert (taken.new, taken.answers[0][1].ack.seq) == (0, 3)


def test_a_copied_disk_is_found_out_and_the_device_says_all_again(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    device, log = kiosk.outbox.identity()
    twin = Device(kiosk.site, device, log)
    twin.take_tickets(3)
    _carry(kiosk, place, key, twin)
    kiosk.export(key)
    take(place, key)

    heard = kiosk.hear(key)

    assert isinstance(heard.result, Forked)
    assert kiosk.outbox.identity()[1] != log
    # The same answer again is about a log that is over.
    assert kiosk.hear(key).result is None
    kiosk.export(key)
    take(place, key)
    assert isinstance(kiosk.hear(key).result, Pushed)
    own = {str(event.id) for event in events.after(kiosk.database.rows, 0, 10)}
    assert own <= {event["id"] for event in stored(place)}
    assert len(stored(place)) == 6


def test_a_fork_is_in_the_answer_though_more_of_that_log_was_on_the_key(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    twin = Device(kiosk.site, *kiosk.outbox.identity())
    twin.take_tickets(3)
    _carry(kiosk, place, key, twin)
    kiosk.take_tickets(1600)
    assert len(kiosk.export(key, 20_000).files) > 1
    done = take(place, key)
    assert {each.answers[-1][1].status for each in done if isinstance(each, Taken)} == {
        "fork",
        "gap",
    }
    receipt = read_receipt(
        (key / receipt_name(kiosk.device)).read_bytes(), kiosk.enrolment.fleet_key
    )
    assert isinstance(receipt, Receipt)
    assert [answer.status for _, answer in receipt.answers] == ["fork"]


def _carry(kiosk: Kiosk, place: Place, key: Path, device: Device) -> None:
    """What a device of the same identity tells."""
    body = pack(device.slice(1, len(device.events)))
    assert isinstance(body, bytes)
    _put(kiosk, key / "borne-autre.envoi", body)
    take(place, key)
    for file in key.iterdir():
        file.unlink()


def _put(kiosk: Kiosk, file: Path, *bodies: bytes, device: UUID | None = None) -> None:
    assert kiosk.enrolment.seal_key is not None
    who = device or kiosk.outbox.identity()[0]
    sender = Sender(who, kiosk.enrolment.private, kiosk.enrolment.seal_key)
    assert write_whole(file, pack_parcel(sender, bodies)) is None


def test_poison_is_kept_apart_and_told_back(kiosk: Kiosk, place: Place, key: Path) -> None:
    device, _log = kiosk.outbox.identity()
    told = Device(kiosk.site, device, kiosk.outbox.identity()[1])
    told.tell("ticket.issued", {"no": "ticket"})
    _put(kiosk, key / "borne-a.envoi", _packed(told))
    (taken,) = take(place, key)
    assert isinstance(taken, Taken)
    assert taken.answers[0][1].ack.seq == 1
    (apart,) = taken.answers[0][1].quarantined
    assert apart.seq == 1
    heard = kiosk.hear(key)
    assert [each.seq for each in heard.quarantined] == [1]


def _packed(device: Device) -> bytes:
    body = pack(device.slice(1, len(device.events)))
    assert isinstance(body, bytes)
    return body


def test_a_file_of_which_one_bit_is_wrong_is_refused_by_its_name_and_the_others_go_on(
    kiosk: Kiosk, place: Place, key: Path, tmp_path: Path
) -> None:
    (file,) = kiosk.export(key).files
    whole = file.read_bytes()
    places = [*range(0, 200, 7), *range(200, len(whole), 61), len(whole) - 1]
    for place_of_bit in places:
        spoilt = bytearray(whole)
        spoilt[place_of_bit] ^= 1 << (place_of_bit % 8)
        (key / f"a-{place_of_bit:06d}{PARCEL_END}").write_bytes(spoilt)
    with kiosk_of(place, tmp_path / "autre") as other:
        other.take_tickets(1)
        other.export(key)
        done = take(place, key)

    bad = [each.file.name for each in done if not isinstance(each, Taken)]
    assert bad == sorted(f"a-{each:06d}{PARCEL_END}" for each in places)
    assert all(refusals(done))
    assert len(stored(place)) == 4


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_is_refused(
    kiosk: Kiosk, place: Place, key: Path, share: float
) -> None:
    (file,) = kiosk.export(key).files
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    assert len(refusals(take(place, key))) == 1
    assert stored(place) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"borne parcel 1\n",
        b"borne parcel 1\n{}\n" + b"x" * 99,
        b"borne parcel 1\n[[[",
        b"\0" * 999,
    ],
    ids=["empty", "start", "no names", "no JSON", "zeros"],
)
def test_what_is_no_parcel_is_refused(place: Place, key: Path, content: bytes) -> None:
    with kiosk_of(place, key / "borne"):
        (key / "lettre.envoi").write_bytes(content)
        (key / "photo.jpg").write_bytes(b"not ours")
        (key / f"._lettre{PARCEL_END}").write_bytes(b"of a file manager")
        assert len(refusals(take(place, key))) == 1


def test_a_parcel_for_another_server_is_refused_there(
    kiosk: Kiosk, key: Path, tmp_path: Path
) -> None:
    kiosk.export(key)
    elsewhere = tmp_path / "elsewhere.db"
    (unknown,) = refusals(take(elsewhere, key))
    assert "pas inscrite ici" in unknown
    # Even where the same key speaks for it.
    asked = kiosk.enrolment.private
    _enrol_again(elsewhere, kiosk, asked)
    (sealed,) = refusals(take(elsewhere, key))
    assert "autre serveur" in sealed
    assert stored(elsewhere) == []


def _enrol_again(place: Place, kiosk: Kiosk, private: bytes) -> None:
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    grant = keys.Grant("mairie", "")
    device = kiosk.outbox.identity()[0]
    beside(place, lambda rows: keys.add(rows, grant, device, public, TEN_UTC))


def test_a_device_that_was_revoked_is_not_heard_by_a_key_either(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    kiosk.export(key)
    device = kiosk.outbox.identity()[0]
    beside(place, lambda rows: keys.revoke(rows, device, TEN_UTC))
    (said,) = refusals(take(place, key))
    assert "retiré" in said
    assert stored(place) == []
    assert not list(key.glob(f"*{RECEIPT_END}"))


def test_a_device_speaks_for_itself_and_its_site_only(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    stranger, elsewhere = Device(), Device("prefecture", kiosk.outbox.identity()[0])
    for device in (stranger, elsewhere):
        device.take_tickets(1)
    _put(kiosk, key / "borne-a.envoi", _packed(stranger))
    _put(kiosk, key / "borne-b.envoi", _packed(elsewhere))
    said = refusals(take(place, key))
    assert ["403" in each for each in said] == [True, True]
    assert stored(place) == []


def test_a_parcel_in_the_name_of_another_device_is_refused(
    kiosk: Kiosk, place: Place, key: Path, tmp_path: Path
) -> None:
    with kiosk_of(place, tmp_path / "autre") as other:
        victim = Device(device=other.outbox.identity()[0])
        victim.take_tickets(1)
        _put(kiosk, key / "borne-a.envoi", _packed(victim), device=victim.device)
        (said,) = refusals(take(place, key))
    assert "pas inscrite" in said
    assert stored(place) == []


@pytest.mark.parametrize(
    "bodies",
    [
        (),
        (b"",),
        (b"not gzip",),
        (gzip.compress(b'{"proto": 1, "device": 1'),),
        (gzip.compress(b'{"proto": 1, "device": 1, "events": ' + b"[" * 5000),),
        (gzip.compress(b'{"proto": 1, "device": 1, "events": [1, {"seq": 1}]}'),),
    ],
    ids=["none", "empty", "garbage", "half", "deep", "no events"],
)
def test_a_well_signed_parcel_with_nothing_in_it_is_refused(
    kiosk: Kiosk, place: Place, key: Path, bodies: tuple[bytes, ...]
) -> None:
    _put(kiosk, key / "borne-a.envoi", *bodies)
    assert len(refusals(take(place, key))) == 1


def test_much_is_written_in_parts_and_read_in_order(kiosk: Kiosk, place: Place, key: Path) -> None:
    kiosk.take_tickets(1600)
    done = kiosk.export(key, 60_000)
    assert len(done.files) > 2
    assert done.events == 1603
    assert all(file.stat().st_size < 150_000 for file in done.files)
    take(place, key)
    kiosk.hear(key)
    assert (kiosk.waiting(), len(stored(place))) == (0, 1603)


def test_a_part_that_is_missing_holds_back_what_follows_and_is_asked_for(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    kiosk.take_tickets(1600)
    files = kiosk.export(key, 20_000).files
    files[1].unlink()
    take(place, key)
    assert isinstance(kiosk.hear(key).result, Rewound | Pushed)
    waiting = kiosk.waiting()
    assert 0 < waiting < 1603
    kiosk.export(key, 20_000)
    take(place, key)
    kiosk.hear(key)
    assert (kiosk.waiting(), len(stored(place))) == (0, 1603)


def test_what_the_server_has_is_taken_off_the_key_at_the_next_export(
    kiosk: Kiosk, place: Place, key: Path, tmp_path: Path
) -> None:
    with kiosk_of(place, tmp_path / "autre") as other:
        other.take_tickets(1)
        (of_another,) = other.export(key).files
    (old,) = kiosk.export(key).files
    take(place, key)
    kiosk.hear(key)
    kiosk.take_tickets(1)
    (new,) = kiosk.export(key).files
    assert sorted(key.glob(f"*{PARCEL_END}")) == sorted([of_another, new])
    assert old != new


def test_all_goes_into_one_file_as_well(kiosk: Kiosk, place: Place, tmp_path: Path) -> None:
    file = tmp_path / "envoi.bin"
    done = export(kiosk.outbox, kiosk.enrolment, file)
    assert getattr(done, "files", None) == [file]
    (taken,) = take_file(place, file)
    assert isinstance(taken, Taken)
    device = kiosk.outbox.identity()[0]
    heard = take_receipt(kiosk.outbox, kiosk.enrolment, tmp_path / receipt_name(device))
    assert isinstance(getattr(heard, "result", None), Pushed)


def take_file(place: Place, file: Path) -> list[object]:
    taking = Import(place, lambda: TEN_UTC)
    found = taking.take(file)
    assert not isinstance(found, NotRead)
    done = list(found)
    assert taking.answer(file.parent) == 1
    return list(done)


def test_an_answer_that_is_not_from_our_server_changes_nothing(
    kiosk: Kiosk, place: Place, key: Path, tmp_path: Path
) -> None:
    kiosk.export(key)
    take(place, key)
    device = kiosk.outbox.identity()[0]
    file = key / receipt_name(device)
    whole = file.read_bytes()
    for place_of_bit in range(0, len(whole) - 1, 5):
        spoilt = bytearray(whole)
        spoilt[place_of_bit] ^= 1
        file.write_bytes(spoilt)
        assert isinstance(take_receipt(kiosk.outbox, kiosk.enrolment, key), Spoiled)
    file.write_bytes(whole)
    stranger = replace(kiosk.enrolment, fleet_key=b"\x01" * 32)
    assert isinstance(take_receipt(kiosk.outbox, stranger, key), Spoiled)
    with kiosk_of(place, tmp_path / "autre") as other:
        assert isinstance(take_receipt(other.outbox, other.enrolment, key), NoReceipt)
        assert isinstance(take_receipt(other.outbox, other.enrolment, file), Spoiled)
    assert kiosk.waiting() == 3


def test_an_answer_beyond_what_was_written_here_begins_a_new_log(
    kiosk: Kiosk, place: Place, key: Path, tmp_path: Path
) -> None:
    """The disk was put back to an earlier day: the server knows more of this log than we do."""
    kiosk.database.rows.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    copytree(tmp_path / "borne", tmp_path / "copie")
    kiosk.take_tickets(2)
    kiosk.export(key)
    take(place, key)
    database = open_database(tmp_path / "copie", HandClock().boot_id())
    assert isinstance(database, Database)
    outbox = DeviceOutbox(database, kiosk.site)
    log = outbox.identity()[1]
    heard = take_receipt(outbox, kiosk.enrolment, key)
    assert isinstance(getattr(heard, "result", None), Forked)
    assert outbox.identity()[1] != log
    database.close()


def test_a_device_whose_server_gave_no_key_for_it_says_so(kiosk: Kiosk, key: Path) -> None:
    old = replace(kiosk.enrolment, seal_key=None)
    assert isinstance(export(kiosk.outbox, old, key), NoKey)
    assert list(key.iterdir()) == []


def test_a_key_that_is_full_holds_what_was_whole_before_and_no_more(
    kiosk: Kiosk, key: Path
) -> None:
    (before,) = kiosk.export(key).files
    content = before.read_bytes()
    kiosk.take_tickets(1200)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))
    try:
        done = export(kiosk.outbox, kiosk.enrolment, key)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(done, NotWritten)
    assert list(key.iterdir()) == [before]
    assert before.read_bytes() == content


def test_a_key_that_was_pulled_out_is_a_sentence(kiosk: Kiosk, key: Path, place: Place) -> None:
    gone = key / "absente" / "envoi.bin"
    assert isinstance(export(kiosk.outbox, kiosk.enrolment, gone), NotWritten)
    assert isinstance(Import(place).take(gone), NotRead)


def test_what_cannot_travel_or_be_read_holds_nothing_back(
    kiosk: Kiosk, place: Place, key: Path
) -> None:
    with kiosk.database.write() as rows:
        now = HandClock().now()
        events.append(rows, "of.tomorrow", {"x": urandom(400_000).hex()}, now, 1)
        events.append(rows, "Not A Kind", {}, now, 1)
    kiosk.take_tickets(1)
    done = kiosk.export(key)
    assert done.events == 6
    take(place, key)

    heard = kiosk.hear(key)

    assert sorted(each.seq for each in heard.quarantined) == [4, 5]
    assert kiosk.waiting() == 0
    assert seqs(place) == [1, 2, 3, 6]


KILLING = """
import os, sys
from pathlib import Path
left = int(sys.argv[1])
def killing(real):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*args, **kwargs)
    return call
os.fsync, os.open = killing(os.fsync), killing(os.open)
Path.replace, Path.unlink = killing(Path.replace), killing(Path.unlink)
key = Path(sys.argv[2])
"""
EXPORT = (
    KILLING
    + """
from kiosk.parcels import Exported, export
from kiosk.storage.database import open_database
from kiosk.storage.enrolment import read_enrolment
from kiosk.storage.outbox import DeviceOutbox
folder = Path(sys.argv[3])
outbox = DeviceOutbox(open_database(folder, "boot-1"), "mairie")
assert isinstance(export(outbox, read_enrolment(folder), key, 20_000), Exported)
"""
)
IMPORT = (
    KILLING
    + """
from sync.server.parcels import Import
taking = Import(Path(sys.argv[3]), killing(lambda: 0))
list(taking.take(key))
assert taking.answer(key) == 1
"""
)
MOST_STEPS = 60


def killed_after(program: str, steps: int, *arguments: object) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", program, str(steps), *map(str, arguments)],
        capture_output=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 9


def test_a_process_that_is_killed_between_any_two_writes_leaves_whole_files_only(
    tmp_path: Path, key: Path
) -> None:
    place, folder = tmp_path / "server.db", tmp_path / "borne"
    with kiosk_of(place, folder) as kiosk:
        kiosk.take_tickets(900)
        keep_enrolment(folder, kiosk.enrolment)
    # Of the day before: to be tidied away.
    old = parcel_name(kiosk.device, UUID(int=7), 1)
    for name in (old, old + PART):
        (key / name).write_bytes(b"old")
    kills = 0
    while killed_after(EXPORT, kills, key, folder):
        kills += 1
        assert kills < MOST_STEPS
        whole = [each for each in key.glob(f"*{PARCEL_END}") if each.read_bytes() != b"old"]
        assert all(isinstance(read_parcel(each.read_bytes()), Parcel) for each in whole)
    assert kills > 8
    assert not list(key.glob(f"*{PART}"))
    at_import = 0
    while killed_after(IMPORT, at_import, key, place):
        at_import += 3
        assert at_import < 3 * MOST_STEPS
        for receipt in key.glob(f"*{RECEIPT_END}"):
            assert isinstance(
                read_receipt(receipt.read_bytes(), kiosk.enrolment.fleet_key), Receipt
            )
    assert at_import > 3

    told = stored(place)
    assert len({event["id"] for event in told}) == len(told) == 900
