"""Fields of companies and contacts that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, SetMany, trash
from pilothouse.kit.forms import words
from pilothouse.kit.subjects import listed
from pilothouse.market import queries, services
from pilothouse.market.contracts import CONSENTS, Company, Contact
from pilothouse.team import queries as team

Change = Callable[..., Any]


def _as_it_is(value: Any) -> Any:
    return value


def number_of(value: Any) -> int | None:
    return int(value) if value else None


@dataclass(frozen=True, slots=True)
class _Set:
    """Stores in `column` what `of` makes of a value."""

    change: Change
    column: str
    of: Callable[[Any], Any]

    def __call__(self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any) -> Any:
        values = {self.column: self.of(value)}
        return self.change(actor=actor, now=now, id=id, version=version, values=values)


def editable_field(
    noun: str,
    rows: tuple[type, ...],
    read: Any,
    called: Callable[[Any], str],
    change: Change,
    field: str,
    label: str,
    kind: Any,
    *,
    column: str = "",
    of: Callable[[Any], Any] = _as_it_is,
    many: bool = False,
    **more: Any,
) -> Editable:
    """A field that `change` stores in `column`, as `of` makes it; `many` where several rows take it at
    once."""
    stored = column or field
    more.setdefault("value", lambda row: getattr(row, stored))
    word = {"market.feedback": "row", "market.support_problem": "problem"}.get(noun, noun.partition(".")[2])
    alike = partial(services.change_many, kind=noun)
    return Editable(
        noun=noun,
        rows=rows,
        read=read,
        called=called,
        field=field,
        label=label,
        kind=kind,
        change=_Set(change, stored, of),
        change_many=SetMany(alike, word, stored, of) if many else None,
        **more,
    )


def people(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in team.owners(actor=actor)]


def contacts(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    """Those of the row's company, or all where none is known."""
    company = getattr(row, "company_id", None)
    found = queries.contacts(actor=actor, company=company, size=500).rows
    return [(str(each.id), f"{each.called}, {each.company_name}".rstrip(", ")) for each in found]


def products(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    """Products by reference."""
    return [(str(each.ref), each.title) for each in listed(actor=actor, kind="vision.product", limit=200)]


def companies(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in queries.company_names(actor=actor)]


def _company(field: str, label: str, kind: Any, **more: Any) -> Editable:
    change = services.change_company
    return editable_field(
        "market.company",
        (Company,),
        queries.company,
        lambda row: row.name,
        change,
        field,
        label,
        kind,
        **more,
    )


def _contact(field: str, label: str, kind: Any, **more: Any) -> Editable:
    change = services.change_contact
    return editable_field(
        "market.contact",
        (Contact,),
        queries.contact,
        lambda row: row.called,
        change,
        field,
        label,
        kind,
        **more,
    )


def _revenue(row: Company) -> str:
    return row.revenue.replace(",", "")


editables = (
    _company("name", "Name", "line", needed=True, key="t"),
    _company("segment", "Segment", "line", key="s", many=True, hint="Such as Enterprise"),
    _company("plan", "Plan", "line", many=True),
    _company(
        "revenue",
        "Revenue a year",
        "line",
        value=_revenue,
        text=lambda row: row.revenue,
        hint="An amount, and its currency where it is another than now: 48000 EUR",
    ),
    _company(
        "owner",
        "Owner",
        "reference",
        column="owner_id",
        of=number_of,
        text=lambda row: row.owner_name,
        choices=people,
        picks="team.person",
        key="a",
        many=True,
    ),
    _company("website", "Website", "line"),
    _company("notes", "Notes", "area", markdown=True),
    _contact("name", "Name", "line", key="t"),
    _contact("email", "E-mail", "line"),
    _contact("title", "Title", "line"),
    _contact(
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
    _contact(
        "consent",
        "Consent",
        "choice",
        choices=lambda *, actor, row: words(CONSENTS),
        needed=True,
        key="s",
        many=True,
    ),
    _contact("consent_on", "Consent of", "day"),
    _contact("notes", "Notes", "area", markdown=True),
)

acts = (trash("market.company", services.remove_company, "company"),)
