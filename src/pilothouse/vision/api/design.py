"""Design reviews over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.vision import contracts, queries, services
from pilothouse.vision.schemas import design as s

router = Router()


@router.get(
    "/blueprints/{int:blueprint_id}/design-reviews",
    response=list[contracts.DesignReview],
    **read("list_design_reviews", "Design reviews of a blueprint, newest first"),
)
def list_design_reviews(request: HttpRequest, blueprint_id: Id) -> list[contracts.DesignReview]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.design_reviews(actor=actor, blueprint_id=blueprint_id))


@router.post(
    "/blueprints/{int:blueprint_id}/design-reviews",
    response={201: contracts.DesignReview},
    **write("open_design_review", "Open a design review of the newest revision"),
)
def open_design_review(
    request: HttpRequest, response: HttpResponse, blueprint_id: Id, new: s.DesignReviewNew
) -> Status[contracts.DesignReview]:
    asked = None if new.questions is None else [(row.part, row.question) for row in new.questions]
    values = new.dict(exclude={"questions"})
    row = services.open_design_review(
        actor=request_actor(request), now=clock.now(), blueprint_id=blueprint_id, questions=asked, **values
    )
    return made(response, row)


@router.get(
    "/design-reviews/{int:design_review_id}",
    response=contracts.DesignReview,
    **read("get_design_review", "One design review with its questions"),
)
def get_design_review(
    request: HttpRequest, response: HttpResponse, design_review_id: Id
) -> contracts.DesignReview:
    return tagged(response, queries.design_review(actor=request_actor(request), id=design_review_id))


@router.post(
    "/design-reviews/{int:design_review_id}/checks",
    response={201: contracts.DesignReview},
    **write("add_check", "Ask one more question in a design review"),
)
def add_check(
    request: HttpRequest, response: HttpResponse, design_review_id: Id, new: s.CheckNew
) -> Status[contracts.DesignReview]:
    row = services.add_check(
        actor=request_actor(request), now=clock.now(), review_id=design_review_id, **new.dict()
    )
    return made(response, row)


@router.patch(
    "/checks/{int:check_id}",
    response=contracts.DesignReview,
    **write("answer_check", "Answer a question of a design review, or settle its finding"),
)
def answer_check(
    request: HttpRequest, check_id: Id, change: s.CheckAnswer, if_match: IfMatch
) -> contracts.DesignReview:
    """`If-Match` names the version of the question."""
    return services.answer_check(
        actor=request_actor(request),
        now=clock.now(),
        id=check_id,
        version=if_match,
        values=given(change, "answer", "note", "settled"),
    )


@router.post(
    "/design-reviews/{int:design_review_id}/close",
    response=contracts.DesignReview,
    **write("close_design_review", "End a design review once every question is answered"),
)
def close_design_review(
    request: HttpRequest, response: HttpResponse, design_review_id: Id, if_match: IfMatch
) -> contracts.DesignReview:
    closed = services.close_design_review(
        actor=request_actor(request), now=clock.now(), id=design_review_id, version=if_match
    )
    return tagged(response, closed)


@router.delete(
    "/design-reviews/{int:design_review_id}",
    response={204: None},
    **confirm("remove_design_review", "Remove a design review that has no answer yet"),
)
def remove_design_review(request: HttpRequest, design_review_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_design_review(
        actor=request_actor(request), now=clock.now(), id=design_review_id, version=if_match
    )
    return gone()
