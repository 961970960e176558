"""Signing in through an identity provider, which says who somebody is and not what they may."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.server.admin import audit, people
from sync.server.admin.audit import By
from sync.server.admin.people import Newcomer
from sync.server.admin.provider import ProviderSettings, is_safe
from sync.server.admin.provider_page import LIFE_MS
from sync.server.admin.roles import Role
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.rows import Rows
from tests.sync.browser import Browser, hidden_of, hire, text_of
from tests.sync.identity import (
    CLIENT,
    EMAIL,
    SECRET,
    SUBJECT,
    IdentityProvider,
    identity_provider,
)
from tests.sync.kit import TEN_UTC, Reply, Server

AWAY = "ProConnect ne répond pas. Entrez avec un mot de passe"
REFUSED = "n’a pas confirmé qui vous êtes"
STALE = "Cette connexion a trop attendu, ou a déjà servi."
UNKNOWN = "Vous n’avez pas de compte ici."
now = [TEN_UTC]


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    now[0] = TEN_UTC
    with identity_provider() as running:
        yield running


@pytest.fixture
def server(place: Place, provider: IdentityProvider) -> Iterator[Server]:
    oidc = ProviderSettings(provider.issuer, CLIENT, SECRET)
    running = Server(place, Settings(now=lambda: now[0], oidc=oidc))
    hire(running, "local")
    yield running
    running.close()


def admit(server: Server, email: str = EMAIL, role: Role = Role.SITE_MANAGER) -> None:
    def add(rows: Rows) -> object:
        with rows.atomic():
            newcomer = Newcomer(email, role, "mairie", None, email)
            return people.add(rows, By("commande", TEN_UTC), newcomer)

    assert isinstance(server.query(add), people.Person)


def asked(browser: Browser) -> str:
    """Where the browser is sent to sign in."""
    sent = browser._send("GET", "/admin/oidc")
    assert sent.status == 303, text_of(sent)
    return sent.headers["location"]


def come_in(browser: Browser, provider: IdentityProvider) -> Reply:
    return browser.get(provider.consent(asked(browser)))


def nobody_came_in(server: Server) -> bool:
    found = server.query(lambda rows: audit.newest(rows, "", None, 100))
    assert isinstance(found, list)
    return "signed_in" not in [entry.what for entry in found]


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("signed", [False, True], ids=["JSON", "JWT"])
def test_who_was_admitted_comes_in_with_the_role_given_here(
    server: Server, provider: IdentityProvider, algorithm: str, *, signed: bool
) -> None:
    provider.algorithm, provider.signed_userinfo = algorithm, signed
    admit(server)
    browser = Browser(server)
    page = come_in(browser, provider)
    assert page.status == 200
    assert "Jeanne Martin Responsable de site Site : mairie" in text_of(page)
    assert provider.verified == [True]
    entries = server.query(lambda rows: audit.newest(rows, "", None, 1))
    assert isinstance(entries, list)
    assert entries[0].detail == "OpenID Connect, SIRET 21750001600019, 127.0.0.1"
    assert provider.asked["scope"] == "openid given_name usual_name email uid siret"
    assert provider.asked["redirect_uri"] == "http://127.0.0.1/admin/oidc/back"
    assert len(provider.asked["state"]) >= 43
    assert provider.asked["code_challenge_method"] == "S256"


def test_nobody_comes_in_whom_no_administrator_let_in(
    server: Server, provider: IdentityProvider
) -> None:
    browser = Browser(server)
    page = come_in(browser, provider)
    assert page.status == 403
    assert UNKNOWN in text_of(page)
    assert nobody_came_in(server)


def test_a_closed_account_does_not_open_by_the_provider(
    server: Server, provider: IdentityProvider
) -> None:
    admit(server)

    def close(rows: Rows) -> None:
        person = people.with_email(rows, EMAIL)
        assert person is not None
        people.shut_out(rows, By("local", TEN_UTC), person.id)

    server.query(close)
    assert UNKNOWN in text_of(come_in(Browser(server), provider))


def test_who_gets_the_address_of_another_later_does_not_get_the_account(
    server: Server, provider: IdentityProvider
) -> None:
    admit(server)
    assert come_in(Browser(server), provider).status == 200
    other = {"sub": "s-0043"}
    provider.lies.id_token, provider.lies.userinfo = other, dict(other)
    assert UNKNOWN in text_of(come_in(Browser(server), provider))
    provider.lies.id_token, provider.lies.userinfo = {}, {"email": "jeanne.durand@ville.fr"}
    assert come_in(Browser(server), provider).status == 200


@pytest.mark.parametrize(
    "told", [{"email": None}, {"email_verified": False}, {"email": 7}], ids=str
)
def test_an_address_that_is_not_vouched_for_opens_nothing(
    server: Server, provider: IdentityProvider, told: dict[str, object]
) -> None:
    admit(server)
    provider.lies.userinfo = dict(told)
    assert UNKNOWN in text_of(come_in(Browser(server), provider))


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "other"},
        {"nonce": None},
        {"aud": "other"},
        {"aud": "other", "azp": CLIENT},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"iss": "https://other.example"},
        {"iss": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": "other"},
        {"sub": None},
        {"at_hash": "wrong"},
    ],
    ids=str,
)
def test_what_does_not_fit_in_the_token_is_not_believed(
    server: Server, provider: IdentityProvider, lie: dict[str, object]
) -> None:
    admit(server)
    provider.lies.id_token = dict(lie)
    page = come_in(Browser(server), provider)
    assert REFUSED in text_of(page)
    assert nobody_came_in(server)


@pytest.mark.parametrize("how", ["stranger", "unsigned", "by_secret"])
def test_a_token_that_the_provider_did_not_sign_is_not_believed(
    server: Server, provider: IdentityProvider, how: str
) -> None:
    admit(server)
    setattr(provider.lies, how, True)
    assert REFUSED in text_of(come_in(Browser(server), provider))
    assert nobody_came_in(server)


@pytest.mark.parametrize("lie", [{"aud": "other"}, {"iss": "https://other.example"}], ids=str)
def test_a_signed_page_about_the_user_must_be_for_us(
    server: Server, provider: IdentityProvider, lie: dict[str, object]
) -> None:
    admit(server)
    provider.signed_userinfo, provider.lies.userinfo = True, dict(lie)
    assert REFUSED in text_of(come_in(Browser(server), provider))


def test_a_changed_address_forgets_who_came_in_before(
    server: Server, provider: IdentityProvider
) -> None:
    admit(server)
    before = Browser(server)
    come_in(before, provider)

    def change(rows: Rows) -> object:
        person = people.with_email(rows, EMAIL)
        assert person is not None
        return people.change_email(rows, By("local", TEN_UTC), person.id, "durand@ville.fr")

    assert server.query(change) is None
    assert "Se connecter" in text_of(before.get("/admin"))
    assert UNKNOWN in text_of(come_in(Browser(server), provider))
    provider.lies.id_token = {"sub": "s-0099"}
    provider.lies.userinfo = {"sub": "s-0099", "email": "Durand@ville.fr"}
    assert come_in(Browser(server), provider).status == 200


def test_an_answer_serves_once(server: Server, provider: IdentityProvider) -> None:
    admit(server)
    browser = Browser(server)
    back = provider.consent(asked(browser))
    kept = dict(browser.cookies)
    assert browser.get(back).status == 200
    browser.cookies = kept
    assert STALE in text_of(browser.get(back))


def test_an_answer_serves_the_browser_that_asked_only(
    server: Server, provider: IdentityProvider
) -> None:
    admit(server)
    browser, victim = Browser(server), Browser(server)
    back = provider.consent(asked(browser))
    asked(victim)
    assert STALE in text_of(victim.get(back))
    assert STALE in text_of(Browser(server).get(back))
    assert nobody_came_in(server)


def test_an_answer_that_comes_too_late_serves_no_more(
    server: Server, provider: IdentityProvider
) -> None:
    admit(server)
    browser = Browser(server)
    back = provider.consent(asked(browser))
    now[0] += LIFE_MS
    assert STALE in text_of(browser.get(back))


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "error=access_denied&state=x"])
def test_an_answer_that_nobody_asked_for_serves_nothing(server: Server, query: str) -> None:
    assert STALE in text_of(Browser(server).get(f"/admin/oidc/back?{query}"))


def test_who_refuses_at_the_provider_is_told_so(server: Server, provider: IdentityProvider) -> None:
    browser = Browser(server)
    provider.consent(asked(browser))
    page = browser.get(f"/admin/oidc/back?error=access_denied&state={provider.asked['state']}")
    assert REFUSED in text_of(page)


def test_a_code_of_the_provider_that_is_made_up_is_not_believed(
    server: Server, provider: IdentityProvider
) -> None:
    browser = Browser(server)
    provider.consent(asked(browser))
    page = browser.get(f"/admin/oidc/back?code=made-up&state={provider.asked['state']}")
    assert REFUSED in text_of(page)


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_that_describes_another_is_not_asked(
    server: Server, provider: IdentityProvider, lie: dict[str, object]
) -> None:
    provider.lies.discovery = dict(lie)
    sent = Browser(server).get("/admin/oidc")
    assert sent.status == 503
    assert AWAY in text_of(sent)


def test_local_accounts_work_while_the_provider_is_away(place: Place) -> None:
    oidc = ProviderSettings("http://127.0.0.1:1", CLIENT, SECRET)
    server = Server(place, Settings(now=lambda: TEN_UTC, oidc=oidc))
    hire(server, "local")
    browser = Browser(server)
    assert AWAY in text_of(browser.get("/admin/oidc"))
    assert "S’identifier avec ProConnect" in text_of(browser.get("/admin/login"))
    browser.sign_in("local")
    assert "Se déconnecter" in text_of(browser.get("/admin"))
    server.close()


def test_a_provider_that_goes_away_in_between_is_told_in_words(place: Place) -> None:
    with identity_provider() as provider:
        oidc = ProviderSettings(provider.issuer, CLIENT, SECRET)
        server = Server(place, Settings(now=lambda: TEN_UTC, oidc=oidc))
        hire(server, "local")
        browser = Browser(server)
        back = provider.consent(asked(browser))
    assert AWAY in text_of(browser.get(back))
    server.close()


def test_the_session_at_the_provider_ends_too(server: Server, provider: IdentityProvider) -> None:
    admit(server)
    browser = Browser(server)
    come_in(browser, provider)
    html = browser.sign_out().body.decode()
    (url,) = {part.split('"')[0] for part in html.split("url=")[1:]}
    url = url.replace("&amp;", "&")
    assert url.startswith(f"{provider.issuer}/end?")
    told = parse_qs(urlsplit(url).query)
    assert told["id_token_hint"][0].count(".") == 2
    assert told["post_logout_redirect_uri"] == ["http://127.0.0.1/admin/login"]
    assert "Se connecter" in text_of(browser.get("/admin"))


def test_a_local_session_ends_without_the_provider(
    server: Server, provider: IdentityProvider
) -> None:
    browser = Browser(server)
    browser.sign_in("local")
    page = browser.sign_out()
    assert provider.issuer not in page.body.decode()
    assert "Vous êtes déconnecté." in text_of(page)


def test_an_address_is_admitted_on_the_page(server: Server, provider: IdentityProvider) -> None:
    browser = Browser(server)
    browser.sign_in("local")
    add = "/admin/people/add"
    done = browser.send(add, add, name="", email=EMAIL, password="", role="auditor", site="")
    assert "Le compte est créé." in text_of(done)
    jeanne = Browser(server)
    assert come_in(jeanne, provider).status == 200
    words = text_of(jeanne.get("/admin/account"))
    assert "Auditeur" in words
    assert "il n’y a pas de mot de passe ici" in words
    assert SUBJECT not in words
    assert hidden_of(jeanne.get("/admin").body.decode(), "/admin/logout")


def test_without_a_provider_nothing_is_said_of_one(place: Place) -> None:
    server = Server(place, Settings(now=lambda: TEN_UTC))
    hire(server, "local")
    browser = Browser(server)
    assert "ProConnect" not in text_of(browser.get("/admin/login"))
    browser.sign_in("local")
    assert browser.get("/admin/oidc").status == 404
    server.close()


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://idp.example", True),
        ("http://127.0.0.1:8000/x", True),
        ("http://localhost/x", True),
        ("http://idp.example", False),
        ("https://user@idp.example", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_provider_is_spoken_to_over_tls_or_on_this_machine(url: str, *, safe: bool) -> None:
    assert is_safe(url) == safe
