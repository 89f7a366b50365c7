"""Studies, who takes part, and how they fare: added, changed, removed, restored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.engine import quantities
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.usability import sus_score
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.text import day, known, line, lines, measured
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import CONSENTS, OUTCOMES, STUDY_KINDS, STUDY_STATUSES
from pilothouse.market.services.feedback import contact_of
from pilothouse.market.services.fields import consent_day, one_of
from pilothouse.market.services.keeping import Keeping
from pilothouse.market.services.linking import target_of
from pilothouse.team.queries import known_person

_PRODUCT = "vision.product"
_MOST_PARTS = 500  # participants or tasks of one study that are entered by hand

STUDIES = Keeping(
    "market.study",
    "study",
    models.Study,
    "study",
    "See the list of studies.",
    lambda row: row.title,
    kept=("kind", "status"),
)
PARTICIPANTS = Keeping(
    "market.study_participant",
    "study_participant",
    models.StudyParticipant,
    "participant",
    "See the page of the study.",
    lambda row: f"Participant {row.number} of {row.study.title}",
    personal=("contact_id",),
)
TASKS = Keeping(
    "market.study_task",
    "study_task",
    models.StudyTask,
    "task",
    "See the page of the study.",
    lambda row: row.title,
)

_READ: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "title": lambda values, field: line(values, field, 200, needed="Give the study a title."),
    "kind": lambda values, field: one_of(values, field, STUDY_KINDS),
    "status": lambda values, field: one_of(values, field, STUDY_STATUSES),
    "question": lambda values, field: lines(values, field, 5_000),
    "method": lambda values, field: lines(values, field, 20_000),
    "audience": lambda values, field: lines(values, field, 5_000),
    "consent_text": lambda values, field: lines(values, field, 5_000),
    "starts_on": day,
    "ends_on": day,
    "sample": lambda values, field: sample_of(values[field]),
}
EDITABLE = (*_READ, "product", "owner_id")


def sample_of(value: float | None) -> int | None:
    """A whole number of people, or None. Raises `Invalid`."""
    if value is None:
        return None
    measured(quantities.SAMPLE, float(value), "sample")
    if value != int(value):
        raise Invalid(f"{value:g} is no whole number of people.", where="sample", cure="Give a whole number.")
    return int(value)


def study_fields(actor: Actor, values: Mapping[str, Any], row: models.Study | None) -> dict[str, Any]:
    """`values` as they are stored. Raises `Invalid`, `NotFound`."""
    known(values, EDITABLE)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "product" in values:
        found["product"] = product_of(actor, values["product"])
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    first: date | None = found.get("starts_on", row.starts_on if row else None)
    last: date | None = found.get("ends_on", row.ends_on if row else None)
    if first and last and last < first:
        raise Invalid("The study ends before it begins.", where="ends_on", cure="Check both days.")
    return found


def product_of(actor: Actor, text: str | None) -> str:
    """The reference of a product, or nothing. Raises `Invalid`, `NotFound`."""
    if not text:
        return ""
    try:
        return target_of(actor, text, (_PRODUCT,), "Choose a product of the list.").ref
    except (Invalid, NotFound) as error:
        error.where = "product"
        raise


@transaction.atomic
def add_study(*, actor: Actor, now: datetime, title: str, **values: Any) -> contracts.Study:
    """Plan a study. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    fields = study_fields(actor, {"title": title, **values}, None)
    row = models.Study(workspace_id=actor.workspace_id, **fields)
    STUDIES.add(actor, now, row, fields)
    return queries.study(actor=actor, id=row.pk)


