"""Surveys over REST: questions, addresses, what was answered and what it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import survey_schemas as s
from pilothouse.market.api.research import ONE as STUDY

router = Router()
QUESTION = "/survey-questions/{int:survey_question_id}"
_NEVER_NULL = ("text", "kind", "options", "up_to", "is_required")


@router.get(
    f"{STUDY}/questions",
    response=list[contracts.SurveyQuestion],
    **read("list_survey_questions", "Questions of a survey in order"),
)
def list_survey_questions(request: HttpRequest, study_id: Id) -> list[contracts.SurveyQuestion]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return list(queries.survey_questions(actor=actor, study=study_id))


@router.post(
    f"{STUDY}/questions",
    response={201: contracts.SurveyQuestion},
    **write("add_survey_question", "Add a question to a survey"),
)
def add_survey_question(
    request: HttpRequest, response: HttpResponse, study_id: Id, new: s.SurveyQuestionNew
) -> Status[contracts.SurveyQuestion]:
    actor, values = request_actor(request), given(new, *_NEVER_NULL)
    return made(response, services.add_question(actor=actor, now=clock.now(), study_id=study_id, **values))


@router.patch(
    QUESTION,
    response=contracts.SurveyQuestion,
    **write("change_survey_question", "Change a question of a survey"),
)
def change_survey_question(
    request: HttpRequest,
    response: HttpResponse,
    survey_question_id: Id,
    change: s.SurveyQuestionChange,
    if_match: IfMatch,
) -> contracts.SurveyQuestion:
    """Once it has answers, its kind, scale and present options stay."""
    row = services.change_question(
        actor=request_actor(request),
        now=clock.now(),
        id=survey_question_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(
    QUESTION,
    response={204: None},
    **confirm("remove_survey_question", "Put a question with its answers into the trash"),
)
def remove_survey_question(request: HttpRequest, survey_question_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_question(
        actor=request_actor(request), now=clock.now(), id=survey_question_id, version=if_match
    )
    return gone()


@router.post(
    f"{QUESTION}/move",
    response=contracts.SurveyQuestion,
    **write("move_survey_question", "Put a question before the one that it follows"),
)
def move_survey_question(
    request: HttpRequest, response: HttpResponse, survey_question_id: Id, if_match: IfMatch
) -> contracts.SurveyQuestion:
    row = services.move_question(
        actor=request_actor(request), now=clock.now(), id=survey_question_id, version=if_match
    )
    return tagged(response, row)


@router.post(
    f"{QUESTION}/feedback",
    response=contracts.AnswersTaken,
    **write("take_survey_answers", "Bring the words given to a question into the inbox"),
)
def take_survey_answers(request: HttpRequest, survey_question_id: Id) -> contracts.AnswersTaken:
    """Each once, as feedback from a survey."""
    return services.answers_to_feedback(actor=request_actor(request), now=clock.now(), id=survey_question_id)


@router.get(
    f"{STUDY}/links",
    response=list[contracts.SurveyLink],
    **read("list_survey_links", "Addresses under which people answer a survey"),
)
def list_survey_links(request: HttpRequest, study_id: Id) -> list[contracts.SurveyLink]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return list(queries.survey_links(actor=actor, study=study_id, today=clock.today()))


@router.post(
    f"{STUDY}/links",
    response={201: contracts.SurveyLink},
    **write("add_survey_link", "Make an address under which people answer a survey"),
)
def add_survey_link(
    request: HttpRequest, response: HttpResponse, study_id: Id, new: s.SurveyLinkNew
) -> Status[contracts.SurveyLink]:
    """Whoever has it answers without a log-in."""
    actor = request_actor(request)
    return made(response, services.add_link(actor=actor, now=clock.now(), study_id=study_id, **new.dict()))


@router.post(
    "/survey-links/{int:survey_link_id}/revoke",
    response=contracts.SurveyLink,
    **write("revoke_survey_link", "Close an address of a survey for good"),
)
def revoke_survey_link(request: HttpRequest, survey_link_id: Id) -> contracts.SurveyLink:
    """What was answered under it stays."""
    return services.revoke_link(actor=request_actor(request), now=clock.now(), id=survey_link_id)


@router.get(
    f"{STUDY}/responses",
    response=Page[contracts.SurveyResponse],
    **read("list_survey_responses", "What people answered, newest first"),
)
def list_survey_responses(
    request: HttpRequest, study_id: Id, wanted: Query[s.ResponsePage]
) -> Page[contracts.SurveyResponse]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return queries.survey_responses(actor=actor, study=study_id, page=wanted.page, size=wanted.size)


@router.delete(
    "/survey-responses/{int:survey_response_id}",
    response={204: None},
    **confirm("remove_survey_response", "Put a response into the trash"),
)
def remove_survey_response(request: HttpRequest, survey_response_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_response(
        actor=request_actor(request), now=clock.now(), id=survey_response_id, version=if_match
    )
    return gone()


@router.get(
    f"{STUDY}/results",
    response=contracts.SurveyResults,
    **read("get_survey_results", "What a survey shows, by question, with intervals"),
)
def get_survey_results(request: HttpRequest, study_id: Id) -> contracts.SurveyResults:
    """Each figure with its 90 % interval and the number of answers; `says` is false where that is too wide to
    say anything."""
    return services.survey_results(actor=request_actor(request), study_id=study_id)
