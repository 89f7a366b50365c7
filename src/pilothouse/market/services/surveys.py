"""Questions of surveys, the addresses under which people answer, and what answers become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.text import day, known, line, many_lines, one_line
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import LINK_KINDS, QUESTION_KINDS, SCALES
from pilothouse.market.services.feedback import add_feedback
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.keeping import Keeping
from pilothouse.market.services.research import STUDIES, find_participant

_MOST_QUESTIONS = 100
_MOST_OPTIONS = 30
_MOST_LINKS = 500
_MOST_PIECES = 1_000  # answers that become feedback in one act
_CHOSEN = ("single", "several")

QUESTIONS = Keeping(
    "market.survey_question",
    "survey_question",
    models.SurveyQuestion,
    "question",
    "See the page of the study.",
    lambda row: row.text,
    untold=("position",),
)
LINKS = Keeping(
    "market.survey_link",
    "survey_link",
    models.SurveyLink,
    "link",
    "See the page of the study.",
    lambda row: f"Link of {row.study.title}{f', {row.label}' if row.label else ''}",
    personal=("participant_id",),
)
RESPONSES = Keeping(
    "market.survey_response",
    "survey_response",
    models.SurveyResponse,
    "response",
    "See the page of the study.",
    lambda row: f"A response to {row.study.title}",
    personal=("participant_id",),
)

_READ: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "text": lambda values, field: line(values, field, 500, needed="Type the question."),
    "kind": lambda values, field: one_of(values, field, QUESTION_KINDS),
    "options": lambda values, field: options_of(values[field]),
    "up_to": lambda values, field: _scale(values[field]),
    "is_required": lambda values, field: bool(values[field]),
}


def options_of(options: Sequence[str] | None) -> list[str]:
    """Options as they are stored, empty ones left out. Raises `Invalid`."""
    found = [text for each in options or () if (text := one_line(each))]
    if len(found) > _MOST_OPTIONS:
        cure = f"Give up to {_MOST_OPTIONS}."
        raise Invalid(f"{len(found)} options are too many.", where="options", cure=cure)
    if long := next((text for text in found if len(text) > 200), ""):
        raise Invalid(f"The option “{long[:40]}…” is too long.", where="options", cure="Shorten it.")
    if len({text.lower() for text in found}) < len(found):
        raise Invalid("Two options are the same.", where="options", cure="Keep one of them.")
    return found


def _scale(most: int) -> int:
    if most not in SCALES:
        cure = f"Give one of {', '.join(map(str, SCALES))}."
        raise Invalid(f"A scale up to {most} is not known here.", where="up_to", cure=cure)
    return most


@transaction.atomic
def add_question(
    *, actor: Actor, now: datetime, study_id: int, text: str, **values: Any
) -> contracts.SurveyQuestion:
    """Add a question to the end of a survey. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    study = STUDIES.find(actor, study_id)
    if study.kind != "survey":
        cure = "Set its kind to survey, or make another study."
        raise Invalid("Only a survey has questions.", where="text", cure=cure)
    known(values, _READ)
    given = {"text": text, **values}
    fields = _stored(given)
    row = models.SurveyQuestion(workspace_id=actor.workspace_id, study=study, **fields)
    _complete(row)
    last = study.questions.aggregate(last=Max("position"))["last"] or 0
    if study.questions.filter(removed_at=None).count() >= _MOST_QUESTIONS:
        cure = "Ask less: long surveys are not finished."
        raise Invalid(f"A survey has at most {_MOST_QUESTIONS} questions.", where="text", cure=cure)
    row.position = last + 1
    QUESTIONS.add(actor, now, row, fields)
    return queries.survey_question(actor=actor, id=row.pk)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` by the columns that hold them. Raises `Invalid`."""
    columns = {"up_to": "most"}
    return {columns.get(name, name): read(values, name) for name, read in _READ.items() if name in values}


def _complete(row: models.SurveyQuestion) -> None:
    """Refuse choices without options; what a kind does not use is emptied."""
    if row.kind not in _CHOSEN:
        row.options = []
    elif len(row.options) < 2:
        cure = "Write one in each line."
        raise Invalid("A choice needs two options or more.", where="options", cure=cure)


@transaction.atomic
def change_question(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.SurveyQuestion:
    """Change a question. Once it has answers, its kind, scale and present options stay: further options may
    come after them. Raises `Stale`, `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = _find_question(actor, id)
    known(values, _READ)
    fields = _stored(values)
    if row.answers.exists():
        _keep_answered(row, fields)
    after = models.SurveyQuestion(
        kind=fields.get("kind", row.kind), options=fields.get("options", row.options)
    )
    _complete(after)
    if "kind" in fields:
        fields["options"] = after.options
    QUESTIONS.change(actor, now, row, fields, version)
    return queries.survey_question(actor=actor, id=id)


def _keep_answered(row: models.SurveyQuestion, fields: Mapping[str, Any]) -> None:
    """Answers mean what they meant when they were given."""
    cure = "Add another question instead."
    for name, where in (("kind", "kind"), ("most", "up_to")):
        if name in fields and fields[name] != getattr(row, name):
            raise Conflict("The question has answers already.", where=where, cure=cure)
    options = fields.get("options", row.options)
    if options[: len(row.options)] != row.options:
        cure = "Keep the present options as they are; further ones may come after them."
        raise Conflict("The question has answers already.", where="options", cure=cure)


