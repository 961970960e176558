"""The fleet, a machine and the alerts in a browser: what is shown to whom, and what it can do."""

import asyncio
import html
import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from sync.client.push import check_in, push, push_all
from sync.server import keys
from sync.server.admin import audit
from sync.server.admin.roles import Role
from sync.server.alerting.settings import AlertSettings, Webhook
from sync.server.alerting.watch import Watch
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.rows import Rows
from sync.server.sites import Sites
from tests.fakes import PARIS
from tests.sync.browser import Browser, signed_in, text_of
from tests.sync.kit import TEN_UTC, Clock, Device, Server, ticket_body

MIN = 60_000
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def server(place: Place, clock: Clock) -> Iterator[Server]:
    running = Server(place, Settings(is_open=True, now=clock))
    yield running
    running.close()


def look(server: Server, clock: Clock, settings: AlertSettings | None = None) -> None:
    clock.now += MIN
    watch = Watch(server.store, settings or AlertSettings(), PARIS, Sites(), clock)
    asyncio.run(watch.look())


def let_in(server: Server, device: Device, name: str) -> None:
    def add(rows: Rows) -> None:
        with rows.atomic():
            keys.add(rows, keys.Grant(device.site, name), device.device, uuid4().bytes * 2, TEN_UTC)

    server.query(add)


def machine(server: Server, name: str, what: str | None = None, site: str = "mairie") -> Device:
    device = Device(site)
    let_in(server, device, name)
    if what is not None:
        device.tell("device.health", {"what": what, "fed_mm": 1, "tickets": 2})
    push(device, server.send)
    check_in(device, server.send)
    return device


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr class="is-(\w+)">', page)


def names_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)


def get(browser: Browser, path: str) -> str:
    reply = browser.get(path)
    assert reply.status == 200, text_of(reply)
    return reply.body.decode()


def test_trouble_comes_first_and_can_be_shown_alone(server: Server, clock: Clock) -> None:
    machine(server, "A")
    machine(server, "B", "paper_near_end")
    machine(server, "C", "paper_out")
    look(server, clock)
    marie = signed_in(server, "marie")
    page = get(marie, "/admin/fleet")
    assert rows_of(page) == ["bad", "warn", "fine"]
    assert names_of(page) == ["C", "B", "A"]
    assert names_of(get(marie, "/admin/fleet?state=warn")) == ["B"]
    assert "Plus de papier" in page
    english = get(marie, "/admin/fleet?lang=en")
    assert "Out of paper" in english


def test_a_site_can_be_shown_alone(server: Server) -> None:
    machine(server, "A")
    machine(server, "B", site="annexe")
    marie = signed_in(server, "marie")
    assert names_of(get(marie, "/admin/fleet?site=annexe")) == ["B"]
    assert names_of(get(marie, "/admin/fleet?site=nowhere")) == []


def test_a_long_fleet_is_shown_in_pages(server: Server) -> None:
    for n in range(55):
        let_in(server, Device(), f"M{n:02d}")
    marie = signed_in(server, "marie")
    first, second = get(marie, "/admin/fleet"), get(marie, "/admin/fleet?page=2")
    assert len(names_of(first)) == 50
    assert names_of(first) + names_of(second) == [f"M{n:02d}" for n in range(55)]
    assert names_of(get(marie, "/admin/fleet?page=99")) == names_of(second)
    assert names_of(get(marie, "/admin/fleet?page=x")) == names_of(first)


def test_it_renews_itself_until_it_is_told_not_to(server: Server) -> None:
    marie = signed_in(server, "marie")
    renews = '<meta http-equiv="refresh"'
    for path in ("/admin/fleet", "/admin/alerts"):
        assert renews in get(marie, path)
        assert renews not in get(marie, f"{path}?still=")


def test_the_manager_of_a_site_sees_nothing_of_the_others(server: Server, clock: Clock) -> None:
    other = machine(server, "B", "paper_out", site="annexe")
    machine(server, "A", "paper_out")
    look(server, clock)
    anna = signed_in(server, "anna", Role.SITE_MANAGER, "mairie")
    assert names_of(get(anna, "/admin/fleet")) == ["A"]
    assert names_of(get(anna, "/admin/fleet?site=annexe")) == []
    assert anna.get(f"/admin/device/{other.device}").status == 404
    assert "annexe" not in get(anna, "/admin/alerts")


@pytest.mark.parametrize("path", ["/admin/fleet", "/admin/alerts", f"/admin/device/{UUID(int=1)}"])
def test_who_may_not_see_machines_sees_none(server: Server, path: str) -> None:
    agent = signed_in(server, "paul", Role.AGENT, "mairie")
    assert agent.get(path).status == 403
    assert "Nom du compte" in text_of(Browser(server).get(path))


def test_a_machine_is_shown_whole_but_for_what_people_did(server: Server, clock: Clock) -> None:
    device = machine(server, "Entrée", "paper_out")
    device.tell("device.started", {"version": "1.2.3", "free_mb": 777})
    device.tell("ticket.issued", ticket_body(42))
    push_all(device, server.send)
    look(server, clock)
    page = text_of(signed_in(server, "marie").get(f"/admin/device/{device.device}"))
    assert "Version 1.2.3" in page
    assert "777 Mo libres" in page
    assert "Il n’y a plus de papier." in page
    assert "ticket.issued non montré ici" in page
    assert "A042" not in page
    assert "1.2.3" in page


def test_a_machine_that_nobody_knows_is_not_found(server: Server) -> None:
    marie = signed_in(server, "marie")
    assert marie.get(f"/admin/device/{UUID(int=1)}").status == 404
    assert marie.get("/admin/device/nonsense").status == 404


