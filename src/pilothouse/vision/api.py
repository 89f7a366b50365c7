"""Vision over REST."""

from __future__ import annotations

from typing import Annotated, Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, Query, Router, Status
from ninja.files import UploadedFile

from pilothouse.engine.review.rule import every_rule
from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.vision import contracts, papers, planning, queries, services
from pilothouse.vision import schemas as s

router = Router()

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=_Versioned)


def _tagged(response: HttpResponse, row: Row) -> Row:
    response["ETag"] = etag(row.version)
    return row


def _made(response: HttpResponse, row: Row) -> Status[Row]:
    return Status(201, _tagged(response, row))


def _given(change: Any, *never_null: str) -> dict[str, Any]:
    """What a change names; null is no value for `never_null`."""
    values: dict[str, Any] = change.dict(exclude_unset=True)
    return {name: value for name, value in values.items() if value is not None or name not in never_null}


@router.get(
    "/products",
    response=list[s.ProductOut],
    operation_id="list_products",
    summary="Products, oldest first",
    openapi_extra={"x-mcp": "read"},
)
def list_products(request: HttpRequest) -> list[contracts.Product]:
    return list(queries.products(actor=request_actor(request)))


@router.post(
    "/products",
    response={201: s.ProductOut},
    operation_id="add_product",
    summary="Add a product",
    openapi_extra={"x-mcp": "write"},
)
def add_product(request: HttpRequest, response: HttpResponse, new: s.ProductNew) -> Status[contracts.Product]:
    made = services.add_product(actor=request_actor(request), now=clock.now(), **new.dict())
    return _made(response, made)


@router.get(
    "/products/{int:product_id}",
    response=s.ProductOut,
    operation_id="get_product",
    summary="One product",
    openapi_extra={"x-mcp": "read"},
)
def get_product(request: HttpRequest, response: HttpResponse, product_id: int) -> contracts.Product:
    return _tagged(response, queries.product(actor=request_actor(request), id=product_id))


@router.patch(
    "/products/{int:product_id}",
    response=s.ProductOut,
    operation_id="change_product",
    summary="Change a product's name, statement, description or budget",
    openapi_extra={"x-mcp": "write"},
)
def change_product(
    request: HttpRequest,
    response: HttpResponse,
    product_id: int,
    change: s.ProductChange,
    if_match: IfMatch = None,
) -> contracts.Product:
    changed = services.change_product(
        actor=request_actor(request),
        now=clock.now(),
        id=product_id,
        version=parse_etag(if_match),
        values=_given(change, "name", "statement", "description"),
    )
    return _tagged(response, changed)