@transaction.atomic
def move_question(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.SurveyQuestion:
    """Put a question before the one that it follows; the first stays. Raises `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = _find_question(actor, id)
    versions.apply(row, {}, expected=version)
    before = (
        models.SurveyQuestion.objects.filter(study=row.study, removed_at=None, position__lt=row.position)
        .order_by("-position")
        .first()
    )
    if before is not None:
        places = before.position, row.position
        versions.apply(row, {"position": places[0]}, expected=None)
        versions.apply(before, {"position": places[1]}, expected=None)
        QUESTIONS.record(actor, now, "moved", row, {"before": [None, before.text]})
    return queries.survey_question(actor=actor, id=id)


@transaction.atomic
def remove_question(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a question with its answers into the trash; returns the entry that restores it."""
    _find_question(actor, id)
    return QUESTIONS.remove(actor, now, id, version)


def _find_question(actor: Actor, id: int) -> models.SurveyQuestion:
    row = QUESTIONS.find(actor, id)
    STUDIES.find(actor, row.study_id)
    return row


# Links


@transaction.atomic
def add_link(
    *,
    actor: Actor,
    now: datetime,
    study_id: int,
    label: str = "",
    kind: str = "open",
    closes_on: date | None = None,
    participant_id: int | None = None,
) -> contracts.SurveyLink:
    """Make an address under which people answer a survey. One for a participant takes one answer. Raises
    `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    study = STUDIES.find(actor, study_id)
    if study.kind != "survey":
        raise Invalid("Only a survey has links.", where="label", cure="Set the kind of the study to survey.")
    if not study.questions.filter(removed_at=None).exists():
        raise Invalid("The survey has no questions yet.", where="label", cure="Add a question first.")
    if study.links.filter(revoked_at=None).count() >= _MOST_LINKS:
        raise Invalid(f"A survey has at most {_MOST_LINKS} links.", where="label", cure="Revoke some first.")
    fields = {
        "label": line({"label": label}, "label", 100),
        "kind": "once" if participant_id else one_of({"kind": kind}, "kind", LINK_KINDS),
        "closes_on": _closing(closes_on, now),
        "participant_id": _participant(actor, participant_id, study_id),
    }
    row = models.SurveyLink(workspace_id=actor.workspace_id, study=study, made_at=now, **fields)
    LINKS.add(actor, now, row, fields)
    return queries.survey_link(actor=actor, id=row.pk, today=now.date())


def _closing(on: date | None, now: datetime) -> date | None:
    found = day({"closes_on": on}, "closes_on")
    if found is not None and found < now.date():
        raise Invalid("This day is over.", where="closes_on", cure="Give today or a later day.")
    return found


def _participant(actor: Actor, number: int | None, study: int) -> int | None:
    if number is None:
        return None
    try:
        row = find_participant(actor, number)
    except NotFound:
        row = None
    if row is None or row.study_id != study:
        cure = "Choose one of the study."
        raise NotFound("There is no such participant.", where="participant_id", cure=cure)
    return row.pk


@transaction.atomic
def revoke_link(*, actor: Actor, now: datetime, id: int) -> contracts.SurveyLink:
    """Close an address for good; what was answered stays. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    row = LINKS.find(actor, id)
    STUDIES.find(actor, row.study_id)
    if row.revoked_at is None:
        versions.apply(row, {"revoked_at": now}, expected=None)
        LINKS.record(actor, now, "revoked", row, {})
    return queries.survey_link(actor=actor, id=id, today=now.date())


# What answers become


@transaction.atomic
def remove_response(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a response into the trash; returns the entry that restores it."""
    row = RESPONSES.find(actor, id)
    STUDIES.find(actor, row.study_id)
    return RESPONSES.remove(actor, now, id, version)


@transaction.atomic
def answers_to_feedback(*, actor: Actor, now: datetime, id: int) -> contracts.AnswersTaken:
    """Bring the words that were given to question `id` into the inbox, each once, as feedback from a survey.
    Raises `Invalid` for a question without words, `NotFound`."""
    actor.require(Role.EDITOR)
    row = _find_question(actor, id)
    if row.kind != "text":
        cure = "Choose a question with free text."
        raise Invalid("Only words can become feedback.", where="question", cure=cure)
    answers = row.answers.filter(response__removed_at=None).exclude(text="")
    there = answers.exclude(feedback=None).count()
    added = 0
    for each in answers.filter(feedback=None).select_related("response__participant")[:_MOST_PIECES]:
        person = each.response.participant
        made = add_feedback(
            actor=actor,
            now=now,
            text=many_lines(each.text),
            channel="survey",
            received_on=each.response.answered_on,
            contact_id=person.contact_id if person else None,
        )
        each.feedback_id = made.id
        each.save(update_fields=["feedback"])
        added += 1
    if added:
        QUESTIONS.record(actor, now, "answers_became_feedback", row, {"pieces": [None, added]})
    return contracts.AnswersTaken(added, there)
