"""A new account and its password, in memory first: what is stored of it takes a while to compute."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from pilothouse.accounts import models, rules
from pilothouse.kit.errors import Conflict


def new_user(email: str, name: str, password: str | None) -> models.User:
    """Somebody with this password, or with none to log in with; `store_user` stores them. Takes as long as a
    password takes, so it is called before the transaction that keeps others from writing."""
    row = models.User(email=email, name=rules.name(name, where="person"))
    if password is None:
        row.set_unusable_password()
    else:
        take_password(row, password)
    return row


def store_user(row: models.User) -> None:
    """Store a new user. Raises `Conflict` where the address has an account."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{row.email} has an account already.", where="email", cure="Log in.") from None


def take_password(row: models.User, password: str) -> None:
    """Give an account a password in memory alone: what is stored of it takes a while to compute."""
    rules.password(password, row)
    row.set_password(password)
