"""Studies: the list, one of them, who takes part, what was noted and how they fared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import (
    Highlight,
    Participant,
    Study,
    StudySession,
    StudyTask,
    TaskResult,
)

STUDY, SESSION = "market.study", "market.study_session"
PARTICIPANT, TASK = "market.study_participant", "market.study_task"


@dataclass(frozen=True, slots=True)
class NarrowStudies:
    """Which studies: those whose title or question holds `text`; `products`, references, None for any."""

    text: str = ""
    kind: str = ""
    status: str = ""
    owner: int | None = None
    products: tuple[str, ...] | None = None


ANY = NarrowStudies()


def studies(*, actor: Actor, narrow: NarrowStudies = ANY, page: int = 1, size: int = 50) -> Page[Study]:
    """Studies, newest first; two statements, and one for their products."""
    found = paginate(_counted(_narrowed(actor, narrow)), page, size, lambda row: row)
    return Page(_studies(actor, found.rows), found.total, found.page, found.size)


def study_ids(*, actor: Actor, narrow: NarrowStudies = ANY) -> list[int]:
    """Numbers of all that fit, in order of the list; one statement."""
    return list(_narrowed(actor, narrow).values_list("pk", flat=True))


def study(*, actor: Actor, id: int) -> Study:
    """One study. Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _counted(own_studies(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such study.", cure="It may have been removed; see the list.")
    return _studies(actor, (row,))[0]


def study_names(*, actor: Actor) -> list[tuple[int, str]]:
    """Number and title of every study; one statement."""
    return list(own_studies(actor).order_by("title", "pk").values_list("pk", "title"))


def find_studies(*, actor: Actor, text: str, limit: int) -> list[Found]:
    rows = _narrowed(actor, NarrowStudies(text=text))[:limit]
    return [Found(row.title, row.status, Ref(STUDY, row.pk)) for row in rows]


def named_studies(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_studies(actor).filter(pk__in=ids).values_list("pk", "title", "status")
    return [
        Subject(f"{STUDY}:{number}", title, title, open=status != "done") for number, title, status in rows
    ]


def own_studies(actor: Actor) -> QuerySet[models.Study]:
    """Studies of the workspace that are not in the trash."""
    return models.Study.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def _narrowed(actor: Actor, narrow: NarrowStudies) -> QuerySet[models.Study]:
    rows = own_studies(actor)
    for word in narrow.text.replace("\0", "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(question__icontains=word))
    for name in ("kind", "status"):
        if value := getattr(narrow, name).replace("\0", ""):
            rows = rows.filter(**{name: value})
    if narrow.owner is not None:
        rows = rows.filter(owner_id=narrow.owner)
    if narrow.products is not None:
        rows = rows.filter(Q(product__in=narrow.products) | Q(product=""))
    return rows


def _counted(rows: QuerySet[models.Study]) -> QuerySet[Any]:
    """Each study with its owner, and how much of everything belongs to it."""
    tables: tuple[tuple[str, Any], ...] = (
        ("many_participants", models.StudyParticipant),
        ("many_sessions", models.StudySession),
        ("many_responses", models.SurveyResponse),
        ("many_insights", models.Insight),
    )
    return rows.select_related("owner").annotate(**{name: _many(table) for name, table in tables})


def _many(table: Any) -> Coalesce:
    of = table.objects.filter(study=OuterRef("pk"), removed_at=None).order_by().values("study")
    return Coalesce(Subquery(of.annotate(many=Count("pk")).values("many"), IntegerField()), 0)


def _studies(actor: Actor, rows: Iterable[Any]) -> tuple[Study, ...]:
    found = tuple(rows)
    products = named(actor=actor, refs=[row.product for row in found])
    return tuple(
        Study(
            id=row.pk,
            title=row.title,
            kind=row.kind,
            status=row.status,
            question=row.question,
            method=row.method,
            audience=row.audience,
            product=products.get(row.product),
            owner_id=row.owner_id,
            owner_name=row.owner.name if row.owner else "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            sample=row.sample,
            consent_text=row.consent_text,
            participants=row.many_participants,
            sessions=row.many_sessions,
            responses=row.many_responses,
            insights=row.many_insights,
            version=row.version,
        )
        for row in found
    )


# Participants and tasks


def participants(*, actor: Actor, study: int) -> tuple[Participant, ...]:
    """Who takes part, by number; one statement."""
    rows = _of_study(models.StudyParticipant, actor).filter(study_id=study).select_related("contact")
    return tuple(map(shown_participant, rows))


def participant(*, actor: Actor, id: int) -> Participant:
    """Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _of_study(models.StudyParticipant, actor).select_related("contact").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such participant.", cure="They may have been removed; see the study.")
    return shown_participant(row)


def named_participants(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = (
        _of_study(models.StudyParticipant, actor)
        .filter(pk__in=ids)
        .values_list("pk", "number", "study__title")
    )
    return [
        Subject(f"{PARTICIPANT}:{pk}", f"Participant {number}", f"Participant {number} of {title}")
        for pk, number, title in rows
    ]


def shown_participant(row: models.StudyParticipant) -> Participant:
    return Participant(
        id=row.pk,
        study_id=row.study_id,
        number=row.number,
        contact_id=row.contact_id,
        contact_name=contact_called(row.contact),
        segment=row.segment,
        consent=row.consent,
        consent_on=row.consent_on,
        sus=tuple(row.sus),
        version=row.version,
    )


def contact_called(row: models.Contact | None) -> str:
    """Name or address; nothing of one who was erased."""
    return (row.name or row.email) if row else ""


def tasks(*, actor: Actor, study: int) -> tuple[StudyTask, ...]:
    """Tasks of a study in order; one statement."""
    rows = _of_study(models.StudyTask, actor).filter(study_id=study)
    return tuple(map(_task, rows))


def task(*, actor: Actor, id: int) -> StudyTask:
    """Raises `NotFound`."""
    row = _of_study(models.StudyTask, actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such task.", cure="It may have been removed; see the study.")
    return _task(row)


def named_tasks(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _of_study(models.StudyTask, actor).filter(pk__in=ids).values_list("pk", "title")
    return [Subject(f"{TASK}:{number}", title, title) for number, title in rows]


def _task(row: models.StudyTask) -> StudyTask:
    return StudyTask(row.pk, row.study_id, row.title, row.version)


def study_of_task(*, actor: Actor, id: int) -> int:
    """The study of a task. Raises `NotFound`."""
    return task(actor=actor, id=id).study_id


def task_results(*, actor: Actor, study: int) -> tuple[TaskResult, ...]:
    """How everyone fared at every task that is there; one statement."""
    rows = models.TaskResult.objects.filter(
        workspace_id=actor.workspace_id,
        task__study_id=study,
        task__removed_at=None,
        participant__removed_at=None,
    )
    return tuple(TaskResult(row.task_id, row.participant_id, row.outcome, row.seconds) for row in rows)


# Sessions


def sessions(*, actor: Actor, study: int) -> tuple[StudySession, ...]:
    """Sessions of a study, newest first; two statements."""
    return tuple(map(_session, _full_sessions(actor).filter(study_id=study)))


def session(*, actor: Actor, id: int) -> StudySession:
    """Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _full_sessions(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such session.", cure="It may have been removed; see the study.")
    return _session(row)


def named_sessions(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _of_study(models.StudySession, actor).filter(pk__in=ids).values_list("pk", "study__title")
    return [Subject(f"{SESSION}:{number}", f"Session of {title}", title) for number, title in rows]


def tags_in_use(*, actor: Actor, study: int) -> tuple[tuple[str, int], ...]:
    """Tags of a study's highlights with how often each is given, the most frequent first; one statement."""
    rows = models.Highlight.objects.filter(
        workspace_id=actor.workspace_id, session__study_id=study, session__removed_at=None
    )
    many: dict[str, int] = {}
    for tags in rows.values_list("tags", flat=True):
        for tag in tags:
            many[tag] = many.get(tag, 0) + 1
    return tuple(sorted(many.items(), key=lambda row: (-row[1], row[0])))


def _full_sessions(actor: Actor) -> QuerySet[models.StudySession]:
    rows = _of_study(models.StudySession, actor)
    return rows.select_related("study", "participant__contact").prefetch_related("highlights")


def _session(row: models.StudySession) -> StudySession:
    person = row.participant
    return StudySession(
        id=row.pk,
        study_id=row.study_id,
        study_title=row.study.title,
        study_kind=row.study.kind,
        participant_id=row.participant_id,
        participant_name=shown_participant(person).called if person else "",
        held_on=row.held_on,
        notes=row.notes,
        highlights=tuple(
            Highlight(
                id=each.pk,
                session_id=row.pk,
                passage=row.notes[each.start : each.end],
                start=each.start,
                end=each.end,
                tags=tuple(each.tags),
                added_at=each.added_at,
                added_by=each.added_by,
            )
            for each in row.highlights.all()
        ),
        version=row.version,
    )


def _of_study(table: Any, actor: Actor) -> QuerySet[Any]:
    """Rows of studies that are there, and not in the trash themselves."""
    rows: QuerySet[Any] = table.objects.filter(
        workspace_id=actor.workspace_id, removed_at=None, study__removed_at=None
    )
    return rows
