"""Proving who one is with a password, and the limits of trying.

A wrong password counts for the account together with where it came from, for where it came from, and for
the account. A browser in which somebody logged in before counts for itself alone, so that no one else's tries
lock the owner of an account out of it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.utils.crypto import salted_hmac

from pilothouse.accounts import models, queries
from pilothouse.kit import attempts
from pilothouse.kit.attempts import Counted, Limit
from pilothouse.kit.errors import TooMany
from pilothouse.kit.mailboxes import same_as

WRONG = Limit("wrong passwords of an account from one place", 5)
WRONG_FROM = Limit("wrong passwords from one place", 50)
WRONG_OF = Limit("wrong passwords of an account", 100)
WRONG_PRESENT = Limit("wrong present passwords of an account", 5)
WRONG_CODES = Limit("wrong set-up codes from one place", 5)
UNKNOWN_SECRETS = Limit("unknown tokens and links from one place", 60)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody tries from: the network, and what the browser keeps from an earlier log-in."""

    network: str
    browser: str = ""


def prove(*, now: datetime, email: str, password: str, place: Place) -> models.User | None:
    """The account with this address and password, else None. Raises `TooMany` with the sixth wrong password
    in 15 minutes, and then looks at no password.

    An unknown address, an account without a password and one that is switched off cost as long as a wrong
    password and are counted like it.
    """
    email = same_as(email)
    counted = _counted(email, place)
    attempts.take(now=now, counted=counted)
    user = authenticate(username=email, password=password)
    if not isinstance(user, models.User):
        return None
    attempts.give_back(now=now, counted=counted)
    attempts.give_back(now=now, counted=counted[:1], forget=True)
    return user


def present_password(*, now: datetime, user: models.User, password: str) -> bool:
    """Whether it is the account's, as somebody says who is logged in. Raises `TooMany` as `prove` does."""
    counted = [Counted(WRONG_PRESENT, str(user.pk))]
    attempts.take(now=now, counted=counted)
    if not user.check_password(password):
        return False
    attempts.give_back(now=now, counted=counted, forget=True)
    return True


def right_setup_code(*, now: datetime, code: str, network: str) -> bool:
    """Whether it is the code that `pilothouse serve` prints. Raises `TooMany` with the sixth wrong one."""
    counted = [Counted(WRONG_CODES, network)]
    attempts.take(now=now, counted=counted)
    # Compared as bytes: text outside ASCII is refused by compare_digest.
    if not hmac.compare_digest(code.strip().lower().encode(), queries.setup_code().encode()):
        return False
    attempts.give_back(now=now, counted=counted)
    return True


def unknown_secret(*, now: datetime, network: str) -> TooMany | None:
    """Count a token or a link that is not known. The answer once there were too many from that network.

    One that counts is never refused, so that a neighbour's faulty script stops no one: 214 random bits are
    not guessed, and the limit spares the server.
    """
    try:
        attempts.take(now=now, counted=[Counted(UNKNOWN_SECRETS, network)])
    except TooMany as error:
        return error
    return None


def known_browser(user: models.User) -> str:
    """What a browser keeps after a log-in, worth nothing for getting in. It ends with the password."""
    mark = secrets.token_urlsafe(12)
    return f"{mark}.{_signature(user, mark)}"


def _counted(email: str, place: Place) -> list[Counted]:
    mark, _, signature = place.browser.partition(".")
    user = models.User.objects.filter(email=email).first()
    if user and mark and hmac.compare_digest(signature.encode(), _signature(user, mark).encode()):
        return [Counted(WRONG, f"{email} in {mark}")]
    here = Counted(WRONG, f"{email} from {place.network}")
    return [here, Counted(WRONG_FROM, place.network), Counted(WRONG_OF, email)]


def _signature(user: models.User, mark: str) -> str:
    said = f"{user.pk}:{mark}:{user.password}"
    return salted_hmac("pilothouse.accounts.known-browser", said, algorithm="sha256").hexdigest()
