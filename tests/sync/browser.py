"""Somebody at a browser: keeps cookies, goes where it is sent, fills in the forms it is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from sync.server.admin import passwords, people
from sync.server.admin.audit import By
from sync.server.admin.people import Newcomer, Person
from sync.server.admin.roles import Role
from sync.server.rows import Rows
from tests.sync.kit import TEN_UTC, Reply, Server

PASSWORD = "trois petits chats"
HASH = passwords.hashed(PASSWORD)
FORM_TYPE = "application/x-www-form-urlencoded"
FROM_OURS = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    server: Server
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    set: list[str] = field(default_factory=list)
    """Each cookie as it was given."""

    def get(self, path: str) -> Reply:
        """Followed until there is a page."""
        return self._follow(self._send("GET", path))

    def post(self, path: str, fields: Mapping[str, str | list[str]], **headers: str) -> Reply:
        """As it is, without a look at the page before."""
        return self._follow(self._send("POST", path, fields, FROM_OURS | headers))

    def send(self, page: str, action: str, **fields: str | list[str]) -> Reply:
        """Fill in the form of `page` that goes to `action`."""
        html = self.get(page).body.decode()
        return self.post(action, hidden_of(html, action) | fields)

    def sign_in(self, name: str, password: str = PASSWORD) -> Reply:
        return self.send("/admin/login", "/admin/login", name=name, password=password)

    def sign_out(self) -> Reply:
        return self.send("/admin", "/admin/logout")

    async def ask_login(self, fields: Mapping[str, str | list[str]]) -> Reply:
        """One of several at once."""
        sent = FROM_OURS | {"Cookie": self._cookie(), "Content-Type": FORM_TYPE}
        body = urlencode(fields, doseq=True).encode()
        return await self.server.ask("POST", "/admin/login", body, sent)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _send(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        place = urlsplit(path)
        sent = self.headers | dict(headers or {})
        if self.cookies:
            sent["Cookie"] = self._cookie()
        body = b""
        if fields is not None:
            sent["Content-Type"] = FORM_TYPE
            body = urlencode(fields, doseq=True).encode()
        reply = self.server.request(method, place.path, body, sent, place.query)
        self._keep(reply)
        return reply

    def _keep(self, reply: Reply) -> None:
        self.set += reply.cookies
        for line in reply.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value

    def _follow(self, reply: Reply) -> Reply:
        for _ in range(5):
            where = reply.headers.get("location", "")
            if reply.status != 303 or not where.startswith("/"):
                return reply
            reply = self._send("GET", where)
        raise AssertionError("sent round in circles")


def hidden_of(html: str, action: str) -> dict[str, str | list[str]]:
    """The fields that a form brings along."""
    for form in re.findall(r"<form.*?</form>", html, re.DOTALL):
        if f'action="{action}"' in form:
            found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
            return dict(found)
    raise AssertionError(f"no form goes to {action}")


def text_of(reply: Reply) -> str:
    """What is read on the page."""
    html = re.sub(r"<head>.*?</head>", " ", reply.body.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def hire(
    server: Server, name: str, role: Role = Role.ADMINISTRATOR, site: str = "", **more: str
) -> Person:
    """An account with PASSWORD."""

    def made(rows: Rows) -> object:
        with rows.atomic():
            newcomer = Newcomer(name, role, site, HASH, **more)
            return people.add(rows, By("commande", TEN_UTC), newcomer)

    person = server.query(made)
    assert isinstance(person, Person), person
    return person


def signed_in(
    server: Server, name: str, role: Role = Role.ADMINISTRATOR, site: str = ""
) -> Browser:
    hire(server, name, role, site)
    browser = Browser(server)
    reply = browser.sign_in(name)
    assert reply.status == 200, text_of(reply)
    return browser
