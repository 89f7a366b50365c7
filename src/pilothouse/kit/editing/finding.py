"""The editable fields of all rooms, found in their `offers.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing.declared import Act, Editable
from pilothouse.kit.errors import NotFound
from pilothouse.kit.subjects import offers


@lru_cache(maxsize=1)
def by_noun() -> Mapping[str, Mapping[str, Editable]]:
    """Noun -> field -> what is declared of it, in the order of declaration."""
    found: dict[str, dict[str, Editable]] = {}
    for module in offers():
        for row in getattr(module, "editables", ()):
            found.setdefault(row.noun, {})[row.field] = row
    return found


@lru_cache(maxsize=1)
def _acts() -> Mapping[str, tuple[Act, ...]]:
    found: dict[str, tuple[Act, ...]] = {}
    for module in offers():
        for row in getattr(module, "acts", ()):
            found[row.noun] = (*found.get(row.noun, ()), row)
    return found


def acts_of(noun: str) -> tuple[Act, ...]:
    """What can be done to several rows of `noun` at once, beside changing their fields."""
    return _acts().get(noun, ())


def act(noun: str, name: str) -> Act:
    """One of them. Raises `NotFound`."""
    for row in acts_of(noun):
        if row.name == name:
            return row
    raise NotFound(f"'{noun[:40]}' knows no act '{name[:40]}'.", cure="Check the address.")


@lru_cache(maxsize=1)
def _nouns() -> Mapping[type, str]:
    return {kind: row.noun for fields in by_noun().values() for row in fields.values() for kind in row.rows}


def own(actor: Actor, noun: str) -> Mapping[str, Editable]:
    """Field -> what the actor's workspace added to `noun`: `own_editables(*, actor)` of the rooms' offers."""
    makers = (getattr(module, "own_editables", None) for module in offers())
    rows = (row for make in makers if make is not None for row in make(actor=actor))
    return {row.field: row for row in rows if row.noun == noun}


def editable(noun: str, field: str, actor: Actor) -> Editable:
    """The declaration. Raises `NotFound` for a field that is not changed in place."""
    found = by_noun().get(noun, {}).get(field) or own(actor, noun).get(field)
    if found is None:
        raise NotFound(
            f"'{noun[:40]}' has no field '{field[:40]}' to change here.", cure="Check the address."
        )
    return found


def noun_of(row: object) -> str:
    """The noun that the contract `row` is declared for, empty for none."""
    return _nouns().get(type(row), "")


def of_row(row: object) -> Mapping[str, Editable]:
    """Field -> declaration for the contract `row`; nothing for one that no room declares."""
    return by_noun().get(noun_of(row), {})
