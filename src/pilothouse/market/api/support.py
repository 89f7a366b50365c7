"""Support problems and service levels over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import support_schemas as s

router = Router()
ONE = "/support-problems/{int:support_problem_id}"
_NEVER_NULL = ("title", "words", "severity", "state", "workaround", "reported_at")


@router.get(
    "/support-problems",
    response=Page[contracts.SupportProblem],
    **read("list_support_problems", "Support problems, what is due next first"),
)
def list_support_problems(
    request: HttpRequest, wanted: Query[s.SupportFilter]
) -> Page[contracts.SupportProblem]:
    """Missed service levels come first; then what waits; then what is over, newest first."""
    actor, now, values = request_actor(request), clock.now(), wanted.dict()
    page, size = values.pop("page"), values.pop("size")
    soon = services.due_soon(actor=actor, now=now) if values["level"] == "soon" else now
    narrow = queries.NarrowSupport(**values, now=now, soon=soon)
    return queries.problems(actor=actor, narrow=narrow, page=page, size=size)


@router.post(
    "/support-problems",
    response={201: contracts.SupportProblem},
    **write("add_support_problem", "Note what goes wrong at a customer"),
)
def add_support_problem(
    request: HttpRequest, response: HttpResponse, new: s.SupportProblemNew
) -> Status[contracts.SupportProblem]:
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_problem(actor=request_actor(request), now=clock.now(), **values))


@router.post(
    "/support-problems/change",
    response=contracts.ManyChanged,
    **write("change_support_problems", "Change assignee or company of many support problems"),
)
def change_support_problems(request: HttpRequest, body: s.BulkProblems) -> contracts.ManyChanged:
    """All or nothing; `undo_market_act` undoes it."""
    values = given(body)
    ids = values.pop("ids")
    return services.change_many(
        actor=request_actor(request), now=clock.now(), kind="market.support_problem", ids=ids, values=values
    )


@router.get(ONE, response=contracts.SupportProblem, **read("get_support_problem", "One support problem"))
def get_support_problem(
    request: HttpRequest, response: HttpResponse, support_problem_id: Id
) -> contracts.SupportProblem:
    return tagged(response, queries.problem(actor=request_actor(request), id=support_problem_id))


@router.patch(
    ONE,
    response=contracts.SupportProblem,
    **write("change_support_problem", "Change what is known of a support problem"),
)
def change_support_problem(
    request: HttpRequest,
    response: HttpResponse,
    support_problem_id: Id,
    change: s.SupportProblemChange,
    if_match: IfMatch,
) -> contracts.SupportProblem:
    """Waiting, solved and closed stop its clocks. Who sets it to waiting or solved has answered."""
    row = services.change_problem(
        actor=request_actor(request),
        now=clock.now(),
        id=support_problem_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(
    ONE, response={204: None}, **confirm("remove_support_problem", "Put a support problem into the trash")
)
def remove_support_problem(request: HttpRequest, support_problem_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_problem(
        actor=request_actor(request), now=clock.now(), id=support_problem_id, version=if_match
    )
    return gone()


@router.get(
    "/service-levels",
    response=contracts.ServiceLevels,
    **read("get_service_levels", "How many working hours support problems may wait"),
)
def get_service_levels(request: HttpRequest, response: HttpResponse) -> contracts.ServiceLevels:
    return tagged(response, queries.service_levels(actor=request_actor(request)))


@router.patch(
    "/service-levels",
    response=contracts.ServiceLevels,
    **write("change_service_levels", "Change service levels; what is not solved gets its dates anew"),
)
def change_service_levels(
    request: HttpRequest, response: HttpResponse, change: s.ServiceLevelsChange, if_match: IfMatch
) -> contracts.ServiceLevels:
    row = services.change_levels(
        actor=request_actor(request), now=clock.now(), version=if_match, **change.dict()
    )
    return tagged(response, row)
