"""The live page: what a person sees of what arrived."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from kiosk.domain.feedback import Reason, Resolution
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import PrintState
from sync.client.push import push
from sync.server import moderation
from sync.server.app import ASSETS, Settings
from sync.server.page import Paper
from sync.server.place import Place
from tests.fakes import LANGUAGES
from tests.sync.kit import TEN_UTC, Device, Server, ticket_body
from ui.entrance import state as entrance
from ui.exit import flow as exit_

HOUR_MS = 3_600_000
NOW = TEN_UTC + 60_000
VOID = {"meta", "link", "img", "circle", "path"}


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    labels = {"etat-civil": {"fr": "État civil", "en": "Civil registry"}}
    running = Server(place, Settings(now=lambda: NOW, motif_labels=labels, is_open=True))
    yield running
    running.close()


class Balance(HTMLParser):
    """Fails on a tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(server: Server, query: str = "") -> str:
    reply = server.request("GET", "/", query=query)
    assert reply.status == 200
    html = reply.body.decode()
    balance = Balance()
    balance.feed(html)
    assert balance.open == []
    return html


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def printed(device: Device, ticket: object, outcome: str) -> None:
    device.tell(
        "ticket.printed",
        {"ticket": ticket, "number": "A001", "copy": 0, "outcome": outcome, "reason": ""},
    )


def give_opinion(device: Device, first: int, **amended: object) -> None:
    body = {"feedback": str(uuid7()), "scale": "faces-4", "value": first, "lang": "fr"}
    device.tell("feedback.given", body)
    if amended:
        device.tell("feedback.amended", body | {"resolution": None, "reasons": []} | amended)


def test_an_empty_page_says_so(server: Server) -> None:
    words = text(page(server))
    assert "Aucun ticket reçu pour le moment." in words
    assert "Aucun avis reçu pour le moment." in words
    assert "Aucune borne" in words


def test_a_ticket_shows_its_number_motif_time_and_paper(server: Server, device: Device) -> None:
    sent = device.tell("ticket.issued", ticket_body(42, priority=True))
    push(device, server.send)
    assert "A042 État civil Prioritaire 11:00 En attente" in text(page(server))

    printed(device, ticket=str(UUID(text_of(sent.body, "ticket"))), outcome="CONFIRMED")
    push(device, server.send)

    html = page(server)
    assert "A042 État civil Prioritaire 11:00 Imprimé" in text(html)
    assert 'datetime="2026-11-24T11:00:01+01:00"' in html


def text_of(body: str, key: str) -> str:
    found = re.search(rf'"{key}": "([^"]*)"', body)
    assert found is not None
    return found[1]


def test_a_comment_is_shown_as_text_and_never_as_html(server: Server, device: Device) -> None:
    give_opinion(device, 2, comment="<b>Trop</b> long")
    push(device, server.send)
    moderation.decide(
        server.place, moderation.Subject.COMMENT, [device.events[-1].id], TEN_UTC, accepted=True
    )
    html = page(server)
    assert "« &lt;b&gt;Trop&lt;/b&gt; long »" in html


@pytest.mark.parametrize(
    ("scale", "value", "face", "word"),
    [("jdma-3", 2, "medium", "Moyen"), ("faces-5", 5, "very_good", "Très bien")],
)
def test_each_scale_shows_its_own_faces_and_words(
    server: Server, device: Device, scale: str, value: int, face: str, word: str
) -> None:
    body = {"feedback": str(uuid7()), "scale": scale, "value": value, "lang": "fr"}
    device.tell("feedback.given", body)
    push(device, server.send)
    html = page(server)
    assert f"/faces/{face}.svg" in html
    assert word in text(html)


def test_the_last_answer_of_an_opinion_counts(server: Server, device: Device) -> None:
    give_opinion(device, 4, value=1, resolution="no", reasons=["wait", "clarity"])
    push(device, server.send)

    html = page(server)

    assert "Très mal Demande non réglée attente, clarté vers 11 h" in text(html)
    assert "Très bien" not in html
    assert "/faces/very_bad.svg" in html


def test_an_opinion_shows_the_hour_but_not_the_minute(server: Server, device: Device) -> None:
    give_opinion(device, 3)
    push(device, server.send)

    (row,) = re.findall(r'<li id="o-.*?</li>', page(server), re.DOTALL)

    assert "<time" not in row
    assert "11:00" not in row


def test_a_device_shows_what_was_received_and_what_was_kept_apart(
    server: Server, device: Device
) -> None:
    device.take_tickets(2)
    device.tell("ticket.issued", {})
    push(device, server.send)

    words = text(page(server))

    assert f"mairie {device.device.hex[:8]} 3 événements reçus · 1 mis de côté 11:01" in words
    assert "Deux bornes" not in words


