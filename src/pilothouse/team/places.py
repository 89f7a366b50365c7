"""Countries and regions whose public holidays are known, as the `holidays` package has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import holidays
from holidays import registry

from pilothouse.kit.errors import Invalid

_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SMALL = re.compile(r"\b(And|Of|The)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO 3166-1) or a region of one, and what it is called."""

    code: str
    name: str


@cache
def countries() -> tuple[Place, ...]:
    """Every country with known public holidays, by name. Reads a list only; loads no country."""
    found = {row[1]: _spaced(row[0]) for row in registry.COUNTRIES.values()}
    return tuple(sorted((Place(code, name) for code, name in found.items()), key=lambda row: row.name))


@cache
def regions(country: str) -> tuple[Place, ...]:
    """The regions of `country` that have holidays of their own, by name; none for an unknown country."""
    if not is_country(country):
        return ()
    known = holidays.country_holidays(country)
    names: dict[str, str] = {}
    for name, code in getattr(known, "subdivisions_aliases", {}).items():
        names.setdefault(code, name)
    found = (Place(code, names.get(code, code)) for code in known.subdivisions)
    return tuple(sorted(found, key=lambda row: row.name))


def is_country(code: str) -> bool:
    return any(row.code == code for row in countries())


def place_name(country: str, subdivision: str = "") -> str:
    """`Germany, Berlin`; codes where no name is known, empty for no country."""
    name = next((row.name for row in countries() if row.code == country), country)
    region = next((row.name for row in regions(country) if row.code == subdivision), subdivision)
    return f"{name}, {region}" if region else name


def check_place(country: str, subdivision: str) -> None:
    """Raise `Invalid` unless the holidays of the place are known; no country at all is fine."""
    if not country:
        if subdivision:
            raise Invalid(
                "A region needs its country.", where="subdivision", cure="Choose the country as well."
            )
        return
    if not is_country(country):
        raise Invalid(
            f"No public holidays are known for '{country[:20]}'.",
            where="country",
            cure="Use an ISO 3166 code such as DE or US, or leave it empty.",
        )
    if subdivision and all(row.code != subdivision for row in regions(country)):
        known = ", ".join(row.code for row in regions(country)[:12])
        raise Invalid(
            f"'{subdivision[:20]}' is no region of {place_name(country)}.",
            where="subdivision",
            cure=f"Use one of {known}, or leave it empty." if known else "Leave it empty.",
        )


def _spaced(name: str) -> str:
    """`IsleOfMan` as `Isle of Man`."""
    return _SMALL.sub(lambda word: word[0].lower(), _NEXT_WORD.sub(" ", name))
