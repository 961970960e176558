"""`borne server user …`: the accounts of people. There is none, nor a password, to begin with."""

import sys
import time
import warnings
from collections.abc import Callable
from getpass import GetPassWarning
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import CouldNot, data_option, json_option, say
from kiosk.cli.fleet import site_named
from kiosk.cli.server_database import database_of, db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.admin.audit import By
    from sync.server.admin.people import NotDone, Person
    from sync.server.place import Place
    from sync.server.rows import Rows

ROLES = ("agent", "site_manager", "administrator", "auditor")
_ROLE = click.Choice(ROLES)
_NAME = click.argument("name", metavar="NOM")
_site_option = click.option(
    "--site", callback=lambda _c, _o, site: site_named(site), help="Son seul site (sans : tous)."
)
_stdin_option = click.option(
    "--password-stdin",
    "from_stdin",
    is_flag=True,
    help="Lire le mot de passe sur l’entrée standard, une ligne.",
)


@click.group("user")
def user_command() -> None:
    """Les comptes de ceux qui voient ou administrent le serveur."""


@user_command.command("add")
@click.argument("name", required=False, metavar="[NOM]")
@click.option("--role", type=_ROLE, required=True, help="Ce que cette personne peut faire.")
@_site_option
@click.option(
    "--oidc",
    "email",
    metavar="ADRESSE",
    help="Adresse électronique admise par le fournisseur d’identité (ProConnect).",
)
@_stdin_option
@db_option
@json_option
@data_option
def add_command(  # noqa: PLR0913 - one parameter per option
    name: str | None,
    role: str,
    site: str,
    email: str | None,
    db: str | None,
    data: Path | None,
    *,
    from_stdin: bool,
    as_json: bool,
) -> None:
    """Créer un compte : son mot de passe est demandé deux fois.

    Sans NOM, avec --oidc seulement : la personne entre par ProConnect, sans mot de passe ici.
    """
    from sync.server.admin.people import Newcomer, add
    from sync.server.admin.roles import Role

    if name is None and email is None:
        raise click.UsageError("Donner un NOM, ou --oidc ADRESSE.")
    password = None if name is None else _hashed(name, from_stdin=from_stdin)
    newcomer = Newcomer(name or email or "", Role(role), site, password, email)
    person = _done(database_of(db, data), lambda rows, by: add(rows, by, newcomer), newcomer.name)
    say(_row(person), f"Compte {person.name} créé : {_words(person)}", as_json=as_json)


