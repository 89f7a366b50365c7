"""What accounts accepts as a line of text, an e-mail address, a currency and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from pilothouse.kit.errors import Invalid
from pilothouse.kit.mailboxes import is_mailbox, same_as
from pilothouse.kit.money import CURRENCIES
from pilothouse.kit.text import line

MOST_PASSWORD = 1000  # letters; argon2 reads them all


def name(text: str, *, where: str = "name", most: int = 200) -> str:
    """What something or somebody is called, on one line; else `Invalid`."""
    return line({where: text}, where, most, needed="Give a name.")


def email(text: str) -> str:
    """An address in the one form in which accounts are told apart; else `Invalid`."""
    found = same_as(text)
    if not is_mailbox(found):
        raise Invalid(f"'{found[:60]}' is not an e-mail address.", where="email")
    return found


def currency(code: str) -> str:
    """An ISO 4217 code in use; else `Invalid`."""
    if code not in CURRENCIES:
        raise Invalid(f"'{code[:10]}' is not a currency in use.", where="currency", cure="Write it as EUR.")
    return code


def password(text: str, user: Any) -> None:
    """Raise `Invalid` unless `text` is strong enough for `user`."""
    if len(text) > MOST_PASSWORD:
        raise Invalid(f"A password holds at most {MOST_PASSWORD} characters.", where="password")
    try:
        validate_password(text, user)
    except ValidationError as error:
        raise Invalid(
            " ".join(error.messages), where="password", cure="Choose a longer, rarer one."
        ) from None
