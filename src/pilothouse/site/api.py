"""The REST API: every room's router, one way to log in, one form of failure."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
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
from pilothouse.kit.storing import told
from pilothouse.kit.versions import unbased
from pilothouse.site import moved, search
from pilothouse.site.bodies import CutShort
from pilothouse.site.errors import problem, slow, too_large
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
    """JSON without the character NUL, which no stored text holds and PostgreSQL refuses."""

    def parse_body(self, request: HttpRequest) -> Any:
        value = orjson.loads(request.body)
        return _without_nul(value) if b"\\u0000" in request.body else value


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(one) for name, one in value.items()}
    return value


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
        "Plans whose dates hold. A change carries `If-Match` with the ETag that it is based on: 412 when "
        "another is stored, 428 without. Every POST, PUT, PATCH and DELETE may carry `Idempotency-Key`."
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


@api.exception_handler(DatabaseError)
@api.exception_handler(InterfaceError)
@api.exception_handler(OSError)
def on_store(request: HttpRequest, error: Exception) -> HttpResponse:
    """The disk or the database; anything else of theirs is a fault of ours."""
    known = told(error)
    if known is None:
        raise error
    return problem(known)


@api.exception_handler(InvalidProblem)
def on_invalid_problem(request: HttpRequest, error: InvalidProblem) -> HttpResponse:
    return problem(from_engine(error))


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [
        {"where": ".".join(str(part) for part in row["loc"][1:]), "message": _said(row)}
        for row in error.errors
    ]
    if any(row["loc"][-1] == "If-Match" and row["type"] == "missing" for row in error.errors):
        return problem(unbased("If-Match"))
    first = places[0] if places else {"where": "", "message": "The input breaks a rule."}
    return problem(Invalid(first["message"], where=first["where"], extra={"errors": places}))


def _said(row: dict[str, Any]) -> str:
    if row["type"] == "extra_forbidden":
        return f"'{str(row['loc'][-1])[:60]}' is no field of this operation."
    message: str = row["msg"]
    return message


@api.exception_handler(CutShort)
def on_cut_short(request: HttpRequest, error: CutShort) -> HttpResponse:
    return problem(slow())


@api.exception_handler(RequestDataTooBig)
def on_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(too_large())


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
api.add_router("", moved.router, tags=["site"])
