"""Answering a survey without a log-in: whoever has the link may, as often as it lets them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.accounts import queries as accounts
from pilothouse.engine import quantities
from pilothouse.kit import attempts, versions
from pilothouse.kit.attempts import Counted, Limit
from pilothouse.kit.errors import Conflict, Invalid, Stale
from pilothouse.kit.text import many_lines
from pilothouse.market import models, queries
from pilothouse.market.contracts import SurveyQuestion
from pilothouse.market.services.surveys import RESPONSES

MOST_WORDS = 5_000  # characters of one answer
# An office behind one address may answer together; a script may not fill a survey.
FROM_ONE_PLACE = Limit("survey answers", 30, 60 * 60)
TO_ONE_SURVEY = Limit("answers of a survey", 2_000, 60 * 60)
Given = Mapping[int, Any]


def answer_survey(
    *, token: str, now: datetime, network: str, given: Given, agreed: bool, on: date | None = None
) -> None:
    """Store what someone answered under the address of `token`: by number of the question, options as numbers
    from 0, a number, or words; `on` another day than today, where it was given on paper.

    Raises `NotFound` for an address that is none, `Conflict` for one that is closed, `Invalid` at the field
    `question_3` for an answer that is none or is missing, `TooMany`.
    """
    form = queries.survey_form(token=token, today=now.date())
    if form.state != "open":
        raise closed()
    if form.consent_text and not agreed:
        raise Invalid("You have not agreed yet.", where="agreed", cure="Tick the box, or close this page.")
    answers = [row for question in form.questions if (row := _answer(question, given.get(question.id)))]
    if not answers:
        raise Invalid("Nothing is answered yet.", cure="Answer one question at least.")
    attempts.take(
        now=now,
        counted=[
            Counted(FROM_ONE_PLACE, f"{network}:{form.link_id}"),
            Counted(TO_ONE_SURVEY, str(form.study_id)),
        ],
    )
    _store(form.workspace_id, form.link_id, now, on or now.date(), answers)


def closed() -> Conflict:
    return Conflict("This survey takes no more answers.", cure="Ask who sent you the link for another.")


@transaction.atomic
def _store(workspace_id: int, link_id: int, now: datetime, on: date, answers: list[dict[str, Any]]) -> None:
    link = models.SurveyLink.objects.select_related("study").get(pk=link_id)
    if link.kind == "once":
        try:
            versions.claim(link, expected=None)  # of two at once, the second finds it taken
        except Stale:
            raise closed() from None
        if link.responses.exists():
            raise closed()
    row = models.SurveyResponse.objects.create(
        workspace_id=workspace_id,
        study=link.study,
        link=link,
        participant_id=link.participant_id,
        answered_on=on,
    )
    models.SurveyAnswer.objects.bulk_create(
        models.SurveyAnswer(workspace_id=workspace_id, response=row, **fields) for fields in answers
    )
    actor = accounts.guest_actor(workspace_id=workspace_id, name="Someone with the link", channel="survey")
    RESPONSES.record(actor, now, "received", row, {})


def _answer(question: SurveyQuestion, value: Any) -> dict[str, Any] | None:
    """An answer as it is stored; None for none. Raises `Invalid`."""
    where = f"question_{question.id}"
    found = answer_fields(question, value, where)
    if found is None and question.is_required:
        raise Invalid("This question needs an answer.", where=where, cure="Answer it.")
    return None if found is None else {"question_id": question.id, **found}


def answer_fields(question: SurveyQuestion, value: Any, where: str) -> dict[str, Any] | None:
    """What is stored of `value`; None for nothing. Raises `Invalid` at `where`."""
    if value in (None, "", [], ()):
        return None
    if question.kind == "text":
        words = many_lines(str(value))
        if len(words) > MOST_WORDS:
            raise Invalid(
                f"This has {len(words):,} characters; {MOST_WORDS:,} are the most.",
                where=where,
                cure="Shorten it.",
            )
        return {"text": words} if words else None
    if question.kind in ("scale", "number"):
        return {"number": _number(question, value, where)}
    chosen = sorted({int(each) for each in (value if isinstance(value, list | tuple) else [value])})
    if any(not 0 <= each < len(question.options) for each in chosen):
        raise Invalid("This is none of the options.", where=where, cure="Choose one of the list.")
    if question.kind == "single" and len(chosen) > 1:
        raise Invalid("Only one option can be chosen.", where=where, cure="Choose one.")
    return {"chosen": chosen}


def _number(question: SurveyQuestion, value: Any, where: str) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if question.kind == "scale" and found not in question.steps:
        cure = f"Give {question.least} to {question.up_to}."
        raise Invalid("This is no step of the scale.", where=where, cure=cure)
    if fault := quantities.FIGURE.fault(found):
        raise Invalid(fault.replace("The figure", "The answer"), where=where, cure="Give a number.")
    return found
