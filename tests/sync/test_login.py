"""Who is let into the administration, for how long, and who is not."""

import asyncio
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from sync.server.admin import audit, failures, passwords, people, sessions
from sync.server.admin.audit import By
from sync.server.admin.roles import Role
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.rows import Rows
from tests.sync.browser import FROM_OURS, PASSWORD, Browser, hidden_of, hire, signed_in, text_of
from tests.sync.kit import TEN_UTC, Clock, Server

MINUTE = 60_000
WRONG = "Nom ou mot de passe incorrect."


@pytest.fixture
def server(place: Place, clock: Clock) -> Iterator[Server]:
    running = Server(place, Settings(is_open=True, now=clock))
    yield running
    running.close()


def is_in(browser: Browser) -> bool:
    return "Se déconnecter" in text_of(browser.get("/admin"))


def told(server: Server) -> list[tuple[str, str]]:
    found = server.query(lambda rows: audit.newest(rows, "", None, 100))
    assert isinstance(found, list)
    return [(entry.who, entry.what) for entry in reversed(found)]


def test_before_there_is_an_account_the_command_that_makes_one_is_told(server: Server) -> None:
    words = text_of(Browser(server).get("/admin"))
    assert "borne server user add NOM --role administrator" in words


def test_who_knows_the_password_comes_in_and_the_others_do_not(server: Server) -> None:
    hire(server, "marie")
    stranger, marie = Browser(server), Browser(server)
    refused = stranger.sign_in("marie", "quatre petits chats")
    assert refused.status == 403
    assert WRONG in text_of(refused)
    assert not is_in(stranger)
    marie.sign_in("Marie")
    assert is_in(marie)
    assert told(server) == [("commande", "person_added"), ("marie", "signed_in")]


def test_a_page_asked_for_before_is_shown_after_the_login(server: Server) -> None:
    hire(server, "marie")
    browser = Browser(server)
    asked = browser.get("/admin/audit")
    assert 'name="next" value="/admin/audit"' in asked.body.decode()
    shown = browser.send(
        "/admin/login?next=/admin/audit", "/admin/login", name="marie", password=PASSWORD
    )
    assert "Journal des actes" in text_of(shown)


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/admin", "/\\evil", "/admin?x=//evil"]
)
def test_a_login_leads_nowhere_but_to_pages_of_ours(server: Server, elsewhere: str) -> None:
    hire(server, "marie")
    browser = Browser(server)
    asked = browser.get(f"/admin/login?next={elsewhere}").body.decode()
    assert 'name="next" value="/admin"' in asked
    sent = hidden_of(asked, "/admin/login") | {"name": "marie", "password": PASSWORD}
    where = browser._send("POST", "/admin/login", sent | {"next": elsewhere}, FROM_OURS)
    assert where.headers["location"] == "/admin"


def test_an_unknown_name_a_closed_account_and_a_wrong_password_are_told_alike(
    server: Server,
) -> None:
    hire(server, "marie")
    closed = hire(server, "paul")
    server.query(lambda rows: people.shut_out(rows, By("commande", TEN_UTC), closed.id))
    pages = [
        Browser(server).sign_in(name, password)
        for name, password in (("marie", "x"), ("nobody", PASSWORD), ("paul", PASSWORD))
    ]
    assert [page.status for page in pages] == [403, 403, 403]
    assert {text_of(page) for page in pages} == {text_of(pages[0])}


def test_no_password_opens_a_name_that_does_not_exist() -> None:
    assert isinstance(passwords.verified(None, "nobody has this one"), passwords.Wrong)
    assert isinstance(passwords.verified("not a hash", "not a hash"), passwords.Wrong)


def test_a_password_made_with_older_parameters_is_stored_anew(server: Server) -> None:
    hire(server, "marie")
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    server.query(lambda rows: rows.execute("UPDATE person SET password = ?", [weak]))
    browser = Browser(server)
    browser.sign_in("marie")
    assert is_in(browser)
    marie = server.query(lambda rows: people.named(rows, "marie"))
    assert isinstance(marie, people.Person)
    assert marie.password is not None
    assert "m=19456,t=2,p=1" in marie.password


def test_a_password_typed_on_another_keyboard_is_the_same(server: Server) -> None:
    hire(server, "marie")
    composed = passwords.hashed("\u00e9t\u00e9 comme hiver")
    server.query(lambda rows: rows.execute("UPDATE person SET password = ?", [composed]))
    browser = Browser(server)
    browser.sign_in("marie", "e\u0301te\u0301 comme hiver")
    assert is_in(browser)


def test_what_was_typed_for_a_name_is_nowhere_in_the_database(server: Server) -> None:
    hire(server, "marie")
    for _ in range(failures.FREE_OF_A_NAME):
        Browser(server).sign_in("my secret password", "marie")
    tables = ("failed_login", "audit")
    stored = server.query(
        lambda rows: [rows.execute(f"SELECT * FROM {each}").fetchall() for each in tables]
    )
    assert "my secret password" not in str(stored)
    assert told(server)[-1] == ("?", "locked_out")


