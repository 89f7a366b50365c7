"""Surveys: questions, addresses, and what was answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.subjects import Subject
from pilothouse.market import models
from pilothouse.market.contracts import (
    SurveyAnswer,
    SurveyForm,
    SurveyLink,
    SurveyQuestion,
    SurveyResponse,
)
from pilothouse.market.outside import SURVEY
from pilothouse.market.queries.research import shown_participant

QUESTION = "market.survey_question"
_LINKS = 200  # on a page
_ANSWERS = Count("responses", filter=Q(responses__removed_at=None))


def survey_questions(*, actor: Actor, study: int) -> tuple[SurveyQuestion, ...]:
    """Questions in order; one statement."""
    return tuple(map(_question, _questions(actor.workspace_id).filter(study_id=study)))


def survey_question(*, actor: Actor, id: int) -> SurveyQuestion:
    """Raises `NotFound`."""
    row = _questions(actor.workspace_id).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such question.", cure="It may have been removed; see the study.")
    return _question(row)


def study_of_question(*, actor: Actor, id: int) -> int:
    """The study of a question. Raises `NotFound`."""
    return survey_question(actor=actor, id=id).study_id


def named_questions(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _questions(actor.workspace_id).filter(pk__in=ids).values_list("pk", "text")
    return [Subject(f"{QUESTION}:{number}", text, text) for number, text in rows]


def survey_links(*, actor: Actor, study: int, today: date) -> tuple[SurveyLink, ...]:
    """Addresses of a survey, the newest first; one statement."""
    rows = _links(actor).filter(study_id=study).order_by("-pk")[:_LINKS]
    return tuple(_link(row, today) for row in rows)


def survey_link(*, actor: Actor, id: int, today: date) -> SurveyLink:
    """Raises `NotFound`."""
    row = _links(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such link.", cure="See the page of the study.")
    return _link(row, today)


def study_of_link(*, actor: Actor, id: int) -> int:
    """The study of an address. Raises `NotFound`."""
    found = _links(actor).filter(pk=id).values_list("study_id", flat=True).first()
    if found is None:
        raise NotFound("There is no such link.", cure="See the page of the study.")
    return int(found)


def survey_form(*, token: str, today: date) -> SurveyForm:
    """What the address of `token` shows; a closed one shows no question. Raises `NotFound`, alike for an
    address that never was and for a study in the trash."""
    workspace_id, link_id = SURVEY.read(token)
    rows = models.SurveyLink.objects.filter(workspace_id=workspace_id, study__removed_at=None)
    row: Any = rows.select_related("study").annotate(many=_ANSWERS).filter(pk=link_id).first()
    if row is None:
        raise SURVEY.missing()
    state = _state(row, today)
    questions = _questions(workspace_id).filter(study=row.study) if state == "open" else ()
    return SurveyForm(
        study_id=row.study_id,
        workspace_id=workspace_id,
        link_id=row.pk,
        title=row.study.title,
        consent_text=row.study.consent_text,
        questions=tuple(map(_question, questions)),
        state=state,
    )


def survey_responses(*, actor: Actor, study: int, page: int = 1, size: int = 50) -> Page[SurveyResponse]:
    """What people answered, newest first; three statements."""
    rows = models.SurveyResponse.objects.filter(
        workspace_id=actor.workspace_id, study_id=study, removed_at=None, study__removed_at=None
    ).select_related("participant__contact")
    return paginate(rows.prefetch_related("answers"), page, size, _response)


def survey_response(*, actor: Actor, id: int) -> SurveyResponse:
    """Raises `NotFound`."""
    rows = models.SurveyResponse.objects.filter(
        workspace_id=actor.workspace_id, removed_at=None, study__removed_at=None
    )
    row = rows.select_related("participant__contact").prefetch_related("answers").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such response.", cure="It may have been removed; see the study.")
    return _response(row)


def study_of_response(*, actor: Actor, id: int) -> int:
    """The study of a response. Raises `NotFound`."""
    return survey_response(actor=actor, id=id).study_id


def survey_answers(*, actor: Actor, study: int) -> tuple[SurveyAnswer, ...]:
    """All answers to the questions that are there, newest first; one statement."""
    rows = models.SurveyAnswer.objects.filter(
        workspace_id=actor.workspace_id,
        response__study_id=study,
        response__removed_at=None,
        question__removed_at=None,
    ).order_by("-pk")
    return tuple(map(_answer, rows.iterator(chunk_size=2_000)))


def _questions(workspace_id: int) -> QuerySet[models.SurveyQuestion]:
    return models.SurveyQuestion.objects.filter(
        workspace_id=workspace_id, removed_at=None, study__removed_at=None
    )


def _links(actor: Actor) -> QuerySet[Any]:
    rows = models.SurveyLink.objects.filter(workspace_id=actor.workspace_id, study__removed_at=None)
    return rows.select_related("participant__contact").annotate(many=_ANSWERS)


def _state(row: Any, today: date) -> Literal["open", "closed", "revoked"]:
    if row.revoked_at is not None:
        return "revoked"
    over = row.closes_on is not None and row.closes_on < today
    return "closed" if over or (row.kind == "once" and row.many) else "open"


def _question(row: models.SurveyQuestion) -> SurveyQuestion:
    return SurveyQuestion(
        id=row.pk,
        study_id=row.study_id,
        position=row.position,
        text=row.text,
        kind=row.kind,
        options=tuple(row.options),
        up_to=row.most,
        is_required=row.is_required,
        version=row.version,
    )


def _link(row: Any, today: date) -> SurveyLink:
    return SurveyLink(
        id=row.pk,
        study_id=row.study_id,
        label=row.label,
        kind=row.kind,
        participant_name=shown_participant(row.participant).called if row.participant else "",
        closes_on=row.closes_on,
        state=_state(row, today),
        responses=row.many,
        path=SURVEY.path(row.workspace_id, row.pk),
        version=row.version,
    )


def _answer(row: models.SurveyAnswer) -> SurveyAnswer:
    return SurveyAnswer(
        id=row.pk,
        question_id=row.question_id,
        chosen=tuple(row.chosen),
        number=row.number,
        text=row.text,
        feedback_id=row.feedback_id,
    )


def _response(row: models.SurveyResponse) -> SurveyResponse:
    return SurveyResponse(
        id=row.pk,
        study_id=row.study_id,
        participant_name=shown_participant(row.participant).called if row.participant else "",
        answered_on=row.answered_on,
        answers=tuple(map(_answer, row.answers.all())),
        version=row.version,
    )
