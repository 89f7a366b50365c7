"""Cells that people type or paste, read as values. Each function takes the text and the name of its column,
and raises `Invalid` at that column; an empty text is None."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import parse_day as day_in_words
from pilothouse.kit.tables.limits import LONGEST_VALUE

T = TypeVar("T")
_AMOUNT = re.compile(r"^([-+]?[\d.,\s'’]*\d)\s*(%|d|days?|w|wks?|weeks?)?$", re.I)
_THOUSANDS = re.compile(r"^[-+]?\d{1,3}([,.])\d{3}$")
_GROUPED = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$|^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$")
_SLASHES = re.compile(r"^(\d{1,2})/(\d{1,2})/\d{2,4}$")
_WEEK = 5  # working days
_AS_YES = "yes true 1 x ✓ ☑ y ja wahr oui vrai si sí verdadero sim verdadeiro vero да 是 はい"
_AS_NO = "no false 0 n ☐ nein falsch non faux falso não nee нет 否 いいえ"
_YES, _NO = set(_AS_YES.split()), set(_AS_NO.split())
_TICKS = _YES | _NO


def number_of(text: str, where: str) -> float | None:
    """`3`, `2.5`, `2,5`, `1 200`, `3 d`, `2 weeks` (of five days)."""
    found = _amount(text, where)
    if found is None:
        return None
    amount, unit = found
    if unit == "%":
        raise Invalid(f"'{text[:40]}' is a share.", where=where, cure="Give a number.")
    return amount * _WEEK if unit.startswith("w") else amount


def share_of(text: str, where: str) -> float | None:
    """`40 %` or `0.4`; without the sign, what is above 1 counts as percent."""
    found = _amount(text, where)
    if found is None:
        return None
    amount, unit = found
    if unit not in ("", "%"):
        raise Invalid(f"'{text[:40]}' is not a share.", where=where, cure="Write it as 40 %.")
    return amount / 100 if unit == "%" or amount > 1 else amount


def _amount(text: str, where: str) -> tuple[float, str] | None:
    if not text:
        return None
    found = _AMOUNT.match(text) if len(text) <= LONGEST_VALUE else None
    if found is None:
        raise Invalid(f"'{text[:40]}' is not a number.", where=where, cure="Write it as 3 or 2.5.")
    digits = re.sub(r"[\s'’]", "", found[1])
    if _THOUSANDS.match(digits) and not digits.lstrip("+-").startswith("0"):
        raise Invalid(
            f"'{text[:40]}' can be read in two ways.",
            where=where,
            cure=f"Write {re.sub('[,.]', '', digits)}, or {float(digits.replace(',', '.')):g}.",
        )
    return _float(digits, text, where), (found[2] or "").lower()


def _float(digits: str, text: str, where: str) -> float:
    if _GROUPED.match(digits):
        mark = max(digits.rfind(","), digits.rfind("."))
        whole = re.sub("[,.]", "", digits[:mark])
        last = digits[mark + 1 :]
        several = digits.count(digits[mark]) > 1
        digits = whole + last if several else f"{whole}.{last}"
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        raise Invalid(f"'{text[:40]}' is not a number.", where=where, cure="Write it as 2.5.") from None


def day_of(text: str, where: str) -> date | None:
    """A date in ISO form or in the forms of trackers and spreadsheets."""
    if not text:
        return None
    slashes = _SLASHES.match(text)
    if slashes and int(slashes[1]) <= 12 and int(slashes[2]) <= 12 and slashes[1] != slashes[2]:
        raise Invalid(f"'{text}' can be read in two ways.", where=where, cure="Write the date as 2027-03-01.")
    found = day_in_words(text, day_first=True)
    if found is None:
        raise Invalid(f"'{text[:40]}' is not a date.", where=where, cure="Write it as 2027-03-01.")
    return found


def tick_of(text: str, where: str) -> bool:
    """Yes or no; empty is no."""
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO or not word:
        return False
    raise Invalid(f"'{text[:40]}' is neither yes nor no.", where=where, cure="Write yes or no.")


def is_tick(text: str) -> bool:
    """Whether a word, and no number, says yes or no."""
    return bool(text) and not text.isdecimal() and text.lower() in _TICKS


def words_of(text: str) -> list[str]:
    """Words after commas or semicolons, each once."""
    words = (word.strip() for word in re.split("[,;]", text))
    return list(dict.fromkeys(word for word in words if word))


def choice_of(text: str, choices: Mapping[T, str], where: str, what: str) -> T | None:
    """The one of `choices` that is called `text`, capitals aside; where it is none, few are named."""
    if not text:
        return None
    wanted = plain_word(text)
    for value, name in choices.items():
        if plain_word(name) == wanted:
            return value
    raise Invalid(
        f"There is no {what} '{text[:60]}'.", where=where, cure=_advice(list(choices.values()), what)
    )


def plain_word(text: str) -> str:
    return " ".join(text.replace("_", " ").lower().split())


def _advice(names: Sequence[str], what: str) -> str:
    if not names:
        return f"There is no {what} yet."
    return f"Use one of: {', '.join(names)}." if len(names) <= 8 else f"Choose a {what} of the list."
