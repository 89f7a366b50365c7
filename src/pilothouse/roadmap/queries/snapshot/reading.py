"""Rows to a snapshot: a fixed number of statements, and four more for each product."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from pilothouse.engine.garbage import rarely_collected
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.risk import queries as risk
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.roadmap.queries.portfolio import portfolio
from pilothouse.roadmap.queries.set_names import product_set_names
from pilothouse.roadmap.queries.snapshot.values import (
    ClosedItem,
    Colleague,
    EstimatedItem,
    History,
    KnownItems,
    Link,
    OpenItem,
    OpenProduct,
    OpenRelease,
    OpenSet,
    Since,
    SkillNeed,
    Snapshot,
    WorkingDays,
)
from pilothouse.roadmap.queries.weeks import weekly_counts
from pilothouse.team import contracts as team_contracts
from pilothouse.team import queries as team

RECORD = timedelta(days=3 * 365)
LAST_ESTIMATED = 300
LONGEST = timedelta(days=400)  # an item open for longer was forgotten rather than worked on
# Runs are made from the rest, and portfolios only look at it: they change no date.
UNREAD = ("roadmap.run", "roadmap.product_set")


@rarely_collected
def snapshot(
    *, actor: Actor, known: Mapping[int, KnownItems] | None = None, mark: str | None = None
) -> Snapshot:
    """Everything that a plan over all active products reads, without the items of products of which they are
    `known`. `mark` is the journal's, where it was read before.
    """
    mark = journal.mark(actor=actor, without=UNREAD) if mark is None else mark
    known = known or {}
    ranked, names = portfolio(actor=actor), dict[int, str]()
    active = [OpenProduct(row.id, row.key, row.name, row.weight) for row in ranked.active]
    items = open_items(actor, [row.id for row in active if row.id not in known], names)
    busy = {row.product_id for row in items} | {number for number, own in known.items() if own.ids}
    named = {row.release_id for row in items}.union(*(own.release_ids for own in known.values()))
    product_ids = [row.id for row in active if row.id in busy]
    staff = team.people(actor=actor)
    names |= {held.skill_id: held.name for person in staff for held in person.skills}
    return Snapshot(
        mode=ranked.mode,
        products=tuple(row for row in active if row.id in busy),
        idle=tuple(row for row in active if row.id not in busy),
        allocations=ranked.allocations,
        team_shares=ranked.team_shares,
        items=items,
        links=links_of(actor, product_ids),
        since=since_of(actor, product_ids),
        finished_parents=_finished_parents(actor, product_ids),
        releases=_releases(actor, {number for number in named if number is not None}),
        people=tuple(map(colleague, staff)),
        calendar=working_days(team.calendar(actor=actor)),
        histories=tuple(_history(actor, number) for number in product_ids),
        skills=tuple(sorted(names.items())),
        mark=mark,
        product_sets=_sets(actor, busy),
        risks=risk.open_risks(actor=actor),
    )


def _sets(actor: Actor, busy: Collection[int]) -> tuple[OpenSet, ...]:
    """Portfolios, as far as their products have open items."""
    held = (
        OpenSet(row.id, row.name, tuple(number for number in row.product_ids if number in busy))
        for row in product_set_names(actor=actor)
    )
    return tuple(row for row in held if row.product_ids)


def _open(actor: Actor, product_ids: Collection[int], path: str = "") -> Q:
    """Open items of the products, seen from a row that reaches them by `path`."""
    return Q(
        **{
            "workspace_id": actor.workspace_id,
            f"{path}product_id__in": product_ids,
            f"{path}status__in": OPEN,
        }
    )


def order_of(actor: Actor, product_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The numbers of open items by product, in their order."""
    found: dict[int, list[tuple[float, int]]] = {}
    # Trap: SQLite that is to put them in order reads the items of the whole workspace.
    rows = models.Item.objects.filter(_open(actor, product_ids)).order_by()
    for product, rank, number in rows.values_list("product_id", "rank", "id"):
        found.setdefault(product, []).append((rank, number))
    return {product: tuple(number for _, number in sorted(own)) for product, own in found.items()}


