"""Whatever a browser sends to the administration, the answer is a page, and nothing is broken."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from sync.server.app import Settings
from sync.server.place import Place
from tests.sync.browser import Browser, hidden_of, signed_in
from tests.sync.kit import TEN_UTC, Server
from tests.sync.test_admin_pages import FORMS, PAGES

ODD = (
    "",
    " ",
    "\U0001f600" * 50,
    "a\u202eb",
    "\x01\x7f",
    "%",
    "'; DROP TABLE person; --",
    "9" * 18,
    "9" * 40,
    "-1",
    "00000000-0000-0000-0000-000000000000",
    "<svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "\ufdfa" * 300,
    "x" * 20_000,
)
FIELDS = (
    "id",
    "device",
    "log",
    "seq",
    "site",
    "name",
    "password",
    "old",
    "email",
    "role",
    "do",
    "verdict",
    "replaces",
)
CHOICES = (
    *(("do", each) for each in ("role", "password", "email", "disable", "enable")),
    *(("verdict", each) for each in ("show", "hide", "keep", "void")),
    ("role", "administrator"),
)


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place, Settings(now=lambda: TEN_UTC))
    yield running
    running.close()


@pytest.mark.parametrize("path", FORMS)
def test_odd_fields_are_answered_with_a_page(server: Server, path: str) -> None:
    browser = signed_in(server, "marie")
    token = hidden_of(browser.get("/admin").body.decode(), "/admin/logout")
    own = server.query(lambda rows: rows.execute("SELECT id FROM person").fetchone()[0])
    assert isinstance(own, bytes)
    for odd in ODD:
        fields: dict[str, str | list[str]] = dict.fromkeys(FIELDS, odd)
        for name, choice in CHOICES:
            sent = token | fields | {name: choice}
            if path == "/admin/people/change":
                sent["id"] = own.hex()
            assert browser.post(path, sent).status < 500, odd
    assert browser.get("/admin").status == 200


def test_odd_addresses_are_answered_with_a_page(server: Server) -> None:
    browser = signed_in(server, "marie")
    names = ("lang", "said", "before", "skip", "device", "id", "replaces", "next")
    for path in (*PAGES, "/admin/devices/revoke", "/admin/people/change", "/admin/login"):
        for odd in ODD[:-1]:
            query = "&".join(f"{name}={quote(odd)}" for name in names)
            assert browser.get(f"{path}?{query}").status < 500, odd


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://["},
        {"Origin": "https://[::1"},
        {"X-Forwarded-Proto": "http://["},
        {"X-Forwarded-For": "x" * 5000},
        {"X-Forwarded-For": ",,,"},
        {"Cookie": "borne_session=\u00e9; borne_login==;;"},
        {"Cookie": "borne_session=" + "x" * 5000},
        {"Accept-Language": "q" * 5000},
        {"Sec-Fetch-Site": "?"},
    ],
    ids=range(9),
)
def test_odd_headers_are_answered_with_a_page(server: Server, headers: dict[str, str]) -> None:
    browser = Browser(server)
    browser.get("/admin/login")
    plain = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/admin/login", "/admin/logout", "/admin/codes"):
        assert server.request("POST", path, b"name=marie&password=x", plain).status < 500
    for path in ("/", "/admin", "/metrics", "/admin/oidc/back"):
        assert server.request("GET", path, headers=headers).status < 500
