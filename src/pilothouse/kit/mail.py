"""Handing letters to the mail server that the administrator named.

Handing over has two steps, so that a caller can say in between that it is about to happen: `offer` learns
whether the server takes a letter from us for this address, `deliver` sends it. Whatever fails before
`deliver` has surely not been sent.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from pilothouse.kit import clock
from pilothouse.kit.errors import Invalid, Unavailable
from pilothouse.kit.mailboxes import on_the_wire
from pilothouse.kit.text import one_line

_SECONDS = 20.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Seven bits throughout: no server needs an extension for it.
_POLICY = SMTP.clone(cte_type="7bit")
_TAKEN = (250, 251)

Tls = Literal["first", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over. `tls` is spoken from the first byte, after STARTTLS, or not at all."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person. `key` makes its Message-ID, the same whenever it is tried again; `off` is the
    address that ends such letters, by a POST without log-in (RFC 8058)."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    key: str
    off: str = ""


class Failed(Exception):
    """The letter did not go out. `lasting`: trying again would fail alike; `unsure`: it may have arrived."""

    def __init__(self, answer: str, *, lasting: bool = False, unsure: bool = False) -> None:
        super().__init__(answer)
        self.answer, self.lasting, self.unsure = answer, lasting, unsure


def server() -> Server | None:
    """The server that PILOTHOUSE_SMTP names; None where no letters are sent."""
    return parse(settings.PILOTHOUSE_SMTP) if settings.PILOTHOUSE_SMTP else None


def parse(url: str) -> Server:
    """The server that an address such as `smtp://user:password@mail.example.org:587` names.

    `smtps` speaks TLS at once, `smtp` after STARTTLS, which the server must offer; `?tls=none`, and a server
    on this machine, do without. Raises `Invalid`.
    """
    cure = "Write smtp://user:password@host:587 or smtps://user:password@host:465."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("This is no address of a mail server.", where="PILOTHOUSE_SMTP", cure=cure) from None
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise Invalid("This is no address of a mail server.", where="PILOTHOUSE_SMTP", cure=cure)
    asked = parse_qs(parts.query).get("tls", [""])[0]
    if asked not in ("", "none", "starttls") or (parts.scheme == "smtps" and asked):
        raise Invalid(f"tls={asked[:20]} is not known.", where="PILOTHOUSE_SMTP", cure="Leave it out.")
    plain = asked == "none" or (not asked and host in _LOOPBACK)
    tls: Tls = "first" if parts.scheme == "smtps" else "none" if plain else "starttls"
    usual = 465 if tls == "first" else 587 if tls == "starttls" else 25
    return Server(host, port or usual, tls, unquote(parts.username or ""), unquote(parts.password or ""))


def address_of(path: str) -> str:
    """A path of this installation as a whole address, for those who read it elsewhere."""
    site: str = settings.PILOTHOUSE_ADDRESS
    return f"{site.rstrip('/')}{path}"


def sender() -> Address:
    """Whom letters come from: PILOTHOUSE_MAIL_FROM, else `pilothouse` at the host of this installation."""
    name, spec = parseaddr(settings.PILOTHOUSE_MAIL_FROM)
    host = urlsplit(settings.PILOTHOUSE_ADDRESS).hostname or "localhost"
    return _address(name or "Pilothouse", spec or f"pilothouse@{host}")


def message(letter: Letter) -> EmailMessage:
    """The letter as it travels: plain text and HTML. Nothing in it can begin a header of its own.

    Raises `Failed` for an address that is none.
    """
    made, who = EmailMessage(policy=_POLICY), sender()
    made["From"] = who
    made["To"] = _address(letter.name, letter.to)
    made["Subject"] = one_line(letter.subject)[:200]
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{letter.key}@{who.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if letter.off:
        made["List-Unsubscribe"] = f"<{letter.off}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return made


def _address(name: str, spec: str) -> Address:
    try:
        return Address(one_line(name)[:200], addr_spec=on_the_wire(spec))
    except (ValueError, IndexError):  # of the standard library's parser of addresses
        raise Failed(f"{one_line(spec)[:80]} is not an e-mail address.", lasting=True) from None


class Post:
    """A connection to the mail server, as a context. Raises `Failed` when the server cannot be reached or
    lets us not in, and `Unavailable` where none is set."""

    def __init__(self) -> None:
        found = server()
        if found is None:
            raise Unavailable(
                "No mail server is set.", cure="Set PILOTHOUSE_SMTP, such as smtp://user:password@host:587."
            )
        self.server = found

    def __enter__(self) -> Self:
        try:
            self._link = self._connected()
        except smtplib.SMTPResponseException as error:
            raise Failed(_said(error.smtp_code, error.smtp_error)) from error
        except OSError as error:
            raise Failed(f"{self.server.host}:{self.server.port}: {error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._link.quit()
        except OSError:
            self._link.close()

    def offer(self, letter: Letter) -> EmailMessage:
        """Ask whether the server takes a letter from us to this person. Nothing has been sent yet.

        Raises `Failed`.
        """
        made = message(letter)
        to = made["To"].addresses[0].addr_spec
        try:
            for code, said in (self._link.mail(sender().addr_spec), self._link.rcpt(to)):
                if code not in _TAKEN:
                    self._link.rset()
                    raise Failed(_said(code, said), lasting=code >= 500)
        except OSError as error:
            raise Failed(f"The connection ended: {error}") from error
        return made

    def deliver(self, made: EmailMessage) -> str:
        """Send what was offered last; what the server answers when it has it. Raises `Failed`."""
        try:
            code, said = self._link.data(made.as_bytes())
        except smtplib.SMTPDataError as error:  # the server did not want to hear it
            raise Failed(_said(error.smtp_code, error.smtp_error), lasting=error.smtp_code >= 500) from error
        except OSError as error:
            raise Failed(f"The connection ended before an answer: {error}", unsure=True) from error
        if code != 250:
            raise Failed(_said(code, said), lasting=code >= 500)
        return _said(code, said)

    def withdraw(self) -> None:
        """Do not send what was offered last. Raises `Failed`."""
        try:
            self._link.rset()
        except OSError as error:
            raise Failed(f"The connection ended: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        where, secured = self.server, ssl.create_default_context()
        if where.tls == "first":
            link: smtplib.SMTP = smtplib.SMTP_SSL(where.host, where.port, timeout=_SECONDS, context=secured)
        else:
            link = smtplib.SMTP(where.host, where.port, timeout=_SECONDS)
        try:
            if where.tls == "starttls":
                link.starttls(context=secured)
            if where.user:
                link.login(where.user, where.password)
            link.ehlo_or_helo_if_needed()
        except BaseException:
            link.close()
            raise
        return link


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}")[:500]
