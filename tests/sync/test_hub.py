"""A server of a site forwards what its devices send to the centre: all of it, once, as it was."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from sync.client.push import (
    Busy,
    Forked,
    Pushed,
    SendResult,
    Unreachable,
    check_in,
    push,
    push_all,
)
from sync.server import marks
from sync.server.backup import back_up
from sync.server.fleet import DeviceFacts, facts
from sync.server.marks import Keep
from sync.server.published_rows import Target
from sync.server.publishing import Published, publications, publish, standings, withdraw
from sync.server.retention import Retention, purge
from sync.server.rows import Rows
from sync.server.upstream import Standing, Upstream, upstream
from sync.wire import Batch
from tests.sync.hubs import Town, ask, revoke, told, two_places
from tests.sync.kit import OPEN, TEN_UTC, Device, Server

YEAR_MS = 366 * 24 * 3600 * 1000
AMENDED = "feedback.amended"


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    with two_places(request, tmp_path, request.param) as (hub, centre):
        made = Town(hub, centre)
        yield made
        made.close()


@pytest.fixture
def small_town(tmp_path: Path) -> Iterator[Town]:
    """In files, of which copies are taken and put back."""
    made = Town(tmp_path / "hub.db", tmp_path / "centre.db")
    yield made
    made.close()


def state(town: Town) -> Upstream:
    found = town.hub.query(upstream)
    assert isinstance(found, Upstream)
    return found


def known(server: Server) -> list[DeviceFacts]:
    found = server.query(facts)
    assert isinstance(found, list)
    return found


def ids(server: Server) -> list[str]:
    """Of all events, each as often as it is there."""
    return sorted(bytes(row[4]).hex() for row in told(server) if isinstance(row[4], bytes))


def comment(device: Device, words: str) -> None:
    body = {"feedback": str(uuid4()), "scale": "faces4", "value": 2, "comment": words}
    device.tell(AMENDED, body | {"resolution": None, "reasons": [], "lang": "fr"})


def test_what_devices_tell_their_hub_is_at_the_centre_byte_for_byte(town: Town) -> None:
    devices = [Device(), Device()]
    for device in devices:
        device.take_tickets(3)
        device.tell("of.tomorrow", '{ "spaced" :  "é" }', v=9)
        device.tell("ticket.issued", "nothing \u0000 readable")
        town.tell(device)
    town.forward()

    assert told(town.centre) == told(town.hub)
    assert len(told(town.centre)) == 8
    assert told(town.centre, "quarantine") == told(town.hub, "quarantine")
    assert len(told(town.centre, "quarantine")) == 2
    assert state(town).unsent == 0
    assert state(town).standing is Standing.REACHED


def test_a_long_log_does_not_hold_a_short_one_back(town: Town) -> None:
    long, short = Device(), Device()
    long.take_tickets(1200)
    town.tell(long)
    short.take_tickets(1)
    town.tell(short)

    town.forward(2)

    assert {row[1] for row in told(town.centre)} == {long.device.bytes, short.device.bytes}
    assert state(town).unsent == 700
    waiting = {each.device: each.pending for each in known(town.centre)}
    assert waiting == {long.device: 700, short.device: 0}
    town.forward()
    assert state(town).unsent == 0
    assert {each.pending for each in known(town.centre)} == {0}


def test_words_that_were_erased_at_the_hub_do_not_travel_and_the_chain_holds(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    comment(device, "Le guichet trois")
    device.tell(AMENDED, '{"comment": "illisible"')
    device.take_tickets(1)
    town.tell(device)
    erased = town.hub.query(lambda rows: purge(rows, Retention(), town.times.now + 2 * YEAR_MS))
    assert erased == 2

    town.forward()

    assert told(town.centre) == told(town.hub)
    assert told(town.centre, "quarantine") == told(town.hub, "quarantine")
    assert len(told(town.centre)) == 3
    assert all("guichet" not in str(row) for row in told(town.centre))
    assert state(town).unsent == 0
    # At the centre too they count as erased, so that a centre above it could be told as well.
    assert ask(town.centre, "SELECT event, sealed FROM erased") == ask(
        town.hub, "SELECT event, sealed FROM erased"
    )


def test_after_a_fork_at_the_hub_both_logs_are_at_the_centre_and_each_event_once(
    town: Town,
) -> None:
    device = Device()
    device.take_tickets(3)
    comment(device, "Merci")
    town.tell(device)
    town.forward()
    twin = device.copy()
    device.take_tickets(1)
    twin.take_tickets(2)
    town.tell(device)
    town.hub.query(lambda rows: purge(rows, Retention(), town.times.now + 2 * YEAR_MS))
    assert isinstance(push_all(twin, town.hub.send), Pushed)
    assert twin.log != device.log

    town.forward()

    again = "SELECT site, device, log, seq, id, hash FROM relogged ORDER BY log, seq"
    assert ask(town.centre, again) == ask(town.hub, again)
    assert len(ask(town.centre, again)) == 4
    assert ids(town.centre) == ids(town.hub)
    assert state(town).unsent == 0


def test_a_fork_at_the_centre_stops_that_log_only_and_its_device_says_all_again(
    town: Town,
) -> None:
    device, other = Device(), Device()
    device.take_tickets(2)
    town.tell(device)
    town.forward()
    # Its disk was copied, and the copy was taken to where the centre is reached directly.
    twin = device.copy()
    twin.take_tickets(1)
    town._post(twin.slice(3, 3))
    device.take_tickets(2)
    other.take_tickets(1)
    town.tell(device)
    town.tell(other)

    town.forward()

    assert ask(town.hub, "SELECT kind, device FROM incident") == [("fork", device.device.bytes)]
    assert state(town).unsent == 0
    device.take_tickets(1)
    assert isinstance(push(device, town.hub.send), Forked)
    assert isinstance(push_all(device, town.hub.send), Pushed)
    town.forward()
    at_centre = {row[4] for row in told(town.centre)}
    assert {event.id.bytes for event in (*device.events, *other.events)} <= at_centre
    assert twin.events[-1].id.bytes in at_centre
    assert len(told(town.centre)) == len(at_centre) == 7


def test_a_centre_that_lacks_events_and_holds_others_is_a_fork_too(town: Town) -> None:
    device = Device()
    device.take_tickets(3)
    town.tell(device)
    town.forward()
    town.centre.query(forget_all)
    twin = Device(device.site, device.device, device.log)
    twin.take_tickets(1)
    town.send(twin.slice(1, 1))
    device.take_tickets(1)
    town.tell(device)

    town.forward()

    assert (state(town).unsent, state(town).stopped) == (0, 0)
    assert ask(town.hub, "SELECT kind FROM incident") == [("fork",)]
    device.take_tickets(1)
    assert isinstance(push_all(device, town.hub.send), Pushed)
    town.forward()
    assert len(ids(town.centre)) == 6


def test_a_lost_answer_changes_nothing(town: Town) -> None:
    device = Device()
    device.take_tickets(3)
    town.tell(device)

    def lost(send: Callable[[Batch], SendResult], batch: Batch) -> SendResult:
        send(batch)
        return Unreachable("n’a pas répondu.")

    whole, town.between = town.between, lost
    town.forward()
    assert state(town).standing is Standing.UNREACHABLE
    assert state(town).unsent == 3
    town.between = whole
    town.restart_hub()
    town.forward()

    assert len(told(town.centre)) == 3
    assert state(town).unsent == 0
    assert state(town).standing is Standing.REACHED


@pytest.mark.parametrize(
    ("said", "standing"),
    [(Busy(60.0), Standing.BUSY), (Unreachable("ne répond pas."), Standing.UNREACHABLE)],
    ids=["busy", "unreachable"],
)
def test_a_centre_that_is_away_is_left_alone_and_local_devices_go_on(
    town: Town, said: Busy | Unreachable, standing: Standing
) -> None:
    device = Device()
    device.take_tickets(1)
    town.tell(device)
    heard: list[Batch] = []

    def away(_send: Callable[[Batch], SendResult], batch: Batch) -> SendResult:
        heard.append(batch)
        return said

    whole, town.between = town.between, away
    town.forward()
    device.take_tickets(1)
    assert isinstance(push(device, town.hub.send), Pushed)
    town.forward()
    assert len(heard) == 1
    assert state(town).standing is standing
    town.between = whole
    town.pass_time(61)
    town.forward()

    assert len(told(town.centre)) == 2


def test_what_another_site_sent_is_refused_there_and_the_rest_goes_on(town: Town) -> None:
    foreign, own = Device("prefecture"), Device()
    for device in (foreign, own):
        device.take_tickets(2)
        town.tell(device)

    town.forward()

    assert {row[0] for row in told(town.centre)} == {"mairie"}
    assert state(town).unsent == 2
    assert state(town).stopped == 1
    assert state(town).standing is Standing.REACHED


def test_a_hub_that_was_revoked_is_refused_until_it_joins_again(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    town.tell(device)
    revoke(town.centre, town.member)

    town.forward()

    assert told(town.centre) == []
    assert state(town).standing is Standing.REFUSED
    assert state(town).unsent == 1
    town.join("mairie")
    town.forward()
    assert len(told(town.centre)) == 1


def test_a_hub_whose_count_went_back_is_heard_after_one_more_try(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    town.tell(device)
    town.forward()
    town.hub.query(lambda rows: rows.execute("UPDATE upstream SET starts = 0"))
    town.start()
    town.start()
    town.hub.query(lambda rows: rows.execute("UPDATE upstream SET starts = 0"))
    town.start()
    device.take_tickets(1)
    town.tell(device)

    town.forward()

    assert state(town).unsent == 0


def test_a_device_that_is_silent_is_not_taken_for_alive_at_the_centre(town: Town) -> None:
    town.hub.close()
    town.hub = Server(town.hub_place, replace(OPEN, now=lambda: town.times.now))
    town.start()
    device = Device()
    device.take_tickets(1)
    town.tell(device)
    town.forward()
    heard = town.times.now
    for _ in range(20):
        town.pass_time(60)
        town.forward()

    assert state(town).heard != heard
    (seen,) = ask(town.centre, "SELECT last_seen FROM stream")
    assert seen == (heard,)


def test_an_event_that_is_damaged_at_the_hub_stops_its_log_and_no_other(town: Town) -> None:
    broken, whole = Device(), Device()
    for device in (broken, whole):
        device.take_tickets(3)
        town.tell(device)
    id_ = broken.events[1].id.bytes
    town.hub.query(lambda rows: rows.execute("UPDATE event SET t = t + 1 WHERE id = ?", [id_]))

    town.forward()

    assert {row[1] for row in told(town.centre)} == {whole.device.bytes}
    assert (state(town).unsent, state(town).stopped) == (3, 1)
    town.hub.query(lambda rows: rows.execute("UPDATE event SET t = t - 1 WHERE id = ?", [id_]))
    town.pass_time(1000)
    town.forward()
    assert (state(town).unsent, state(town).stopped) == (0, 0)
    assert len(told(town.centre)) == 6


def test_a_centre_that_was_restored_hears_all_again_from_each_log(
    small_town: Town, tmp_path: Path
) -> None:
    town = small_town
    devices = [Device(), Device(), Device()]
    for device in devices:
        device.take_tickets(2)
        town.tell(device)
    town.forward()
    copy = tmp_path / "copy.db"
    assert back_up(town.centre_place, copy) is None
    for device in devices:
        device.take_tickets(2)
        town.tell(device)
    town.forward()
    assert len(told(town.centre)) == 12

    town.change_centre(copy)
    assert len(told(town.centre)) == 6
    town.pass_time(20)
    town.forward()

    assert told(town.centre) == told(town.hub)
    assert len(told(town.centre)) == 12


def test_a_hub_that_was_restored_goes_on_where_the_centre_knows_more(
    small_town: Town, tmp_path: Path
) -> None:
    town, device = small_town, Device()
    device.take_tickets(2)
    town.tell(device)
    town.forward(1)
    copy = tmp_path / "copy.db"
    assert back_up(town.hub_place, copy) is None
    device.take_tickets(3)
    town.tell(device)
    town.forward()

    town.restart_hub(copy)
    town.forward()
    assert ask(town.hub, "SELECT count(*) FROM incident") == [(0,)]
    device.take_tickets(1)
    push_all(device, town.hub.send)
    town.forward()

    assert told(town.centre) == told(town.hub)
    assert len(told(town.centre)) == 6
    assert state(town).unsent == 0


def test_a_hub_and_a_device_that_were_both_restored_lose_nothing(
    small_town: Town, tmp_path: Path
) -> None:
    town, device = small_town, Device()
    device.take_tickets(2)
    town.tell(device)
    town.forward(1)
    copy, before = tmp_path / "copy.db", device.copy()
    assert back_up(town.hub_place, copy) is None
    device.take_tickets(3)
    town.tell(device)
    town.forward()

    # A morning that only the centre remembers; the visitors of the afternoon are others.
    town.restart_hub(copy)
    town.forward()
    before.take_tickets(3)
    town.tell(before)
    town.forward()
    before.take_tickets(1)
    assert isinstance(push_all(before, town.hub.send), Pushed)
    town.forward()

    told_by_both = {event.id.bytes.hex() for event in (*device.events, *before.events)}
    assert ids(town.centre) == sorted(told_by_both)
    assert (state(town).unsent, state(town).stopped) == (0, 0)


def test_a_new_centre_hears_all_from_the_beginning(small_town: Town, tmp_path: Path) -> None:
    town, device = small_town, Device()
    device.take_tickets(5)
    town.tell(device)
    town.forward()

    town.change_centre(tmp_path / "other.db")
    town.join("mairie")
    town.forward()

    assert told(town.centre) == told(town.hub)


def test_a_hub_of_hubs_is_told_as_the_first_one_was(small_town: Town, tmp_path: Path) -> None:
    town = small_town
    device = Device()
    comment(device, "Le guichet trois")
    device.take_tickets(1)
    town.tell(device)
    town.hub.query(lambda rows: purge(rows, Retention(), town.times.now + 2 * YEAR_MS))
    town.forward()
    town.centre.close()
    state_town = Town(town.centre_place, tmp_path / "state.db")
    state_town.forward()

    assert told(state_town.centre) == told(town.hub)
    state_town.close()
    town.centre = Server(town.centre_place, town.settings)


def back_up_marks(server: Server) -> None:
    """A backup of that server was made, and is whole."""

    def made(rows: Rows) -> None:
        backup = marks.begin(rows, "copie", TEN_UTC)
        assert marks.finish(rows, backup, Keep(), TEN_UTC)

    server.query(made)


def test_what_the_envelope_refused_is_kept_apart_at_the_centre_too(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    device.tell("Not A Kind", {"x": 1})
    device.take_tickets(1)
    town.tell(device)
    town.forward()

    assert told(town.centre) == told(town.hub)
    assert told(town.centre, "quarantine") == told(town.hub, "quarantine")
    assert len(told(town.centre, "quarantine")) == 1
    assert state(town).unsent == 0


def test_what_the_envelope_refused_is_told_to_the_centre_after_its_words_were_erased(
    town: Town,
) -> None:
    device = Device()
    device.take_tickets(1)
    device.tell("Not A Kind", {"comment": "Le guichet trois"})
    device.take_tickets(1)
    town.tell(device)
    assert town.hub.query(lambda rows: purge(rows, Retention(), town.times.now + 2 * YEAR_MS)) == 1

    town.forward()

    assert told(town.centre) == told(town.hub)
    (apart,) = told(town.centre, "quarantine")
    assert [apart] == told(town.hub, "quarantine")
    assert apart[-1] == device.hashes[2]
    assert "sealed" in str(apart)
    assert "guichet" not in str(apart)
    assert state(town).unsent == 0


def test_a_device_purges_only_what_is_safe_at_its_hub_and_at_the_centre(town: Town) -> None:
    device = Device()
    device.take_tickets(3)
    town.tell(device)
    town.forward()
    back_up_marks(town.hub)
    device.take_tickets(2)
    town.tell(device)
    # The hub alone has it in a backup.
    assert purgeable(device) is None
    town.forward()
    back_up_marks(town.centre)
    town.pass_time(20)
    town.forward()
    check_in(device, town.hub.send)
    # The centre has a backup of five, the hub one of three.
    assert purgeable(device) == 3
    back_up_marks(town.hub)
    town.hub.query(forget_first)
    check_in(device, town.hub.send)
    assert purgeable(device) == 5
    # What goes on to the centre meanwhile takes nothing of that back.
    device.take_tickets(1)
    town.tell(device)
    town.forward()
    check_in(device, town.hub.send)
    assert purgeable(device) == 5
    # Another centre may have no backup at all.
    town.join("mairie")
    check_in(device, town.hub.send)
    assert purgeable(device) is None


def purgeable(device: Device) -> int | None:
    """How far its server says that all is safe."""
    return None if device.safe is None else device.safe.seq


def forget_first(rows: Rows) -> None:
    (_newest, oldest) = marks.known(rows)
    assert marks.forget(rows, oldest.id)


def test_what_was_purged_before_it_reached_the_hub_is_a_gap_at_the_centre_too(
    town: Town,
) -> None:
    device = Device()
    device.take_tickets(5)
    device.base = 3
    assert isinstance(push_all(device, town.hub.send), Pushed)
    device.take_tickets(1)
    town.tell(device)
    town.forward()

    assert [row[3] for row in told(town.centre)] == [4, 5, 6]
    gaps = "SELECT kind, seq, last_seq FROM incident"
    assert ask(town.centre, gaps) == ask(town.hub, gaps) == [("gap", 1, 3)]
    assert (state(town).unsent, state(town).stopped) == (0, 0)
    # Where the centre was restored to nothing, it is told once more.
    town.centre.query(forget_all)
    town.pass_time(20)
    town.forward()
    assert [row[3] for row in told(town.centre)] == [4, 5, 6]
    # And a batch that comes again where the gap ends is not taken for a fork.
    assert isinstance(check_in(device, town.hub.send), Pushed)
    again = town.send(device.slice(4, 3))
    assert getattr(again, "status", None) == "ok"


def forget_all(rows: Rows) -> None:
    with rows.atomic():
        for table in ("incident", "event", "stream"):
            rows.execute(f"DELETE FROM {table}")


def page(town: Town) -> str:
    return town.hub.request("GET", "/", query="lang=fr").body.decode()


def test_the_hub_says_how_its_line_to_the_centre_is(town: Town) -> None:
    device = Device()
    device.take_tickets(2)
    town.tell(device)
    assert "pas encore été appelé. 2 événements à lui envoyer." in page(town)
    town.forward()
    assert "Le serveur central répond. 0 événement à lui envoyer." in page(town)
    town.between = lambda _send, _batch: Unreachable("ne répond pas.")
    device.take_tickets(1)
    town.tell(device)
    town.forward()
    assert "Le serveur central ne répond pas depuis" in page(town)
    assert "serveur central" not in town.centre.request("GET", "/", query="lang=fr").body.decode()

    town.pass_time(90)
    counts = town.hub.request("GET", "/metrics").body.decode()

    assert "\nborne_upstream_unsent 1\n" in counts
    assert "\nborne_upstream_stopped 0\n" in counts
    assert "\nborne_upstream_last_seconds " in counts
    assert "upstream" not in town.centre.request("GET", "/metrics").body.decode()


def test_logs_with_great_numbers_do_not_hide_how_the_line_is(town: Town) -> None:
    for _ in range(3):
        device = Device()
        device.take_tickets(1)
        town.tell(device)
    town.hub.query(lambda rows: rows.execute("UPDATE stream SET ack_seq = ?", [2**63 - 2]))
    assert state(town).unsent == 3 * 2**63


def test_a_log_that_goes_no_further_is_on_the_page(town: Town) -> None:
    device = Device("prefecture")
    device.take_tickets(1)
    town.tell(device)
    town.forward()
    assert "ne peut pas être transmise au serveur central" in page(town)


def test_each_change_of_the_line_is_in_the_log_once(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "sync.hub")
    town.between = lambda _send, _batch: Unreachable("ne répond pas.")
    device = Device()
    device.take_tickets(1)
    town.tell(device)
    for _ in range(5):
        town.forward()
        town.pass_time(400)
    assert [record.getMessage() for record in caplog.records] == [
        "the centre: unreachable ne répond pas."
    ]


def publish_at(server: Server, files: dict[str, bytes], now: int = TEN_UTC) -> Published:
    def work(rows: Rows) -> object:
        return publish(rows, Target("mairie"), files, lambda _folder, _target: (), now)

    done = server.query(work)
    assert isinstance(done, Published)
    return done


def published_at(server: Server) -> dict[str, bytes]:
    """What a device of the site is given."""
    found = server.query(
        lambda rows: [
            (name, file.sha256) for each in publications(rows) for name, file in each.files.items()
        ]
    )
    assert isinstance(found, list)
    kept = ask(server, "SELECT sha256, content FROM published_file WHERE site = 'mairie'")
    content = {str(sha): bytes(held) for sha, held in kept if isinstance(held, bytes)}
    return {name: content[sha] for name, sha in found}


def check_in_soon(town: Town, device: Device) -> None:
    town.tell(device)
    town.pass_time(3600)
    town.forward()


def test_what_the_centre_publishes_to_the_site_is_published_by_its_hub(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    files = {"borne.toml": b"lane = 1", "motifs/mairie.toml": b"languages = []"}
    publish_at(town.centre, files)
    check_in_soon(town, device)
    assert published_at(town.hub) == files

    publish_at(town.centre, {"borne.toml": b"lane = 2"})
    device.take_tickets(1)
    check_in_soon(town, device)
    assert published_at(town.hub) == {"borne.toml": b"lane = 2"}

    town.centre.query(lambda rows: withdraw(rows, Target("mairie"), TEN_UTC))
    device.take_tickets(1)
    check_in_soon(town, device)
    assert published_at(town.hub) == {}


def test_the_hub_keeps_what_it_has_when_the_next_cannot_be_taken(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    good = {"borne.toml": b"lane = 1"}
    publish_at(town.centre, good)
    check_in_soon(town, device)
    publish_at(town.centre, {"borne.toml": b"interdit"})
    device.take_tickets(1)
    check_in_soon(town, device)
    assert published_at(town.hub) == good


@pytest.mark.parametrize("portal", ["/v1/config/", "/v1/blob/"])
def test_a_hub_publishes_once_a_captive_portal_answers_no_more(town: Town, portal: str) -> None:
    device = Device()
    device.take_tickets(1)
    files = {"borne.toml": b"lane = 1"}
    publish_at(town.centre, files)
    town.portal = portal
    check_in_soon(town, device)
    assert published_at(town.hub) == {}
    town.portal = None
    device.take_tickets(1)
    check_in_soon(town, device)
    assert published_at(town.hub) == files


def test_a_hub_that_starts_again_publishes_nothing_twice(town: Town) -> None:
    device = Device()
    device.take_tickets(1)
    publish_at(town.centre, {"borne.toml": b"lane = 1"})
    check_in_soon(town, device)
    town.restart_hub()
    device.take_tickets(1)
    check_in_soon(town, device)
    assert ask(town.hub, "SELECT rev FROM revision") == [(1,)]
    told = ask(town.hub, "SELECT count(*) FROM audit WHERE who = 'serveur central'")
    assert told == [(1,)]


def test_what_devices_of_a_hub_run_on_is_not_taken_for_a_revision_of_the_centre(
    town: Town,
) -> None:
    device = Device()
    device.tell("config.applied", {"rev": 900, "hash": "ab" * 32})
    town.tell(device)
    town.forward()
    assert ask(town.centre, "SELECT count(*) FROM applied") == [(0,)]
    assert publish_at(town.centre, {"borne.toml": b"lane = 1"}).rev == 1
    # The hub itself shows no screens: nobody waits for what it applies.
    assert town.centre.query(standings) == []
