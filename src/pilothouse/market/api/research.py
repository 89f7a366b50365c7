"""Studies over REST: plan, participants, tasks and how everyone fared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import research_schemas as s

router = Router()
ONE = "/studies/{int:study_id}"
PARTICIPANT = "/study-participants/{int:study_participant_id}"
TASK = "/study-tasks/{int:study_task_id}"
_NEVER_NULL = ("title", "kind", "status", "question", "method", "audience", "consent_text", "product")
_WHO_NEVER_NULL = ("segment", "consent", "sus")


@router.get("/studies", response=Page[contracts.Study], **read("list_studies", "Studies, newest first"))
def list_studies(request: HttpRequest, wanted: Query[s.StudyFilter]) -> Page[contracts.Study]:
    values = wanted.dict()
    page, size = values.pop("page"), values.pop("size")
    narrow = queries.NarrowStudies(**values)
    return queries.studies(actor=request_actor(request), narrow=narrow, page=page, size=size)


@router.post("/studies", response={201: contracts.Study}, **write("add_study", "Plan a study"))
def add_study(request: HttpRequest, response: HttpResponse, new: s.StudyNew) -> Status[contracts.Study]:
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_study(actor=request_actor(request), now=clock.now(), **values))


@router.post(
    "/studies/change",
    response=contracts.ManyChanged,
    **write("change_studies", "Change status or owner of many studies"),
)
def change_studies(request: HttpRequest, body: s.BulkStudies) -> contracts.ManyChanged:
    """All or nothing; `undo_market_act` undoes it."""
    values = given(body)
    ids = values.pop("ids")
    return services.change_many(
        actor=request_actor(request), now=clock.now(), kind="market.study", ids=ids, values=values
    )


@router.get(
    "/studies/sample",
    response=contracts.SampleShows,
    **read("get_sample", "What a number of people can show, before anyone is asked"),
)
def get_sample(request: HttpRequest, wanted: Query[s.SampleWanted]) -> contracts.SampleShows:
    request_actor(request)
    return services.sample_shows(wanted.people)


@router.get(ONE, response=contracts.Study, **read("get_study", "One study"))
def get_study(request: HttpRequest, response: HttpResponse, study_id: Id) -> contracts.Study:
    return tagged(response, queries.study(actor=request_actor(request), id=study_id))


@router.patch(ONE, response=contracts.Study, **write("change_study", "Change what is known of a study"))
def change_study(
    request: HttpRequest, response: HttpResponse, study_id: Id, change: s.StudyChange, if_match: IfMatch
) -> contracts.Study:
    row = services.change_study(
        actor=request_actor(request),
        now=clock.now(),
        id=study_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_study", "Put a study into the trash"))
def remove_study(request: HttpRequest, study_id: Id, if_match: IfMatch) -> Status[None]:
    """With all that belongs to it."""
    services.remove_study(actor=request_actor(request), now=clock.now(), id=study_id, version=if_match)
    return gone()


@router.get(
    f"{ONE}/participants",
    response=list[contracts.Participant],
    **read("list_study_participants", "Who takes part in a study"),
)
def list_study_participants(request: HttpRequest, study_id: Id) -> list[contracts.Participant]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return list(queries.participants(actor=actor, study=study_id))


@router.post(
    f"{ONE}/participants",
    response={201: contracts.Participant},
    **write("add_study_participant", "Add someone to a study"),
)
def add_study_participant(
    request: HttpRequest, response: HttpResponse, study_id: Id, new: s.ParticipantNew
) -> Status[contracts.Participant]:
    values = given(new, *_WHO_NEVER_NULL)
    actor = request_actor(request)
    return made(response, services.add_participant(actor=actor, now=clock.now(), study_id=study_id, **values))


@router.patch(
    PARTICIPANT,
    response=contracts.Participant,
    **write("change_study_participant", "Change what is known of a participant"),
)
def change_study_participant(
    request: HttpRequest,
    response: HttpResponse,
    study_participant_id: Id,
    change: s.ParticipantChange,
    if_match: IfMatch,
) -> contracts.Participant:
    row = services.change_participant(
        actor=request_actor(request),
        now=clock.now(),
        id=study_participant_id,
        version=if_match,
        values=given(change, *_WHO_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(
    PARTICIPANT,
    response={204: None},
    **confirm("remove_study_participant", "Put a participant into the trash"),
)
def remove_study_participant(
    request: HttpRequest, study_participant_id: Id, if_match: IfMatch
) -> Status[None]:
    services.remove_participant(
        actor=request_actor(request), now=clock.now(), id=study_participant_id, version=if_match
    )
    return gone()


@router.put(
    f"{PARTICIPANT}/results",
    response=contracts.Participant,
    **write("record_study_results", "Record how a participant fared at tasks"),
)
def record_study_results(
    request: HttpRequest,
    response: HttpResponse,
    study_participant_id: Id,
    body: s.ResultsNew,
    if_match: IfMatch,
) -> contracts.Participant:
    row = services.record_results(
        actor=request_actor(request),
        now=clock.now(),
        id=study_participant_id,
        version=if_match,
        results=[(each.task_id, each.outcome, each.seconds) for each in body.results],
        sus=body.sus,
    )
    return tagged(response, row)


@router.get(
    f"{ONE}/tasks",
    response=list[contracts.StudyTask],
    **read("list_study_tasks", "Tasks of a usability test"),
)
def list_study_tasks(request: HttpRequest, study_id: Id) -> list[contracts.StudyTask]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return list(queries.tasks(actor=actor, study=study_id))


@router.post(
    f"{ONE}/tasks",
    response={201: contracts.StudyTask},
    **write("add_study_task", "Add a task to a usability test"),
)
def add_study_task(
    request: HttpRequest, response: HttpResponse, study_id: Id, new: s.StudyTaskChange
) -> Status[contracts.StudyTask]:
    actor = request_actor(request)
    return made(response, services.add_task(actor=actor, now=clock.now(), study_id=study_id, title=new.title))


@router.patch(TASK, response=contracts.StudyTask, **write("change_study_task", "Rename a task"))
def change_study_task(
    request: HttpRequest,
    response: HttpResponse,
    study_task_id: Id,
    change: s.StudyTaskChange,
    if_match: IfMatch,
) -> contracts.StudyTask:
    row = services.change_task(
        actor=request_actor(request),
        now=clock.now(),
        id=study_task_id,
        version=if_match,
        values=given(change),
    )
    return tagged(response, row)


@router.delete(
    TASK, response={204: None}, **confirm("remove_study_task", "Put a task with its results into the trash")
)
def remove_study_task(request: HttpRequest, study_task_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_task(actor=request_actor(request), now=clock.now(), id=study_task_id, version=if_match)
    return gone()


@router.get(
    f"{ONE}/usability",
    response=contracts.UsabilityResults,
    **read("get_usability_results", "What a usability test shows, with intervals"),
)
def get_usability_results(request: HttpRequest, study_id: Id) -> contracts.UsabilityResults:
    """Completion without help, typical time and the System Usability Scale, each with its 90 % interval and
    the number of people; `says` is false where that is too wide to say anything."""
    return services.usability_results(actor=request_actor(request), study_id=study_id)
