"""One mail, through a mail server of the site. What can go wrong is a value."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate

from kiosk.domain.system_errors import trouble
from sync.server.alerting.settings import MailServer, Recipient, Security
from sync.server.alerting.words import Message

LIMIT_S = 15.0
"""For each step on the way."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody took it."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """`why`: in French, for whoever runs the server."""

    why: str


def send(server: MailServer, recipient: Recipient, said: Message, id_: str) -> Sent | NotSent:
    """Blocks for some LIMIT_S at most. The same `id_` makes the same message id."""
    letter = EmailMessage()
    letter["From"], letter["To"] = server.sender, recipient.address
    letter["Subject"], letter["Date"] = said.subject, formatdate()
    letter["Message-ID"] = f"<{id_}@{server.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(said.text)
    try:
        with _connect(server) as way:
            if server.user:
                way.login(server.user, server.password)
            way.send_message(letter)
    except (smtplib.SMTPException, OSError) as error:
        return NotSent(_why(server, error))
    except UnicodeError:
        # The library knows ASCII only, for names, passwords and addresses.
        return NotSent(
            f"le serveur de courrier {server.host} ne peut pas être joint avec des accents dans "
            "le compte, le mot de passe ou l’adresse."
        )
    return Sent()


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security is Security.NONE:
        return smtplib.SMTP(server.host, server.port, timeout=LIMIT_S)
    trusted = ssl.create_default_context(cafile=server.ca)
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=LIMIT_S, context=trusted)
    way = smtplib.SMTP(server.host, server.port, timeout=LIMIT_S)
    try:
        way.starttls(context=trusted)
    except BaseException:
        way.close()
        raise
    return way


def _why(server: MailServer, error: smtplib.SMTPException | OSError) -> str:
    where = f"{server.host}:{server.port}"
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"le serveur de courrier {where} refuse ce compte ou ce mot de passe."
        case smtplib.SMTPNotSupportedError():
            return (
                f"le serveur de courrier {where} ne sait pas ce qui lui est demandé ({error}). "
                "Vérifier « security » et « user »."
            )
        case smtplib.SMTPRecipientsRefused():
            ((code, words),) = list(error.recipients.values())[:1]
            return f"le serveur de courrier {where} refuse cette adresse : {code} {_text(words)}"
        case smtplib.SMTPResponseException():
            said = _text(error.smtp_error)
            return f"le serveur de courrier {where} refuse : {error.smtp_code} {said}"
        case smtplib.SMTPException():
            return f"le serveur de courrier {where} ne répond pas comme il faut : {error}"
        case ssl.SSLError():
            return f"le certificat du serveur de courrier {where} n’est pas cru : {error.reason}"
        case _:
            return f"le serveur de courrier {where} ne répond pas : {trouble(error)}"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
