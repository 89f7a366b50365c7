"""Setting the order of products, and who works for which. All of it shares one version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from pilothouse.engine import quantities
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import within_reach
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import MODES, Allocation, Mode, Portfolio, TeamShare
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

_FULL = 1.0 + 1e-9


@transaction.atomic
def order_products(
    *,
    actor: Actor,
    now: datetime,
    version: int | None,
    product_ids: Sequence[int],
    mode: Mode | None = None,
    weights: Mapping[int, float] | None = None,
    paused: Sequence[int] | None = None,
) -> Portfolio:
    """Set the order of products, the first counts most; products that are not named follow as they were.

    `weights` by product, `paused` are those not planned; what is None stays. Raises `Invalid`, `NotFound`,
    `Stale`.
    """
    before = _changed(actor, version)
    known = {row.id: row for row in before.products}
    for number in (*product_ids, *(weights or {}), *(paused or ())):
        vision.product(actor=actor, id=number)
    if mode is not None and mode not in MODES:
        raise Invalid(f"'{mode}' is not a mode.", where="mode", cure="Use strict or balanced.")
    for number, weight in (weights or {}).items():
        _check_weight(known[number].name, weight)
    if paused is not None:
        _check_pauses(before, known.keys() - set(paused), actor)
    first = list(dict.fromkeys(product_ids))
    order = [*first, *(number for number in known if number not in first)]
    for place, number in enumerate(order):
        active = known[number].active if paused is None else number not in paused
        models.ProductRank.objects.update_or_create(
            product_id=number,
            defaults={
                "workspace_id": actor.workspace_id,
                "position": place,
                "weight": (weights or {}).get(number, known[number].weight),
                "active": active,
            },
        )
    if mode is not None:
        models.PortfolioSettings.objects.filter(workspace_id=actor.workspace_id).update(mode=mode)
    return _told(actor, now, before, "portfolio.ordered")


@transaction.atomic
def allocate(
    *, actor: Actor, now: datetime, version: int | None, person_id: int, shares: Sequence[Allocation]
) -> Portfolio:
    """Replace what shares of somebody's day products get. None at all: any product, one item at a time.

    Raises `Invalid` where the shares of a day are above 100 % or leave no product that is planned,
    `NotFound`, `Stale`.
    """
    before = _changed(actor, version)
    person = team.person(actor=actor, id=person_id)
    names = {row.id: row.name for row in before.products}
    rows = [Allocation(person.id, row.product_id, row.share, row.from_on) for row in shares]
    for row in rows:
        vision.product(actor=actor, id=row.product_id)
    check_allocations(rows, person.name, names, [row.id for row in before.products if row.active])
    models.Allocation.objects.filter(workspace_id=actor.workspace_id, person_id=person.id).delete()
    models.Allocation.objects.bulk_create(
        models.Allocation(
            workspace_id=actor.workspace_id,
            person_id=person.id,
            product_id=row.product_id,
            share=row.share,
            from_on=row.from_on,
        )
        for row in rows
    )
    return _told(actor, now, before, "portfolio.allocated", about=person.name)


@transaction.atomic
def share_team(
    *, actor: Actor, now: datetime, version: int | None, team_id: int, shares: Sequence[TeamShare]
) -> Portfolio:
    """Replace the least and most that products get of a team's people. Raises `Invalid`, `NotFound`,
    `Stale`."""
    before = _changed(actor, version)
    found = next((row for row in team.teams(actor=actor) if row.id == team_id), None)
    if found is None:
        raise NotFound("There is no such team.", cure="See the list of teams.")
    rows = [TeamShare(found.id, row.product_id, row.least, row.most) for row in shares]
    names = {row.id: row.name for row in before.products}
    for row in rows:
        vision.product(actor=actor, id=row.product_id)
    _check_team(found.name, rows, names)
    models.TeamShare.objects.filter(workspace_id=actor.workspace_id, team_id=found.id).delete()
    models.TeamShare.objects.bulk_create(
        models.TeamShare(
            workspace_id=actor.workspace_id,
            team_id=found.id,
            product_id=row.product_id,
            least=row.least,
            most=row.most,
        )
        for row in rows
    )
    return _told(actor, now, before, "portfolio.shared", about=found.name)


def check_allocations(
    rows: Sequence[Allocation], person: str, products: Mapping[int, str], planned: Collection[int]
) -> None:
    """Raise `Invalid` naming person, day and shares where they cannot be kept; `planned` are the products
    that are not paused.
    """
    for row in rows:
        within_reach(row.from_on, "from_on")
        if fault := quantities.SHARE.fault(row.share):
            told = f"{person}, {products[row.product_id]}: {fault}"
            raise Invalid(told, where="share", cure=quantities.SHARE.cure)
    if len({(row.product_id, row.from_on) for row in rows}) < len(rows):
        raise Invalid(
            f"{person} has two shares for one product from the same day.",
            where="from_on",
            cure="Keep one of them.",
        )
    for day in sorted({row.from_on or date.min for row in rows}):
        shares = shares_on(rows, day)
        if sum(shares.values()) > _FULL:
            since = "from the beginning" if day == date.min else f"from {day_text(day)}"
            parts = ", ".join(f"{products[number]} {share:.0%}" for number, share in shares.items() if share)
            raise Invalid(
                f"{person} would be allocated {sum(shares.values()):.0%} {since}: {parts}.",
                where="share",
                cure="Lower the shares to 100 % together.",
                code="over_allocated",
            )
    if _for_none(rows, planned or products):
        raise Invalid(
            f"{person} would work for no product that is planned.",
            where="share",
            cure="Give one product a share, or remove all shares to allow any product.",
            code="no_product",
        )


def _for_none(rows: Sequence[Allocation], planned: Collection[int]) -> bool:
    """Whether shares leave somebody none of the `planned` products: each is named, and none ever has a
    share.
    """
    own = [row for row in rows if row.product_id in planned]
    named = {row.product_id for row in own}
    return bool(own) and named == set(planned) and not any(row.share for row in own)


def _check_pauses(before: Portfolio, planned: Collection[int], actor: Actor) -> None:
    """Raise `Invalid` where a pause would take the last product from somebody who has one."""
    by_person: dict[int, list[Allocation]] = {}
    for row in before.allocations:
        by_person.setdefault(row.person_id, []).append(row)
    was = {row.id for row in before.products if row.active}
    idle = [
        person for person, rows in by_person.items() if _for_none(rows, planned) and not _for_none(rows, was)
    ]
    if idle:
        names = team.names(actor=actor)
        raise Invalid(
            f"{names[idle[0]]} would work for no product that is planned.",
            where="paused",
            cure=f"Give {names[idle[0]]} a share of a product that stays, or remove all their shares.",
            code="no_product",
        )


def shares_on(rows: Sequence[Allocation], day: date) -> dict[int, float]:
    """The share of each product that has one on `day`: that of the latest row from then or before."""
    found: dict[int, float] = {}
    for row in sorted(rows, key=lambda one: one.from_on or date.min):
        if (row.from_on or date.min) <= day:
            found[row.product_id] = row.share
    return found


def _check_weight(product: str, weight: float) -> None:
    if fault := quantities.WEIGHT.fault(weight):
        raise Invalid(
            f"{product}: {fault}",
            where="weight",
            cure="Give 1 for a product that counts as much as any other, 2 for one that counts twice.",
        )


def _check_team(name: str, rows: Sequence[TeamShare], products: Mapping[int, str]) -> None:
    for row in rows:
        if not 0 <= row.least <= row.most <= 1:
            raise Invalid(
                f"{name}: at least {row.least:.0%} and at most {row.most:.0%} for "
                f"{products[row.product_id]} cannot both be kept.",
                where="least",
                cure="Give 0 to 100 %, the least not above the most.",
            )
    if (least := sum(row.least for row in rows)) > _FULL:
        raise Invalid(
            f"{name} would keep {least:.0%} of its people for products.",
            where="least",
            cure="Lower the least shares to 100 % together.",
            code="over_allocated",
        )


def _changed(actor: Actor, version: int | None) -> Portfolio:
    """The portfolio before, of which this is a new version."""
    actor.require(Role.EDITOR)
    row, _ = models.PortfolioSettings.objects.get_or_create(workspace_id=actor.workspace_id)
    before = queries.portfolio(actor=actor)
    if version is not None and version != row.version:
        raise versions.stale(row, version, row.version, {})
    if not models.PortfolioSettings.objects.filter(pk=row.pk, version=before.version).update(
        version=before.version + 1
    ):
        raise versions.stale(row, before.version, before.version + 1, {})
    return before


def _told(actor: Actor, now: datetime, before: Portfolio, verb: str, about: str = "") -> Portfolio:
    """The portfolio now, and what changed in words in the record."""
    after = queries.portfolio(actor=actor)
    old, new = _words(before, actor), _words(after, actor)
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref("roadmap.portfolio", actor.workspace_id),
        title=f"Products and people{f': {about}' if about else ''}",
        changes={name: [old[name], new[name]] for name in new if old[name] != new[name]},
    )
    return after


def _words(row: Portfolio, actor: Actor) -> dict[str, str]:
    names = {each.id: each.name for each in row.products}
    people, teams = team.names(actor=actor), {each.id: each.name for each in team.teams(actor=actor)}
    allocated = (
        f"{people.get(each.person_id, '')} {each.share:.0%} {names.get(each.product_id, '')}"
        + (f" from {day_text(each.from_on)}" if each.from_on else "")
        for each in row.allocations
    )
    shared = (
        f"{teams.get(each.team_id, '')} {each.least:.0%} to {each.most:.0%} {names.get(each.product_id, '')}"
        for each in row.team_shares
    )
    return {
        "mode": row.mode,
        "order": ", ".join(each.name for each in row.products),
        "weights": ", ".join(f"{each.name} {each.weight:g}" for each in row.products),
        "paused": ", ".join(each.name for each in row.products if not each.active),
        "allocations": "; ".join(allocated),
        "team shares": "; ".join(shared),
    }