def test_a_fork_is_shown_to_people(server: Server, device: Device) -> None:
    twin = device.copy()
    device.take_tickets(1)
    twin.take_tickets(1)
    push(device, server.send)
    push(twin, server.send)

    assert "Deux bornes parlent sous cette identité" in text(page(server))


def test_the_counts_of_the_day_are_those_of_what_arrived(server: Server, device: Device) -> None:
    device.take_tickets(3)
    give_opinion(device, 3)
    push(device, server.send)

    assert "Tickets aujourd’hui 3 Avis aujourd’hui 1 Bornes 1" in text(page(server))


def test_what_is_of_another_day_is_not_counted_today(server: Server, device: Device) -> None:
    device.tell("ticket.issued", ticket_body(1))
    device.tell("ticket.issued", ticket_body(2, day="2026-11-23"))
    body = {"feedback": str(uuid7()), "scale": "faces-4", "value": 3, "lang": "fr"}
    device.tell("feedback.given", body, at=TEN_UTC - 24 * HOUR_MS)
    push(device, server.send)

    assert "Tickets aujourd’hui 1 Avis aujourd’hui 0" in text(page(server))


def test_an_opinion_of_a_device_that_lost_its_clock_counts_when_it_arrives(
    server: Server, device: Device
) -> None:
    body = {"feedback": str(uuid7()), "scale": "faces-4", "value": 2, "lang": "fr"}
    device.tell("feedback.given", body, at=0, clock="unknown")
    push(device, server.send)

    assert "Avis aujourd’hui 1" in text(page(server))


def ask_help(device: Device, screen: str = "motif", lang: str = "en", **when: Any) -> None:
    device.tell("help.requested", {"screen": screen, "lang": lang}, **when)


def help_rows(server: Server, query: str = "") -> list[str]:
    return re.findall(r'<li id="h-.*?</li>', page(server, query), re.DOTALL)


def test_a_call_for_help_says_where_when_and_in_which_language(
    server: Server, device: Device
) -> None:
    ask_help(device)
    push(device, server.send)

    (row,) = help_rows(server)

    assert text(row) == (
        "Entrée, choix du motif Il y a moins de 30 minutes "
        f"mairie {device.device.hex[:8]} · Langue : English 11:00"
    )


def test_the_calls_of_the_day_stay_and_the_recent_ones_come_first(
    server: Server, device: Device
) -> None:
    ask_help(device, "faces", at=NOW - 5 * 60_000)
    ask_help(device, "category", at=NOW - 31 * 60_000)
    ask_help(device, "attract", at=NOW - 2 * 60_000)
    ask_help(device, "thanks", at=NOW - 24 * HOUR_MS)
    push(device, server.send)

    rows = help_rows(server)

    words = ("écran d’accueil", "choix d’un visage", "choix du thème")
    assert [word in row for word, row in zip(words, rows, strict=True)] == [True] * 3
    assert ["moins de 30" in row for row in rows] == [True, True, False]


def test_a_call_for_help_of_a_device_without_a_clock_is_recent_when_it_arrives(
    server: Server, device: Device
) -> None:
    ask_help(device, at=0, clock="unknown")
    push(device, server.send)

    (row,) = help_rows(server)
    assert "moins de 30" in row
    assert "11:01" in row


def test_what_happened_before_the_clock_was_put_right_is_counted_back_from_there(
    server: Server, device: Device
) -> None:
    opinion = {"feedback": str(uuid7()), "scale": "faces-4", "value": 2, "lang": "fr"}
    device.tell("feedback.given", opinion, at=0, clock="unknown")
    ask_help(device, at=0, clock="unknown")
    # The third event of the boot, two seconds after the first, one after the second.
    device.tell("clock.anchor", {"by_ms": 1}, at=NOW - 40 * 60_000, clock="signed")
    push(device, server.send)

    (row,) = help_rows(server)
    assert "moins de 30" not in row
    assert "Avis aujourd’hui 1" in text(page(server))


def test_an_opinion_before_the_clock_was_put_right_counts_on_its_own_day(
    server: Server, device: Device
) -> None:
    opinion = {"feedback": str(uuid7()), "scale": "faces-4", "value": 2, "lang": "fr"}
    device.tell("feedback.given", opinion, at=0, clock="unknown")
    device.tell("clock.anchor", {"by_ms": 1}, at=NOW - 24 * HOUR_MS, clock="ntp")
    push(device, server.send)

    assert "Avis aujourd’hui 0" in text(page(server))


def test_a_screen_and_a_language_of_a_newer_device_are_shown_as_they_are(
    server: Server, device: Device
) -> None:
    ask_help(device, "<map>", "eo")
    push(device, server.send)

    (row,) = help_rows(server)
    assert "&lt;map&gt;" in row
    assert "Langue : eo" in row


