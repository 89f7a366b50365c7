"""Companies, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.market import models
from pilothouse.market.contracts import Company

KIND = "market.company"
_SORTS = {"name": ("name", "id"), "revenue": ("-revenue_cents", "name", "id"), "segment": ("segment", "name")}


def companies(
    *,
    actor: Actor,
    text: str = "",
    segment: str = "",
    plan: str = "",
    sort: str = "name",
    page: int = 1,
    size: int = 50,
) -> Page[Company]:
    """Companies whose name or website holds `text`, of a segment and a plan; two statements."""
    rows = _counted(_narrowed(actor, text, segment, plan)).order_by(*_SORTS.get(sort, _SORTS["name"]))
    return paginate(rows, page, size, shown)


def company_ids(*, actor: Actor, text: str = "", segment: str = "", plan: str = "") -> list[int]:
    """Numbers of all that fit; one statement."""
    return list(_narrowed(actor, text, segment, plan).values_list("pk", flat=True))


def company(*, actor: Actor, id: int) -> Company:
    """One company. Raises `NotFound`, alike for one of another workspace."""
    row = _counted(_of(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such company.", cure="It may have been removed; see the list.")
    return shown(row)


def company_names(*, actor: Actor) -> list[tuple[int, str]]:
    """Number and name of every company, by name; one statement."""
    return list(_of(actor).values_list("pk", "name"))


def segments(*, actor: Actor) -> list[str]:
    """Segments in use; one statement."""
    return _words(actor, "segment")


def plans(*, actor: Actor) -> list[str]:
    """Plans in use; one statement."""
    return _words(actor, "plan")


def find_companies(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By name or website."""
    rows = _narrowed(actor, text, "", "")[:limit]
    return [Found(row.name, row.segment, Ref(KIND, row.pk)) for row in rows]


def named_companies(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _of(actor).filter(pk__in=ids).values_list("pk", "name")
    return [Subject(f"{KIND}:{number}", name, name) for number, name in rows]


def shown(row: models.Company) -> Company:
    """The row as it leaves the room; contacts and feedback counted beside it."""
    return Company(
        id=row.pk,
        name=row.name,
        segment=row.segment,
        plan=row.plan,
        revenue_cents=row.revenue_cents,
        currency=row.currency,
        owner_id=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        website=row.website,
        notes=row.notes,
        contacts=getattr(row, "many_contacts", 0),
        feedback=getattr(row, "many_said", 0),
        version=row.version,
    )


def _of(actor: Actor) -> QuerySet[models.Company]:
    return models.Company.objects.filter(workspace_id=actor.workspace_id)


def _counted(rows: QuerySet[models.Company]) -> QuerySet[models.Company]:
    return rows.select_related("owner").annotate(
        many_contacts=_many(models.Contact.objects.filter(erased_at=None)),
        many_said=_many(models.Feedback.objects.filter(removed_at=None)),
    )


def _many(rows: QuerySet[Any]) -> Coalesce:
    """How many of the rows are of the company."""
    counted = rows.filter(company=OuterRef("pk")).order_by().values("company").annotate(many=Count("pk"))
    return Coalesce(Subquery(counted.values("many")), 0)


def _narrowed(actor: Actor, text: str, segment: str, plan: str) -> QuerySet[models.Company]:
    rows, wanted = _of(actor), text.replace("\0", "").strip()  # PostgreSQL refuses NUL
    if wanted:
        rows = rows.filter(Q(name__icontains=wanted) | Q(website__icontains=wanted))
    if segment:
        rows = rows.filter(segment=segment.replace("\0", ""))
    if plan:
        rows = rows.filter(plan=plan.replace("\0", ""))
    return rows


def _words(actor: Actor, field: str) -> list[str]:
    rows = _of(actor).exclude(**{field: ""}).order_by(field).values_list(field, flat=True)
    return list(rows.distinct())
