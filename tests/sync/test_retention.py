"""The words of comments end after a year; the opinion stays, and the chain can be verified."""

import hashlib
import json
from functools import partial
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import Pushed, push
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.retention import COMMENT_DAYS, DAY_MS, Retention, purge
from sync.wire import genesis, seal
from tests.sync.kit import TEN_UTC, Device, Server, url_of
from tests.sync.test_moderation import give, page
from tests.sync.test_network import serving, stored

NOW = TEN_UTC + COMMENT_DAYS * DAY_MS


def purge_at(server: Server, now: int, days: int = COMMENT_DAYS) -> object:
    return server.query(partial(purge, retention=Retention(days), now=now))


def open_at(place: Place, now: int) -> Server:
    return Server(place, Settings(now=lambda: now, is_open=True))


def bodies(server: Server) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for event in server.events():
        body = event["body"]
        assert isinstance(body, dict)
        found.append(body)
    return found


def erased_opinions(server: Server) -> list[tuple[str, bytes]]:
    """What is left of their bodies, and the seals."""
    found = server.query(
        lambda rows: rows.execute(
            "SELECT body, sealed FROM event "
            "JOIN erased ON erased.site = event.site AND erased.event = event.id"
        ).fetchall()
    )
    assert isinstance(found, list)
    return [(body, bytes(sealed)) for body, sealed in found]


def text_of(body: str | bytes) -> str:
    """PostgreSQL keeps what nobody could read as bytes."""
    return body if isinstance(body, str) else bytes(body).decode()


def test_old_words_are_erased_and_the_opinion_stays(tmp_path: Path, device: Device) -> None:
    server = open_at(tmp_path / "s.db", TEN_UTC)
    give(device, "Trop long")
    push(device, server.send)
    before = bodies(server)
    assert purge_at(server, NOW) == 0
    assert purge_at(server, NOW + 1) == 1
    server.close()
    assert b"Trop long" not in (tmp_path / "s.db").read_bytes()
    after = open_at(tmp_path / "s.db", NOW)
    assert [body | {"comment": "Trop long"} for body in bodies(after)[1:]] == before[1:]
    assert "Commentaire à relire" not in page(after)
    after.close()


def test_words_are_erased_once(server: Server, device: Device) -> None:
    give(device, "Trop long")
    give(device, None)
    push(device, server.send)
    late = NOW + 400 * DAY_MS
    assert purge_at(server, late) == 1
    assert purge_at(server, late) == 0


def test_the_chain_can_still_be_verified(server: Server, device: Device) -> None:
    give(device, "Trop long")
    push(device, server.send)
    purge_at(server, NOW + 400 * DAY_MS)
    erased = server.query(lambda rows: dict(rows.execute("SELECT event, sealed FROM erased")))
    assert isinstance(erased, dict)
    (event,) = (each for each in device.events if each.id.bytes in erased)
    assert erased[event.id.bytes] == hashlib.sha256(event.salt + event.body.encode()).digest()
    assert device.hashes[0] == genesis(device.device, device.log)


def test_what_was_erased_does_not_come_back(server: Server, device: Device) -> None:
    give(device, "Trop long")
    push(device, server.send)
    purge_at(server, NOW + 400 * DAY_MS)
    device.acked = 0
    assert isinstance(push(device, server.send), Pushed)
    device.begin_log()
    assert isinstance(push(device, server.send), Pushed)
    assert not any("comment" in body for body in bodies(server))


def test_words_that_were_kept_apart_are_erased_like_the_others(
    server: Server, device: Device
) -> None:
    for body in ('{"value": 9, "comment": "Trop long"}', '{"text": "Trop long"}', "Trop long"):
        device.tell("feedback.amended", body)
    device.tell("ticket.issued", {"number": "A001"})
    push(device, server.send)
    late = NOW + 400 * DAY_MS
    assert purge_at(server, TEN_UTC) == 0
    assert purge_at(server, late) == 3
    assert purge_at(server, late) == 0
    found = server.query(
        lambda rows: rows.execute("SELECT seq, body, sealed FROM quarantine").fetchall()
    )
    assert isinstance(found, list)
    kept = {seq: (text_of(body), sealed) for seq, body, sealed in found}
    assert kept[4] == (device.events[3].body, None)
    for event in device.events[:3]:
        sealed = hashlib.sha256(event.salt + event.body.encode()).digest()
        assert kept[event.seq] == ("", sealed)


def test_words_beside_a_number_that_is_too_long_to_be_read_are_erased_too(
    server: Server, device: Device
) -> None:
    give(device, "Trop long")
    given = device.events.pop().body
    device.hashes.pop()
    long = "9" * 5000
    told = device.tell("feedback.amended", f'{given[:-1]}, "more": {long}}}')
    push(device, server.send)
    late = NOW + 400 * DAY_MS
    assert purge_at(server, late) == 1
    assert purge_at(server, late) == 0
    ((body, sealed),) = erased_opinions(server)
    assert "Trop long" not in body
    assert long in body
    assert sealed == seal(told)


def test_of_words_that_cannot_be_found_the_whole_body_is_erased(
    server: Server, device: Device
) -> None:
    """An older server may have stored what this one would keep apart."""
    give(device, "Trop long")
    push(device, server.send)
    unread = '"comment" "Trop long"'
    server.query(
        lambda rows: rows.execute(
            "UPDATE event SET body = ? WHERE kind = 'feedback.amended'", [unread]
        )
    )
    assert purge_at(server, NOW + 400 * DAY_MS) == 1
    ((body, sealed),) = erased_opinions(server)
    assert body == "{}"
    assert sealed == hashlib.sha256(device.events[-1].salt + unread.encode()).digest()
    assert "Commentaire à relire" not in page(server)


def test_a_server_erases_when_it_starts(place: Place, device: Device) -> None:
    server = open_at(place, TEN_UTC)
    give(device, "Trop long")
    push(device, server.send)
    server.close()
    with serving(place, Settings(now=lambda: NOW + 1, is_open=True)):
        pass
    assert not any("comment" in str(event["body"]) for event in stored(place))


def test_a_manager_can_ask_for_less(server: Server, device: Device) -> None:
    give(device, "Trop long")
    push(device, server.send)
    server.query(lambda rows: rows.execute("UPDATE event SET received = received - 86400001"))
    words = ["server", "purge", "--db", url_of(server.place), "--json"]
    for days, erased in (("2", 0), ("1", 1)):
        result = CliRunner().invoke(borne, [*words, "--keep-comments", days])
        assert json.loads(result.stdout) == {"erased": erased}
