"""What someone decided about a file outside the wizard: columns, words and names, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tables.guessing import choices
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.tables.nouns import NEW, NO_ONE, Answers, TableNoun
from pilothouse.team import queries as team


@dataclass(frozen=True, slots=True)
class Decided:
    """`fields`: header to field. `values`: field to the file's word to ours. `people`: a name of the file to
    a person's name or number, `new` or `no one`.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def applied(actor: Actor | None, columns: Columns, decided: Decided) -> Columns:
    """`columns` with what was decided. Raises `Invalid` for a field or meaning that is none, `NotFound` for a
    person who is not there.
    """
    kind = noun(columns.noun)
    known = choices(kind)
    for header, name in decided.fields.items():
        if name not in known:
            raise Invalid(
                f"'{name[:40]}' is not a field.", where=header, cure=f"Use one of: {', '.join(known)}."
            )
    values = {name: dict(words) for name, words in columns.values.items()}
    for name, words in decided.values.items():
        _check(actor, kind, columns.connector, name, words)
        values.setdefault(name, {}).update(words)
    return replace(
        columns,
        fields={**columns.fields, **decided.fields},
        values=values,
        people={**columns.people, **_people(actor, decided.people)},
    )


def _check(actor: Actor | None, kind: TableNoun, source: str, name: str, words: Mapping[str, str]) -> None:
    asked = {field.name for field in kind.fields if field.answer == "value"}
    if name not in asked:
        cure = f"Words are asked about in: {', '.join(sorted(asked)) or 'no field'}."
        raise Invalid(f"The words of '{name[:40]}' have no meanings.", where="values", cure=cure)
    meanings = {value for value, _ in kind.intake(actor, source, Answers()).choices(name)}
    for word, meaning in words.items():
        if meaning not in meanings:
            cure = f"Use one of: {', '.join(sorted(filter(None, meanings)))}."
            raise Invalid(f"'{meaning[:40]}' is no {name.replace('_', ' ')}.", where=word, cure=cure)


def _people(actor: Actor | None, told: Mapping[str, str]) -> dict[str, str]:
    """Names of the file to numbers of people."""
    if not told or actor is None:
        return {}
    known = team.owners(actor=actor)
    by_name = {name.lower(): str(number) for number, name in known} | {str(n): str(n) for n, _ in known}
    found = {}
    for text, person in told.items():
        chosen = person if person in (NEW, NO_ONE) else by_name.get(person.strip().lower())
        if chosen is None:
            cure = "Give the name of someone of the team, 'new' or 'no one'."
            raise NotFound(f"There is no person '{person[:60]}'.", where=text, cure=cure)
        found[text] = chosen
    return found
