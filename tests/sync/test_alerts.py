"""Alerts from beginning to end: noticed, kept, told once, acknowledged."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import Pushed, check_in, push, push_all
from sync.server import keys
from sync.server.alerting import journal, mail, post, webhook
from sync.server.alerting.journal import Kept
from sync.server.alerting.mail import NotSent, Sent
from sync.server.alerting.rules import Key, Kind, OpinionRule, Rules
from sync.server.alerting.settings import (
    AlertSettings,
    MailServer,
    Recipient,
    Scope,
    Security,
    Webhook,
)
from sync.server.alerting.watch import Watch
from sync.server.alerting.words import trial
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.rows import Rows
from sync.server.sites import Sites
from sync.server.storage import Store, open_store
from tests.fakes import PARIS
from tests.sync.cluster import Cluster
from tests.sync.kit import TEN_UTC, Clock, Device, Server, url_of
from tests.sync.post_office import MailOffice, Program, mail_office, program
from tests.sync.test_network import LIMIT_S, serving
from tests.sync.test_trust import make_authority

MIN = 60_000
SECRET = b"a secret of some length"


@pytest.fixture
def server(place: Place, clock: Clock) -> Iterator[Server]:
    running = Server(place, Settings(is_open=True, now=clock))
    yield running
    running.close()


@pytest.fixture
def office() -> Iterator[MailOffice]:
    with mail_office() as open_:
        yield open_


@pytest.fixture
def hook() -> Iterator[Program]:
    with program() as running:
        yield running


def mailing(office: MailOffice, *recipients: Recipient, **more: object) -> AlertSettings:
    way = MailServer("127.0.0.1", "borne@ville.example", office.port, Security.NONE)
    known = recipients or (Recipient("it@ville.example"),)
    return replace(AlertSettings(mail=way, recipients=known), **more)  # type: ignore[arg-type]


def watch(store: Store, settings: AlertSettings, clock: Callable[[], int]) -> Watch:
    return Watch(store, settings, PARIS, Sites(), clock)


def look(server: Server, settings: AlertSettings, clock: Clock, minutes: int = 1) -> None:
    """So many rounds, one a minute."""
    for _ in range(minutes):
        clock.now += MIN
        asyncio.run(watch(server.store, settings, clock).look())


def tell(server: Server, device: Device, what: str, clock: Clock) -> None:
    device.tell("device.health", {"what": what, "fed_mm": 1, "tickets": 2}, at=clock.now)
    push(device, server.send)


def kept(server: Server) -> list[Kept]:
    found = server.query(lambda rows: journal.standing(rows) + journal.ended(rows, 100))
    assert isinstance(found, list)
    return found


def kinds(server: Server) -> list[tuple[Kind, bool]]:
    return [(each.key.kind, each.ended is None) for each in kept(server)]


def test_an_alert_begins_goes_on_and_ends(server: Server, device: Device, clock: Clock) -> None:
    tell(server, device, "paper_out", clock)
    look(server, AlertSettings(), clock)
    (begun,) = kept(server)
    assert begun.key == Key("mairie", device.device, Kind.PAPER_OUT)
    assert (begun.began, begun.ended) == (clock.now, None)
    look(server, AlertSettings(), clock, 3)
    (going,) = kept(server)
    assert (going.began, going.last) == (begun.began, clock.now)
    tell(server, device, "paper_changed", clock)
    look(server, AlertSettings(), clock)
    (over,) = kept(server)
    assert over.ended == clock.now
    tell(server, device, "paper_out", clock)
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.PAPER_OUT, True), (Kind.PAPER_OUT, False)]


def test_a_machine_that_falls_silent_is_noticed_and_comes_back(
    server: Server, device: Device, clock: Clock
) -> None:
    check_in(device, server.send)
    look(server, AlertSettings(), clock, 14)
    assert kinds(server) == []
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.SILENT, True)]
    check_in(device, server.send)
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.SILENT, False)]


def test_one_mail_tells_what_began_within_a_short_time_and_one_what_ended(
    server: Server, device: Device, clock: Clock, office: MailOffice
) -> None:
    settings = mailing(office, gather_s=90, pages="https://borne.ville.example")
    other = Device("annexe")
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)
    assert office.letters == []
    tell(server, other, "paper_near_end", clock)
    look(server, settings, clock, 2)
    (letter,) = office.letters
    assert letter["To"] == "it@ville.example"
    assert letter["Subject"] == "Borne\u00a0: 2 alertes (mairie, annexe)"
    text = office.texts()[0]
    assert f"- mairie, borne {str(device.device)[:8]}\u00a0: Il n’y a plus de papier." in text
    assert "(depuis le 24/11/2026 à 11:01)" in text
    assert "https://borne.ville.example/admin/alerts" in text
    look(server, settings, clock, 3)
    assert len(office.letters) == 1
    for each in (device, other):
        tell(server, each, "paper_changed", clock)
    look(server, settings, clock, 5)
    assert office.subjects()[1:] == ["Borne\u00a0: 2 alertes finies (mairie, annexe)"]


def test_what_ended_before_it_was_told_is_not_told(
    server: Server, device: Device, clock: Clock, office: MailOffice
) -> None:
    settings = mailing(office, gather_s=90)
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)
    tell(server, device, "paper_changed", clock)
    look(server, settings, clock, 5)
    assert office.letters == []
    assert kinds(server) == [(Kind.PAPER_OUT, False)]


def test_people_hear_of_their_sites_and_kinds_in_their_language(
    server: Server, device: Device, clock: Clock, office: MailOffice
) -> None:
    settings = mailing(
        office,
        Recipient("en@ville.example", "en", Scope(frozenset({"mairie"}))),
        Recipient("paper@ville.example", "fr", Scope(kinds=frozenset({Kind.PAPER_LOW}))),
        gather_s=0,
    )
    tell(server, device, "paper_out", clock)
    tell(server, Device("annexe"), "paper_near_end", clock)
    look(server, settings, clock)
    told = {str(letter["To"]): letter.get_content() for letter in office.letters}
    assert told.keys() == {"en@ville.example", "paper@ville.example"}
    assert "It is out of paper." in told["en@ville.example"]
    assert "annexe" not in told["en@ville.example"]
    assert "mairie" not in told["paper@ville.example"]


def test_a_restart_in_between_sends_nothing_twice(
    place: Place, device: Device, clock: Clock, office: MailOffice, hook: Program
) -> None:
    settings = mailing(office, gather_s=0, webhooks=(Webhook(hook.url, SECRET),))
    for round_ in range(4):
        server = Server(place, Settings(is_open=True, now=clock))
        if round_ == 0:
            tell(server, device, "paper_out", clock)
        look(server, settings, clock, 2)
        server.close()
    assert (len(office.letters), len(hook.received)) == (1, 1)


def test_a_server_that_died_while_sending_leaves_it_to_the_next_under_the_same_id(
    server: Server, device: Device, clock: Clock, office: MailOffice
) -> None:
    settings = mailing(office, gather_s=0)
    office.fails = 1
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)

    def take(rows: Rows) -> object:
        with rows.atomic():
            return post.take(rows, settings.targets(), clock.now + 2 * MIN)

    taken = server.query(take)
    assert isinstance(taken, list)
    look(server, settings, clock)
    assert office.letters == []
    look(server, settings, clock, 4)
    (letter,) = office.letters
    assert str(letter["Message-ID"]).startswith(f"<{taken[0].id}@")


@pytest.fixture
def shared(cluster: Cluster) -> Iterator[Place]:
    with cluster.fresh() as made:
        yield made


def test_several_servers_on_one_database_tell_it_once(
    shared: Place, device: Device, clock: Clock, hook: Program, office: MailOffice
) -> None:
    settings = mailing(office, gather_s=0, webhooks=(Webhook(hook.url, SECRET),))
    first = Server(shared, Settings(is_open=True, now=clock))
    stores = [first.store, *(open_store(shared) for _ in range(3))]
    tell(first, device, "paper_out", clock)

    async def all_at_once() -> None:
        watches = [watch(store, settings, clock) for store in stores if isinstance(store, Store)]
        await asyncio.gather(*(each.look() for each in watches))

    for _ in range(5):
        clock.now += MIN
        asyncio.run(all_at_once())
    assert (len(hook.received), len(office.letters)) == (1, 1)
    assert kinds(first) == [(Kind.PAPER_OUT, True)]
    for store in stores[1:]:
        assert isinstance(store, Store)
        store.close()
    first.close()


def test_a_running_server_looks_by_itself(
    place: Place, device: Device, clock: Clock, hook: Program
) -> None:
    server = Server(place, Settings(is_open=True, now=clock))
    tell(server, device, "paper_out", clock)
    server.close()
    alerts = AlertSettings(webhooks=(Webhook(hook.url, SECRET),))
    with serving(place, Settings(is_open=True, now=clock, alerts=alerts)):
        assert hook.took.wait(LIMIT_S)
    with serving(place, Settings(is_open=True, now=clock, alerts=alerts)):
        pass
    assert len(hook.received) == 1


def test_a_mail_server_that_refuses_is_asked_again_ever_more_rarely(
    server: Server, device: Device, clock: Clock, office: MailOffice
) -> None:
    settings = mailing(office, gather_s=0)
    office.fails = 3
    tell(server, device, "paper_out", clock)
    tries = []
    for minute in range(10):
        fails = office.fails
        look(server, settings, clock)
        if office.fails < fails or office.letters:
            tries.append(minute)
        if office.letters:
            break
        failing = server.query(post.failing)
        assert isinstance(failing, list)
        assert "451" in failing[0][1]
    assert tries == [0, 1, 3, 7]
    assert server.query(post.failing) == []


def test_a_program_can_prove_who_speaks(
    server: Server, device: Device, clock: Clock, hook: Program
) -> None:
    settings = AlertSettings(webhooks=(Webhook(hook.url, SECRET),))
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)
    tell(server, device, "paper_changed", clock)
    look(server, settings, clock)
    began, over = hook.received
    for each in (began, over):
        wanted = hmac.new(SECRET, each.body, hashlib.sha256).hexdigest()
        assert each.signature == f"sha256={wanted}"
    told = json.loads(began.body)
    assert (told["event"], told["version"]) == ("alert.began", 1)
    assert told["alerts"] == [
        {
            "site": "mairie",
            "device": str(device.device),
            "name": "",
            "kind": "paper_out",
            "detail": "",
            "began": clock.now - MIN,
            "ended": None,
        }
    ]
    assert json.loads(over.body)["alerts"][0]["ended"] == clock.now


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_program_that_does_not_take_it_is_asked_again(
    server: Server, device: Device, clock: Clock, hook: Program, status: int
) -> None:
    settings = AlertSettings(webhooks=(Webhook(hook.url, SECRET),))
    hook.status, hook.where = status, hook.url
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)
    hook.status = 200
    look(server, settings, clock, 2)
    assert len({each.message for each in hook.received}) == 1
    assert len(hook.received) == 2


def test_nobody_there_is_told_in_words() -> None:
    answer = webhook.send(Webhook("http://127.0.0.1:1/", SECRET), b"{}", "x")
    assert isinstance(answer, NotSent)
    way = MailServer("127.0.0.1", "a@b.example", 1, Security.NONE)
    refused = mail.send(way, Recipient("c@d.example"), trial("fr"), "x")
    assert isinstance(refused, NotSent)
    assert "127.0.0.1:1" in refused.why


@pytest.mark.parametrize(
    ("password", "security", "trusted", "said"),
    [
        ("right", Security.STARTTLS, True, ""),
        ("wrong", Security.STARTTLS, True, "refuse ce compte ou ce mot de passe"),
        ("right", Security.STARTTLS, False, "certificat"),
        ("right", Security.NONE, True, "ne sait pas"),
        ("été-2026", Security.STARTTLS, True, "accents"),
    ],
    ids=["right", "wrong password", "unknown authority", "without encryption", "accents"],
)
def test_a_password_goes_only_through_tls_to_whom_it_is_for(
    tmp_path: Path, password: str, security: Security, said: str, *, trusted: bool
) -> None:
    authority = make_authority(tmp_path / "ca")
    ca = authority.ca if trusted else None
    with mail_office(authority.chain) as office:
        way = MailServer("127.0.0.1", "a@b.example", office.port, security, "borne", password, ca)
        answer = mail.send(way, Recipient("c@d.example"), trial("fr"), "x")
    if said:
        assert isinstance(answer, NotSent)
        assert said in answer.why
        assert office.letters == []
        return
    assert answer == Sent()
    assert (office.logins, office.encrypted) == ([("borne", "right")], [True])


def acknowledge(server: Server, clock: Clock, by: str = "marie", comment: str = "vu") -> bool:
    (alert,) = [each for each in kept(server) if each.ended is None]

    def write(rows: Rows) -> bool:
        return journal.acknowledge(rows, alert.key, alert.began, by, comment, clock.now)

    return bool(server.query(write))


def test_an_acknowledged_state_stands_until_it_is_mended(
    server: Server, device: Device, clock: Clock
) -> None:
    tell(server, device, "paper_out", clock)
    look(server, AlertSettings(), clock)
    assert acknowledge(server, clock)
    assert not acknowledge(server, clock, "paul", "moi aussi")
    look(server, AlertSettings(), clock)
    (alert,) = kept(server)
    assert (alert.ended, alert.acknowledged_by, alert.comment) == (None, "marie", "vu")


def test_what_happened_is_over_once_acknowledged_and_begins_anew_when_it_happens_again(
    server: Server, device: Device, clock: Clock
) -> None:
    device.tell("device.started", "not JSON")
    push(device, server.send)
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.QUARANTINE, True)]
    acknowledge(server, clock)
    clock.now += 1
    device.tell("device.started", "not JSON either")
    push(device, server.send)
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.QUARANTINE, True), (Kind.QUARANTINE, False)]
    clock.now += 1
    acknowledge(server, clock)
    look(server, AlertSettings(), clock)
    assert kinds(server) == [(Kind.QUARANTINE, False), (Kind.QUARANTINE, False)]


def opine(device: Device, value: int, at: int, **more: object) -> UUID:
    id_ = UUID(int=at * 1000 + len(device.events))
    body = {"feedback": str(id_), "scale": "faces-4", "value": value, "lang": "fr", **more}
    device.tell("feedback.given", body, at=at)
    return id_


QUICK = Rules(silent_min=10**6, opinions=OpinionRule(least=8))


def test_a_run_of_bad_opinions_is_noticed_and_passes(
    server: Server, device: Device, clock: Clock
) -> None:
    settings = AlertSettings(rules=QUICK)
    hour = 3600_000
    for back in range(100):
        opine(device, 1 if back % 10 == 0 else 4, clock.now - 24 * hour - back * MIN)
    for back in range(10):
        opine(device, 1, clock.now - back * 1000)
    push_all(device, server.send)
    look(server, settings, clock, 2)
    assert kinds(server) == []
    look(server, settings, clock, 2)
    (alert,) = kept(server)
    assert (alert.key, alert.detail) == (Key("mairie", None, Kind.OPINIONS), "10/10")
    clock.now += 3 * hour
    look(server, settings, clock)
    assert kinds(server) == [(Kind.OPINIONS, False)]


def test_opinions_count_once_by_their_last_word_and_not_when_they_look_like_play(
    server: Server, device: Device, clock: Clock
) -> None:
    id_ = opine(device, 1, clock.now)
    opine(device, 1, clock.now, suspect=["burst"])
    opine(device, 4, clock.now)
    amended = {"feedback": str(id_), "scale": "faces-4", "value": 3, "lang": "fr"}
    device.tell("feedback.amended", {**amended, "resolution": None, "reasons": []})
    push_all(device, server.send)
    look(server, AlertSettings(rules=QUICK), clock, 5)
    counted = server.query(
        lambda rows: rows.execute("SELECT site, given, bad FROM alert_opinions").fetchall()
    )
    assert [tuple(row) for row in counted] == [("mairie", 2, 0)]  # type: ignore[attr-defined]


def test_what_an_offline_kiosk_kept_for_days_makes_no_run(
    server: Server, device: Device, clock: Clock
) -> None:
    day = 24 * 3600_000
    for back in range(100):
        opine(device, 4, clock.now - 3 * day - back * MIN)
    for back in range(20):
        opine(device, 1, clock.now - 2 * day - back * 1000)
    push_all(device, server.send)
    look(server, AlertSettings(rules=QUICK), clock, 5)
    assert kinds(server) == []


def test_the_command_says_them_and_whom_they_could_not_be_told(
    server: Server, device: Device, clock: Clock, hook: Program
) -> None:
    hook.status = 500
    settings = AlertSettings(webhooks=(Webhook(hook.url, SECRET),))
    public = bytes(32)

    def name_it(rows: Rows) -> None:
        with rows.atomic():
            keys.add(rows, keys.Grant("mairie", "Entrée"), device.device, public, 5)

    server.query(name_it)
    tell(server, device, "paper_out", clock)
    look(server, settings, clock)
    words = ["server", "alerts", "--db", url_of(server.place)]
    said = CliRunner().invoke(borne, words)
    assert said.stdout == (
        "mairie, Entrée : Il n’y a plus de papier. (depuis le 24/11/2026 à 11:01)\n"
    )
    assert f"Non prévenu, hook:{hook.url} : {hook.url} répond 500." in said.stderr
    (row,) = CliRunner().invoke(borne, [*words, "--json"]).stdout.splitlines()
    read = json.loads(row)
    began = datetime.fromtimestamp((TEN_UTC + MIN) / 1000, UTC)
    assert (read["kind"], read["name"]) == ("paper_out", "Entrée")
    assert read["began"] == began.isoformat(timespec="seconds")


def test_the_command_says_that_there_is_no_alert(server: Server) -> None:
    words = ["server", "alerts", "--db", url_of(server.place)]
    assert CliRunner().invoke(borne, words).stdout == "Aucune alerte en cours.\n"
    assert CliRunner().invoke(borne, [*words, "--all"]).stdout == "Aucune alerte.\n"
    assert CliRunner().invoke(borne, [*words, "--json"]).stdout == ""


def test_what_one_target_does_not_survive_does_not_end_the_watch(
    server: Server, device: Device, clock: Clock, hook: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("nobody thought of it")

    monkeypatch.setattr(mail, "send", broken)
    way = MailServer("127.0.0.1", "borne@ville.example", 1, Security.NONE)
    settings = AlertSettings(
        mail=way,
        recipients=(Recipient("it@ville.example"),),
        webhooks=(Webhook(hook.url, SECRET),),
        gather_s=0,
    )
    tell(server, device, "paper_out", clock)
    look(server, settings, clock, 2)
    # The others are told, and who runs the server hears why this one is not.
    assert len(hook.received) == 1
    failing = server.query(post.failing)
    assert isinstance(failing, list)
    assert [why for _target, why in failing] == ["erreur inattendue : voir le journal du serveur."]


@pytest.mark.parametrize("said", ["a\x00b", "a\nb"])
def test_a_word_that_no_text_can_hold_is_kept_apart(
    server: Server, device: Device, clock: Clock, said: str
) -> None:
    device.tell("device.health", {"what": "printer", "health": said})
    device.tell("config.refused", {"rev": 3, "reason": "\x00"})
    device.take_tickets(1)
    pushed = push(device, server.send)
    assert isinstance(pushed, Pushed)
    assert [each.seq for each in pushed.quarantined] == [1, 2]
    look(server, AlertSettings(), clock, 5)
