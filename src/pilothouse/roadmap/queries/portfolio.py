"""The order of products, and who works for which."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, OuterRef, Subquery

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import ProductName
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    OPEN,
    Allocation,
    Mode,
    Portfolio,
    PortfolioLine,
    RankedProduct,
    Release,
    TeamShare,
)
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.releases import releases
from pilothouse.vision import queries as vision


def product_names(*, actor: Actor) -> tuple[ProductName, ...]:
    """What the product choice offers: all products in their order; one statement."""
    return vision.product_names(actor=actor, place=_place)


def _place() -> Subquery[Any]:
    ranks = models.ProductRank.objects.filter(product_id=OuterRef("pk")).order_by()
    return Subquery(ranks.values("position")[:1])


def portfolio(*, actor: Actor) -> Portfolio:
    """All products in their order; four statements. Products without a place come last, oldest first."""
    settings = models.PortfolioSettings.objects.filter(workspace_id=actor.workspace_id).first()
    ranks = {
        row.product_id: row for row in models.ProductRank.objects.filter(workspace_id=actor.workspace_id)
    }
    last = len(ranks) + 1
    products = sorted(
        vision.products(actor=actor),
        key=lambda one: (ranks[one.id].position if one.id in ranks else last, one.id),
    )
    return Portfolio(
        mode=cast("Mode", settings.mode) if settings else "balanced",
        version=settings.version if settings else 1,
        products=tuple(
            RankedProduct(one.id, one.key, one.name, rank.weight, rank.active)
            if (rank := ranks.get(one.id))
            else RankedProduct(one.id, one.key, one.name, 1.0, True)
            for one in products
        ),
        allocations=_allocations(actor),
        team_shares=_team_shares(actor),
    )


def portfolio_lines(*, actor: Actor, portfolio: Portfolio) -> tuple[PortfolioLine, ...]:
    """The products of a portfolio with what is planned of each, in their order."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN).order_by()
    counts = dict(rows.values_list("product_id").annotate(many=Count("id")))
    run = runs.latest_run(actor=actor)
    parts = {row.product_id: row for row in run.products} if run else {}
    upcoming: dict[int, Release] = {}
    for row in releases(actor=actor, only_planned=True):
        if row.target_on is not None:
            upcoming.setdefault(row.product_id, row)
    return tuple(
        PortfolioLine(row, counts.get(row.id, 0), parts.get(row.id), upcoming.get(row.id))
        for row in portfolio.products
    )


def _allocations(actor: Actor) -> tuple[Allocation, ...]:
    rows = models.Allocation.objects.filter(workspace_id=actor.workspace_id)
    return tuple(
        Allocation(*values) for values in rows.values_list("person_id", "product_id", "share", "from_on")
    )


def _team_shares(actor: Actor) -> tuple[TeamShare, ...]:
    rows = models.TeamShare.objects.filter(workspace_id=actor.workspace_id)
    return tuple(TeamShare(*values) for values in rows.values_list("team_id", "product_id", "least", "most"))
