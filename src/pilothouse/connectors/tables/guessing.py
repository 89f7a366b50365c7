"""What the columns of a table probably mean, by their headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pilothouse.connectors.contracts import Column
from pilothouse.kit.tables.nouns import Field, TableNoun

IGNORE = "ignore"


def choices(noun: TableNoun) -> dict[str, str]:
    """Field to label of all that a column of `noun` can mean; what is kept can be left out."""
    left_out = {IGNORE: "Do not import"} if noun.keeps_rest else {}
    return {field.name: field.label for field in noun.fields} | left_out


def plain(header: str) -> str:
    """A header in small letters with single spaces and no marks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.lower()).split())


def field_of(noun: TableNoun, header: str) -> Field | None:
    """What `header` usually means; None when nothing is known."""
    words = plain(header)
    return next(
        (
            field
            for field in noun.fields
            if words in field.synonyms or (field.pattern and re.match(field.pattern, header, re.I))
        ),
        None,
    )


def guess_fields(noun: TableNoun, header: Sequence[str]) -> dict[str, str]:
    """Header to field for what is recognised.

    A field with one value goes to the first column that may mean it. One called just `ID` comes last: beside
    a column `Key` it is an inner number.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(dict.fromkeys(header), key=lambda name: plain(name) == "id"):
        field = field_of(noun, name)
        if field is not None and (field.kind == "list" or field.name not in taken):
            found[name] = field.name
            taken.add(field.name)
    return {name: found[name] for name in dict.fromkeys(header) if name in found}


def fit(noun: TableNoun, header: Sequence[str]) -> float:
    """How much a header looks like a table of `noun`, 0 to 1; 0 where a needed column is missing."""
    names = {name for name in header if name}
    found = guess_fields(noun, header)
    if not names or not {field.name for field in noun.fields if field.required} <= set(found.values()):
        return 0.0
    return len(found) / len(names)


def described(
    noun: TableNoun, header: Sequence[str], fields: Mapping[str, str], samples: Mapping[str, Sequence[str]]
) -> tuple[Column, ...]:
    """One line a column for people to check."""
    return tuple(
        Column(
            header=name,
            many=list(header).count(name),
            field=fields.get(name, ""),
            sure=field_of(noun, name) is not None,
            samples=tuple(samples.get(name, ())[:3]),
        )
        for name in dict.fromkeys(header)
        if name
    )
