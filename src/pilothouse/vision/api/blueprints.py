"""Blueprints over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, gone, made, read, tagged, untooled, write
from pilothouse.vision import contracts, papers, queries, services
from pilothouse.vision.schemas import blueprints as s

router = Router()


@router.get(
    "/blueprints",
    response=list[contracts.ListedBlueprint],
    **read("list_blueprints", "Blueprints without their texts, newest change first"),
)
def list_blueprints(
    request: HttpRequest, product_id: Annotated[Id | None, Query()] = None
) -> list[contracts.ListedBlueprint]:
    return list(queries.blueprints(actor=request_actor(request), product_id=product_id))


@router.post(
    "/products/{int:product_id}/blueprints",
    response={201: contracts.Blueprint},
    **write("add_blueprint", "Add a blueprint"),
)
def add_blueprint(
    request: HttpRequest, response: HttpResponse, product_id: Id, new: s.BlueprintNew
) -> Status[contracts.Blueprint]:
    row = services.add_blueprint(
        actor=request_actor(request), now=clock.now(), product_id=product_id, **new.dict()
    )
    return made(response, row)


@router.post(
    "/products/{int:product_id}/blueprints/import",
    response={201: contracts.Blueprint},
    **untooled("import_blueprint", "Add a blueprint from a document"),
)
def import_blueprint(
    request: HttpRequest,
    response: HttpResponse,
    product_id: Id,
    file: Annotated[
        UploadedFile | None, File(description="A .md, .docx, .odt or .html document, 20 MB at most")
    ] = None,
    title: Annotated[str, Form(max_length=300)] = "",
) -> Status[contracts.Blueprint]:
    """Markdown, Word, OpenDocument or HTML; the title is the first heading unless one is given."""
    actor = request_actor(request)
    name, data = ("", b"") if file is None else (file.name or "", file.read(papers.LARGEST + 1))
    row = services.import_blueprint(
        actor=actor, now=clock.now(), product_id=product_id, name=name, data=data, title=title
    )
    return made(response, row)


@router.get(
    "/blueprints/{int:blueprint_id}",
    response=contracts.Blueprint,
    **read("get_blueprint", "One blueprint with its text"),
)
def get_blueprint(request: HttpRequest, response: HttpResponse, blueprint_id: Id) -> contracts.Blueprint:
    return tagged(response, queries.blueprint(actor=request_actor(request), id=blueprint_id))


@router.patch(
    "/blueprints/{int:blueprint_id}",
    response=contracts.Blueprint,
    **write("change_blueprint", "Change a blueprint's title or text; the new text becomes a revision"),
)
def change_blueprint(
    request: HttpRequest,
    response: HttpResponse,
    blueprint_id: Id,
    change: s.BlueprintChange,
    if_match: IfMatch,
) -> contracts.Blueprint:
    changed = services.change_blueprint(
        actor=request_actor(request),
        now=clock.now(),
        id=blueprint_id,
        version=if_match,
        **change.dict(),
    )
    return tagged(response, changed)


@router.delete(
    "/blueprints/{int:blueprint_id}",
    response={204: None},
    **confirm("remove_blueprint", "Remove a blueprint that was never handed over"),
)
def remove_blueprint(request: HttpRequest, blueprint_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_blueprint(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, version=if_match
    )
    return gone()


@router.post(
    "/blueprints/{int:blueprint_id}/state",
    response=contracts.Blueprint,
    **write("set_blueprint_state", "Send a blueprint into review, finalise or reopen it"),
)
def set_blueprint_state(
    request: HttpRequest,
    response: HttpResponse,
    blueprint_id: Id,
    to: s.StateChange,
    if_match: IfMatch,
) -> contracts.Blueprint:
    """Finalising answers 409 with the reasons while anything blocks."""
    changed = services.set_blueprint_state(
        actor=request_actor(request),
        now=clock.now(),
        id=blueprint_id,
        version=if_match,
        **to.dict(),
    )
    return tagged(response, changed)


@router.get(
    "/blueprints/{int:blueprint_id}/revisions",
    response=list[contracts.ListedRevision],
    **read("list_revisions", "Every text that was saved, newest first"),
)
def list_revisions(request: HttpRequest, blueprint_id: Id) -> list[contracts.ListedRevision]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.revisions(actor=actor, id=blueprint_id))


@router.get(
    "/blueprints/{int:blueprint_id}/revisions/{int:number}",
    response=contracts.Revision,
    **read("get_revision", "One revision with its text"),
)
def get_revision(request: HttpRequest, blueprint_id: Id, number: Id) -> contracts.Revision:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return queries.revision(actor=actor, id=blueprint_id, number=number)


@router.post(
    "/blueprints/{int:blueprint_id}/revisions/{int:number}/restore",
    response=contracts.Blueprint,
    **write("restore_revision", "Make an earlier text the newest again"),
)
def restore_revision(
    request: HttpRequest, response: HttpResponse, blueprint_id: Id, number: Id, if_match: IfMatch
) -> contracts.Blueprint:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    changed = services.restore_revision(
        actor=actor, now=clock.now(), id=blueprint_id, version=if_match, number=number
    )
    return tagged(response, changed)


@router.get(
    "/blueprints/{int:blueprint_id}/review",
    response=contracts.Reviewed,
    **read("review_blueprint", "Findings, statements and gate of a blueprint"),
)
def review_blueprint(request: HttpRequest, blueprint_id: Id) -> contracts.Reviewed:
    return services.review(actor=request_actor(request), id=blueprint_id)


@router.post(
    "/blueprints/{int:blueprint_id}/review",
    response=contracts.Reviewed,
    **read("review_text", "Findings in a text as if it were the blueprint's; nothing is stored"),
)
def review_text(request: HttpRequest, blueprint_id: Id, body: s.TextIn) -> contracts.Reviewed:
    return services.review(actor=request_actor(request), id=blueprint_id, text=body.text)


@router.get(
    "/blueprints/{int:blueprint_id}/document",
    response=None,
    **read("export_blueprint", "A blueprint as Markdown, Word, OpenDocument or HTML"),
)
def export_blueprint(
    request: HttpRequest, blueprint_id: Id, wanted: Annotated[s.Format, Query(alias="format")] = "md"
) -> HttpResponse:
    about = queries.blueprint(actor=request_actor(request), id=blueprint_id)
    data = papers.write_paper(text=about.text, title=about.title, form=wanted)
    return papers.download(data=data, title=about.title, form=wanted)
