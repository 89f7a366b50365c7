"""Custom fields: adding, changing, ordering and removing them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known as only
from pilothouse.kit.text import line, one_line
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.contracts import FIELD_KINDS
from pilothouse.roadmap.services import custom_values, formulas
from pilothouse.roadmap.services.known import Known

_LONGEST = 60
_LONGEST_TEXT = 500
_MOST = 100  # fields of a workspace
_MOST_CHOICES = 100
_REF = "roadmap.custom_field"
# What items have of themselves: a custom field of that name could not be told apart.
_TAKEN = {
    *formulas.ITEM_NAMES,
    *("key", "description", "likely", "release", "owner", "team", "labels", "people", "parent", "product"),
    *("components", "rank", "milestone", "mandatory", "custom"),
}


@transaction.atomic
def add_custom_field(
    *, actor: Actor, now: datetime, name: str, kind: str, choices: Sequence[str] = (), formula: str = ""
) -> contracts.CustomField:
    """Add a field that every item can have. `choices` are those of a choice, `formula` that of a formula,
    which is computed at once.

    Raises `Invalid` with what is wrong, and `Conflict` for a name that is taken.
    """
    actor.require(Role.EDITOR)
    there = _there(actor)
    if len(there) >= _MOST:
        raise Invalid(f"A workspace has at most {_MOST} custom fields.", cure="Remove one first.")
    row = models.CustomField(workspace_id=actor.workspace_id, place=len(there) + 1, kind=_kind(kind))
    row.name = _name({"name": name}, there, None)
    row.handle = _handle(row.name, there)
    row.choices = _choices(row, choices)
    _set_formula(row, formula, there)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="custom_field.added",
        ref=_REF,
        title=row.name,
        fields=("name", "kind", "choices", "formula"),
        taken=_taken(row.name),
    )
    if row.kind == "formula":
        formulas.refresh_all(Known(actor))
    return queries.custom_field(actor=actor, id=row.pk)


@transaction.atomic
def change_custom_field(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.CustomField:
    """Change name, choices or formula. The kind stays, and so does the name in formulas.

    Raises `Invalid`, `Stale`, and `Conflict` for a choice that items still have, or a name that is taken.
    """
    actor.require(Role.EDITOR)
    row = rows.find(models.CustomField, actor, id, "custom field")
    only(values, ("name", "choices", "formula"))
    others = [one for one in _there(actor) if one.pk != row.pk]
    found = dict(values)
    if "name" in found:
        found["name"] = _name(found, others, row.pk)
    if "choices" in found:
        found["choices"] = _choices(row, found["choices"] or ())
        _refuse_used(row, found["choices"])
    if "formula" in found:
        # Judged on a row of its own, as the change itself compares with what is stored.
        tried = models.CustomField(handle=row.handle, name=row.name, kind=row.kind, result=row.result)
        _set_formula(tried, str(found["formula"] or ""), others)
        found |= {"formula": tried.formula, "result": tried.result}
        _check_readers([*others, tried])
    changed = rows.change(
        row=row,
        values=found,
        actor=actor,
        now=now,
        version=version,
        verb="custom_field.changed",
        ref=_REF,
        title=row.name,
        untold=("result",),
    )
    if changed and row.kind == "formula":
        formulas.refresh_all(Known(actor))
    return queries.custom_field(actor=actor, id=id)


@transaction.atomic
def order_custom_fields(
    *, actor: Actor, now: datetime, ids: Sequence[int]
) -> tuple[contracts.CustomField, ...]:
    """Put the fields into this order. Raises `Invalid` unless each is named once."""
    actor.require(Role.EDITOR)
    there = {row.pk: row for row in _there(actor)}
    if not ids or sorted(ids) != sorted(there):
        raise Invalid("The order must name every custom field once.", where="ids", cure="Reload the page.")
    before = [row.name for row in there.values()]
    for place, number in enumerate(ids, 1):
        there[number].place = place
    models.CustomField.objects.bulk_update(there.values(), ["place"])
    after = [there[number].name for number in ids]
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="custom_field.ordered",
            subject=Ref(_REF, ids[0]),
            title="Custom fields",
            changes={"order": [before, after]},
        )
    return queries.custom_fields(actor=actor)


@transaction.atomic
def remove_custom_field(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a field with what items have in it; returns the entry that restores them. Raises `Conflict`
    while a formula reads it, `Stale`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.CustomField, actor, id, "custom field")
    others = [one for one in _there(actor) if one.pk != row.pk]
    for other in others:
        if other.kind == "formula" and row.handle in _reads(other, [*others, row]):
            raise Conflict(
                f"The formula of {other.name} reads {row.name}.",
                where=other.name,
                cure="Change that formula first.",
            )
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="custom_field.removed",
        ref=_REF,
        title=row.name,
        more={"carried": custom_values.of_field(row)},
    )


def restore_custom_field(known: Known, row: models.CustomField, carried: Sequence[Sequence[Any]]) -> None:
    """Give items back what they had in a field that is back; computed ones are computed. Raises `Invalid`
    when a formula reads a field that is gone."""
    if row.kind == "formula":
        formulas.checked(row, [one for one in _there(known.actor) if one.pk != row.pk])
        formulas.refresh_all(known)
    else:
        custom_values.give_back(known, row, carried)


def _there(actor: Actor) -> list[models.CustomField]:
    return list(models.CustomField.objects.filter(workspace_id=actor.workspace_id))


def _reads(field: models.CustomField, others: Sequence[models.CustomField]) -> Iterable[str]:
    return formulas.checked(field, [one for one in others if one is not field]).reads


def _check_readers(fields: Sequence[models.CustomField]) -> None:
    """The other formulas still hold with what one has become, as of another type."""
    for field in fields:
        if field.kind == "formula":
            formulas.checked(field, [one for one in fields if one is not field])


def _kind(kind: str) -> str:
    if kind not in FIELD_KINDS:
        raise Invalid(
            f"'{kind}' is not a kind of field.", where="kind", cure=f"Use one of: {', '.join(FIELD_KINDS)}."
        )
    return kind


def _name(values: Mapping[str, Any], others: Sequence[models.CustomField], but: int | None) -> str:
    name = line(values, "name", _LONGEST, needed="Give the field a name.")
    if _slug(name) in _TAKEN:
        raise Conflict(f"Items have {name} already.", where="name", cure="Choose another name.")
    if any(row.name.casefold() == name.casefold() and row.pk != but for row in others):
        raise _taken(name)
    return name


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a custom field {name} already.", where="name", cure="Choose another name.")


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _handle(name: str, others: Sequence[models.CustomField]) -> str:
    """The name in formulas: small letters, digits and lines, unlike any other."""
    there = {row.handle for row in others} | _TAKEN | set(formulas.RESERVED)
    slug = _slug(name)
    base = (slug if slug and not slug[0].isdigit() else f"field_{slug}").strip("_")[:50]
    return next(
        each for each in (base, *(f"{base}_{number}" for number in range(2, _MOST + 3))) if each not in there
    )


def _choices(row: models.CustomField, words: Iterable[Any]) -> list[str]:
    if row.kind != "choice":
        return []
    found: dict[str, str] = {}
    for word in words:
        if text := one_line(str(word))[:_LONGEST_TEXT]:
            found.setdefault(text.casefold(), text)
    if not found or len(found) > _MOST_CHOICES:
        raise Invalid(
            f"A choice has 1 to {_MOST_CHOICES} words to choose from.",
            where="choices",
            cure="Write each on a line of its own.",
        )
    return list(found.values())


def _refuse_used(row: models.CustomField, words: Sequence[str]) -> None:
    used = row.values.exclude(text__in=[*words, ""]).order_by().values_list("text", flat=True)
    if gone := sorted(set(used)):
        raise Conflict(
            f"Items still have {', '.join(gone[:5])}.",
            where="choices",
            cure="Keep it, or change these items first.",
        )


def _set_formula(row: models.CustomField, text: str, others: Sequence[models.CustomField]) -> None:
    if row.kind == "formula":
        row.formula = text.strip()
        row.result = formulas.checked(row, others).result
