"""Which tables belong to a workspace, and what of them leaves it: everything that a room does not keep back.

A room says in its `offers.py` which of its tables stay in the installation and why (`kept_back`), and which
columns are secrets (`secret_columns`). Any other table is exported whole, so that none is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import BigAutoField, Field, Model, Q, QuerySet

from pilothouse.site.rooms import offered

_WORKSPACE, _USER = "accounts.Workspace", "accounts.User"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the export: its noun, such as `roadmap.item`, and the columns that leave."""

    model: type[Model]
    fields: tuple[Field[Any, Any], ...]

    @property
    def noun(self) -> str:
        return self.model._meta.label_lower

    def all(self) -> QuerySet[Any]:
        """Every row, whatever the model's own manager leaves out."""
        return self.model._base_manager.all()  # noqa: SLF001 - a documented name

    @property
    def file(self) -> str:
        return f"rows/{self.noun}.ndjson"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self.fields)

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.attname)

    @property
    def counts(self) -> bool:
        """Whether the database numbers its rows."""
        return isinstance(self.model._meta.pk, BigAutoField)


@lru_cache(maxsize=1)
def kept_back() -> dict[str, str]:
    """Label of a table that stays in the installation -> why."""
    rows = (getattr(module, "kept_back", {}) for _, module in offered("offers"))
    return {label: why for row in rows for label, why in row.items()}


@lru_cache(maxsize=1)
def secret_columns() -> frozenset[str]:
    """Columns that leave with nothing, as `accounts.User.password`."""
    rows = (getattr(module, "secret_columns", ()) for _, module in offered("offers"))
    return frozenset(name for row in rows for name in row)


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """Every table that leaves, by noun."""
    models = [model for app in apps.get_app_configs() if _ours(app.name) for model in app.get_models()]
    found = [_table(model) for model in models if model._meta.label not in kept_back()]
    return tuple(sorted(found, key=lambda table: table.noun))


def _ours(name: str) -> bool:
    return name.startswith("pilothouse.")


def _table(model: type[Model]) -> Table:
    fields = model._meta.concrete_fields
    return Table(
        model,
        tuple(field for field in fields if f"{model._meta.label}.{field.attname}" not in secret_columns()),
    )


def within(table: Table, workspace_id: int) -> Q:
    """The rows of a workspace. People belong to several: those to whom a row of this one refers."""
    label = table.model._meta.label
    if label == _WORKSPACE:
        return Q(pk=workspace_id)
    if label != _USER:
        return Q(workspace_id=workspace_id)
    named = Q(pk__in=())
    for other in tables():
        for field in other.fields:
            if field.related_model is not None and field.related_model._meta.label == _USER:
                rows = other.all().filter(within(other, workspace_id))
                named |= Q(pk__in=rows.exclude(**{field.attname: None}).values(field.attname))
    return named
