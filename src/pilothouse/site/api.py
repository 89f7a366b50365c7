"""The REST API: every room's router, one way to log in, one form of failure."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from pilothouse import __version__
from pilothouse.accounts.auth import SessionAuth, TokenAuth
from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Forbidden, Invalid, NotFound, PilothouseError, Unauthenticated, from_engine
from pilothouse.site import search
from pilothouse.site.errors import problem
from pilothouse.site.rooms import offered

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong, where, and how to fix it (RFC 9457); `code` is stable.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "where": {"type": "string"},
        "cure": {"type": "string"},
        "extra": {"type": "object"},
    },
}


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_ordered, option=orjson.OPT_NON_STR_KEYS)


def _ordered(value: Any) -> list[Any]:
    """A set of a contract in one order, whatever the process."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


class OrjsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class DocumentedAPI(NinjaAPI):
    """Says of every operation how it fails: with a problem document, whatever the status."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = {"description": "A problem", "content": content}
        return document


api = DocumentedAPI(
    title="Pilothouse",
    version=__version__,
    description=(
        "Plans whose dates hold. Every change carries `If-Match`; every POST may carry `Idempotency-Key`."
    ),
    urls_namespace="api",
    docs_url=None,
    auth=[TokenAuth(), SessionAuth()],
    renderer=OrjsonRenderer(),
    parser=OrjsonParser(),
)


@api.exception_handler(PilothouseError)
def on_error(request: HttpRequest, error: PilothouseError) -> HttpResponse:
    return problem(error)


@api.exception_handler(InvalidProblem)
def on_invalid_problem(request: HttpRequest, error: InvalidProblem) -> HttpResponse:
    return problem(from_engine(error))


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [
        {"where": ".".join(str(part) for part in row["loc"][1:]), "message": row["msg"]}
        for row in error.errors
    ]
    first = places[0] if places else {"where": "", "message": "The input breaks a rule."}
    return problem(Invalid(first["message"], where=first["where"], extra={"errors": places}))


@api.exception_handler(AuthenticationError)
def on_unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        Unauthenticated("This needs a log-in or a token.", cure="Send 'Authorization: Bearer plt_…'.")
    )


@api.exception_handler(HttpError)
def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 404:
        return problem(NotFound("There is nothing at this address."))
    if error.status_code == 403:  # ninja's own check of a session's request
        return problem(Forbidden("The CSRF token is missing or wrong.", cure="Reload, or use an API token."))
    return problem(Invalid(error.message, cure="Send a JSON body of the documented form."))


for _room, _module in offered("api"):
    api.add_router("", _module.router, tags=[_room])
api.add_router("", search.router, tags=["site"])
