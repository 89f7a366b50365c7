"""What the columns of a table probably mean, by their headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pilothouse.connectors.contracts import Column
from pilothouse.kit.tables.durations import unit_in
from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.nouns import Field, TableNoun
from pilothouse.kit.tables.plain import plain

IGNORE = "ignore"
_OURS = "product key"
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$|(?:\s+in)?\s+\w+\s*$")


def choices(noun: TableNoun) -> dict[str, str]:
    """Field to label of all that a column of `noun` can mean; what is kept can be left out."""
    told = "Do not import" if noun.keeps_rest else "Worked out here, not imported"
    left_out = {IGNORE: told} if noun.keeps_rest or noun.computed else {}
    return {field.name: field.label for field in noun.fields} | left_out


def field_of(noun: TableNoun, header: str) -> Field | None:
    """What `header` usually means, also with a unit behind it, as in `Estimate (hours)`; None when nothing is
    known.
    """
    if len(header) > LONGEST_VALUE:
        return None
    return _meaning(noun, plain(header), header) or (
        _meaning(noun, plain(_UNIT.sub("", header)), "") if unit_in(header) else None
    )


def _meaning(noun: TableNoun, words: str, header: str) -> Field | None:
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

    A field with one value goes to the column whose header comes first among its synonyms: where there is a
    column `Key`, one called just `ID` is an inner number.
    """
    found: dict[str, str] = _computed(noun, header)
    names = dict.fromkeys(name for name in header if name not in found)
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        field = field_of(noun, name)
        if field is not None and field.kind == "list":
            found[name] = field.name
        elif field is not None:
            rank = field.synonyms.index(plain(name)) if plain(name) in field.synonyms else len(field.synonyms)
            best[field.name] = min(best.get(field.name, (rank, name)), (rank, name), key=lambda pair: pair[0])
    found |= {name: field for field, (_, name) in best.items()}
    return {name: found[name] for name in dict.fromkeys(header) if name in found}


def _computed(noun: TableNoun, header: Sequence[str]) -> dict[str, str]:
    """Columns of an export of our own that are worked out here.

    It is one when it names the key of each row's product, or two of them mean nothing else.
    """
    computed = [name for name in dict.fromkeys(header) if plain(name) in noun.computed]
    own = [name for name in computed if field_of(noun, name) is None]
    ours = len(own) > 1 or any(plain(name) == _OURS for name in header)
    return dict.fromkeys(computed, IGNORE) if ours else {}


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