def test_many_guesses_at_once_count_each(server: Server) -> None:
    hire(server, "marie")
    browsers = [Browser(server) for _ in range(12)]
    fields = [
        hidden_of(each.get("/admin/login").body.decode(), "/admin/login")
        | {"name": "marie", "password": "wrong"}
        for each in browsers
    ]

    async def together() -> list[int]:
        pairs = zip(browsers, fields, strict=True)
        replies = await asyncio.gather(*(one.ask_login(sent) for one, sent in pairs))
        return sorted(reply.status for reply in replies)

    statuses = server.run(together())
    assert statuses.count(403) <= failures.FREE_OF_A_NAME + 4
    assert 429 in statuses


def test_an_open_page_is_no_sign_of_life_and_ends_with_the_session(
    server: Server, clock: Clock
) -> None:
    marie = signed_in(server, "marie")
    assert "Ce qui arrive" in text_of(marie.get("/"))
    cookie = {"Cookie": f"borne_session={marie.cookies['borne_session']}"}
    clock.now += sessions.IDLE_MS
    assert server.request("GET", "/v1/stream", headers=cookie).status == 401


def test_a_page_that_is_not_there_is_told_in_words(server: Server) -> None:
    page = signed_in(server, "marie").get("/admin/nowhere")
    assert page.status == 404
    assert "Ce que vous cherchez n’est plus là." in text_of(page)


def test_who_guesses_the_own_password_waits_too(server: Server) -> None:
    marie = signed_in(server, "marie")
    sent = {"old": "wrong", "password": "cheval batterie agrafe"}
    for _ in range(failures.FREE_OF_A_NAME):
        marie.send("/admin/account", "/admin/account", **sent)
    right = sent | {"old": PASSWORD}
    assert "Trop d’essais" in text_of(marie.send("/admin/account", "/admin/account", **right))


def test_whoever_guesses_waits_longer_and_longer(server: Server, clock: Clock) -> None:
    hire(server, "marie")
    guesser = Browser(server)
    for _ in range(failures.FREE_OF_A_NAME - 1):
        assert "Attendez" not in text_of(guesser.sign_in("marie", "wrong"))
    assert "Attendez 30 secondes" in text_of(guesser.sign_in("marie", "wrong"))
    refused = guesser.sign_in("marie", PASSWORD)
    assert refused.status == 429
    assert "Trop d’essais de suite. Attendez 30 secondes" in text_of(refused)
    clock.now += 30_000
    assert "Attendez 60 secondes" in text_of(guesser.sign_in("marie", "wrong"))
    clock.now += 60_000
    guesser.sign_in("marie", PASSWORD)
    assert is_in(guesser)
    assert ("marie", "locked_out") in told(server)


def test_a_name_that_does_not_exist_is_held_up_as_one_that_does(server: Server) -> None:
    hire(server, "marie")
    held = []
    for name in ("marie", "nobody"):
        browser = Browser(server)
        held.append([text_of(browser.sign_in(name, "wrong")) for _ in range(7)])
    assert [text.replace("nobody", "marie") for text in held[1]] == held[0]


def test_an_address_that_tries_many_names_is_held_up(server: Server, clock: Clock) -> None:
    hire(server, "marie")
    for n in range(failures.FREE_OF_AN_ADDRESS):
        Browser(server).sign_in(f"name{n}", "wrong")
    assert Browser(server).sign_in("marie", PASSWORD).status == 429
    elsewhere = Browser(server, headers={"X-Forwarded-For": "192.0.2.7"})
    elsewhere.sign_in("marie")
    assert is_in(elsewhere)
    clock.now += failures.FORGOTTEN_MS + MINUTE
    back = Browser(server)
    back.sign_in("marie")
    assert is_in(back)


def test_failures_of_an_hour_ago_are_forgotten(server: Server, clock: Clock) -> None:
    hire(server, "marie")
    for _ in range(4):
        Browser(server).sign_in("marie", "wrong")
    clock.now += failures.FORGOTTEN_MS + 1
    assert "Attendez" not in text_of(Browser(server).sign_in("marie", "wrong"))


@pytest.mark.parametrize(
    ("every", "most"), [(31 * MINUTE, 31 * MINUTE), (20 * MINUTE, 12 * 60 * MINUTE)]
)
def test_a_session_ends_when_nobody_is_there_and_after_half_a_day(
    server: Server, clock: Clock, every: int, most: int
) -> None:
    marie = signed_in(server, "marie")
    passed = 0
    while passed < most:
        assert is_in(marie)
        clock.now += every
        passed += every
    assert not is_in(marie)


