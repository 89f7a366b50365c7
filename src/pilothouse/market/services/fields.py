"""What people say of companies and contacts, checked, and as it is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.mailboxes import is_mailbox, tidy
from pilothouse.kit.money import exponent, parse_minor
from pilothouse.kit.text import day, known, line, lines, minor, one_line
from pilothouse.market import models
from pilothouse.market.contracts import CONSENTS
from pilothouse.team.queries import known_person

Values = Mapping[str, Any]
_READ: dict[str, Callable[[Values, str], Any]] = {
    "name": lambda values, field: line(values, field, 200, needed="Give it a name."),
    "segment": lambda values, field: line(values, field, 60),
    "plan": lambda values, field: line(values, field, 60),
    "website": lambda values, field: line(values, field, 200),
    "notes": lambda values, field: lines(values, field, 20_000),
    "revenue_cents": minor,
}
OF_COMPANY = (*_READ, "currency", "revenue", "owner_id")
OF_CONTACT = ("name", "email", "title", "company_id", "consent", "consent_on", "notes")
_AMOUNT = re.compile(r"(?P<amount>.*?)(?:(?<![A-Za-z])(?P<currency>[A-Za-z]{3}))?")


def company_fields(actor: Actor, values: Values, row: models.Company | None) -> dict[str, Any]:
    """`values` as they are stored. `revenue` is an amount as people type it, such as `48,000 EUR`. Raises
    `Invalid`, `NotFound`."""
    known(values, OF_COMPANY)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    currency = str(values.get("currency") or "").strip().upper()
    if currency:
        exponent(currency)
        found["currency"] = currency
    elif row is None:
        found["currency"] = accounts.currency(actor=actor)
    if "revenue" in values:
        present = found.get("currency") or (row.currency if row else "")
        found |= _revenue(str(values["revenue"] or ""), present)
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    return found


def _revenue(text: str, currency: str) -> dict[str, Any]:
    cents, named = typed_amount(text, currency, "revenue")
    return {"revenue_cents": cents} | ({"currency": named} if named and cents is not None else {})


def typed_amount(text: str, currency: str, where: str) -> tuple[int | None, str]:
    """Minor units and currency of an amount as people type it, such as `48,000 EUR`; without a currency it is
    of `currency`. None for nothing. Raises `Invalid` at `where`."""
    told = _AMOUNT.fullmatch(one_line(text)[:100])
    amount, named = (told["amount"].strip(), told["currency"]) if told else (text, "")
    currency = (named or currency).upper()
    if not amount:
        return None, currency
    try:
        exponent(currency)
        return minor({"of": parse_minor(amount, currency)}, "of"), currency
    except Invalid as error:
        raise Invalid(error.message, where=where, cure=error.cure) from None


def contact_fields(actor: Actor, values: Values, row: models.Contact | None) -> dict[str, Any]:
    """`values` as they are stored; a consent that is given or refused has a day, `today` where none is told.

    Raises `Invalid` without name and e-mail, for an e-mail that is none, for another consent; `NotFound`.
    """
    known(values, OF_CONTACT)
    found: dict[str, Any] = {name: line(values, name, 200) for name in ("name", "title") if name in values}
    if "email" in values:
        found["email"] = email_of(values)
    if "notes" in values:
        found["notes"] = lines(values, "notes", 20_000)
    if "consent" in values:
        found["consent"] = one_of(values, "consent", CONSENTS)
    if "consent_on" in values:
        found["consent_on"] = day(values, "consent_on")
    if "company_id" in values:
        found["company_id"] = company_of(actor, values)
    if not (found.get("name", row.name if row else "") or found.get("email", row.email if row else "")):
        raise Invalid("The contact has neither a name nor an e-mail.", where="name", cure="Give one of them.")
    return found


def email_of(values: Values) -> str:
    text = line(values, "email", 254)
    if text and not is_mailbox(text):
        cure = "Write it as name@company.example, or leave it empty."
        raise Invalid(f"'{text[:60]}' is not an e-mail address.", where="email", cure=cure)
    return tidy(text)


def one_of(values: Values, field: str, words: tuple[str, ...]) -> str:
    """A word of `words`. Raises `Invalid` for any other."""
    word = str(values[field] or words[0])
    if word not in words:
        known_words = ", ".join(word for word in words if word)
        raise Invalid(f"'{word[:40]}' is not known here.", where=field, cure=f"Use one of {known_words}.")
    return word


def company_of(actor: Actor, values: Values) -> int | None:
    """The number of a company that was sent. Raises `NotFound` for one that is not here."""
    number: int | None = values["company_id"]
    own = models.Company.objects.filter(workspace_id=actor.workspace_id)
    if number is not None and not own.filter(pk=number).exists():
        raise NotFound("There is no such company.", where="company_id", cure="Choose one of the list.")
    return number


def consent_day(values: dict[str, Any], today: date) -> None:
    """A consent that is told without its day is of today; an unknown one has none."""
    if values.get("consent") == "unknown":
        values["consent_on"] = None
    elif "consent" in values and not values.get("consent_on"):
        values["consent_on"] = today
