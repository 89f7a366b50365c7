"""Themes over REST: what many pieces of feedback are about, and what was proposed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, given, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import theme_schemas as s
from pilothouse.market.tasks import start_looking

router = Router()
ONE = "/themes/{int:theme_id}"


@router.get("/themes", response=Page[contracts.Theme], **read("list_themes", "Themes of feedback"))
def list_themes(request: HttpRequest, wanted: Query[s.ThemeFilter]) -> Page[contracts.Theme]:
    """With pieces, companies and revenue behind each, trend and representative sentences."""
    return queries.themes(actor=request_actor(request), **wanted.dict())


@router.post("/themes", response={201: contracts.Theme}, **write("add_theme", "Add a theme by hand"))
def add_theme(request: HttpRequest, response: HttpResponse, new: s.ThemeNew) -> Status[contracts.Theme]:
    """It is pinned; move feedback to it by `change_feedback` or `change_many_feedback`."""
    return made(response, services.add_theme(actor=request_actor(request), now=clock.now(), name=new.name))


@router.get(
    "/themes/summary",
    response=contracts.ThemesSummary,
    **read("get_themes_summary", "How much feedback has a theme"),
)
def get_themes_summary(request: HttpRequest) -> contracts.ThemesSummary:
    return queries.summary(actor=request_actor(request))


@router.post(
    "/themes/find", response={202: JobStatus}, **write("find_themes", "Look through feedback for themes")
)
def find_themes(request: HttpRequest) -> Status[JobStatus]:
    """In the background; it only proposes, see `list_theme_proposals`."""
    return Status(202, start_looking(actor=request_actor(request), now=clock.now()))


@router.get(
    "/themes/proposals",
    response=list[contracts.ThemeProposal],
    **read("list_theme_proposals", "Changes of themes that wait for a decision"),
)
def list_theme_proposals(request: HttpRequest) -> list[contracts.ThemeProposal]:
    return list(queries.proposals(actor=request_actor(request)))


@router.post(
    "/themes/proposals/accept",
    response=contracts.ThemesAccepted,
    **write("accept_theme_proposals", "Accept changes of themes"),
)
def accept_theme_proposals(request: HttpRequest, body: s.ProposalIds) -> contracts.ThemesAccepted:
    """As one act; `undo_theme_act` takes it back."""
    return services.accept_proposals(actor=request_actor(request), now=clock.now(), ids=body.ids)


@router.post(
    "/themes/proposals/refuse",
    response={204: None},
    **write("refuse_theme_proposals", "Refuse changes of themes"),
)
def refuse_theme_proposals(request: HttpRequest, body: s.ProposalIds) -> Status[None]:
    """The same is not proposed again."""
    services.refuse_proposals(actor=request_actor(request), now=clock.now(), ids=body.ids)
    return Status(204, None)


@router.post(
    "/themes/undo",
    response=contracts.ManyUndone,
    **write("undo_theme_act", "Undo accepted changes of themes"),
)
def undo_theme_act(request: HttpRequest, body: s.ThemesAct) -> contracts.ManyUndone:
    """What was changed since stays."""
    return services.undo_accepted(actor=request_actor(request), now=clock.now(), batch=body.batch)


@router.get(ONE, response=contracts.Theme, **read("get_theme", "One theme"))
def get_theme(request: HttpRequest, response: HttpResponse, theme_id: Id) -> contracts.Theme:
    return tagged(response, queries.theme(actor=request_actor(request), id=theme_id))


@router.patch(ONE, response=contracts.Theme, **write("change_theme", "Rename or pin a theme"))
def change_theme(
    request: HttpRequest, response: HttpResponse, theme_id: Id, change: s.ThemeChange, if_match: IfMatch
) -> contracts.Theme:
    row = services.change_theme(
        actor=request_actor(request),
        now=clock.now(),
        id=theme_id,
        version=if_match,
        values=given(change, "name", "is_pinned", "kind"),
    )
    return tagged(response, row)


@router.post(f"{ONE}/merge", response=contracts.Theme, **write("merge_theme", "Merge a theme into another"))
def merge_theme(
    request: HttpRequest, response: HttpResponse, theme_id: Id, body: s.ThemeInto, if_match: IfMatch
) -> contracts.Theme:
    """Answers with the other; `reopen_theme` takes them apart again."""
    row = services.merge_theme(
        actor=request_actor(request), now=clock.now(), id=theme_id, version=if_match, into=body.into
    )
    return tagged(response, row)


@router.post(f"{ONE}/retire", response=contracts.Theme, **write("retire_theme", "Retire a theme"))
def retire_theme(
    request: HttpRequest, response: HttpResponse, theme_id: Id, if_match: IfMatch
) -> contracts.Theme:
    """Its feedback has no theme then; `reopen_theme` brings it back."""
    row = services.retire_theme(actor=request_actor(request), now=clock.now(), id=theme_id, version=if_match)
    return tagged(response, row)


@router.post(
    f"{ONE}/reopen", response=contracts.Theme, **write("reopen_theme", "Open a merged or retired theme")
)
def reopen_theme(
    request: HttpRequest, response: HttpResponse, theme_id: Id, if_match: IfMatch
) -> contracts.Theme:
    """With the feedback it had, unless that was moved since."""
    row = services.reopen_theme(actor=request_actor(request), now=clock.now(), id=theme_id, version=if_match)
    return tagged(response, row)


@router.get(
    "/feedback/{int:feedback_id}/alike",
    response=list[contracts.Alike],
    **read("list_alike_feedback", "Earlier feedback that may say the same"),
)
def list_alike_feedback(request: HttpRequest, feedback_id: Id) -> list[contracts.Alike]:
    """Up to five, likeliest first; nothing is merged."""
    actor = request_actor(request)
    return list(queries.alike(actor=actor, id=queries.feedback(actor=actor, id=feedback_id).id))
