"""Fields of themes that are changed where they are shown."""

from __future__ import annotations

from typing import Any

from pilothouse.kit.editing import Act, Editable, RunMany
from pilothouse.market import queries, services
from pilothouse.market.contracts import Theme
from pilothouse.market.editables import editable_field

KIND_WORDS = {"theme": "Theme", "loose": "Loose group", "routine": "Routine talk"}
_PINNED = {"yes": "Pinned", "no": "Not pinned"}


def _field(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.theme",
        (Theme,),
        queries.theme,
        lambda row: row.name,
        services.change_theme,
        field,
        label,
        kind,
        **more,
    )


editables = (
    _field("name", "Name", "line", needed=True, key="t"),
    _field(
        "kind_of",  # pages draw `kind` with the sign of a kind of item
        "Kind",
        "choice",
        column="kind",
        choices=lambda *, actor, row: list(KIND_WORDS.items()),
        text=lambda row: KIND_WORDS[row.kind],
        needed=True,
        key="i",
        many=True,
    ),
    _field(
        "pinned",
        "Pinned",
        "choice",
        column="is_pinned",
        of=lambda value: value == "yes",
        value=lambda row: "yes" if row.is_pinned else "no",
        choices=lambda *, actor, row: list(_PINNED.items()),
        text=lambda row: _PINNED["yes" if row.is_pinned else "no"],
        needed=True,
        many=True,
    ),
)

acts = (
    Act(
        noun="market.theme",
        name="retire",
        label="Retire",
        question="Retire the selected themes? Their feedback has no theme then. Undo opens them again.",
        run=RunMany(services.retire_theme_of_many, "theme", "retired", undo=None),
    ),
)
