"""Whom items concern: their owners and those who were chosen to do them; and the dates that a run moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from pilothouse.kit.actor import Actor
from pilothouse.kit.concerns import Concern, Notice
from pilothouse.kit.dates import day_text
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.team import queries as team

_ITEM = "roadmap.item"
_NAMED = 3  # items of a notice that are named


class _Move(NamedTuple):
    key: str
    title: str
    days: int
    p85: date


def concerned(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members who own the items among `refs`, or were chosen to do them."""
    ids = [ref.id for ref in map(Ref.parse, refs) if ref.kind == _ITEM]
    if not ids:
        return
    members = team.accounts_of(actor=actor)
    for item, person, reason in _people(actor, ids, members):
        yield Concern(f"{_ITEM}:{item}", members[person], "owner" if reason == "owner" else "assigned")


def notices(
    *, actor: Actor, about: Ref, now: datetime, watching: Mapping[int, Collection[str]]
) -> Iterator[Notice]:
    """For a run: to each member the open items of theirs whose 85 % date it moved, the largest move first."""
    runs = _run_and_before(actor, about)
    if runs is None:
        return
    moves = _moves(*runs)
    if not moves:
        return
    for user, items in sorted(_of_members(actor, set(moves), watching).items()):
        mine = sorted((moves[item] for item in items), key=lambda row: (-abs(row.days), row.key))
        told = [_sentence(row, now.year) for row in mine[:_NAMED]]
        more = [f"and {len(mine) - _NAMED} more"] if len(mine) > _NAMED else []
        title = f"{len(mine)} date{'s' if len(mine) > 1 else ''} moved with plan run {runs[0].number}"
        yield Notice(user, title, "; ".join([*told, *more]), len(mine))


def _people(actor: Actor, ids: Collection[int], members: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Item, person and why, of people who are members."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids, owner_id__in=members)
    for item, owner in rows.values_list("pk", "owner_id"):
        if owner is not None:
            yield item, owner, "owner"
    chosen = models.Assignment.objects.filter(
        workspace_id=actor.workspace_id, item_id__in=ids, person_id__in=members
    )
    for item, person in chosen.values_list("item_id", "person_id"):
        yield item, person, "assigned"


def _run_and_before(actor: Actor, about: Ref) -> tuple[models.PlanRun, models.PlanRun] | None:
    if about.kind != "roadmap.run":
        return None
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, kind="plan")
    run = rows.filter(pk=about.id).first()
    before = rows.filter(number__lt=run.number).order_by("-number").first() if run else None
    return (run, before) if run and before else None


def _moves(run: models.PlanRun, before: models.PlanRun) -> dict[int, _Move]:
    """Open item -> by how many days its 85 % date moved."""
    earlier = dict(models.PlannedItem.objects.filter(run=before).values_list("item_id", "p85"))
    rows = models.PlannedItem.objects.filter(run=run, item__status__in=OPEN)
    found = {}
    for item, key, title, p85 in rows.values_list("item_id", "item__key", "item__title", "p85"):
        days = (p85 - earlier[item]).days if item in earlier else 0
        if days:
            found[item] = _Move(key, title, days, p85)
    return found


def _of_members(
    actor: Actor, moved: Collection[int], watching: Mapping[int, Collection[str]]
) -> dict[int, set[int]]:
    """Member -> the items among `moved` that the member owns, does or watches."""
    members = team.accounts_of(actor=actor)
    found: dict[int, set[int]] = {}
    for item, person, _ in _people(actor, moved, members):
        found.setdefault(members[person], set()).add(item)
    for user, refs in watching.items():
        mine = {ref.id for ref in map(Ref.parse, refs) if ref.kind == _ITEM} & set(moved)
        if mine:
            found.setdefault(user, set()).update(mine)
    return found


def _sentence(row: _Move, year: int) -> str:
    days = f"{abs(row.days)} day{'s' if abs(row.days) > 1 else ''}"
    way = "later" if row.days > 0 else "earlier"
    return f"{row.key} {row.title}: {days} {way}, 85 % date {day_text(row.p85, this_year=year)}"