def test_who_signs_out_is_out_even_with_the_old_cookie(server: Server) -> None:
    marie = signed_in(server, "marie")
    kept = dict(marie.cookies)
    assert "Vous êtes déconnecté." in text_of(marie.sign_out())
    marie.cookies = kept
    assert not is_in(marie)
    assert told(server)[-1] == ("marie", "signed_out")


def test_a_session_that_somebody_prepared_is_not_taken_over(server: Server) -> None:
    hire(server, "marie")
    browser = Browser(server, {"borne_session": "prepared"})
    browser.sign_in("marie")
    assert browser.cookies["borne_session"] != "prepared"
    first = browser.cookies["borne_session"]
    browser.sign_in("marie")
    assert browser.cookies["borne_session"] != first


def test_the_database_cannot_be_used_to_come_in(server: Server) -> None:
    marie = signed_in(server, "marie")
    stored = server.query(
        lambda rows: bytes(rows.execute("SELECT hash FROM session").fetchone()[0])
    )
    assert isinstance(stored, bytes)
    token = marie.cookies["borne_session"]
    assert token.encode() not in stored
    assert len(token) >= 43


def test_the_cookie_is_for_this_server_and_no_script(server: Server) -> None:
    hire(server, "marie")
    plain, behind_tls = Browser(server), Browser(server, headers={"X-Forwarded-Proto": "https"})
    plain.sign_in("marie")
    behind_tls.sign_in("marie")
    assert "borne_session" in plain.cookies
    assert "__Host-borne_session" in behind_tls.cookies
    (line,) = [each for each in behind_tls.set if "session" in each]
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(line.split("; "))


@pytest.mark.parametrize("change", ["password", "role", "closed"])
def test_all_sessions_end_when_an_account_changes(server: Server, change: str) -> None:
    marie = signed_in(server, "marie")
    other = signed_in(server, "paul")

    def changed(rows: Rows) -> object:
        person = people.named(rows, "paul")
        assert person is not None
        by = By("marie", TEN_UTC)
        match change:
            case "password":
                return people.change_password(rows, by, person.id, person.password or "")
            case "role":
                return people.change_role(rows, by, person.id, Role.AGENT, "mairie")
            case _:
                return people.shut_out(rows, by, person.id)

    assert server.query(changed) is None
    assert not is_in(other)
    assert is_in(marie)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {"Origin": "http://other.127.0.0.1", "Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_of_elsewhere_is_not_obeyed(server: Server, headers: dict[str, str]) -> None:
    marie = signed_in(server, "marie")
    token = sessions.form_token(marie.cookies["borne_session"])
    assert marie.post("/admin/logout", {"token": token}, **headers).status == 403
    assert is_in(marie)


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_its_token_is_not_obeyed(server: Server, token: str) -> None:
    marie = signed_in(server, "marie")
    refused = marie.post("/admin/logout", {"token": token})
    assert refused.status == 403
    assert "Ce formulaire est trop ancien" in text_of(refused)
    assert is_in(marie)


def test_a_form_of_another_session_is_not_obeyed(server: Server) -> None:
    marie, paul = signed_in(server, "marie"), signed_in(server, "paul")
    token = sessions.form_token(paul.cookies["borne_session"])
    assert marie.post("/admin/logout", {"token": token}).status == 403
    assert is_in(marie)


def test_nobody_can_be_signed_in_from_elsewhere(server: Server) -> None:
    hire(server, "marie")
    fields: dict[str, str | list[str]] = {"name": "marie", "password": PASSWORD}
    browser = Browser(server)
    for token in ({}, {"token": sessions.form_token("")}):
        assert browser.post("/admin/login", fields | token).status == 403
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("body", "type_", "status"),
    [
        (b"token=\xff", "application/x-www-form-urlencoded", 400),
        (b"token=%00", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded", 400),
        (b"x" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 415),
        (b"", "", 415),
    ],
    ids=["no text", "zero", "many", "large", "JSON", "none"],
)
def test_what_is_no_form_is_refused_in_words(
    server: Server, body: bytes, type_: str, status: int
) -> None:
    marie = signed_in(server, "marie")
    cookie = f"borne_session={marie.cookies['borne_session']}"
    headers = {"Cookie": cookie, "Content-Type": type_}
    refused = server.request("POST", "/admin/logout", body, headers)
    assert refused.status == status
    assert "ne peut pas être lu" in text_of(refused)


def test_the_pages_carry_their_own_strict_headers(server: Server) -> None:
    headers = Browser(server).get("/admin").headers
    policy = headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    live = server.request("GET", "/").headers["content-security-policy"]
    assert "form-action 'none'" in live


def test_the_language_asked_for_once_is_kept(server: Server) -> None:
    browser = Browser(server, headers={"Accept-Language": "fr"})
    assert 'lang="en"' in browser.get("/admin/login?lang=en").body.decode()[:80]
    assert "Sign in" in text_of(browser.get("/admin/login"))
    assert "Sign in" in text_of(Browser(server, headers={"Accept-Language": "en-GB"}).get("/admin"))