def test_the_page_of_a_machine_says_what_it_found_wrong_with_itself(server: Server) -> None:
    device = machine(server, "Entrée")
    marie, path = signed_in(server, "marie"), f"/admin/device/{device.device}"
    amiss = [{"id": "printer", "level": "FAIL"}, {"id": "of_later", "level": "WARN"}]
    device.tell("device.checked", {"level": "FAIL", "findings": amiss})
    push(device, server.send)
    assert "À revoir sur place Imprimante, of_later (" in text_of(marie.get(path))
    device.tell("device.checked", {"level": "OK", "findings": []})
    push(device, server.send)
    assert "Tout va bien (" in text_of(marie.get(path))


def test_what_others_write_is_shown_as_text(server: Server, clock: Clock) -> None:
    device = machine(server, EVIL, "paper_out")
    device.tell("device.started", {"version": "<b>1</b>", "more": EVIL})
    device.tell("device.health", {"what": "printer", "health": "<i>JAM</i>"})
    push_all(device, server.send)
    look(server, clock)
    look(server, clock)
    look(server, clock)
    marie = signed_in(server, "marie")
    acknowledge(marie, EVIL)
    for path in ("/admin/fleet", "/admin/alerts", f"/admin/device/{device.device}"):
        page = get(marie, path)
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "<b>1</b>" not in page
        assert "<i>JAM" not in page
        assert html.escape("<script>alert(1)</script>") in page


def asks_of(browser: Browser) -> list[str]:
    page = get(browser, "/admin/alerts")
    found = re.findall(r'href="(/admin/alerts/acknowledge[^"]*)"', page)
    return [html.unescape(path) for path in found]


def acknowledge(browser: Browser, comment: str) -> str:
    (first, *_) = asks_of(browser)
    return text_of(browser.send(first, "/admin/alerts/acknowledge", comment=comment))


def test_an_alert_is_acknowledged_with_a_comment_and_that_is_audited(
    server: Server, clock: Clock
) -> None:
    device = machine(server, "Entrée", "paper_out")
    look(server, clock)
    marie = signed_in(server, "marie")
    said = acknowledge(marie, "J’y vais.")
    assert "L’alerte est prise en compte." in said
    assert "pris en compte par marie" in said
    assert "J’y vais." in said
    assert asks_of(marie) == []
    entries = server.query(lambda rows: audit.newest(rows, "", None, 1))
    assert isinstance(entries, list)
    (entry,) = entries
    assert (entry.who, entry.what, entry.site) == ("marie", "alert_acknowledged", "mairie")
    assert (entry.about, entry.detail) == (str(device.device), "paper_out")


def test_who_comes_second_is_told_so_and_changes_nothing(server: Server, clock: Clock) -> None:
    machine(server, "Entrée", "paper_out")
    look(server, clock)
    marie, anna = signed_in(server, "marie"), signed_in(server, "anna")
    (ask,) = asks_of(anna)
    acknowledge(marie, "vu")
    said = text_of(anna.send(ask, "/admin/alerts/acknowledge", comment="moi"))
    assert "Quelqu’un l’avait déjà prise en compte." in said
    assert "moi" not in said


def test_only_those_who_may_acknowledge_and_only_what_is_theirs(
    server: Server, clock: Clock
) -> None:
    machine(server, "Entrée", "paper_out")
    look(server, clock)
    (ask,) = asks_of(signed_in(server, "marie"))
    auditor = signed_in(server, "ines", Role.AUDITOR)
    assert asks_of(auditor) == []
    assert auditor.get(ask).status == 403
    foreign = signed_in(server, "anna", Role.SITE_MANAGER, "annexe")
    assert foreign.get(ask).status == 404
    own = signed_in(server, "hugo", Role.SITE_MANAGER, "mairie")
    assert own.get(ask).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?site=mairie&device=x&kind=paper_out&began=1",
        "?site=mairie&device=&kind=nothing&began=1",
        "?site=mairie&device=&kind=opinions&began=99999999999999999999",
        "?site=mairie&device=&kind=opinions&began=1",
    ],
    ids=["nothing", "no device", "no kind", "no time", "no alert"],
)
def test_an_alert_that_is_not_there_is_not_found(server: Server, query: str) -> None:
    assert signed_in(server, "marie").get(f"/admin/alerts/acknowledge{query}").status == 404


def test_a_form_of_elsewhere_acknowledges_nothing(server: Server, clock: Clock) -> None:
    machine(server, "Entrée", "paper_out")
    look(server, clock)
    marie = signed_in(server, "marie")
    (ask,) = asks_of(marie)
    fields = dict(re.findall(r'name="(site|device|kind|began)" value="([^"]*)"', get(marie, ask)))
    refused = marie.post("/admin/alerts/acknowledge", {**fields, "comment": "x"})
    assert refused.status == 403
    assert asks_of(marie) == [ask]


def test_ended_alerts_are_listed_and_a_message_that_cannot_go_is_told(
    server: Server, clock: Clock
) -> None:
    device = machine(server, "Entrée", "paper_out")
    settings = AlertSettings(webhooks=(Webhook("http://127.0.0.1:1/x", b"s" * 16),))
    look(server, clock, settings)
    device.tell("device.health", {"what": "paper_changed", "fed_mm": 0, "tickets": 0}, at=clock.now)
    push(device, server.send)
    look(server, clock, settings)
    page = text_of(signed_in(server, "marie").get("/admin/alerts"))
    assert "Aucune alerte en cours." in page
    assert "Plus de papier Entrée mairie 24/11/2026 11:01 24/11/2026 11:02" in page
    assert "hook:http://127.0.0.1:1/x ne part pas" in page
