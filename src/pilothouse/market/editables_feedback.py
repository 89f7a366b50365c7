"""Fields of feedback that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, trash
from pilothouse.kit.forms import words
from pilothouse.market import queries, services
from pilothouse.market.contracts import CHANNELS, KINDS, STATES, Feedback
from pilothouse.market.editables import companies, contacts, editable_field, number_of


def _choices(names: Iterable[str], none: str = "") -> Any:
    found = [*([("", none)] if none else []), *words(names)]
    return lambda *, actor, row: found


def _themes(*, actor: Actor, row: Feedback | None) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in queries.theme_names(actor=actor)]


def _field(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.feedback",
        (Feedback,),
        queries.feedback,
        lambda row: f"“{row.headline[:60]}”",
        services.change_feedback,
        field,
        label,
        kind,
        **more,
    )


def _worded(name: str) -> Any:
    return lambda row: getattr(row, name).capitalize()


editables = (
    _field(
        "state",
        "State",
        "choice",
        choices=_choices(STATES),
        text=_worded("state"),
        key="s",
        needed=True,
        many=True,
    ),
    _field(
        "kind_of",  # pages draw `kind` with the sign of a kind of item
        "Kind",
        "choice",
        choices=_choices(KINDS, "Not decided"),
        column="kind",
        text=_worded("kind"),
        key="w",
        many=True,
    ),
    _field(
        "channel",
        "From",
        "choice",
        choices=_choices(CHANNELS),
        text=_worded("channel"),
        needed=True,
        many=True,
    ),
    _field(
        "company",
        "Company",
        "reference",
        column="company_id",
        of=number_of,
        text=lambda row: row.company_name,
        choices=companies,
        picks="market.company",
        key="o",
        many=True,
    ),
    _field(
        "theme",
        "Theme",
        "reference",
        column="theme_id",
        of=number_of,
        text=lambda row: row.theme_name,
        choices=_themes,
        picks="market.theme",
        key="t",
        many=True,
    ),
    _field(
        "contact",
        "Contact",
        "reference",
        column="contact_id",
        of=number_of,
        text=lambda row: row.contact_name,
        choices=contacts,
        picks="market.contact",
    ),
    _field("author", "Author", "line"),
    _field("received_on", "Day", "day", needed=True),
    _field("language", "Language", "line", hint="Such as en"),
    _field("link", "Link", "line", hint="Where it stands, such as the ticket"),
)

acts = (trash("market.feedback", services.remove_feedback, "piece"),)
