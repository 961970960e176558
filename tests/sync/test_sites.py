"""What is published to a site: seen, changed and checked in a browser; and its hours for alerts."""

import asyncio
import html
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.cli.published_sites import read_site
from kiosk.cli.publishing import check_published
from sync.client.push import check_in
from sync.server import keys
from sync.server.admin import audit, written
from sync.server.admin.roles import Role
from sync.server.alerting import journal
from sync.server.alerting.settings import AlertSettings
from sync.server.alerting.watch import Watch
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.published_rows import Target
from sync.server.publishing import Published, publish
from sync.server.rows import Rows
from sync.server.sites import Sites
from tests.fakes import PARIS
from tests.sync.browser import Browser, hidden_of, signed_in, text_of
from tests.sync.kit import TEN_UTC, Device, Reply, Server

TEXT = """\
# Écrit par la mairie.
catalogue = "mairie"
languages = ["fr", "en", "es"]

[site]
id = "mairie"
name = "Mairie de Saint-Exemple"

[opening]
tuesday = ["08:30-12:00"]

[[closures]]
first = 2026-12-24
last = 2026-12-26
reason.fr = "Fêtes"

# Un pont.
[[closures]]
first = 2027-05-07
"""


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    settings = Settings(
        is_open=True, now=lambda: TEN_UTC, check=check_published, read_site=read_site
    )
    running = Server(place, settings)
    yield running
    running.close()


@pytest.fixture
def site(server: Server) -> str:
    """One with a machine and a publication."""

    def make(rows: Rows) -> object:
        with rows.atomic():
            keys.add(rows, keys.Grant("mairie", "Entrée"), uuid4(), bytes(32), 5)
            return publish(
                rows, Target("mairie"), {"borne.toml": TEXT.encode()}, check_published, TEN_UTC
            )

    assert isinstance(server.query(make), Published)
    return "/admin/site/mairie"


