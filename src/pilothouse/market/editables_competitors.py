"""Fields of competitors, features and facts that are changed where they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable
from pilothouse.kit.subjects import listed
from pilothouse.market import queries, services
from pilothouse.market.contracts import ANSWERS, OWN, OWN_WORDS, Competitor, CompetitorPlan, Fact, Feature
from pilothouse.market.editables import editable_field

_PRODUCTS = 100
_ANSWER_WORDS = [(word, word.capitalize()) for word in ANSWERS]


def _competitor(*, actor: Actor, id: int) -> Competitor:
    return queries.competitor(actor=actor, id=id, today=clock.today())


def _feature(*, actor: Actor, id: int) -> Feature:
    return queries.feature(actor=actor, id=id, today=clock.today())


def _fact(*, actor: Actor, id: int) -> Fact:
    return queries.fact(actor=actor, id=id, today=clock.today())


def _products(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    return [
        (str(each.ref), each.title) for each in listed(actor=actor, kind="vision.product", limit=_PRODUCTS)
    ]


def _record(
    *, actor: Actor, now: datetime, id: int, version: int | None, value: str, batch: str = ""
) -> Fact:
    values = {"answer": value}
    return services.record_fact(actor=actor, now=now, id=id, version=version, values=values, batch=batch)


def _of_competitor(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.competitor",
        (Competitor,),
        _competitor,
        lambda row: row.name,
        services.change_competitor,
        field,
        label,
        kind,
        **more,
    )


def _of_feature(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.feature",
        (Feature,),
        _feature,
        lambda row: row.name,
        services.change_feature,
        field,
        label,
        kind,
        **more,
    )


def _of_plan(field: str, label: str) -> Editable:
    return editable_field(
        "market.competitor_plan",
        (CompetitorPlan,),
        queries.competitor_plan,
        lambda row: row.name,
        services.change_plan,
        field,
        label,
        "line",
        needed=field == "name",
    )


editables = (
    _of_competitor("name", "Name", "line", needed=True, key="t"),
    _of_competitor("website", "Home page", "line"),
    _of_competitor(
        "against",
        "Competes with",
        "many",
        of=list,
        value=lambda row: tuple(each.ref for each in row.against),
        text=lambda row: row.against_names,
        choices=_products,
        picks="vision.product",
        hint="None: with all products",
    ),
    _of_competitor("notes", "Notes", "area", markdown=True),
    _of_plan("name", "Name"),
    _of_plan("notes", "Notes"),
    _of_feature("name", "Name", "line", needed=True, key="t"),
    _of_feature("description", "Description", "area", markdown=True),
    _of_feature(
        "own_shown",
        "We have it",
        "choice",
        column="own",
        value=lambda row: row.own,
        choices=lambda *, actor, row: [(word, OWN_WORDS[word]) for word in OWN],
        text=lambda row: row.own_told,
        key="w",
        needed=True,
    ),
    Editable(
        noun="market.fact",
        rows=(Fact,),
        read=_fact,
        called=lambda row: row.title,
        field="shown",
        label="Answer",
        kind="choice",
        change=_record,
        value=lambda row: row.answer,
        choices=lambda *, actor, row: _ANSWER_WORDS,
        text=lambda row: row.told,
        key="f",
        needed=True,
        undo="market:undo-fact",
    ),
)