def open_items(
    actor: Actor,
    product_ids: Collection[int],
    names: dict[int, str] | None = None,
    *,
    only: Collection[int] | None = None,
) -> tuple[OpenItem, ...]:
    """Open items by product and rank, or `only` some of them; `names` takes the names of the skills that they
    need."""
    names = {} if names is None else names
    own = Q() if only is None else Q(item_id__in=only)
    needs: dict[int, list[SkillNeed]] = {}
    wanted = models.Need.objects.filter(_open(actor, product_ids, "item__"), own).order_by("id")
    for item, skill, name, level, people in wanted.values_list(
        "item_id", "skill_id", "skill__name", "level", "people"
    ):
        needs.setdefault(item, []).append(SkillNeed(skill, level, people))
        if skill is not None:
            names[skill] = name
    chosen: dict[int, list[int]] = {}
    assigned = models.Assignment.objects.filter(_open(actor, product_ids, "item__"), own).order_by("id")
    for item, person in assigned.values_list("item_id", "person_id"):
        chosen.setdefault(item, []).append(person)
    rows = models.Item.objects.filter(_open(actor, product_ids), *([] if only is None else [Q(pk__in=only)]))
    rows = rows.order_by("rank", "id")
    place = {number: at for at, number in enumerate(product_ids)}
    return tuple(
        _item(values, tuple(needs.get(values[0], ())), tuple(chosen.get(values[0], ())))
        for values in sorted(rows.values_list(*_FIELDS), key=lambda values: place[values[_PRODUCT]])
    )


_FIELDS = (
    "id", "product_id", "key", "title", "parent_id", "release_id", "status", "started_on", "milestone", "low",
    "likely", "high", "story_points", "progress", "earliest_start", "deadline", "deadline_hard",
    "cost_of_delay_cents", "value", "priority", "mandatory", "owner_id", "team_id",
)  # fmt: skip
_STATUS, _PRODUCT = _FIELDS.index("status"), _FIELDS.index("product_id")


def _item(values: tuple[Any, ...], needs: tuple[SkillNeed, ...], chosen: tuple[int, ...]) -> OpenItem:
    before, status, after = values[:_STATUS], values[_STATUS], values[_STATUS + 1 :]
    return OpenItem(*(*before, status == "in_progress", *after, needs, chosen))


def links_of(
    actor: Actor, product_ids: Collection[int], *, only: Collection[int] | None = None
) -> tuple[Link, ...]:
    """Between open items, or `only` those of some items."""
    own = Q() if only is None else Q(predecessor_id__in=only) | Q(successor_id__in=only)
    rows = models.Dependency.objects.filter(
        _open(actor, product_ids, "predecessor__"), _open(actor, product_ids, "successor__"), own
    ).order_by("id")
    return tuple(Link(*row) for row in rows.values_list("predecessor_id", "successor_id", "kind", "lag_days"))


def since_of(
    actor: Actor, product_ids: Collection[int], *, only: Collection[int] | None = None
) -> tuple[Since, ...]:
    """What open items, or `only` some of them, still wait for after something that was begun or done."""
    rows = models.Dependency.objects.filter(
        _open(actor, product_ids, "successor__"),
        Q() if only is None else Q(successor_id__in=only),
        predecessor__status="done",
        kind__in=("FS", "SS"),
        lag_days__gt=0,
    ).order_by("id")
    found = []
    for item, kind, lag, begun, ended in rows.values_list(
        "successor_id", "kind", "lag_days", "predecessor__started_on", "predecessor__resolved_at"
    ):
        day = begun if kind == "SS" and begun else ended.date() if ended else None
        if day is not None:
            found.append(Since(item, kind, lag, day))
    return tuple(found)