@router.delete(
    "/products/{int:product_id}",
    response={204: None},
    operation_id="remove_product",
    summary="Remove a product that has no items, releases or blueprints",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_product(request: HttpRequest, product_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_product(
        actor=request_actor(request), now=clock.now(), id=product_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.get(
    "/products/{int:product_id}/objectives",
    response=list[s.ObjectiveOut],
    operation_id="list_objectives",
    summary="Objectives of a product",
    openapi_extra={"x-mcp": "read"},
)
def list_objectives(request: HttpRequest, product_id: int) -> list[contracts.Objective]:
    actor = request_actor(request)
    queries.product(actor=actor, id=product_id)
    return list(queries.objectives(actor=actor, product_id=product_id))


@router.post(
    "/products/{int:product_id}/objectives",
    response={201: s.ObjectiveOut},
    operation_id="add_objective",
    summary="Add an objective",
    openapi_extra={"x-mcp": "write"},
)
def add_objective(
    request: HttpRequest, response: HttpResponse, product_id: int, new: s.ObjectiveNew
) -> Status[contracts.Objective]:
    made = services.add_objective(
        actor=request_actor(request), now=clock.now(), product_id=product_id, values=new.dict()
    )
    return _made(response, made)


@router.get(
    "/objectives/{int:objective_id}",
    response=s.ObjectiveOut,
    operation_id="get_objective",
    summary="One objective",
    openapi_extra={"x-mcp": "read"},
)
def get_objective(request: HttpRequest, response: HttpResponse, objective_id: int) -> contracts.Objective:
    return _tagged(response, queries.objective(actor=request_actor(request), id=objective_id))


@router.patch(
    "/objectives/{int:objective_id}",
    response=s.ObjectiveOut,
    operation_id="change_objective",
    summary="Change an objective",
    openapi_extra={"x-mcp": "write"},
)
def change_objective(
    request: HttpRequest,
    response: HttpResponse,
    objective_id: int,
    change: s.ObjectiveChange,
    if_match: IfMatch = None,
) -> contracts.Objective:
    changed = services.change_objective(
        actor=request_actor(request),
        now=clock.now(),
        id=objective_id,
        version=parse_etag(if_match),
        values=_given(change, "title", "description"),
    )
    return _tagged(response, changed)


@router.delete(
    "/objectives/{int:objective_id}",
    response={204: None},
    operation_id="remove_objective",
    summary="Remove an objective with its key results",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_objective(request: HttpRequest, objective_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_objective(
        actor=request_actor(request), now=clock.now(), id=objective_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.get(
    "/products/{int:product_id}/personas",
    response=list[s.PersonaOut],
    operation_id="list_personas",
    summary="Personas of a product",
    openapi_extra={"x-mcp": "read"},
)
def list_personas(request: HttpRequest, product_id: int) -> list[contracts.Persona]:
    actor = request_actor(request)
    queries.product(actor=actor, id=product_id)
    return list(queries.personas(actor=actor, product_id=product_id))


@router.post(
    "/products/{int:product_id}/personas",
    response={201: s.PersonaOut},
    operation_id="add_persona",
    summary="Add a persona",
    openapi_extra={"x-mcp": "write"},
)
def add_persona(
    request: HttpRequest, response: HttpResponse, product_id: int, new: s.PersonaNew
) -> Status[contracts.Persona]:
    made = services.add_persona(
        actor=request_actor(request), now=clock.now(), product_id=product_id, values=new.dict()
    )
    return _made(response, made)


@router.get(
    "/personas/{int:persona_id}",
    response=s.PersonaOut,
    operation_id="get_persona",
    summary="One persona",
    openapi_extra={"x-mcp": "read"},
)
def get_persona(request: HttpRequest, response: HttpResponse, persona_id: int) -> contracts.Persona:
    return _tagged(response, queries.persona(actor=request_actor(request), id=persona_id))


@router.patch(
    "/personas/{int:persona_id}",
    response=s.PersonaOut,
    operation_id="change_persona",
    summary="Change a persona",
    openapi_extra={"x-mcp": "write"},
)
def change_persona(
    request: HttpRequest,
    response: HttpResponse,
    persona_id: int,
    change: s.PersonaChange,
    if_match: IfMatch = None,
) -> contracts.Persona:
    changed = services.change_persona(
        actor=request_actor(request),
        now=clock.now(),
        id=persona_id,
        version=parse_etag(if_match),
        values=_given(change, "name", "description", "goals", "pains"),
    )
    return _tagged(response, changed)


@router.delete(
    "/personas/{int:persona_id}",
    response={204: None},
    operation_id="remove_persona",
    summary="Remove a persona",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_persona(request: HttpRequest, persona_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_persona(
        actor=request_actor(request), now=clock.now(), id=persona_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.post(
    "/objectives/{int:objective_id}/key-results",
    response={201: s.KeyResultOut},
    operation_id="add_key_result",
    summary="Add a key result to an objective",
    openapi_extra={"x-mcp": "write"},
)
def add_key_result(
    request: HttpRequest, response: HttpResponse, objective_id: int, new: s.KeyResultNew
) -> Status[contracts.KeyResult]:
    made = services.add_key_result(
        actor=request_actor(request), now=clock.now(), objective_id=objective_id, values=new.dict()
    )
    return _made(response, made)


@router.get(
    "/key-results/{int:key_result_id}",
    response=s.KeyResultOut,
    operation_id="get_key_result",
    summary="One key result",
    openapi_extra={"x-mcp": "read"},
)
def get_key_result(request: HttpRequest, response: HttpResponse, key_result_id: int) -> contracts.KeyResult:
    return _tagged(response, queries.key_result(actor=request_actor(request), id=key_result_id))


@router.patch(
    "/key-results/{int:key_result_id}",
    response=s.KeyResultOut,
    operation_id="change_key_result",
    summary="Change a key result, its latest figure among them",
    openapi_extra={"x-mcp": "write"},
)
def change_key_result(
    request: HttpRequest,
    response: HttpResponse,
    key_result_id: int,
    change: s.KeyResultChange,
    if_match: IfMatch = None,
) -> contracts.KeyResult:
    changed = services.change_key_result(
        actor=request_actor(request),
        now=clock.now(),
        id=key_result_id,
        version=parse_etag(if_match),
        values=_given(change, "title", "metric", "unit", "source"),
    )
    return _tagged(response, changed)


@router.delete(
    "/key-results/{int:key_result_id}",
    response={204: None},
    operation_id="remove_key_result",
    summary="Remove a key result",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_key_result(request: HttpRequest, key_result_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_key_result(
        actor=request_actor(request), now=clock.now(), id=key_result_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.get(
    "/blueprints",
    response=list[s.BlueprintRow],
    operation_id="list_blueprints",
    summary="Blueprints without their texts, newest change first",
    openapi_extra={"x-mcp": "read"},
)
def list_blueprints(
    request: HttpRequest, product_id: Annotated[s.Number | None, Query()] = None
) -> list[contracts.Blueprint]:
    return list(queries.blueprints(actor=request_actor(request), product_id=product_id))


@router.post(
    "/products/{int:product_id}/blueprints",
    response={201: s.BlueprintOut},
    operation_id="add_blueprint",
    summary="Add a blueprint",
    openapi_extra={"x-mcp": "write"},
)
def add_blueprint(
    request: HttpRequest, response: HttpResponse, product_id: int, new: s.BlueprintNew
) -> Status[contracts.Blueprint]:
    made = services.add_blueprint(
        actor=request_actor(request), now=clock.now(), product_id=product_id, **new.dict()
    )
    return _made(response, made)


@router.post(
    "/products/{int:product_id}/blueprints/import",
    response={201: s.BlueprintOut},
    operation_id="import_blueprint",
    summary="Add a blueprint from a document",
    openapi_extra={"x-mcp": "none"},
)
def import_blueprint(
    request: HttpRequest,
    response: HttpResponse,
    product_id: int,
    file: Annotated[
        UploadedFile | None, File(description="A .md, .docx, .odt or .html document, 20 MB at most")
    ] = None,
    title: Annotated[str, Form(max_length=300)] = "",
) -> Status[contracts.Blueprint]:
    """Markdown, Word, OpenDocument or HTML; the title is the first heading unless one is given."""
    actor = request_actor(request)
    name, data = ("", b"") if file is None else (file.name or "", file.read(papers.LARGEST + 1))
    made = services.import_blueprint(
        actor=actor, now=clock.now(), product_id=product_id, name=name, data=data, title=title
    )
    return _made(response, made)


@router.get(
    "/blueprints/{int:blueprint_id}",
    response=s.BlueprintOut,
    operation_id="get_blueprint",
    summary="One blueprint with its text",
    openapi_extra={"x-mcp": "read"},
)
def get_blueprint(request: HttpRequest, response: HttpResponse, blueprint_id: int) -> contracts.Blueprint:
    return _tagged(response, queries.blueprint(actor=request_actor(request), id=blueprint_id))


@router.patch(
    "/blueprints/{int:blueprint_id}",
    response=s.BlueprintOut,
    operation_id="change_blueprint",
    summary="Change a blueprint's title or text; the new text becomes a revision",
    openapi_extra={"x-mcp": "write"},
)
def change_blueprint(
    request: HttpRequest,
    response: HttpResponse,
    blueprint_id: int,
    change: s.BlueprintChange,
    if_match: IfMatch = None,
) -> contracts.Blueprint:
    changed = services.change_blueprint(
        actor=request_actor(request),
        now=clock.now(),
        id=blueprint_id,
        version=parse_etag(if_match),
        **change.dict(),
    )
    return _tagged(response, changed)


@router.delete(
    "/blueprints/{int:blueprint_id}",
    response={204: None},
    operation_id="remove_blueprint",
    summary="Remove a blueprint that was never handed over",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_blueprint(request: HttpRequest, blueprint_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_blueprint(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.post(
    "/blueprints/{int:blueprint_id}/state",
    response=s.BlueprintOut,
    operation_id="set_blueprint_state",
    summary="Send a blueprint into review, finalise or reopen it",
    openapi_extra={"x-mcp": "write"},
)
def set_blueprint_state(
    request: HttpRequest,
    response: HttpResponse,
    blueprint_id: int,
    to: s.StateChange,
    if_match: IfMatch = None,
) -> contracts.Blueprint:
    """Finalising answers 409 with the reasons while anything blocks."""
    changed = services.set_blueprint_state(
        actor=request_actor(request),
        now=clock.now(),
        id=blueprint_id,
        version=parse_etag(if_match),
        **to.dict(),
    )
    return _tagged(response, changed)


@router.get(
    "/blueprints/{int:blueprint_id}/revisions",
    response=list[s.RevisionRow],
    operation_id="list_revisions",
    summary="Every text that was saved, newest first",
    openapi_extra={"x-mcp": "read"},
)
def list_revisions(request: HttpRequest, blueprint_id: int) -> list[contracts.Revision]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.revisions(actor=actor, id=blueprint_id))


@router.get(
    "/blueprints/{int:blueprint_id}/revisions/{int:number}",
    response=s.RevisionOut,
    operation_id="get_revision",
    summary="One revision with its text",
    openapi_extra={"x-mcp": "read"},
)
def get_revision(request: HttpRequest, blueprint_id: int, number: int) -> contracts.Revision:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return queries.revision(actor=actor, id=blueprint_id, number=number)


@router.post(
    "/blueprints/{int:blueprint_id}/revisions/{int:number}/restore",
    response=s.BlueprintOut,
    operation_id="restore_revision",
    summary="Make an earlier text the newest again",
    openapi_extra={"x-mcp": "write"},
)
def restore_revision(
    request: HttpRequest, response: HttpResponse, blueprint_id: int, number: int, if_match: IfMatch = None
) -> contracts.Blueprint:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    changed = services.restore_revision(
        actor=actor, now=clock.now(), id=blueprint_id, version=parse_etag(if_match), number=number
    )
    return _tagged(response, changed)


@router.get(
    "/blueprints/{int:blueprint_id}/review",
    response=s.ReviewOut,
    operation_id="review_blueprint",
    summary="Findings, statements and gate of a blueprint",
    openapi_extra={"x-mcp": "read"},
)
def review_blueprint(request: HttpRequest, blueprint_id: int) -> contracts.Reviewed:
    return planning.reviewed(actor=request_actor(request), id=blueprint_id)


@router.post(
    "/blueprints/{int:blueprint_id}/review",
    response=s.ReviewOut,
    operation_id="review_text",
    summary="Findings in a text as if it were the blueprint's; nothing is stored",
    openapi_extra={"x-mcp": "read"},
)
def review_text(request: HttpRequest, blueprint_id: int, given: s.TextIn) -> contracts.Reviewed:
    return planning.reviewed(
        actor=request_actor(request), id=blueprint_id, text=given.text.replace("\r\n", "\n")
    )


@router.get(
    "/blueprints/{int:blueprint_id}/document",
    response=None,
    operation_id="export_blueprint",
    summary="A blueprint as Markdown, Word, OpenDocument or HTML",
    openapi_extra={"x-mcp": "read"},
)
def export_blueprint(
    request: HttpRequest, blueprint_id: int, wanted: Annotated[s.Format, Query(alias="format")] = "md"
) -> HttpResponse:
    about = queries.blueprint(actor=request_actor(request), id=blueprint_id)
    data = papers.write_paper(text=about.text, title=about.title, form=wanted)
    return papers.download(data=data, title=about.title, form=wanted)


@router.get(
    "/blueprints/{int:blueprint_id}/statements",
    response=list[s.StatementOut],
    operation_id="list_statements",
    summary="Statements of a blueprint with what they are traced to",
    openapi_extra={"x-mcp": "read"},
)
def list_statements(request: HttpRequest, blueprint_id: int) -> list[contracts.Statement]:
    """Those taken out of the text come last while something is still traced to them."""
    return list(queries.statements(actor=request_actor(request), id=blueprint_id, removed=True))


@router.post(
    "/blueprints/{int:blueprint_id}/traces",
    response={201: s.StatementOut},
    operation_id="trace_statement",
    summary="Say that an item or a statement delivers a statement",
    openapi_extra={"x-mcp": "write"},
)
def trace_statement(request: HttpRequest, blueprint_id: int, new: s.TraceNew) -> Status[contracts.Statement]:
    made = services.trace_statement(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, **new.dict()
    )
    return Status(201, made)


@router.delete(
    "/blueprints/{int:blueprint_id}/traces/{int:trace_id}",
    response=s.StatementOut,
    operation_id="untrace_statement",
    summary="Take a trace away",
    openapi_extra={"x-mcp": "confirm"},
)
def untrace_statement(request: HttpRequest, blueprint_id: int, trace_id: int) -> contracts.Statement:
    return services.untrace_statement(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, trace_id=trace_id
    )


@router.post(
    "/blueprints/{int:blueprint_id}/traces/{int:trace_id}/confirm",
    response=s.StatementOut,
    operation_id="confirm_trace",
    summary="Say that a suspect trace still holds",
    openapi_extra={"x-mcp": "write"},
)
def confirm_trace(request: HttpRequest, blueprint_id: int, trace_id: int) -> contracts.Statement:
    return services.confirm_trace(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, trace_id=trace_id
    )


@router.post(
    "/blueprints/{int:blueprint_id}/keys",
    response=s.BlueprintOut,
    operation_id="write_keys",
    summary="Write the key of every statement into the text",
    openapi_extra={"x-mcp": "write"},
)
def write_keys(
    request: HttpRequest, response: HttpResponse, blueprint_id: int, if_match: IfMatch = None
) -> contracts.Blueprint:
    changed = services.write_keys(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, version=parse_etag(if_match)
    )
    return _tagged(response, changed)


@router.get(
    "/blueprints/{int:blueprint_id}/design-reviews",
    response=list[s.DesignReviewOut],
    operation_id="list_design_reviews",
    summary="Design reviews of a blueprint, newest first",
    openapi_extra={"x-mcp": "read"},
)
def list_design_reviews(request: HttpRequest, blueprint_id: int) -> list[contracts.DesignReview]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.design_reviews(actor=actor, blueprint_id=blueprint_id))


@router.post(
    "/blueprints/{int:blueprint_id}/design-reviews",
    response={201: s.DesignReviewOut},
    operation_id="open_design_review",
    summary="Open a design review of the newest revision",
    openapi_extra={"x-mcp": "write"},
)
def open_design_review(
    request: HttpRequest, response: HttpResponse, blueprint_id: int, new: s.DesignReviewNew
) -> Status[contracts.DesignReview]:
    asked = None if new.questions is None else [(row.part, row.question) for row in new.questions]
    values = new.dict(exclude={"questions"})
    made = services.open_design_review(
        actor=request_actor(request), now=clock.now(), blueprint_id=blueprint_id, questions=asked, **values
    )
    return _made(response, made)


@router.get(
    "/design-reviews/{int:design_review_id}",
    response=s.DesignReviewOut,
    operation_id="get_design_review",
    summary="One design review with its questions",
    openapi_extra={"x-mcp": "read"},
)
def get_design_review(
    request: HttpRequest, response: HttpResponse, design_review_id: int
) -> contracts.DesignReview:
    return _tagged(response, queries.design_review(actor=request_actor(request), id=design_review_id))


@router.post(
    "/design-reviews/{int:design_review_id}/checks",
    response={201: s.DesignReviewOut},
    operation_id="add_check",
    summary="Ask one more question in a design review",
    openapi_extra={"x-mcp": "write"},
)
def add_check(
    request: HttpRequest, response: HttpResponse, design_review_id: int, new: s.CheckNew
) -> Status[contracts.DesignReview]:
    made = services.add_check(
        actor=request_actor(request), now=clock.now(), review_id=design_review_id, **new.dict()
    )
    return _made(response, made)


@router.patch(
    "/checks/{int:check_id}",
    response=s.DesignReviewOut,
    operation_id="answer_check",
    summary="Answer a question of a design review, or settle its finding",
    openapi_extra={"x-mcp": "write"},
)
def answer_check(
    request: HttpRequest, check_id: int, change: s.CheckAnswer, if_match: IfMatch = None
) -> contracts.DesignReview:
    """`If-Match` names the version of the question."""
    return services.answer_check(
        actor=request_actor(request),
        now=clock.now(),
        id=check_id,
        version=parse_etag(if_match),
        values=_given(change, "answer", "note", "settled"),
    )


@router.post(
    "/design-reviews/{int:design_review_id}/close",
    response=s.DesignReviewOut,
    operation_id="close_design_review",
    summary="End a design review once every question is answered",
    openapi_extra={"x-mcp": "write"},
)
def close_design_review(
    request: HttpRequest, response: HttpResponse, design_review_id: int, if_match: IfMatch = None
) -> contracts.DesignReview:
    closed = services.close_design_review(
        actor=request_actor(request), now=clock.now(), id=design_review_id, version=parse_etag(if_match)
    )
    return _tagged(response, closed)


@router.delete(
    "/design-reviews/{int:design_review_id}",
    response={204: None},
    operation_id="remove_design_review",
    summary="Remove a design review that has no answer yet",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_design_review(
    request: HttpRequest, design_review_id: int, if_match: IfMatch = None
) -> Status[None]:
    services.remove_design_review(
        actor=request_actor(request), now=clock.now(), id=design_review_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.get(
    "/blueprints/{int:blueprint_id}/handoffs",
    response=list[s.HandoffRow],
    operation_id="list_handoffs",
    summary="Hand-offs of a blueprint without their content, newest first",
    openapi_extra={"x-mcp": "read"},
)
def list_handoffs(request: HttpRequest, blueprint_id: int) -> list[contracts.Handoff]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.handoffs(actor=actor, blueprint_id=blueprint_id))


@router.post(
    "/blueprints/{int:blueprint_id}/handoffs",
    response={201: s.HandoffOut},
    operation_id="hand_over",
    summary="Hand a finalised blueprint to teams",
    openapi_extra={"x-mcp": "confirm"},
)
def hand_over(request: HttpRequest, blueprint_id: int, new: s.HandoffNew) -> Status[contracts.Handoff]:
    """What is handed over never changes."""
    made = services.hand_over(
        actor=request_actor(request), now=clock.now(), blueprint_id=blueprint_id, **new.dict()
    )
    return Status(201, made)


@router.get(
    "/handoffs/{int:handoff_id}",
    response=s.HandoffOut,
    operation_id="get_handoff",
    summary="One hand-off with all that was handed over",
    openapi_extra={"x-mcp": "read"},
)
def get_handoff(request: HttpRequest, handoff_id: int) -> contracts.Handoff:
    return queries.handoff(actor=request_actor(request), id=handoff_id)


@router.get(
    "/handoffs/{int:handoff_id}/difference",
    response=s.DifferenceOut,
    operation_id="compare_handoffs",
    summary="What differs from an earlier hand-off of the same blueprint",
    openapi_extra={"x-mcp": "read"},
)
def compare_handoffs(
    request: HttpRequest,
    handoff_id: int,
    against: Annotated[s.Number, Query(description="Number of the earlier one")] = 1,
) -> contracts.Difference:
    actor = request_actor(request)
    row = queries.handoff(actor=actor, id=handoff_id)
    others = queries.handoffs(actor=actor, blueprint_id=row.blueprint_id)
    before = next((each for each in others if each.number == against), None)
    if before is None:
        raise NotFound(f"There is no hand-off {against} of it.", where="against", cure="See the list.")
    return planning.difference(before.content, row.content)


@router.post(
    "/handoffs/{int:handoff_id}/acknowledgements/{int:acknowledgement_id}",
    response=s.HandoffOut,
    operation_id="acknowledge_handoff",
    summary="Say for a team that it has read a hand-off",
    openapi_extra={"x-mcp": "write"},
)
def acknowledge_handoff(
    request: HttpRequest, handoff_id: int, acknowledgement_id: int, given: s.Note
) -> contracts.Handoff:
    return services.acknowledge_handoff(
        actor=request_actor(request),
        now=clock.now(),
        id=handoff_id,
        acknowledgement_id=acknowledgement_id,
        note=given.note,
    )


@router.get(
    "/review/rules",
    response=list[s.RuleOut],
    operation_id="list_review_rules",
    summary="Rules of the review with their manuals",
    openapi_extra={"x-mcp": "read"},
)
def list_review_rules(request: HttpRequest) -> list[s.RuleOut]:
    request_actor(request)
    return [s.RuleOut.of(row) for row in every_rule()]