def shown(browser: Browser, site: str) -> str:
    """The file in the page."""
    page = browser.get(site).body.decode()
    (found,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return html.unescape(found)


def send(browser: Browser, site: str, what: str, **fields: str) -> Reply:
    return browser.send(site, f"{site}/{what}", **fields)


def test_what_is_published_is_shown(server: Server, site: str) -> None:
    page = text_of(signed_in(server, "marie").get(site))
    assert "Mairie de Saint-Exemple" in page
    assert "Révision 1, publiée le" in page
    assert "Mardi 08:30–12:00" in page
    assert "Lundi Fermé" in page
    assert "24/12/2026 – 26/12/2026 Fêtes" in page
    assert "Aucun message." in page
    assert "Entrée Attend la révision 1" in page
    listed = text_of(signed_in(server, "anna").get("/admin/sites"))
    assert "mairie 1 Révision 1" in listed
    assert "0 sur 1" in listed


def test_a_changed_file_is_published_and_audited(server: Server, site: str) -> None:
    marie = signed_in(server, "marie")
    text = shown(marie, site).replace("Saint-Exemple", "Sainte-Épreuve")
    said = text_of(send(marie, site, "publish", text=text.replace("\n", "\r\n")))
    assert "La configuration est publiée." in said
    assert "Mairie de Sainte-Épreuve" in said
    assert shown(marie, site) == text
    entries = server.query(lambda rows: audit.newest(rows, "", None, 1))
    assert isinstance(entries, list)
    (entry,) = entries
    assert (entry.who, entry.what) == ("marie", "config_published")
    assert (entry.site, entry.detail) == ("mairie", "2")


def test_a_wrong_file_is_told_at_its_lines_and_kept_to_be_mended(server: Server, site: str) -> None:
    marie = signed_in(server, "marie")
    wrong = TEXT.replace("08:30-12:00", "12:00-08:30").replace('"fr", "en"', '"fr"')
    reply = send(marie, site, "publish", text=wrong)
    said = text_of(reply)
    assert reply.status == 422
    assert "Rien n’est publié : le fichier a des erreurs." in said
    assert "Ligne 10 : « 12:00-08:30 »" in said
    assert "Ligne 3 :" in said
    assert "12:00-08:30" in html.unescape(reply.body.decode())
    assert shown(marie, site) == TEXT


def test_who_comes_second_does_not_undo_what_the_first_did(server: Server, site: str) -> None:
    marie, anna = signed_in(server, "marie"), signed_in(server, "anna")
    page = anna.get(site).body.decode()
    send(marie, site, "publish", text=TEXT + "\n# marie\n")
    fields = hidden_of(page, f"{site}/publish")
    late = anna.post(f"{site}/publish", fields | {"text": TEXT + "\n# anna\n"})
    assert "Quelqu’un a publié entre-temps." in text_of(late)
    assert "# anna" in late.body.decode()
    assert shown(anna, site).endswith("# marie\n")


def test_a_closure_is_added_and_taken_away(server: Server, site: str) -> None:
    marie = signed_in(server, "marie")
    fields = {"first": "2026-12-31", "last": "", "reason.fr": "Réveillon <b>", "reason.en": ""}
    page = text_of(send(marie, site, "close", **fields))
    assert "31/12/2026 Réveillon &lt;b&gt;" in page
    assert "# Écrit par la mairie." in shown(marie, site)
    send(marie, site, "reopen")
    closures = tomllib.loads(shown(marie, site))["closures"]
    assert [each["first"] for each in closures] == [date(2027, 5, 7), date(2026, 12, 31)]
    assert "# Un pont." in shown(marie, site)


def test_a_message_is_put_up_changed_and_taken_down(server: Server, site: str) -> None:
    marie = signed_in(server, "marie")
    words = {"text.fr": "Passeports à l’annexe.", "text.en": "Passports next door."}
    missing = send(marie, site, "tell", **words)
    assert missing.status == 422
    assert "il manque le texte en « es »" in text_of(missing)
    whole = {**words, "text.es": "Pasaportes al lado.", "last": "2026-12-03"}
    page = text_of(send(marie, site, "tell", **whole))
    assert "Passeports à l’annexe. … – 03/12/2026" in page
    send(marie, site, "tell", **{**whole, "text.fr": "Autre chose.", "last": ""})
    message = tomllib.loads(shown(marie, site))["message"]
    assert message["text"]["fr"] == "Autre chose."
    assert "last" not in message
    page = text_of(send(marie, site, "tell", **dict.fromkeys(whole, "")))
    assert "Aucun message." in page
    assert tomllib.loads(shown(marie, site)) == tomllib.loads(TEXT)


def test_a_site_without_a_publication_can_begin_one(server: Server) -> None:
    def make(rows: Rows) -> None:
        with rows.atomic():
            keys.add(rows, keys.Grant("annexe", "Entrée"), uuid4(), bytes(32), 5)

    server.query(make)
    marie = signed_in(server, "marie")
    page = text_of(marie.get("/admin/site/annexe"))
    assert "Rien n’est publié : chaque borne suit son propre fichier." in page
    text = shown(marie, "/admin/site/annexe")
    said = text_of(send(marie, "/admin/site/annexe", "publish", text=text))
    assert "La configuration est publiée." in said


def test_a_site_is_for_its_own_people(server: Server, site: str) -> None:
    own = signed_in(server, "hugo", Role.SITE_MANAGER, "mairie")
    assert "La configuration est publiée." in text_of(
        send(own, site, "publish", text=TEXT + "\n# hugo\n")
    )
    foreign = signed_in(server, "anna", Role.SITE_MANAGER, "annexe")
    assert foreign.get(site).status == 404
    assert "mairie" not in text_of(foreign.get("/admin/sites")).replace("annexe", "")
    token = hidden_of(foreign.get("/admin").body.decode(), "/admin/logout")
    tried = foreign.post(f"{site}/publish", token | {"rev": "2", "text": TEXT})
    assert tried.status == 404
    auditor = signed_in(server, "ines", Role.AUDITOR)
    assert "<textarea" not in auditor.get(site).body.decode()
    token = hidden_of(auditor.get("/admin").body.decode(), "/admin/logout")
    assert auditor.post(f"{site}/publish", token | {"rev": "2", "text": TEXT}).status == 403
    assert own.get("/admin/site/nowhere").status == 404


@pytest.mark.parametrize(
    "text",
    [
        "closures = [{ first = 2026-12-24 }]\n",
        'x = """\n[[closures]]\n"""\n[[closures]]\nfirst = 1\n',
    ],
    ids=["written in line", "in a text"],
)
def test_a_file_written_in_another_way_is_left_to_its_writer(text: str) -> None:
    assert written.without_closure(text, 0) is None


def test_a_closure_is_added_beside_anything_that_may_be_written() -> None:
    text = written.with_closure(TEXT, date(2026, 1, 2), None, {"fr": 'Dit « "oui" » \\ \t'})
    assert text is not None
    assert text.startswith(TEXT)
    assert tomllib.loads(text)["closures"][-1] == {
        "first": date(2026, 1, 2),
        "reason": {"fr": 'Dit « "oui" » \\ \t'},
    }
    assert written.with_closure("closures = 3\n", date(2026, 1, 2), None, {}) is None


def test_the_hours_that_are_published_hold_for_alerts(server: Server, site: str) -> None:
    device = Device()
    check_in(device, server.send)
    assert site
    sites = Sites(read_site)

    def alerts_at(hour: int, minute: int) -> int:
        """In Paris, on the next Tuesday, when it opens at 8:30."""
        then = datetime(2026, 12, 1, hour, minute, tzinfo=PARIS).astimezone(UTC)
        now = int(then.timestamp() * 1000)
        watch = Watch(server.store, AlertSettings(), PARIS, sites, lambda: now)
        asyncio.run(watch.look())
        found = server.query(journal.standing)
        assert isinstance(found, list)
        return sum(each.key.device == device.device for each in found)

    assert alerts_at(3, 0) == 0
    assert alerts_at(8, 40) == 0
    assert alerts_at(8, 46) == 1


def test_what_this_version_cannot_read_is_said_and_can_be_replaced(
    server: Server, site: str, tmp_path: Path
) -> None:
    (tmp_path / "borne.toml").write_text("catalogue = 3\n")
    assert read_site(tmp_path) is None

    def spoil(rows: Rows) -> object:
        files = {"borne.toml": b"catalogue = 3\n"}
        return publish(rows, Target("mairie"), files, lambda _folder, _target: (), TEN_UTC)

    server.query(spoil)
    marie = signed_in(server, "marie")
    assert "ne peut pas être lu par ce serveur" in text_of(marie.get(site))
    assert "La configuration est publiée." in text_of(send(marie, site, "publish", text=TEXT))
