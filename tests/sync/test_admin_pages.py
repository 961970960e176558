"""What the administration pages show, to whom, and what they do."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sync.client.http import HEADERS, pack
from sync.client.push import push
from sync.server import keys, quarantine, queries
from sync.server.admin import audit, people
from sync.server.admin.audit import By
from sync.server.admin.roles import Action, Role, may
from sync.server.admin.square import square_of
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.rows import Rows
from sync.wire import encode_batch
from tests.sync.browser import PASSWORD, Browser, hidden_of, hire, signed_in, text_of
from tests.sync.kit import TEN_UTC, Device, Reply, Server, ticket_body
from tests.sync.test_moderation import give
from tests.sync.test_page import Balance

NOW = TEN_UTC + 60_000
BAD = '<script>alert("1")</script>'
PAGES = {
    "/admin": Action.SEE_HOME,
    "/admin/account": Action.SEE_HOME,
    "/admin/moderation": Action.MODERATE,
    "/admin/devices": Action.SEE_DEVICES,
    "/admin/codes": Action.MANAGE_DEVICES,
    "/admin/quarantine": Action.SEE_QUARANTINE,
    "/admin/people": Action.MANAGE_PEOPLE,
    "/admin/people/add": Action.MANAGE_PEOPLE,
    "/admin/audit": Action.SEE_AUDIT,
}
FORMS = {
    "/admin/account": Action.SEE_HOME,
    "/admin/moderation": Action.MODERATE,
    "/admin/devices/revoke": Action.MANAGE_DEVICES,
    "/admin/codes": Action.MANAGE_DEVICES,
    "/admin/quarantine": Action.REPLAY,
    "/admin/people/add": Action.MANAGE_PEOPLE,
    "/admin/people/change": Action.MANAGE_PEOPLE,
}
ALLOWED = {
    Role.AGENT: {"/admin", "/admin/account"},
    Role.SITE_MANAGER: {"/admin", "/admin/account", "/admin/moderation", "/admin/devices"},
    Role.ADMINISTRATOR: set(PAGES),
    Role.AUDITOR: {
        "/admin",
        "/admin/account",
        "/admin/devices",
        "/admin/quarantine",
        "/admin/audit",
    },
}


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place, Settings(is_open=True, now=lambda: NOW))
    yield running
    running.close()


def enrolled(server: Server, site: str = "mairie", name: str = "hall") -> UUID:
    device = uuid4()

    def add(rows: Rows) -> None:
        with rows.atomic():
            keys.add(rows, keys.Grant(site, name), device, device.bytes * 2, TEN_UTC)

    server.query(add)
    return device


def acts(server: Server) -> list[audit.Entry]:
    found = server.query(lambda rows: audit.newest(rows, "", None, 100))
    assert isinstance(found, list)
    return found


def person(server: Server, name: str) -> people.Person:
    found = server.query(lambda rows: people.named(rows, name))
    assert isinstance(found, people.Person)
    return found


def well_formed(reply: Reply) -> str:
    balance, html = Balance(), reply.body.decode()
    balance.feed(html)
    assert balance.open == []
    return html


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_shown_to_those_roles_only_that_may_see_it(
    server: Server, path: str, role: Role
) -> None:
    hire(server, "the.last")
    reply = signed_in(server, "marie", role).get(path)
    assert (reply.status == 200) == (path in ALLOWED[role]) == may(role, PAGES[path])
    if reply.status != 200:
        assert reply.status == 403
        assert "Votre rôle ne permet pas" in text_of(reply)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", FORMS)
def test_a_form_is_obeyed_for_those_roles_only_that_may_send_it(
    server: Server, path: str, role: Role
) -> None:
    browser = signed_in(server, "marie", role)
    before = len(acts(server))
    token = hidden_of(browser.get("/admin").body.decode(), "/admin/logout")
    reply = browser.post(path, token)
    assert (reply.status == 403) == (not may(role, FORMS[path]))
    assert len(acts(server)) == before


@pytest.mark.parametrize("path", [*PAGES, *FORMS, "/admin/logout"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_shown_to_or_done_for_somebody_unknown(
    server: Server, path: str, method: str
) -> None:
    hire(server, "marie")
    reply = server.request(method, path)
    assert reply.status in (303, 405)
    assert reply.body in (b"", b"Method Not Allowed")


@pytest.mark.parametrize("role", Role)
def test_the_menu_holds_what_the_role_may_see_and_no_more(server: Server, role: Role) -> None:
    html = signed_in(server, "marie", role).get("/admin").body.decode()
    for path, action in PAGES.items():
        if path in ("/admin/account", "/admin/people/add"):
            continue
        assert (f'<li><a href="{path}"' in html) == may(role, action)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", [*PAGES, "/admin/login"])
def test_each_page_is_whole_labelled_and_in_its_language(
    server: Server, path: str, lang: str
) -> None:
    browser = signed_in(server, "marie")
    enrolled(server)
    html = well_formed(browser.get(f"{path}?lang={lang}"))
    assert f'<html lang="{lang}">' in html
    assert html.count("<h1>") == 1
    for name in _ids(html, "label", "for"):
        assert f'id="{name}"' in html
    for name in [*_ids(html, "input", "id"), *_ids(html, "select", "id")]:
        assert f'<label for="{name}"' in html
    for name in {
        each for told in _ids(html, "[a-z]+", "aria-describedby") for each in told.split()
    }:
        assert f'id="{name}"' in html
    for head in _ids(html, "th", "scope"):
        assert head in ("col", "row")
    assert html.count("<th ") == len(_ids(html, "th", "scope"))


def _ids(html: str, tag: str, attribute: str) -> list[str]:
    return re.findall(rf'<{tag} [^>]*?\b{attribute}="([^"]*)"', html)


def test_the_first_page_counts_what_needs_somebody(server: Server, device: Device) -> None:
    give(device, "Trop long")
    device.tell("ticket.issued", "{}")
    push(device, server.send)
    words = text_of(signed_in(server, "marie").get("/admin"))
    assert "1 événement mis de côté" in words
    assert "1 commentaire à relire" in words
    assert "Rien n’attend" not in words
    agent = text_of(signed_in(server, "paul", Role.AGENT, "mairie").get("/admin"))
    assert "Rien n’attend votre attention." in agent


def test_a_code_is_shown_once_and_lets_one_machine_in(server: Server) -> None:
    browser = signed_in(server, "marie")
    page = browser.send("/admin/codes", "/admin/codes", site="mairie", name="hall", replaces="")
    html = page.body.decode()
    assert 'role="img"' in html
    code = html.split('translate="no">')[1].split("<")[0]
    assert f"borne enroll http://127.0.0.1 {code}" in html
    assert "Cette adresse ne mène nulle part" in text_of(page)
    assert code not in browser.get("/admin/codes").body.decode()
    assert "hall mairie" in text_of(browser.get("/admin/codes"))
    assert code not in str(acts(server))
    assert (acts(server)[0].who, acts(server)[0].what) == ("marie", "code_made")


def test_a_kiosk_that_shows_the_way_here_has_its_site_filled_in(server: Server) -> None:
    hire(server, "marie")
    browser = Browser(server)
    asked = browser.get("/admin/codes?site=mairie-annexe")
    assert 'name="next" value="/admin/codes?site=mairie-annexe"' in asked.body.decode()
    login = hidden_of(asked.body.decode(), "/admin/login")
    shown = browser.post("/admin/login", login | {"name": "marie", "password": PASSWORD})
    assert 'id="site" name="site" value="mairie-annexe"' in shown.body.decode()


def test_the_square_says_the_address_and_the_code(place: Place) -> None:
    server = Server(place, Settings(now=lambda: NOW, public_url="https://borne.ville.fr/"))
    page = signed_in(server, "marie").send("/admin/codes", "/admin/codes", site="mairie")
    html = page.body.decode()
    assert "Cette adresse ne mène nulle part" not in html
    code = html.split('translate="no">')[1].split("<")[0]
    told = json.dumps({"url": "https://borne.ville.fr", "code": code}, separators=(",", ":"))
    assert square_of(told).path in html
    server.close()


@pytest.mark.parametrize(
    "fields",
    [
        {"site": ""},
        {"site": "a site"},
        {"site": "mairie", "name": "x" * 65},
        {"site": "mairie", "name": "a\nb"},
        {"site": "mairie", "replaces": "x"},
        {"site": "mairie", "replaces": str(UUID(int=7))},
    ],
    ids=str,
)
def test_a_code_that_means_nothing_is_not_given(server: Server, fields: dict[str, str]) -> None:
    refused = signed_in(server, "marie").send("/admin/codes", "/admin/codes", **fields)
    assert refused.status == 422
    assert acts(server)[0].what == "signed_in"


def test_a_machine_is_shut_out_after_it_was_asked_twice(server: Server) -> None:
    device, browser = enrolled(server), signed_in(server, "marie")
    ask = f"/admin/devices/revoke?device={device}"
    assert ask in browser.get("/admin/devices").body.decode()
    done = browser.send(ask, "/admin/devices/revoke")
    assert "L’accès de la borne est retiré." in text_of(done)
    assert ask not in done.body.decode()
    assert (acts(server)[0].what, acts(server)[0].about) == ("device_revoked", str(device))
    assert browser.get(ask).status == 404


def test_a_machine_is_put_in_the_place_of_another(server: Server) -> None:
    old, browser = enrolled(server), signed_in(server, "marie")
    form = browser.get(f"/admin/codes?replaces={old}").body.decode()
    assert f'<option value="{old}" selected>' in form
    assert 'name="name" value="hall"' in form
    page = browser.send("/admin/codes", "/admin/codes", site="mairie", replaces=str(old))
    assert f"L’accès de la borne {old.hex[:8]} sera retiré." in text_of(page)


def test_somebody_of_one_site_neither_sees_nor_does_anything_elsewhere(
    server: Server, device: Device
) -> None:
    other = Device("caf")
    own, foreign = enrolled(server), enrolled(server, "caf", "autre hall")
    for each in (device, other):
        give(each, f"Mots de {each.site}")
        each.tell("ticket.issued", "{}")
        push(each, server.send)
    hire(server, "elsewhere", Role.ADMINISTRATOR, "caf")
    browser = signed_in(server, "marie", Role.ADMINISTRATOR, "mairie")
    for path in ("/admin/moderation", "/admin/devices", "/admin/quarantine", "/admin/people"):
        words = text_of(browser.get(path))
        assert "caf" not in words, path
        assert "autre hall" not in words, path
        assert "elsewhere" not in words, path
    assert "Mots de mairie" in text_of(browser.get("/admin/moderation"))
    token = hidden_of(browser.get("/admin").body.decode(), "/admin/logout")
    before = len(acts(server))
    comment = other.events[0].id
    spot = {"site": "caf", "device": str(other.device), "log": str(other.log), "seq": "3"}
    refused = [
        browser.post("/admin/moderation", token | {"id": str(comment), "verdict": "show"}),
        browser.post("/admin/devices/revoke", token | {"device": str(foreign)}),
        browser.post("/admin/codes", token | {"site": "caf"}),
        browser.post("/admin/codes", token | {"site": "mairie", "replaces": str(foreign)}),
        browser.post("/admin/quarantine", token | spot),
        browser.post(
            "/admin/people/change",
            token | {"id": str(person(server, "elsewhere").id), "do": "disable"},
        ),
        browser.post(
            "/admin/people/add",
            token | {"name": "paul", "role": "administrator", "site": "", "password": PASSWORD},
        ),
    ]
    assert [reply.status for reply in refused] == [404, 404, 422, 422, 404, 404, 422]
    assert len(acts(server)) == before
    assert str(own) in browser.get("/admin/devices").body.decode()


def test_the_live_page_shows_an_agent_the_own_site_only(server: Server, device: Device) -> None:
    other = Device("caf")
    for each, motif in ((device, "passeport"), (other, "allocations")):
        each.tell("ticket.issued", ticket_body(motif=motif))
        each.tell("help.requested", {"screen": "attract", "lang": "fr"})
        push(each, server.send)
    agent = signed_in(server, "paul", Role.AGENT, "mairie")
    words = text_of(agent.get("/"))
    assert "passeport" in words
    assert "allocations" not in words
    assert "caf" not in words
    assert "Tickets aujourd’hui 1 Avis aujourd’hui 0 Bornes 1" in words
    everywhere = text_of(signed_in(server, "marie").get("/"))
    assert "passeport" in everywhere
    assert "allocations" in everywhere


def test_news_of_one_site_hold_nothing_of_another(server: Server) -> None:
    for site in ("mairie", "caf"):
        each = Device(site)
        each.take_tickets(2)
        ids = [json.loads(event.body)["ticket"] for event in each.events]
        printed = {"ticket": ids[0], "number": "A001", "copy": 0, "outcome": "NOT_SENT"}
        each.tell("ticket.printed", printed | {"reason": ""})
        each.tell("device.health", {"what": "burst", "ids": ids, "motif": "etat-civil"})
        each.tell("help.requested", {"screen": "attract", "lang": "fr"})
        give(each, "Trop long")
        push(each, server.send)
    day = date(2026, 11, 24)

    def looked(site: str) -> queries.Snapshot:
        today = queries.Today(day, TEN_UTC - 36_000_000, NOW, site)
        found = server.query(partial(queries.since, arrival=0, today=today))
        assert isinstance(found, queries.Snapshot)
        return found

    one, both = looked("caf"), looked("")
    for name in ("help", "doubts", "tickets", "opinions", "devices"):
        assert len(getattr(both, name)) == 2 * len(getattr(one, name)) > 0, name
    assert (one.tickets_today, one.opinions_today, one.devices_known) == (2, 1, 1)
    assert (both.tickets_today, both.opinions_today, both.devices_known) == (4, 2, 2)
    assert {row.site for row in one.devices} == {"caf"}


def test_the_live_page_is_open_until_there_is_an_account(server: Server) -> None:
    assert server.request("GET", "/").status == 200
    hire(server, "marie")
    away = server.request("GET", "/")
    assert (away.status, away.headers["location"]) == (303, "/admin/login?next=/")
    assert server.request("GET", "/v1/stream").status == 401
    browser = Browser(server)
    shown = browser.send("/admin/login?next=/", "/admin/login", name="marie", password=PASSWORD)
    assert "Ce qui arrive" in text_of(shown)


def test_a_device_needs_its_key_whoever_is_signed_in(place: Place, device: Device) -> None:
    server = Server(place, Settings(now=lambda: NOW))
    browser = signed_in(server, "marie")
    device.take_tickets(1)
    body = pack(device.slice(1, 1))
    assert isinstance(body, bytes)
    cookie = {"Cookie": f"borne_session={browser.cookies['borne_session']}"}
    assert server.request("POST", "/v1/sync", body, dict(HEADERS) | cookie).status == 401
    assert server.request("GET", "/healthz").status == 200
    assert server.request("GET", "/v1/time", query="nonce=" + "0" * 16).status == 200
    server.close()


def test_counts_are_read_here_or_with_the_token_once_there_are_accounts(place: Place) -> None:
    server = Server(place, Settings(now=lambda: NOW, metrics_token="s3cret"))
    far = {"X-Forwarded-For": "192.0.2.1"}
    assert server.request("GET", "/metrics", headers=far).status == 200
    hire(server, "marie")
    assert server.request("GET", "/metrics").status == 200
    assert server.request("GET", "/metrics", headers=far).status == 401
    for told, status in (("Bearer s3cret", 200), ("Bearer other", 401), ("s3cret", 401)):
        asked = server.request("GET", "/metrics", headers=far | {"Authorization": told})
        assert asked.status == status
    server.close()


def test_a_comment_is_shown_or_not_as_somebody_decides(server: Server, device: Device) -> None:
    give(device, "Trop long")
    give(device, "M. X est nul")
    push(device, server.send)
    browser = signed_in(server, "marie", Role.SITE_MANAGER, "mairie")
    page = browser.send("/admin/moderation", "/admin/moderation", verdict="show")
    assert "Le commentaire est montré." in text_of(page)
    page = browser.send("/admin/moderation", "/admin/moderation", verdict="hide")
    assert "Aucun commentaire n’attend." in text_of(page)
    live = browser.get("/").body.decode()
    assert "« Trop long »" in live
    assert "M. X est nul" not in live
    assert [entry.what for entry in acts(server)[:2]] == ["comment_rejected", "comment_accepted"]


def test_a_burst_is_voided_on_the_page(server: Server, device: Device) -> None:
    device.take_tickets(3)
    ids = [json.loads(event.body)["ticket"] for event in device.events]
    device.tell("device.health", {"what": "burst", "ids": ids, "motif": "etat-civil"})
    push(device, server.send)
    browser = signed_in(server, "marie")
    assert "3 tickets en peu de temps" in text_of(browser.get("/admin/moderation"))
    browser.send("/admin/moderation", "/admin/moderation", verdict="void")
    assert "Tickets aujourd’hui 0" in text_of(browser.get("/"))
    assert acts(server)[0].what == "burst_voided"


def set_apart(server: Server, seq: int) -> None:
    """As an older server would have done, that could not read it."""
    body = "body" if isinstance(server.place, Path) else "convert_to(body, 'UTF8')"

    def move(rows: Rows) -> None:
        with rows.atomic():
            rows.execute(
                "INSERT INTO quarantine SELECT site, device, log, seq, 'unknown field', id, kind, "
                f"v, t, mono, boot, clock, salt, {body}, hash, received, NULL "
                "FROM event WHERE seq = ?",
                [seq],
            )
            rows.execute("DELETE FROM event WHERE seq = ?", [seq])

    server.query(move)


def test_what_was_kept_apart_is_read_again_when_it_can_be(server: Server, device: Device) -> None:
    device.take_tickets(2)
    push(device, server.send)
    set_apart(server, 1)
    browser = signed_in(server, "marie")
    assert "unknown field" in text_of(browser.get("/admin/quarantine"))
    assert "A001" not in text_of(browser.get("/"))
    done = browser.send("/admin/quarantine", "/admin/quarantine")
    assert "L’événement est lu et compte." in text_of(done)
    assert "Rien n’est de côté." in text_of(done)
    assert "A001" in text_of(browser.get("/"))
    assert (acts(server)[0].who, acts(server)[0].what) == ("marie", "event_replayed")
    device.acked = 0
    device.take_tickets(1)
    push(device, server.send)
    assert device.acked == 3
    assert sorted(map(str, server.seqs())) == ["1", "2", "3"]


def test_what_an_envelope_had_refused_is_stored_as_the_device_wrote_it(
    server: Server, device: Device
) -> None:
    """An older server kept it apart whole, with nothing but its place beside it."""
    event = device.tell("note.kept", {"said": "été"})
    sent = json.loads(encode_batch(replace(device.slice(1, 1), opaque=True)))["events"][0]
    original = base64.b64decode(sent["original"])
    push(device, server.send)
    set_apart(server, 1)
    body = original.decode() if isinstance(server.place, Path) else original
    server.query(
        lambda rows: rows.execute(
            "UPDATE quarantine SET kind = 'opaque', v = 0, t = 0, clock = 'unknown', body = ?",
            [body],
        )
    )
    done = signed_in(server, "marie").send("/admin/quarantine", "/admin/quarantine")
    assert "L’événement est lu et compte." in text_of(done)
    (stored,) = server.events()
    assert (stored["kind"], stored["t"], stored["body"]) == ("note.kept", event.t, {"said": "été"})


def test_what_the_envelope_still_refuses_stays_apart(server: Server, device: Device) -> None:
    plain = device.tell("note.kept", {"said": "été"})
    device.events.pop()
    device.hashes.pop()
    device.add(replace(plain, kind="Not A Kind"))
    server.send(replace(device.slice(1, 1), opaque=True))
    refused = signed_in(server, "marie").send("/admin/quarantine", "/admin/quarantine")
    assert "not an event of this protocol" in text_of(refused)
    assert server.seqs() == []


def test_what_still_cannot_be_read_stays_apart(server: Server, device: Device) -> None:
    device.tell("device.started", "{}")
    push(device, server.send)
    browser = signed_in(server, "marie")
    before = len(acts(server))
    refused = browser.send("/admin/quarantine", "/admin/quarantine")
    assert refused.status == 409
    assert "L’événement reste de côté" in text_of(refused)
    assert "1 événement" in text_of(browser.get("/admin/quarantine"))
    assert len(acts(server)) == before


def test_an_event_that_another_one_has_taken_the_id_of_stays_apart(
    server: Server, device: Device
) -> None:
    event = device.tell("device.started", {"version": "1"})
    device.add(replace(event, seq=2, salt=b"other"))
    push(device, server.send)
    refused = signed_in(server, "marie").send("/admin/quarantine", "/admin/quarantine")
    assert "its id is already stored" in text_of(refused)
    assert server.seqs() == [1]


def test_an_event_is_read_again_once(server: Server, device: Device) -> None:
    device.tell("device.started", "{}")
    push(device, server.send)
    browser = signed_in(server, "marie")
    fields = hidden_of(browser.get("/admin/quarantine").body.decode(), "/admin/quarantine")
    gone = browser.post("/admin/quarantine", fields | {"seq": "2"})
    assert gone.status == 404
    spot = quarantine.Spot("mairie", device.device, device.log, 1)
    found = server.query(partial(quarantine.read_again, by=By("x", NOW), spot=spot))
    assert isinstance(found, quarantine.StillApart)


def test_what_devices_and_people_wrote_is_never_html(server: Server, device: Device) -> None:
    give(device, f"Mot {BAD}")
    device.tell("device.started", json.dumps({"v": BAD}))
    device.tell("device.started", f"{BAD} \\u0000 not JSON")
    push(device, server.send)
    enrolled(server, name=BAD)
    browser = signed_in(server, "marie")
    browser.send("/admin/codes", "/admin/codes", site="mairie", name=BAD)
    browser.send("/admin/people/add", "/admin/people/add", name=BAD, role=BAD, site=BAD, email=BAD)
    pages = [browser.get(path) for path in PAGES]
    pages.append(browser.get(f"/admin/login?next={BAD}&said={BAD}&lang={BAD}"))
    pages.append(browser.send("/admin/login", "/admin/login", name=BAD, password="x"))
    for page in pages:
        assert b"<script" not in page.body
    shown = b"".join(page.body for page in pages)
    assert b"&lt;script&gt;" in shown


def test_an_account_is_made_on_the_page_and_opens_with_its_password(server: Server) -> None:
    browser = signed_in(server, "marie")
    done = browser.send(
        "/admin/people/add",
        "/admin/people/add",
        name="Paul",
        password="cheval batterie agrafe",
        role="agent",
        site="mairie",
        email="",
    )
    assert "Le compte est créé." in text_of(done)
    paul = Browser(server)
    assert paul.sign_in("paul", "cheval batterie agrafe").status == 200
    assert "Agent" in text_of(paul.get("/admin"))
    assert acts(server)[1].about == "paul"


@pytest.mark.parametrize(
    ("name", "password", "fault"),
    [
        ("paul", "xyzzy", "trop court"),
        ("paul", "aaaaaaaaaaaaaa", "se répète"),
        ("paul", "sonpaulsonlit", "contient le nom"),
        ("paul", "motdepasse2026", "essaie d’abord"),
        ("a b", "cheval batterie agrafe", "n’est pas accepté"),
        ("commande", "cheval batterie agrafe", "n’est pas accepté"),
        ("marie", "cheval batterie agrafe", "a déjà un compte"),
        ("", "", "n’est pas accepté"),
    ],
)
def test_an_account_that_would_be_unsafe_is_refused_with_the_reason(
    server: Server, name: str, password: str, fault: str
) -> None:
    refused = signed_in(server, "marie").send(
        "/admin/people/add", "/admin/people/add", name=name, password=password, role="agent"
    )
    assert refused.status == 422
    assert fault in text_of(refused)
    html = well_formed(refused)
    (told,) = re.findall(r'aria-invalid="true" autofocus aria-describedby="([^"]*)"', html)
    field = "password" if fault.startswith(("trop", "se ", "contient", "essaie")) else "name"
    assert told == f"fault {field}-hint"
    assert 'id="fault"' in html
    assert password not in refused.body.decode() or not password
    assert acts(server)[0].what == "signed_in"


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "disable"},
        {"do": "role", "role": "agent", "site": ""},
        {"do": "role", "role": "administrator", "site": "mairie"},
    ],
    ids=["closed", "role", "site"],
)
def test_nobody_takes_away_the_last_administrator(server: Server, fields: dict[str, str]) -> None:
    browser = signed_in(server, "marie")
    hire(server, "paul", Role.ADMINISTRATOR, "mairie")
    signed_in(server, "anne", Role.AUDITOR)
    id_ = str(person(server, "marie").id)
    change = "/admin/people/change"
    refused = browser.send(f"{change}?id={id_}", change, **fields)
    assert "C’est le dernier administrateur" in text_of(refused)
    assert person(server, "marie").role is Role.ADMINISTRATOR
    hire(server, "zoe")
    assert browser.send(f"{change}?id={id_}", change, **fields).status == 200
    assert "Se connecter" in text_of(browser.get("/admin"))


def test_an_account_is_changed_closed_and_opened_again(server: Server) -> None:
    browser = signed_in(server, "marie")
    paul = signed_in(server, "paul", Role.AGENT, "mairie")
    change = "/admin/people/change"
    page = f"{change}?id={person(server, 'paul').id}"
    browser.send(page, change, do="role", role="auditor", site="")
    assert person(server, "paul").role is Role.AUDITOR
    assert "Se connecter" in text_of(paul.get("/admin"))
    browser.send(page, change, do="password", password="cheval batterie agrafe")
    assert paul.sign_in("paul").status == 403
    assert paul.sign_in("paul", "cheval batterie agrafe").status == 200
    browser.send(page, change, do="disable")
    assert "Se connecter" in text_of(paul.get("/admin"))
    assert paul.sign_in("paul", "cheval batterie agrafe").status == 403
    browser.send(page, change, do="enable")
    assert paul.sign_in("paul", "cheval batterie agrafe").status == 200


def test_another_language_shows_the_same_page(server: Server) -> None:
    browser = signed_in(server, "marie")
    id_ = person(server, "marie").id
    html = browser.get(f"/admin/people/change?id={id_}&said=person_role").body.decode()
    assert f'href="?id={id_}&amp;lang=en"' in html
    assert "Role and site" in text_of(browser.get(f"/admin/people/change?id={id_}&lang=en"))


def test_who_changes_the_own_password_must_know_the_old_one(server: Server) -> None:
    hire(server, "other")
    paul = signed_in(server, "paul", Role.AGENT, "mairie")
    new = "cheval batterie agrafe"
    refused = paul.send("/admin/account", "/admin/account", old="wrong", password=new)
    assert "Le mot de passe actuel n’est pas le bon." in text_of(refused)
    done = paul.send("/admin/account", "/admin/account", old=PASSWORD, password=new)
    assert "Connectez-vous de nouveau." in text_of(done)
    assert paul.sign_in("paul", new).status == 200


def test_what_was_done_is_paged_from_the_newest_on(server: Server) -> None:
    browser = signed_in(server, "marie")

    def many(rows: Rows) -> None:
        with rows.atomic():
            for n in range(60):
                audit.record(rows, By("paul", NOW), audit.What.CODE_MADE, about=f"n{n:02d}")

    server.query(many)
    first = browser.get("/admin/audit").body.decode()
    assert "n59" in first
    assert "n09" not in first
    assert "La chaîne est entière\u00a0: 62 actes." in first
    (older,) = _ids(first, "a", 'href="/admin/audit[?]before=[0-9]+" data-x') or [
        part.split('"')[0] for part in first.split('href="/admin/audit?')[1:]
    ]
    second = browser.get(f"/admin/audit?{older}").body.decode()
    assert "n09" in second
    assert "n59" not in second


TAMPERING = {
    "changed": "UPDATE audit SET who = 'nobody' WHERE seq = 2",
    "detail": "UPDATE audit SET detail = detail || ' ' WHERE seq = 2",
    "moved": "UPDATE audit SET about = who, who = about WHERE seq = 2",
    "removed": "DELETE FROM audit WHERE seq = 2",
    "cut": "DELETE FROM audit WHERE seq >= 2",
    "head": "UPDATE audit_head SET hash = ''",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_changed_entry_breaks_the_chain_where_it_stands(server: Server, how: str) -> None:
    hire(server, "paul")
    browser = signed_in(server, "marie")
    hire(server, "anne")
    server.query(lambda rows: rows.execute(TAMPERING[how]))
    broken_at = 5 if how == "head" else 2
    page = browser.get("/admin/audit")
    assert f"La chaîne est rompue à l’acte {broken_at}" in text_of(page)
    assert "Le journal des actes a été modifié." in text_of(browser.get("/admin"))


def test_an_act_that_fails_leaves_no_entry(server: Server) -> None:
    hire(server, "marie")

    def fails(rows: Rows) -> None:
        with rows.atomic():
            people.shut_out(rows, By("x", NOW), hired.id)
            raise RuntimeError

    hired = person(server, "marie")
    hire(server, "paul")
    with pytest.raises(RuntimeError):
        server.query(fails)
    assert [entry.what for entry in acts(server)] == ["person_added", "person_added"]
    assert person(server, "marie").disabled is None
