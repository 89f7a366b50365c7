"""Sessions of studies and their highlights over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import research_schemas as s
from pilothouse.market.api.research import ONE as STUDY

router = Router()
ONE = "/study-sessions/{int:study_session_id}"
_NEVER_NULL = ("held_on", "notes")


@router.get(
    f"{STUDY}/sessions",
    response=list[contracts.StudySession],
    **read("list_study_sessions", "Sessions of a study, newest first"),
)
def list_study_sessions(request: HttpRequest, study_id: Id) -> list[contracts.StudySession]:
    actor = request_actor(request)
    queries.study(actor=actor, id=study_id)
    return list(queries.sessions(actor=actor, study=study_id))


@router.post(
    f"{STUDY}/sessions",
    response={201: contracts.StudySession},
    **write("add_study_session", "Note a session of a study"),
)
def add_study_session(
    request: HttpRequest, response: HttpResponse, study_id: Id, new: s.StudySessionNew
) -> Status[contracts.StudySession]:
    actor, values = request_actor(request), given(new, *_NEVER_NULL)
    return made(response, services.add_session(actor=actor, now=clock.now(), study_id=study_id, **values))


@router.get(ONE, response=contracts.StudySession, **read("get_study_session", "One session"))
def get_study_session(
    request: HttpRequest, response: HttpResponse, study_session_id: Id
) -> contracts.StudySession:
    return tagged(response, queries.session(actor=request_actor(request), id=study_session_id))


@router.patch(
    ONE,
    response=contracts.StudySession,
    **write("change_study_session", "Change what is noted of a session"),
)
def change_study_session(
    request: HttpRequest,
    response: HttpResponse,
    study_session_id: Id,
    change: s.StudySessionChange,
    if_match: IfMatch,
) -> contracts.StudySession:
    """Changed notes keep every highlighted passage, or are refused."""
    row = services.change_session(
        actor=request_actor(request),
        now=clock.now(),
        id=study_session_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_study_session", "Put a session into the trash"))
def remove_study_session(request: HttpRequest, study_session_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_session(
        actor=request_actor(request), now=clock.now(), id=study_session_id, version=if_match
    )
    return gone()


@router.post(
    f"{ONE}/highlights",
    response={201: contracts.Highlight},
    **write("add_highlight", "Highlight words of a session's notes"),
)
def add_highlight(
    request: HttpRequest, study_session_id: Id, new: s.HighlightNew
) -> Status[contracts.Highlight]:
    actor = request_actor(request)
    return Status(
        201,
        services.add_highlight(actor=actor, now=clock.now(), session_id=study_session_id, **new.dict()),
    )


@router.delete(
    "/highlights/{int:highlight_id}",
    response={204: None},
    **write("remove_highlight", "Take a highlight away"),
)
def remove_highlight(request: HttpRequest, highlight_id: Id) -> Status[None]:
    """The trash restores it, under the same number."""
    services.remove_highlight(actor=request_actor(request), now=clock.now(), highlight_id=highlight_id)
    return gone()