@pytest.mark.parametrize("lang", ["fr", "en", "es"])
def test_every_screen_from_which_help_can_be_asked_has_a_name(
    server: Server, device: Device, lang: str
) -> None:
    screens = {screen.value for flow in (entrance, exit_) for screen in flow.Screen}
    for screen in screens:
        ask_help(device, screen)
        push(device, server.send)
        words = page(server, f"lang={lang}")
        assert re.search(r'<p class="word">([^<]*) <span class="badge">', words)
        assert f'"word">{screen} ' not in words


@pytest.mark.parametrize(
    ("query", "lang", "title"),
    [
        ("", "fr", "Ce qui arrive"),
        ("lang=en", "en", "What is arriving"),
        ("lang=es", "es", "Lo que llega"),
        ("lang=pt", "pt", "O que está a chegar"),
        ("lang=ar", "ar", "ما يصل الآن"),
        ("lang=uk", "uk", "Що надходить"),
        ("lang=ru", "ru", "Что поступает"),
        ("lang=../fr", "fr", "Ce qui arrive"),
        ("lang=<script>", "fr", "Ce qui arrive"),
    ],
)
def test_the_page_speaks_the_language_that_is_asked(
    server: Server, query: str, lang: str, title: str
) -> None:
    html = page(server, query)
    side = "rtl" if lang == "ar" else "ltr"
    assert f'<html lang="{lang}" dir="{side}">' in html
    assert f"<h1>{title}</h1>" in html


def test_the_page_offers_the_languages_in_the_order_of_the_screens(server: Server) -> None:
    assert re.findall(r'hreflang="(\w+)"', page(server, "lang=ru")) == list(LANGUAGES)


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "es", "es"),
        ("", "pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("", "de-DE,de;q=0.9,en;q=0.5,ru;q=0.7", "ru"),
        ("", "AR", "ar"),
        ("", "de, nl", "fr"),
        ("", "fr;q=0, en;q=0.001", "en"),
        ("", "en;q=oops, es;q=2, uk;q=", "fr"),
        ("", "," * 5000 + "en", "fr"),
        ("lang=uk", "en", "uk"),
        ("lang=tlh", "en", "en"),
    ],
)
def test_the_page_speaks_the_browsers_language_unless_a_link_asked_for_another(
    server: Server, query: str, accepted: str, lang: str
) -> None:
    headers = {"Accept-Language": accepted}
    html = server.request("GET", "/", query=query, headers=headers).body.decode()
    assert f'<html lang="{lang}"' in html
    assert f"/v1/stream?lang={lang}&" in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_that_a_device_can_cause_exists(
    server: Server, device: Device, lang: str
) -> None:
    for n, state in enumerate(PrintState):
        sent = device.tell("ticket.issued", ticket_body(n))
        printed(device, text_of(sent.body, "ticket"), state)
    for value in (1, 2, 3, 4):
        for resolution in Resolution:
            give_opinion(device, value, resolution=resolution, reasons=list(Reason))
    push(device, server.send)

    html = page(server, f"lang={lang}")

    assert {f"paper-{paper}" for paper in Paper} == set(re.findall(r"paper-[a-z]+", html))


def test_what_a_device_says_is_never_markup(server: Server) -> None:
    device = Device(site="mairie")
    device.tell("ticket.issued", ticket_body(1, motif="<script>alert(1)</script>"))
    device.tell("ticket.issued", ticket_body(2, motif='" onload="x'))
    push(device, server.send)

    html = page(server)

    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_the_page_allows_itself_nothing_from_elsewhere(server: Server) -> None:
    reply = server.request("GET", "/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?://", page(server))
    for address in re.findall(r'(?:href|src)="(/(?:web|fonts)/[^"]+)"', page(server)):
        assert server.request("GET", address).status == 200


def test_the_fonts_of_the_page_are_served(server: Server) -> None:
    style = (ASSETS / "web" / "borne.css").read_text()
    assert "//" not in style.replace("*/", "").replace("/*", "")
    for address in re.findall(r'url\("([^"]+)"\)', style):
        assert server.request("GET", address).status == 200, address


def test_the_page_has_its_landmarks_and_names(server: Server, device: Device) -> None:
    device.take_tickets(1)
    push(device, server.send)
    html = page(server)
    for part in ("<header", "<nav aria-label=", "<main id=", "<footer", "<caption", 'scope="row"'):
        assert part in html
    assert 'aria-live="polite"' in html
    assert html.count("<h1>") == 1
    for labelled in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert f'id="{labelled}"' in html


def test_health_is_told(server: Server) -> None:
    assert server.request("GET", "/healthz").json == {"status": "ok"}