@user_command.command("list")
@db_option
@json_option
@data_option
def list_command(db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Dire les comptes, un par ligne."""
    from sync.server.admin.people import everyone
    from sync.server.beside import beside
    from sync.server.place import Unusable

    found = beside(known_database_of(db, data), everyone)
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for person in found:
        say(_row(person), f"{person.name} {_words(person)}", as_json=as_json)


@user_command.command("role")
@_NAME
@click.argument("role", type=_ROLE, metavar="RÔLE")
@_site_option
@db_option
@json_option
@data_option
def role_command(
    name: str, role: str, site: str, db: str | None, data: Path | None, *, as_json: bool
) -> None:
    """Changer le RÔLE et le site d’un compte ; ses sessions se terminent."""
    from sync.server.admin.people import change_role
    from sync.server.admin.roles import Role

    _change(
        known_database_of(db, data),
        name,
        lambda rows, by, person: change_role(rows, by, person.id, Role(role), site),
        "Rôle changé",
        as_json=as_json,
    )


@user_command.command("password")
@_NAME
@_stdin_option
@db_option
@json_option
@data_option
def password_command(
    name: str, db: str | None, data: Path | None, *, from_stdin: bool, as_json: bool
) -> None:
    """Donner un autre mot de passe ; les sessions du compte se terminent."""
    from sync.server.admin.people import change_password

    place = known_database_of(db, data)
    password = _hashed(name, from_stdin=from_stdin)
    _change(
        place,
        name,
        lambda rows, by, person: change_password(rows, by, person.id, password),
        "Mot de passe changé",
        as_json=as_json,
    )


@user_command.command("oidc")
@_NAME
@click.argument("email", required=False, metavar="[ADRESSE]")
@db_option
@json_option
@data_option
def oidc_command(
    name: str, email: str | None, db: str | None, data: Path | None, *, as_json: bool
) -> None:
    """Changer l’ADRESSE admise par le fournisseur d’identité ; sans elle, la retirer."""
    from sync.server.admin.people import change_email

    _change(
        known_database_of(db, data),
        name,
        lambda rows, by, person: change_email(rows, by, person.id, email),
        "Adresse changée",
        as_json=as_json,
    )


def _switch(name: str, help_: str, *, opens: bool, told: str) -> click.Command:
    @click.command(name, help=help_)
    @_NAME
    @db_option
    @json_option
    @data_option
    def switch(name: str, db: str | None, data: Path | None, *, as_json: bool) -> None:
        from sync.server.admin.people import let_in_again, shut_out

        act = let_in_again if opens else shut_out
        _change(
            known_database_of(db, data),
            name,
            lambda rows, by, person: act(rows, by, person.id),
            told,
            as_json=as_json,
        )

    return switch


user_command.add_command(
    _switch(
        "disable",
        "Fermer un compte : plus personne n’entre avec. Il reste dans le journal.",
        opens=False,
        told="Compte fermé",
    )
)
user_command.add_command(
    _switch("enable", "Rouvrir un compte fermé.", opens=True, told="Compte rouvert")
)


def _change(
    place: "Place",
    name: str,
    work: "Callable[[Rows, By, Person], NotDone | None]",
    told: str,
    *,
    as_json: bool,
) -> None:
    from sync.server.admin import people

    def changed(rows: "Rows", by: "By") -> "Person | NotDone":
        person = people.named(rows, name)
        if person is None:
            return people.NotDone.UNKNOWN
        refused = work(rows, by, person)
        return refused or people.known(rows, person.id)

    person = _done(place, changed, name)
    say(_row(person), f"{told} : {person.name}, {_words(person)}", as_json=as_json)


def _done(place: "Place", work: "Callable[[Rows, By], Person | NotDone]", name: str) -> "Person":
    """Raises CouldNot."""
    from sync.server.admin.audit import COMMAND, By
    from sync.server.admin.people import NotDone
    from sync.server.beside import beside
    from sync.server.place import Unusable

    by = By(COMMAND, time.time_ns() // 1_000_000)
    found = beside(place, lambda rows: work(rows, by))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    if isinstance(found, NotDone):
        raise CouldNot(_refusals()[found].format(name=name))
    return found


def _refusals() -> "dict[NotDone, str]":
    from sync.server.admin.people import NotDone

    return {
        NotDone.BAD_NAME: "« {name} » n’est pas un nom de compte : lettres, chiffres et . @ + - _ "
        "seulement, 64 au plus, et ni « commande » ni « serveur ».",
        NotDone.BAD_EMAIL: "L’adresse électronique n’est pas comprise. Écrire nom@exemple.fr.",
        NotDone.EMAIL_NEEDED: "« {name} » n’a pas de mot de passe : il lui faut une adresse.",
        NotDone.TAKEN: "Ce nom ou cette adresse a déjà un compte : borne server user list.",
        NotDone.UNKNOWN: "Aucun compte « {name} ». Les voir : borne server user list.",
        NotDone.LAST_ADMINISTRATOR: "« {name} » est le dernier administrateur de tous les sites "
        "avec un mot de passe. En créer un autre d’abord.",
    }


def _hashed(name: str, *, from_stdin: bool) -> str:
    """Of the password that is given now. Raises CouldNot."""
    from sync.server.admin.passwords import LEAST, MOST, BadPassword, fault_of, hashed
    from sync.server.admin.people import plain_name

    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else _asked_twice()
    faults = {
        BadPassword.SHORT: f"Ce mot de passe est trop court : {LEAST} signes au moins.",
        BadPassword.LONG: f"Ce mot de passe est trop long : {MOST} signes au plus.",
        BadPassword.REPEATED: "Ce mot de passe se répète : il se devine.",
        BadPassword.IN_ORDER: "Ce mot de passe est une suite : il se devine.",
        BadPassword.NAME: "Ce mot de passe contient le nom du compte : il se devine.",
        BadPassword.KNOWN: "Ce mot de passe est de ceux que l’on essaie d’abord.",
    }
    if fault := fault_of(password, plain_name(name)):
        raise CouldNot(f"{faults[fault]} Plusieurs mots sans lien font l’affaire.")
    return hashed(password)


def _asked_twice() -> str:
    with warnings.catch_warnings():
        # Where nothing is typed unseen, nothing is asked.
        warnings.simplefilter("error", GetPassWarning)
        try:
            first: str = click.prompt("Mot de passe", hide_input=True)
            second: str = click.prompt("Encore une fois", hide_input=True)
        except GetPassWarning as error:
            raise CouldNot(
                "Il n’y a pas de clavier ici. Taper le mot de passe dans un terminal, ou avec "
                "--password-stdin."
            ) from error
    if first != second:
        raise CouldNot("Les deux mots de passe ne sont pas les mêmes. Recommencer.")
    return first


def _row(person: "Person") -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role.value,
        "site": person.site or None,
        "email": person.email,
        "has_password": person.password is not None,
        "disabled": person.disabled is not None,
    }


def _words(person: "Person") -> str:
    """What there is to say of an account beside its name."""
    parts = (person.role.value, person.site or "tous les sites", person.email)
    closed = " (fermé)" if person.disabled is not None else ""
    return ", ".join(filter(None, parts)) + closed
