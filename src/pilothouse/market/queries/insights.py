"""Insights: the list, one of them, those about something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import Insight, InsightEvidence, InsightLink
from pilothouse.market.queries.behind import targets_of
from pilothouse.market.queries.evidence import Source, sources

KIND = "market.insight"
_LISTED = 10  # on the page of an item


@dataclass(frozen=True, slots=True)
class NarrowInsights:
    """Which insights: those whose statement or notes hold `text`; `products`, references, None for any."""

    text: str = ""
    study: int | None = None
    owner: int | None = None
    products: tuple[str, ...] | None = None
    linked: str = ""


EVERY = NarrowInsights()


def insights(*, actor: Actor, narrow: NarrowInsights = EVERY, page: int = 1, size: int = 50) -> Page[Insight]:
    """Insights, newest first; four statements, and some for each kind of evidence and of what they are
    about."""
    found = paginate(_full(_narrowed(actor, narrow)), page, size, lambda row: row)
    return Page(_shown(actor, found.rows), found.total, found.page, found.size)


def insight_ids(*, actor: Actor, narrow: NarrowInsights = EVERY) -> list[int]:
    """Numbers of all that fit, in order of the list; one statement."""
    return list(_narrowed(actor, narrow).values_list("pk", flat=True))


def insight(*, actor: Actor, id: int) -> Insight:
    """Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _full(own_insights(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such insight.", cure="It may have been removed; see the list.")
    return _shown(actor, (row,))[0]


def insights_about(*, actor: Actor, about: Ref) -> tuple[Insight, ...]:
    """Insights about a thing and what belongs to it, the newest first; one statement where there is none."""
    targets = targets_of(actor, about, (models.InsightLink,))
    links = models.InsightLink.objects.filter(workspace_id=actor.workspace_id, target__in=targets)
    rows = own_insights(actor).filter(pk__in=links.order_by().values("insight"))
    return _shown(actor, _full(rows)[:_LISTED])


def find_insights(*, actor: Actor, text: str, limit: int) -> list[Found]:
    rows = _narrowed(actor, NarrowInsights(text=text)).select_related("study")[:limit]
    return [Found(row.title, row.study.title if row.study else "", Ref(KIND, row.pk)) for row in rows]


def named_insights(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_insights(actor).filter(pk__in=ids).values_list("pk", "title")
    return [Subject(f"{KIND}:{number}", title, title) for number, title in rows]


def own_insights(actor: Actor) -> QuerySet[models.Insight]:
    """Insights of the workspace that are not in the trash."""
    return models.Insight.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def _narrowed(actor: Actor, narrow: NarrowInsights) -> QuerySet[models.Insight]:
    rows = own_insights(actor)
    for word in narrow.text.replace("\0", "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(notes__icontains=word))
    if narrow.study is not None:
        rows = rows.filter(study_id=narrow.study)
    if narrow.owner is not None:
        rows = rows.filter(owner_id=narrow.owner)
    if narrow.products is not None:
        rows = rows.filter(Q(product__in=narrow.products) | Q(product=""))
    if narrow.linked in ("yes", "no"):
        linked = models.InsightLink.objects.filter(workspace_id=actor.workspace_id).values("insight")
        rows = rows.filter(pk__in=linked) if narrow.linked == "yes" else rows.exclude(pk__in=linked)
    return rows


def _full(rows: QuerySet[models.Insight]) -> QuerySet[models.Insight]:
    return rows.select_related("study", "owner").prefetch_related("evidence", "links")


def _shown(actor: Actor, rows: Iterable[models.Insight]) -> tuple[Insight, ...]:
    found = tuple(rows)
    told = sources(actor, [each.source for row in found for each in row.evidence.all()])
    refs = [each.target for row in found for each in row.links.all()] + [row.product for row in found]
    subjects = named(actor=actor, refs=refs)
    return tuple(_insight(row, told, subjects) for row in found)


def _insight(row: Any, told: Mapping[str, Source], subjects: Mapping[str, Subject]) -> Insight:
    evidence = [(each, told.get(each.source)) for each in row.evidence.all()]
    behind = [(each.is_against, source) for each, source in evidence if source is not None]
    supporting = [source for is_against, source in behind if not is_against]
    people = frozenset().union(*(source.people for source in supporting))
    against = frozenset().union(*(source.people for is_against, source in behind if is_against))
    study = row.study if row.study and row.study.removed_at is None else None
    return Insight(
        id=row.pk,
        title=row.title,
        notes=row.notes,
        product=subjects.get(row.product),
        study_id=study.pk if study else None,
        study_title=study.title if study else "",
        owner_id=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        evidence=tuple(_evidence(each, source) for each, source in evidence),
        links=tuple(InsightLink(each.pk, subjects[each.target]) for each in row.links.all()),
        people=len(people),
        methods=len({source.method for source in supporting}),
        against=len(against),
        version=row.version,
    )


def _evidence(row: models.InsightEvidence, source: Source | None) -> InsightEvidence:
    return InsightEvidence(
        id=row.pk,
        source=row.source,
        page=source.page if source else "",
        text=source.text if source else "",
        place=source.place if source else "",
        method=source.method if source else "",
        people=len(source.people) if source else 0,
        is_against=row.is_against,
        gone=source is None,
    )
