"""What the REST operations of every room share: how they are described, versions, answers.

Contracts are the API: a frozen dataclass of `contracts` is given as `response`, and only what comes in has a
`Schema` of its own.
"""

from __future__ import annotations

from typing import Annotated, Any, Protocol, TypeVar

import ninja
import orjson
from django.http import HttpResponse
from ninja import Field, Header, Query, Status
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from pilothouse.kit.versions import etag, parse_etag

# How members prove who they are, for an operation with a way in of its own; `accounts.auth` fills it.
MEMBERS: list[Any] = []
# The version that a change is based on; None where the caller says `*`. Without it a request gets 428.
IfMatch = Annotated[
    int | None,
    BeforeValidator(parse_etag),
    WithJsonSchema({"type": "string", "examples": ['"3"']}),
    Header(
        alias="If-Match",
        description="ETag that the change is based on: another than the stored one answers 412, none 428. "
        "`*` changes whatever is stored.",
    ),
]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Minor = Annotated[int, Field(ge=0, le=10**15, description="Minor units of the workspace's currency")]
PageNumber = Annotated[int, Query(ge=1, le=10**6)]
PageSize = Annotated[int, Query(ge=1, le=500)]


class Schema(ninja.Schema):
    """What comes in. A field that it does not name is refused: somebody meant something by it."""

    model_config = ConfigDict(extra="forbid")


class Versioned(Protocol):
    """A contract of an editable row."""

    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)


def read(name: str, summary: str) -> dict[str, Any]:
    """What describes an operation that changes nothing, as keywords of its decorator."""
    return _described(name, summary, "read")


def write(name: str, summary: str) -> dict[str, Any]:
    """What describes an operation that changes something and can be taken back."""
    return _described(name, summary, "write")


def confirm(name: str, summary: str) -> dict[str, Any]:
    """What describes an operation that an assistant must have confirmed first."""
    return _described(name, summary, "confirm")


def untooled(name: str, summary: str) -> dict[str, Any]:
    """What describes an operation that is no tool of an assistant's, such as an upload."""
    return _described(name, summary, "none")


def _described(name: str, summary: str, kind: str) -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-mcp": kind}}


def tagged(response: HttpResponse, row: Row) -> Row:
    """`row` as the answer, its version as the `ETag`."""
    response["ETag"] = etag(row.version)
    return row


def made(response: HttpResponse, row: Row) -> Status[Row]:
    """201 with `row`, its version as the `ETag`."""
    return Status(201, tagged(response, row))


def straight(found: object) -> HttpResponse:
    """200 with a contract written as it is, without a model for each row: for long lists that are asked for
    often. The operation names the same contract as its `response`, for the reference."""
    return HttpResponse(orjson.dumps(found, option=orjson.OPT_UTC_Z), content_type="application/json")


def gone() -> Status[None]:
    """204: removed."""
    return Status(204, None)


def given(body: Schema, *never_null: str) -> dict[str, Any]:
    """What a body names. Null empties a field, and is no value at all for those of `never_null`."""
    sent: dict[str, Any] = body.dict(exclude_unset=True)
    return {name: value for name, value in sent.items() if value is not None or name not in never_null}