@transaction.atomic
def change_study(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Study:
    """Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = STUDIES.find(actor, id)
    STUDIES.change(actor, now, row, study_fields(actor, values, row), version)
    return queries.study(actor=actor, id=id)


@transaction.atomic
def remove_study(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Put a study with all that belongs to it into the trash; returns the entry that restores it."""
    return STUDIES.remove(actor, now, id, version, batch)


# Participants


def _participant_fields(actor: Actor, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    known(values, ("contact_id", "segment", "consent", "consent_on", "sus"))
    found: dict[str, Any] = {}
    if "segment" in values:
        found["segment"] = line(values, "segment", 60)
    if "consent" in values:
        found["consent"] = one_of(values, "consent", CONSENTS)
    if "consent_on" in values:
        found["consent_on"] = day(values, "consent_on")
    if "sus" in values:
        found["sus"] = _sus(values["sus"])
    if "contact_id" in values:
        number = values["contact_id"]
        found["contact_id"] = None if number is None else contact_of(actor, number, 0)["contact_id"]
    consent_day(found, now.date())
    return found


def _sus(answers: Sequence[int] | None) -> list[int]:
    if not answers:
        return []
    try:
        sus_score(list(answers))
    except InvalidProblem as error:
        raise Invalid(error.message, where="sus", cure=error.cure) from None
    return list(answers)


@transaction.atomic
def add_participant(*, actor: Actor, now: datetime, study_id: int, **values: Any) -> contracts.Participant:
    """Add someone to a study: a contact, or no one by name. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    study = STUDIES.find(actor, study_id)
    fields = _participant_fields(actor, values, now)
    row = models.StudyParticipant(
        workspace_id=actor.workspace_id, study=study, number=next_number(study.pk), **fields
    )
    PARTICIPANTS.add(actor, now, row, fields)
    return queries.participant(actor=actor, id=row.pk)


def next_number(study: int) -> int:
    """The number that the next participant of a study gets; none is given twice."""
    found = models.StudyParticipant.objects.filter(study_id=study).aggregate(last=Max("number"))["last"]
    return (found or 0) + 1


@transaction.atomic
def change_participant(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Participant:
    """Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find_participant(actor, id)
    PARTICIPANTS.change(actor, now, row, _participant_fields(actor, values, now), version)
    return queries.participant(actor=actor, id=id)


@transaction.atomic
def remove_participant(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a participant with their results into the trash; returns the entry that restores them."""
    find_participant(actor, id)
    return PARTICIPANTS.remove(actor, now, id, version)


def find_participant(actor: Actor, id: int) -> models.StudyParticipant:
    row = PARTICIPANTS.find(actor, id)
    STUDIES.find(actor, row.study_id)
    return row


# Tasks


@transaction.atomic
def add_task(*, actor: Actor, now: datetime, study_id: int, title: str) -> contracts.StudyTask:
    """Add a task to a usability test. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    study = STUDIES.find(actor, study_id)
    if study.kind != "usability":
        cure = "Set its kind to usability test, or make another study."
        raise Invalid("Only a usability test has tasks.", where="title", cure=cure)
    if study.tasks.count() >= _MOST_PARTS:
        raise Invalid(f"A study has at most {_MOST_PARTS} tasks.", where="title", cure="Remove some first.")
    fields = {"title": _task_title(title)}
    row = models.StudyTask(workspace_id=actor.workspace_id, study=study, **fields)
    TASKS.add(actor, now, row, fields)
    return queries.task(actor=actor, id=row.pk)


def _task_title(title: str) -> str:
    return line({"title": title}, "title", 200, needed="Say what is to be done.")


@transaction.atomic
def change_task(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.StudyTask:
    """Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    known(values, ("title",))
    row = _find_task(actor, id)
    if "title" in values:
        TASKS.change(actor, now, row, {"title": _task_title(values["title"])}, version)
    return queries.task(actor=actor, id=id)


@transaction.atomic
def remove_task(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a task with its results into the trash; returns the entry that restores it."""
    _find_task(actor, id)
    return TASKS.remove(actor, now, id, version)


def _find_task(actor: Actor, id: int) -> models.StudyTask:
    row = TASKS.find(actor, id)
    STUDIES.find(actor, row.study_id)
    return row


# Results


@transaction.atomic
def record_results(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None,
    results: Sequence[tuple[int, str, float | None]],
    sus: Sequence[int] | None = None,
) -> contracts.Participant:
    """How a participant fared: task, outcome (empty for none any more) and seconds; tasks that are left out
    stay. `sus`: the ten answers, empty for none any more, None where they stay.

    Raises `Stale`, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find_participant(actor, id)
    tasks = {each.pk: each for each in models.StudyTask.objects.filter(study=row.study, removed_at=None)}
    before = {each.task_id: each for each in models.TaskResult.objects.filter(participant=row)}
    changes: dict[str, list[Any]] = {}
    versions.claim(row, expected=version)
    if sus is not None and (answers := _sus(sus)) != row.sus:
        changes["sus"] = [row.sus, answers]
        row.sus = answers
        row.save(update_fields=["sus"])
    for number, outcome, seconds in results:
        if number not in tasks:
            raise NotFound("There is no such task.", where="results", cure="Reload the page of the study.")
        pair = _record_result(row, tasks[number], before.get(number), outcome, seconds)
        if pair[0] != pair[1]:
            changes[tasks[number].title] = pair
    if changes:
        PARTICIPANTS.record(actor, now, "results_recorded", row, changes)
    return queries.participant(actor=actor, id=id)


def _record_result(
    person: models.StudyParticipant,
    task: models.StudyTask,
    before: models.TaskResult | None,
    outcome: str,
    seconds: float | None,
) -> list[Any]:
    """Store one result; what it was and what it is, in words."""
    was = _words(before)
    if outcome and outcome not in OUTCOMES:
        cure = f"Use one of {', '.join(OUTCOMES)}."
        raise Invalid(f"'{outcome[:40]}' is not known here.", where="outcome", cure=cure)
    if seconds is not None:
        measured(quantities.SECONDS, seconds, "seconds")
        if not outcome:
            cure = "Say whether the task was completed, with help, or failed."
            raise Invalid(f"“{task.title[:60]}” has a time and no outcome.", where="outcome", cure=cure)
    if not outcome:
        if before is not None:
            before.delete()
        return [was, None]
    row = before or models.TaskResult(workspace_id=person.workspace_id, task=task, participant=person)
    row.outcome, row.seconds = outcome, seconds
    row.save()
    return [was, _words(row)]


def _words(row: models.TaskResult | None) -> str | None:
    if row is None:
        return None
    return row.outcome if row.seconds is None else f"{row.outcome}, {row.seconds:g} s"
