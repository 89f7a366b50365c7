"""Rows made up from the kinds of their columns: for tests that must try every table, whatever it is about."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import BigAutoField

from pilothouse.kit import clock

# What rules of a table ask for beyond its kinds: a value, or that it refers to a row of its own.
OWN = {"roadmap.dependency": {"successor_id"}}
GIVEN = {
    "market.highlight": {"start": 0, "end": 1},
    "risk.stated": {"stated": 0.5},
    "accounts.attachment": {"url": "https://example.org"},
    "risk.uncertainty": {"scope": "vision.product:1", "about": "vision.blueprint:1", "part": ""},
    "vision.trace": {"subject": "roadmap.item:1"},
}
_numbers = count(1)


def first(model: Any, workspace_id: int) -> int:
    """The number of some row of a table, which is made when there is none."""
    found = model._base_manager.values_list("pk", flat=True).first()
    return fresh(model, workspace_id) if found is None else int(found)


def fresh(model: Any, workspace_id: int) -> int:
    """The number of a new row of a table."""
    label = model._meta.label_lower
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname in OWN.get(label, ()):
            setattr(row, field.attname, fresh(field.related_model, workspace_id))
        elif not isinstance(field, BigAutoField):
            setattr(row, field.attname, made_up(field, workspace_id))
    for name, value in GIVEN.get(label, {}).items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return int(row.pk)


def made_up(field: Any, workspace_id: int) -> Any:
    """A value that the column takes; that of a row which is made as well, when it refers to one."""
    if field.attname == "workspace_id":
        return workspace_id
    if field.is_relation:
        return None if field.related_model is field.model else first(field.related_model, workspace_id)
    if field.choices:
        return field.choices[0][0]
    if field.null or field.has_default():
        return field.get_default()
    kind = field.get_internal_type()
    if "Integer" in kind or kind in ("FloatField", "BooleanField"):
        return 1
    moment = clock.now()
    kinds = {
        "DateTimeField": moment,
        "DateField": moment.date(),
        "DecimalField": Decimal("0.5"),
        "JSONField": {"é": [1.0, 0.1, None]},
    }
    return kinds.get(kind, b"\0\xff" if kind == "BinaryField" else f"é{next(_numbers)}"[: field.max_length])
