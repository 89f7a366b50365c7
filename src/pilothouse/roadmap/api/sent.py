"""What bodies and addresses of the roadmap's operations have in common."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field, Header

Level = Literal["objective", "initiative", "feature", "task"]


Kind = Literal["hire", "research", "design", "build", "test", "launch", "other"]


State = Literal["backlog", "ready", "in_progress", "done", "cancelled"]


Edge = Literal["FS", "SS", "FF", "SF"]


Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


Title = Annotated[str, Field(min_length=1, max_length=500)]


Days = Annotated[float, Field(ge=0, le=10_000)]


Share = Annotated[float, Field(ge=0, le=1)]


Lag = Annotated[float, Field(ge=-2000, le=2000)]


IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]


def read(name: str, summary: str) -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-mcp": "read"}}


def write(name: str, summary: str, kind: str = "write") -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-mcp": kind}}
