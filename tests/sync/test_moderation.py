"""A comment waits until a person has read it; what the visitor changes afterwards waits anew."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.domain.identifiers import uuid7
from sync.client.push import push
from sync.server import moderation
from sync.server.moderation import Comment, Subject
from sync.server.storage import Unusable
from tests.sync.kit import TEN_UTC, Device, Server, url_of

WAITS = "Commentaire à relire"


def give(device: Device, comment: str | None, opinion: UUID | None = None) -> UUID:
    """An opinion with a few words; the id of the event that brought them."""
    body = {"feedback": str(opinion or uuid7()), "scale": "faces-4", "value": 1, "lang": "fr"}
    device.tell("feedback.given", body)
    amended = body | {"resolution": None, "reasons": []}
    if comment is not None:
        amended["comment"] = comment
    return device.tell("feedback.amended", amended).id


def page(server: Server) -> str:
    return server.request("GET", "/").body.decode()


def comments(server: Server) -> Sequence[Comment]:
    found = moderation.comments(server.place)
    assert not isinstance(found, Unusable), found
    return found


def decide(server: Server, *ids: UUID, accepted: bool) -> Sequence[UUID]:
    unknown = moderation.decide(server.place, Subject.COMMENT, ids, TEN_UTC, accepted=accepted)
    assert not isinstance(unknown, Unusable), unknown
    return unknown


def test_a_comment_is_not_shown_before_somebody_has_accepted_it(
    server: Server, device: Device
) -> None:
    id_ = give(device, "Trop long")
    push(device, server.send)
    assert "Trop long" not in page(server)
    assert WAITS in page(server)
    assert decide(server, id_, accepted=True) == []
    assert "« Trop long »" in page(server)
    assert WAITS not in page(server)


def test_a_comment_that_was_rejected_leaves_no_trace_on_the_page(
    server: Server, device: Device
) -> None:
    id_ = give(device, "Trop long")
    push(device, server.send)
    decide(server, id_, accepted=False)
    assert "Trop long" not in page(server)
    assert WAITS not in page(server)


def test_the_last_verdict_counts(server: Server, device: Device) -> None:
    id_ = give(device, "Trop long")
    push(device, server.send)
    decide(server, id_, accepted=True)
    decide(server, id_, accepted=False)
    assert [comment.accepted for comment in comments(server)] == [False]
    assert "Trop long" not in page(server)


def test_words_changed_after_they_were_accepted_wait_anew(server: Server, device: Device) -> None:
    opinion = uuid7()
    first = give(device, "Trop long", opinion)
    push(device, server.send)
    decide(server, first, accepted=True)
    give(device, "Autre chose", opinion)
    push(device, server.send)
    html = page(server)
    assert "Trop long" not in html
    assert "Autre chose" not in html
    assert WAITS in html


def test_all_that_waits_is_listed_in_order_of_arrival(server: Server, device: Device) -> None:
    first = give(device, "Trop long")
    give(device, None)
    second = give(device, "Accueil parfait")
    push(device, server.send)
    decide(server, first, accepted=True)
    assert [(comment.id, comment.text, comment.accepted) for comment in comments(server)] == [
        (first, "Trop long", True),
        (second, "Accueil parfait", None),
    ]


def test_nothing_is_decided_when_one_of_the_ids_is_unknown(server: Server, device: Device) -> None:
    id_, stranger = give(device, "Trop long"), uuid7()
    push(device, server.send)
    assert decide(server, id_, stranger, accepted=True) == [stranger]
    assert [comment.accepted for comment in comments(server)] == [None]


def test_only_comments_can_be_decided_about(server: Server, device: Device) -> None:
    ticket = device.tell("device.started", {"version": "1"}).id
    push(device, server.send)
    assert decide(server, ticket, accepted=True) == [ticket]


@pytest.mark.parametrize("content", [None, b"", b"not a database, but long enough to be read" * 20])
def test_a_file_without_comments_is_said_to_be_unusable(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "none.db"
    if content is not None:
        file.write_bytes(content)
    assert isinstance(moderation.comments(file), Unusable)
    assert isinstance(
        moderation.decide(file, Subject.COMMENT, [uuid7()], TEN_UTC, accepted=True), Unusable
    )
    assert file.exists() == (content is not None)


def run(server: Server, *words: str) -> Result:
    return CliRunner().invoke(borne, ["server", *words, "--db", url_of(server.place)])


def listed(server: Server, *options: str) -> list[dict[str, Any]]:
    result = run(server, "comments", "--json", *options)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_manager_reads_and_decides_on_the_command_line(server: Server, device: Device) -> None:
    good, bad = give(device, "Accueil parfait"), give(device, "M. X est nul")
    push(device, server.send)
    assert [row["comment"] for row in listed(server)] == ["Accueil parfait", "M. X est nul"]
    assert str(bad) in run(server, "comments").output
    assert run(server, "accept", str(good)).exit_code == 0
    assert run(server, "reject", str(bad)).exit_code == 0
    assert listed(server) == []
    assert [row["accepted"] for row in listed(server, "--all")] == [True, False]
    assert "« Accueil parfait »" in page(server)


def test_a_wrong_id_is_said_in_words(server: Server) -> None:
    assert run(server, "accept", "42").exit_code == 2
    unknown = run(server, "accept", str(uuid7()))
    assert unknown.exit_code == 1
    assert "borne server comments" in unknown.stderr
