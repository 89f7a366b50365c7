"""Questions and addresses of a survey, what was answered, and the page of those who are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pilothouse.kit import clients, clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, posted_version
from pilothouse.market import queries, services
from pilothouse.market.contracts import SurveyAnswer, SurveyQuestion, SurveyResponse
from pilothouse.market.pages.outside import opened, sent_by_guest
from pilothouse.market.pages.shared import every
from pilothouse.market.survey_forms import AnswerForm, LinkForm, QuestionForm


def survey_context(request: HttpRequest, actor: Actor, study: int, people: Any) -> dict[str, Any]:
    """What the page of a study shows of its survey."""
    return {
        "survey": services.survey_results(actor=actor, study_id=study),
        "links": [
            (row, request.build_absolute_uri(row.path))
            for row in queries.survey_links(actor=actor, study=study, today=clock.today())
        ],
        "question_form": QuestionForm(auto_id="question_%s"),
        "link_form": LinkForm(participants=people, auto_id="link_%s"),
    }


@page(role=Role.EDITOR, methods=("POST",))
def add_question(request: HttpRequest, id: int) -> HttpResponse:
    """Add a question to the end of a survey."""
    actor, form = request_actor(request), QuestionForm(request.POST, auto_id="question_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_question(actor=actor, now=clock.now(), study_id=id, **form.values()),
        wurl(actor, "market:study", id),
        "The question was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def move_question(request: HttpRequest, id: int) -> HttpResponse:
    """Put a question before the one that it follows."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.study_of_question(actor=actor, id=id)
    return acted(
        request,
        lambda: services.move_question(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:study", of),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_question(request: HttpRequest, id: int) -> HttpResponse:
    """Put a question into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.study_of_question(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_question(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:study", of),
        "The question was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def take_answers(request: HttpRequest, id: int) -> HttpResponse:
    """Bring the words given to a question into the inbox."""
    actor = request_actor(request)
    of = queries.study_of_question(actor=actor, id=id)
    return acted(
        request,
        lambda: services.answers_to_feedback(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:study", of),
        lambda row: f"In the inbox now: {row.added}; there already: {row.there}.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_link(request: HttpRequest, id: int) -> HttpResponse:
    """Make an address under which people answer."""
    actor = request_actor(request)
    people = queries.participants(actor=actor, study=id)
    form = LinkForm(request.POST, participants=people, auto_id="link_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_link(actor=actor, now=clock.now(), study_id=id, **form.cleaned_data),
        wurl(actor, "market:study", id),
        "The link was made. Copy it from the list.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def revoke_link(request: HttpRequest, id: int) -> HttpResponse:
    """Close an address for good."""
    actor = request_actor(request)
    of = queries.study_of_link(actor=actor, id=id)
    return acted(
        request,
        lambda: services.revoke_link(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:study", of),
        "The link takes no more answers.",
    )


@page()
def responses(request: HttpRequest, id: int) -> HttpResponseBase:
    """What each person answered; also as a table that can be brought in again."""
    actor = request_actor(request)
    study = queries.study(actor=actor, id=id)
    questions = queries.survey_questions(actor=actor, study=id)
    if form := request.GET.get("format"):
        lines = _lines(every(queries.survey_responses, actor=actor, study=id), questions, study.title)
        columns = ("study", "respondent", "day", "question", "answer")
        return table_response(request, rows=lines, columns=columns, name="answers", format=form)
    found = queries.survey_responses(actor=actor, study=id, page=number(request, "page", 1))
    context = {
        "study": study,
        "page": found,
        "rows": [(place, row, _told(row, questions)) for place, row in enumerate(found.rows, found.first)],
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/responses.html", context)


def _lines(
    rows: Iterator[SurveyResponse], questions: tuple[SurveyQuestion, ...], title: str
) -> Iterator[list[object]]:
    for row in rows:
        for question, answer in _told(row, questions):
            yield [title, f"R{row.id}", row.answered_on, question.text, answer]


def _told(row: SurveyResponse, questions: tuple[SurveyQuestion, ...]) -> list[tuple[SurveyQuestion, str]]:
    """Each question that has an answer, with it, in words."""
    by_question = {answer.question_id: answer for answer in row.answers}
    return [
        (question, _words(question, by_question[question.id]))
        for question in questions
        if question.id in by_question
    ]


def _words(question: SurveyQuestion, answer: SurveyAnswer) -> str:
    if question.options:
        return "; ".join(question.options[place] for place in answer.chosen if place < len(question.options))
    return answer.text if answer.number is None else f"{answer.number:g}"


@page(role=Role.EDITOR, methods=("POST",))
def remove_response(request: HttpRequest, id: int) -> HttpResponse:
    """Put a response into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.survey_response(actor=actor, id=id).study_id
    return acted(
        request,
        lambda: services.remove_response(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:responses", of),
        "The response was removed.",
        restorable=True,
    )


# Whoever was sent the link proves it by its token; no one is logged in here.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The survey as people see it who are asked, without a log-in."""
    found = opened(request, lambda: queries.survey_form(token=token, today=clock.today()))
    form = AnswerForm(request.POST or None, survey=found, auto_id="answer_%s")
    context: dict[str, Any] = {"survey": found, "form": form, "error": None}
    if request.method != "POST" or found.state != "open":
        return render(request, "market/survey.html", context, status=200 if found.state == "open" else 410)
    context |= sent_by_guest(form, lambda: _answered(request, token, form))
    return render(request, "market/survey.html", context, status=context["status"])


def _answered(request: HttpRequest, token: str, form: AnswerForm) -> None:
    services.answer_survey(
        token=token,
        now=clock.now(),
        network=clients.network(request),
        given=form.given(),
        agreed=bool(form.cleaned_data.get("agreed")),
    )
