"""Values of editable fields as they are typed and as people read them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pilothouse.kit import clock, money
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.editing.declared import Editable
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.limits import LONGEST_VALUE

NOTHING = "–"
_NUMBER = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(d|days?|w|weeks?)?$", re.IGNORECASE)
_WEEK = 5.0  # working days
_APART = re.compile(r"\s*(?:/|–|-|\bto\b|;)\s*")


def parse_days(text: str) -> tuple[float, ...]:
    """Working days of `5`, `5d`, `2 w` or `2 / 5 / 9`: none, one, or low, likely and high.

    Raises `Invalid` for anything else; two numbers would leave the likely one to be guessed.
    """
    text = text.strip()
    if len(text) > LONGEST_VALUE:
        raise Invalid("This is not a number of days.", where="value", cure="Write it as 5, 2w or 2 / 5 / 9.")
    found = tuple(_days(part) for part in _APART.split(text)) if text else ()
    if len(found) == 2:
        raise Invalid(
            "Two numbers do not say which is likely.",
            where="value",
            cure="Give one number of days, or three: low / likely / high.",
        )
    if len(found) > 3:
        raise Invalid(
            "An estimate has at most three numbers.", where="value", cure="Write it as 5, or as 2 / 5 / 9."
        )
    return found


def _days(text: str) -> float:
    found = _NUMBER.match(text.strip())
    if not found:
        raise Invalid(
            f"'{text[:40]}' is not a number of days.", where="value", cure="Write it as 5, 2w or 2 / 5 / 9."
        )
    weeks = (found[2] or "").lower().startswith("w")
    return float(found[1].replace(",", ".")) * (_WEEK if weeks else 1.0)


def typed_days(days: tuple[float, ...]) -> str:
    """An estimate as a person types it; `parse_days` reads it."""
    return " / ".join(f"{each:g}" for each in days)


def typed(found: Editable, actor: Actor, row: Any) -> str | list[str]:
    """What `row` holds, as the little form takes it; a list for many."""
    value = found.value(row)
    if found.kind == "many":
        return [str(each) for each in value or ()]
    if value is None or value == "":
        return ""
    return _typed(found, actor, value)


def _typed(found: Editable, actor: Actor, value: Any) -> str:
    if found.kind == "number":
        return f"{value:g}"
    if found.kind == "days":
        return typed_days(value)
    if found.kind == "day":
        return value.isoformat() if isinstance(value, date) else str(value)
    if found.kind == "money" and found.currency is not None:
        return money.typed(value, found.currency(actor=actor))
    if found.kind == "tick":
        return "yes" if value else "no"
    return str(value)


def text_of(found: Editable, actor: Actor, row: Any) -> str:
    """What `row` holds, in words; a dash for nothing."""
    if found.text is not None:
        return found.text(row) or NOTHING
    value = found.value(row)
    if found.kind == "tick":
        return "yes" if value else "no"
    if value is None or value == "" or value == ():
        return NOTHING
    return _text(found, actor, value)


def _text(found: Editable, actor: Actor, value: Any) -> str:
    if found.kind == "day":
        return day_text(value, this_year=clock.today().year)
    if found.kind == "days":
        return f"{typed_days(value)} {'day' if value == (1.0,) else 'days'}"
    if found.kind == "money" and found.currency is not None:
        return str(money.Money(value, found.currency(actor=actor)))
    if found.kind == "many":
        return ", ".join(str(each) for each in value)
    if found.kind == "choice":
        return str(value).replace("_", " ").capitalize()
    return f"{value:g}" if isinstance(value, float) else str(value)
