"""The file that says whom a server tells of alerts, and what makes one; checked line by line."""

import re
from pathlib import Path

from kiosk.config.table import Faults, Table
from kiosk.config.toml_file import Problem, load_toml
from kiosk.domain.addresses import is_web_address
from kiosk.domain.system_errors import trouble
from sync.server.alerting.rules import Kind, OpinionRule, Rules
from sync.server.alerting.settings import (
    GATHER_S,
    PORT,
    TLS_PORT,
    AlertSettings,
    MailServer,
    Recipient,
    Scope,
    Security,
    Webhook,
)
from sync.server.alerting.words import LANGUAGES

LONGEST_SECRET = 4096
SHORTEST_SECRET = 16
LAST_PORT = 65535
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_SITE = re.compile(r"[\w.-]{1,64}")


def read_alerts(path: Path) -> AlertSettings | tuple[Problem, ...]:
    file = load_toml(path)
    if isinstance(file, Problem):
        return (file,)
    faults = Faults(file)
    top = Table(file.content, (), faults)
    settings = AlertSettings(
        _read_rules(top),
        _read_mail(top, path),
        tuple(_read_recipient(table) for table in top.tables("recipients")),
        tuple(_read_webhook(table, path) for table in top.tables("webhooks")),
        top.from_zero("gather_s", GATHER_S),
        _read_web_address(top, "pages").rstrip("/"),
    )
    if settings.recipients and settings.mail is None:
        top.fault("recipients", "des destinataires, mais pas de partie [mail] pour leur écrire.")
    _refuse_twice(top, settings)
    top.end()
    return faults.problems() or settings


def _read_rules(top: Table) -> Rules:
    table, usual = top.table("rules"), Rules()
    if table is None:
        return usual
    rules = Rules(
        table.whole("silent_min", usual.silent_min),
        table.from_zero("hold_min", usual.hold_min),
        table.whole("unsent", usual.unsent),
        table.whole("clock_s", usual.clock_s),
        _read_opinions(table, usual.opinions),
    )
    table.end()
    return rules


def _read_opinions(rules: Table, usual: OpinionRule) -> OpinionRule:
    table = rules.table("opinions")
    if table is None:
        return usual
    rule = OpinionRule(
        table.whole("hours", usual.hours),
        table.whole("days", usual.days),
        table.number("chance", usual.chance),
        table.whole("least", usual.least),
    )
    if rule.chance >= 0.05:
        table.fault("chance", "« chance » est au-dessous de 0.05 : 0.001 par exemple.")
    if rule.hours > 24:
        table.fault("hours", "« hours » va de 1 à 24.")
    if not 7 <= rule.days <= 365:
        table.fault("days", "« days » va de 7 à 365.")
    table.end()
    return rule


def _read_mail(top: Table, path: Path) -> MailServer | None:
    table = top.table("mail")
    if table is None:
        return None
    security = _read_security(table)
    usual_port = TLS_PORT if security is Security.TLS else PORT
    user, password_file = table.text("user", ""), table.text("password_file", "")
    port = table.whole("port", usual_port)
    if port > LAST_PORT:
        table.fault("port", f"« port » va de 1 à {LAST_PORT}.")
    if bool(user) != bool(password_file):
        table.fault("user", "« user » et « password_file » vont ensemble.")
    if user and security is Security.NONE:
        table.fault("security", "un mot de passe ne part pas sans chiffrement.")
    server = MailServer(
        table.required_text("host"),
        _read_address(table, "from"),
        port,
        security,
        user,
        _read_secret(table, "password_file", path) if password_file else "",
        _read_file(table, "ca", path),
    )
    table.end()
    return server


def _read_security(table: Table) -> Security:
    name = table.text("security", Security.STARTTLS)
    if name not in list(Security):
        table.fault("security", f"« security » est l’un de : {', '.join(Security)}.")
        return Security.STARTTLS
    return Security(name)


def _read_recipient(table: Table) -> Recipient:
    lang = table.text("lang", "fr")
    if lang not in LANGUAGES:
        table.fault("lang", f"« lang » est l’un de : {', '.join(LANGUAGES)}.")
    recipient = Recipient(_read_address(table, "address"), lang, _read_scope(table))
    table.end()
    return recipient


def _read_webhook(table: Table, path: Path) -> Webhook:
    url = _read_web_address(table, "url")
    if not url and "url" not in table.content:
        table.fault("url", "il manque « url ».")
    secret = _read_secret(table, "secret_file", path) if table.required_text("secret_file") else ""
    if secret and len(secret) < SHORTEST_SECRET:
        table.fault("secret_file", f"le secret a au moins {SHORTEST_SECRET} caractères.")
    hook = Webhook(url, secret.encode(), _read_scope(table), _read_file(table, "ca", path))
    table.end()
    return hook


def _read_scope(table: Table) -> Scope:
    sites, kinds = table.texts("sites"), table.texts("kinds")
    for site in sites:
        if not _SITE.fullmatch(site):
            table.fault("sites", f"« {site} » n’est pas le nom court d’un site.")
    for kind in kinds:
        if kind not in list(Kind):
            table.fault("kinds", f"« {kind} » n’est pas une alerte. Alertes : {', '.join(Kind)}.")
    return Scope(frozenset(sites), frozenset(Kind(kind) for kind in kinds if kind in list(Kind)))


def _read_address(table: Table, key: str) -> str:
    address = table.required_text(key)
    if address and not _ADDRESS.fullmatch(address):
        table.fault(key, f"« {address} » n’est pas une adresse comme « accueil@ville.example ».")
    return address


def _read_web_address(table: Table, key: str) -> str:
    url = table.text(key, "")
    if url and not is_web_address(url):
        table.fault(key, f"« {url} » n’est pas une adresse comme « https://borne.example ».")
    return url


def _read_secret(table: Table, key: str, path: Path) -> str:
    """The first line of a file beside this one, so that this one may be shown to anybody."""
    file = path.parent / table.text(key, "")
    try:
        with file.open(encoding="utf-8") as stream:
            secret = stream.readline(LONGEST_SECRET).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = "il n’est pas en UTF-8." if isinstance(error, UnicodeDecodeError) else trouble(error)
        table.fault(key, f"le fichier {file} ne peut pas être lu : {why}")
        return ""
    if not secret:
        table.fault(key, f"la première ligne du fichier {file} est vide.")
    return secret


def _read_file(table: Table, key: str, path: Path) -> Path | None:
    name = table.text(key, "")
    if not name:
        return None
    file = path.parent / name
    if not file.is_file():
        table.fault(key, f"le fichier {file} n’existe pas.")
    return file


def _refuse_twice(top: Table, settings: AlertSettings) -> None:
    for key, names in (
        ("recipients", [each.name for each in settings.recipients]),
        ("webhooks", [each.name for each in settings.webhooks]),
    ):
        for place, name in enumerate(names):
            if name in names[:place]:
                top.faults.add((key, place), "cette adresse est déjà donnée plus haut.")
