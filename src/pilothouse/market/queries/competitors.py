"""Competitors with their plans and prices, and what a workspace says of facts and currencies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import (
    USUAL_MONTHS,
    Competitor,
    CompetitorName,
    CompetitorPlan,
    CompetitorSettings,
    ExchangeRate,
    Price,
)

KIND = "market.competitor"


def competitors(*, actor: Actor, today: date, product: str = "") -> tuple[Competitor, ...]:
    """Competitors by name, of the product that `product` refers to, or all; three statements, and one for
    the names of products."""
    rows = [row for row in _full(actor, today) if is_against(row.against, product)]
    products = named(actor=actor, refs=[ref for row in rows for ref in row.against])
    return tuple(_competitor(row, products) for row in rows)


def competitor(*, actor: Actor, id: int, today: date) -> Competitor:
    """One competitor. Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _full(actor, today).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such competitor.", cure="It may have been removed; see the list.")
    return _competitor(row, named(actor=actor, refs=row.against))


def competitor_names(*, actor: Actor, product: str = "") -> tuple[CompetitorName, ...]:
    """Those of the product, by name; one statement."""
    rows = own_competitors(actor).values_list("pk", "name", "against")
    return tuple(
        CompetitorName(number, name) for number, name, against in rows if is_against(against, product)
    )


def competitor_settings(*, actor: Actor) -> CompetitorSettings:
    """After how many months facts expire, and the exchange rates; three statements."""
    row = models.CompetitorSettings.objects.filter(workspace_id=actor.workspace_id).first()
    rates = models.ExchangeRate.objects.filter(workspace_id=actor.workspace_id)
    return CompetitorSettings(
        months=row.months if row else USUAL_MONTHS,
        currency=accounts.currency(actor=actor),
        rates=tuple(
            ExchangeRate(
                id=each.pk,
                currency=each.currency,
                rate=f"{each.rate.normalize():f}",
                stated_on=each.stated_on,
                stated_by=each.stated_by,
                version=each.version,
            )
            for each in rates
        ),
        version=row.version if row else 0,
    )


def competitor_plan(*, actor: Actor, id: int) -> CompetitorPlan:
    """One plan. Raises `NotFound`."""
    rows = models.CompetitorPlan.objects.filter(workspace_id=actor.workspace_id, removed_at=None, pk=id)
    row = rows.filter(competitor__removed_at=None).prefetch_related("prices").first()
    if row is None:
        raise NotFound("There is no such plan.", cure="See the page of the competitor.")
    return _plan(row)


def plan_competitor(*, actor: Actor, id: int) -> int:
    """Whose plan it is. Raises `NotFound`."""
    row = models.CompetitorPlan.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such plan.", cure="See the list of competitors.")
    return row.competitor_id


def find_competitors(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By name or home page."""
    wanted = text.replace("\0", "").strip()  # PostgreSQL refuses NUL
    rows = own_competitors(actor).filter(Q(name__icontains=wanted) | Q(website__icontains=wanted))[:limit]
    return [Found(row.name, row.website, Ref(KIND, row.pk)) for row in rows]


def named_competitors(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_competitors(actor).filter(pk__in=ids).values_list("pk", "name")
    return [Subject(f"{KIND}:{number}", name, name) for number, name in rows]


def is_against(against: Collection[str], product: str) -> bool:
    """Whether a competitor that competes with `against` competes with the product."""
    return not product or not against or product in against


def own_competitors(actor: Actor) -> QuerySet[models.Competitor]:
    """Competitors of the workspace that are not in the trash."""
    return models.Competitor.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def _full(actor: Actor, today: date) -> QuerySet[models.Competitor]:
    known = ~Q(facts__answer="unknown") & Q(facts__feature__removed_at=None, facts__isnull=False)
    plans = models.CompetitorPlan.objects.filter(removed_at=None).prefetch_related("prices")
    return (
        own_competitors(actor)
        .annotate(
            known=Count("facts", filter=known),
            expired=Count("facts", filter=known & Q(facts__expires_on__lt=today)),
        )
        .prefetch_related(Prefetch("plans", plans))
    )


def _competitor(row: Any, products: dict[str, Subject]) -> Competitor:
    return Competitor(
        id=row.pk,
        name=row.name,
        website=row.website,
        notes=row.notes,
        against=tuple(products[ref] for ref in row.against if not products[ref].gone),
        plans=tuple(map(_plan, row.plans.all())),
        known=row.known,
        expired=row.expired,
        version=row.version,
    )


def _plan(row: models.CompetitorPlan) -> CompetitorPlan:
    return CompetitorPlan(row.pk, row.name, row.notes, shown_prices(row.prices.all()), row.version)


def shown_prices(rows: Iterable[models.Price]) -> tuple[Price, ...]:
    """Prices as they leave the room."""
    return tuple(
        Price(
            id=row.pk,
            amount_cents=row.amount_cents,
            currency=row.currency,
            period=row.period,  # type: ignore[arg-type]
            per=row.per,  # type: ignore[arg-type]
            from_on=row.from_on,
            source=row.source,
            seen_by=row.seen_by,
        )
        for row in rows
    )