def _done(actor: Actor, product_ids: Sequence[int]) -> QuerySet[models.Item]:
    return models.Item.objects.filter(
        workspace_id=actor.workspace_id, product_id__in=product_ids, status="done"
    )


def _finished_parents(actor: Actor, product_ids: Sequence[int]) -> tuple[int, ...]:
    """Open parents of which a part is done."""
    rows = _done(actor, product_ids).filter(parent__status__in=OPEN)
    return tuple(rows.order_by("parent_id").values_list("parent_id", flat=True).distinct())


def _releases(actor: Actor, wanted: Iterable[int]) -> tuple[OpenRelease, ...]:
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=wanted).order_by("id")
    values = list(rows.values_list("id", "product_id", "name", "target_on", "growing"))
    counts = {
        number: (every, done)
        for number, every, done in models.Item.objects.filter(release_id__in=[v[0] for v in values if v[-1]])
        .order_by()
        .values("release_id")
        .annotate(every=Count("id"), done=Count("id", filter=Q(status="done")))
        .values_list("release_id", "every", "done")
    }
    return tuple(OpenRelease(*row, *counts.get(row[0], (0, 0))) for row in values)


def colleague(person: team_contracts.Person) -> Colleague:
    """Somebody as a plan reads them."""
    return Colleague(
        id=person.id,
        name=person.name,
        availability=person.availability,
        joins_on=person.joins_on,
        leaves_on=person.leaves_on,
        country=person.country,
        subdivision=person.subdivision,
        ramp_weeks=person.ramp_weeks or 0,
        skills=tuple((held.skill_id, held.level) for held in person.skills),
        absences=tuple((away.first, away.last) for away in person.absences),
        team_id=person.team_id,
        day_rate=person.day_rate_cents,
        team=person.team_name,
    )


def working_days(calendar: team_contracts.Calendar) -> WorkingDays:
    """The calendar as a plan reads it."""
    closed = tuple(sorted(day.day for day in calendar.closed))
    return WorkingDays(calendar.country, calendar.subdivision, tuple(sorted(calendar.weekdays)), closed)


def _history(actor: Actor, product_id: int) -> History:
    return History(
        product_id,
        _closed(actor, product_id),
        estimated(actor=actor, product_id=product_id),
        weekly_counts(actor=actor, product_id=product_id),
    )


def _closed(actor: Actor, product_id: int) -> tuple[ClosedItem, ...]:
    """Finished items of somebody, as far back from the newest as the record reaches."""
    done = _done(actor, (product_id,)).filter(resolved_at__isnull=False, owner_id__isnull=False)
    newest = done.order_by("-resolved_at").values_list("resolved_at", flat=True).first()
    if newest is None:
        return ()
    rows = done.filter(resolved_at__gte=newest - RECORD).order_by("resolved_at", "id")
    return tuple(
        ClosedItem(owner, moment.date(), points)
        for owner, moment, points in rows.values_list("owner_id", "resolved_at", "story_points").iterator()
        if owner and moment
    )


def estimated(*, actor: Actor, product_id: int) -> tuple[EstimatedItem, ...]:
    """The last finished leaves that have all that is asked for, newest first."""
    rows = (
        _done(actor, (product_id,))
        .filter(likely__gt=0, owner_id__isnull=False, started_on__isnull=False, resolved_at__isnull=False)
        .exclude(pk__in=models.Item.objects.filter(parent__isnull=False).values("parent_id"))
        .order_by("-resolved_at", "-id")
        .values_list("owner_id", "started_on", "resolved_at", "low", "likely", "high")[:LAST_ESTIMATED]
    )
    return tuple(
        EstimatedItem(owner, begun, ended.date(), low, likely, high)
        for owner, begun, ended, low, likely, high in rows
        if owner and begun and ended and likely and begun <= ended.date() <= begun + LONGEST
    )
