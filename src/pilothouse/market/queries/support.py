"""Support problems: the queue, one of them, and what the workspace promises."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When, Window

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import (
    DAY_BEGINS,
    SEVERITIES,
    UNSOLVED,
    USUAL_HOURS,
    Missed,
    MissedProblem,
    ServiceLevel,
    ServiceLevels,
    Severity,
    SupportProblem,
    SupportSummary,
)

KIND = "market.support_problem"


@dataclass(frozen=True, slots=True)
class NarrowSupport:
    """Which problems: those whose title, words or company holds `text`. `state` is one of the states,
    `unsolved`, or empty for any; `level` is breached or soon, compared with `now` and `soon`."""

    text: str = ""
    state: str = ""
    severity: str = ""
    assignee: int | Literal["none"] | None = None
    company: int | None = None
    level: str = ""
    now: datetime | None = None
    soon: datetime | None = None


EVERY = NarrowSupport()


def problems(
    *, actor: Actor, narrow: NarrowSupport = EVERY, page: int = 1, size: int = 50
) -> Page[SupportProblem]:
    """Problems by what is due next, so that missed service levels come first; then those that wait, then
    those that are over, newest first. Two statements, and one for the items."""
    found = paginate(full_problems(_narrowed(actor, narrow)), page, size, lambda row: row)
    return Page(shown_problems(actor, found.rows), found.total, found.page, found.size)


def problem_ids(*, actor: Actor, narrow: NarrowSupport = EVERY) -> list[int]:
    """Numbers of all that fit, in order of the list; one statement."""
    return list(_narrowed(actor, narrow).values_list("pk", flat=True))


def problem(*, actor: Actor, id: int) -> SupportProblem:
    """One problem. Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = full_problems(own_problems(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such support problem.", cure="It may have been removed; see the queue.")
    return shown_problems(actor, (row,))[0]


def support_summary(*, actor: Actor, now: datetime, soon: datetime) -> SupportSummary:
    """The queue in figures; one statement."""
    late = Q(next_due_at__lt=now)
    found = (
        own_problems(actor)
        .filter(state__in=UNSOLVED)
        .order_by()
        .aggregate(
            unsolved=Count("pk"),
            breached=Count("pk", filter=late),
            due_soon=Count("pk", filter=Q(next_due_at__gte=now, next_due_at__lte=soon)),
            unanswered=Count("pk", filter=Q(answered_at=None)),
            waiting=Count("pk", filter=Q(state="waiting")),
        )
    )
    return SupportSummary(**found)


def missed(*, actor: Actor, now: datetime, most: int) -> Missed:
    """What missed its service level, the longest first, and how much waits for an answer; one statement."""
    late = When(next_due_at__lt=now, then=Value(1))
    rows = own_problems(actor).filter(state__in=UNSOLVED)
    rows = rows.annotate(
        breached=Window(Sum(Case(late, default=Value(0)))),
        unanswered=Window(Sum(Case(When(answered_at=None, then=Value(1)), default=Value(0)))),
    )
    names = ("pk", "title", "severity", "company__name", "next_due_at", "breached", "unanswered")
    found = list(rows.order_by(F("next_due_at").asc(nulls_last=True), "pk").values_list(*names)[:most])
    return Missed(
        breached=found[0][5] if found else 0,
        unanswered=found[0][6] if found else 0,
        first=tuple(
            MissedProblem(number, title, severity, company or "", due)
            for number, title, severity, company, due, _, _ in found
            if due is not None and due < now
        ),
    )


def service_levels(*, actor: Actor) -> ServiceLevels:
    """What the workspace promises; the usual hours until someone sets others. One statement."""
    row = models.ServiceLevels.objects.filter(workspace_id=actor.workspace_id).first()
    hours = USUAL_HOURS | (row.hours if row else {})
    return ServiceLevels(
        levels=tuple(ServiceLevel(cast(Severity, word), *hours[word]) for word in SEVERITIES),
        day_begins=row.day_begins if row else DAY_BEGINS,
        version=row.version if row else 0,
    )


def supported() -> list[int]:
    """Workspaces that have dates of support problems; one statement."""
    rows = models.ServiceLevels.objects.exclude(calendar="")
    return list(rows.order_by("workspace_id").values_list("workspace_id", flat=True))


def find_problems(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By words of title and text."""
    rows = _narrowed(actor, NarrowSupport(text=text)).select_related("company")[:limit]
    return [Found(row.title, row.company.name if row.company else "", Ref(KIND, row.pk)) for row in rows]


def named_problems(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_problems(actor).filter(pk__in=ids).values_list("pk", "title", "state")
    return [
        Subject(f"{KIND}:{number}", title, title, open=state in UNSOLVED) for number, title, state in rows
    ]


def problems_by_external(*, actor: Actor, source: str) -> dict[str, int]:
    """External id to number of every problem that came from `source`; one statement."""
    rows = own_problems(actor).filter(source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "pk"))


def shown_problems(actor: Actor, rows: Iterable[models.SupportProblem]) -> tuple[SupportProblem, ...]:
    """Full rows as they leave the room; one statement for the items."""
    found = tuple(rows)
    items = named(actor=actor, refs=[row.item for row in found])
    return tuple(_problem(row, items.get(row.item)) for row in found)


def own_problems(actor: Actor) -> QuerySet[models.SupportProblem]:
    """Problems of the workspace that are not in the trash."""
    return models.SupportProblem.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def full_problems(rows: QuerySet[models.SupportProblem]) -> QuerySet[models.SupportProblem]:
    """With all that is shown of them."""
    return rows.select_related("company", "contact", "assignee")


def _problem(row: models.SupportProblem, item: Subject | None) -> SupportProblem:
    contact = row.contact
    return SupportProblem(
        id=row.pk,
        key=row.external_id,
        title=row.title,
        words=row.words,
        company_id=row.company_id,
        company_name=row.company.name if row.company else "",
        contact_id=row.contact_id,
        contact_name=(contact.name or contact.email or "Erased contact") if contact else "",
        severity=row.severity,
        state=row.state,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee.name if row.assignee else "",
        workaround=row.workaround,
        reported_at=row.reported_at,
        answered_at=row.answered_at,
        solved_at=row.solved_at,
        answer_due_at=row.answer_due_at,
        solution_due_at=row.solution_due_at,
        next_due_at=row.next_due_at,
        item=item,
        told_at=row.told_at,
        told_by=row.told_by,
        told_how=row.told_how,
        version=row.version,
    )


def _narrowed(actor: Actor, narrow: NarrowSupport) -> QuerySet[models.SupportProblem]:
    rows = own_problems(actor)
    for word in narrow.text.replace("\0", "").split()[:8]:  # PostgreSQL refuses NUL
        rows = rows.filter(
            Q(title__icontains=word) | Q(words__icontains=word) | Q(company__name__icontains=word)
        )
    if narrow.state == "unsolved":
        rows = rows.filter(state__in=UNSOLVED)
    elif narrow.state:
        rows = rows.filter(state=narrow.state.replace("\0", ""))
    if narrow.severity:
        rows = rows.filter(severity=narrow.severity.replace("\0", ""))
    if narrow.assignee is not None:
        rows = rows.filter(assignee_id=None if narrow.assignee == "none" else narrow.assignee)
    if narrow.company is not None:
        rows = rows.filter(company_id=narrow.company)
    if narrow.level == "breached":
        rows = rows.filter(next_due_at__lt=narrow.now)
    elif narrow.level == "soon":
        rows = rows.filter(next_due_at__gte=narrow.now, next_due_at__lte=narrow.soon)
    over = Case(When(state__in=UNSOLVED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(over, F("next_due_at").asc(nulls_last=True), "-reported_at", "-pk")
