"""The six ways a request can fail, and one table from them to HTTP, the shell and MCP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilothouse.engine.errors import InvalidProblem


class PilothouseError(Exception):
    """A failure a person can act on: what happened, where, and how to fix it.

    `message` says what is wrong, `where` names the row, field or object, `cure` says what to do,
    `code` is stable for programs, `extra` holds JSON-able detail (such as all rows at fault).
    """

    code = "error"

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        cure: str = "",
        code: str = "",
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.cure = cure
        self.code = code or type(self).code
        self.extra = extra or {}

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.cure}" if self.cure else ""
        return f"{place}{self.message}{cure}"


class NotFound(PilothouseError):
    """The thing does not exist, or belongs to another workspace; the two answer alike."""

    code = "not_found"


class Conflict(PilothouseError):
    """The change contradicts what is stored."""

    code = "conflict"


class Stale(Conflict):
    """The change was based on an older version; `extra` carries both versions."""

    code = "stale"


class Running(Conflict):
    """A request with the same idempotency key is still being answered."""

    code = "still_running"


class Forbidden(PilothouseError):
    """The person is known but may not do this."""

    code = "forbidden"


class Unauthenticated(Forbidden):
    """Nobody is logged in, or the token is unknown, expired or revoked."""

    code = "unauthenticated"


class Invalid(PilothouseError):
    """The input breaks a rule; nothing was changed."""

    code = "invalid"


class TooMany(Forbidden):
    """Too many attempts; wait before the next."""

    code = "too_many"


class Unavailable(PilothouseError):
    """Something needed is not there at the moment; the same request may succeed later."""

    code = "unavailable"


class Gone(PilothouseError):
    """The thing existed and was removed for good."""

    code = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one class of error is told to a browser, a shell and an MCP client."""

    status: int
    exit_code: int
    mcp: str
    title: str


# Most specific first: the first match along an error's classes wins.
OUTCOMES: dict[type[PilothouseError], Outcome] = {
    Stale: Outcome(412, 4, "conflict", "Somebody changed this first"),
    Running: Outcome(409, 4, "conflict", "Still being answered"),
    Unauthenticated: Outcome(401, 5, "forbidden", "Log in first"),
    TooMany: Outcome(429, 5, "forbidden", "Too many attempts"),
    Invalid: Outcome(422, 2, "invalid_params", "The input breaks a rule"),
    NotFound: Outcome(404, 3, "not_found", "Not found"),
    Conflict: Outcome(409, 4, "conflict", "Conflict"),
    Forbidden: Outcome(403, 5, "forbidden", "Not allowed"),
    Unavailable: Outcome(503, 6, "unavailable", "Not available now"),
    Gone: Outcome(410, 7, "gone", "No longer there"),
    PilothouseError: Outcome(500, 1, "internal", "Something went wrong"),
}


def outcome(error: PilothouseError) -> Outcome:
    """The row of the table that applies to `error`."""
    for kind in type(error).__mro__:
        if kind in OUTCOMES:
            return OUTCOMES[kind]
    return OUTCOMES[PilothouseError]


def from_engine(error: InvalidProblem) -> Invalid:
    """The engine knows no kit: its one error becomes `Invalid`, word for word."""
    return Invalid(error.message, where=error.where, cure=error.cure, code="invalid_problem")


def problem_document(error: PilothouseError) -> dict[str, Any]:
    """RFC 9457 problem document of `error`, with the stable code as its type."""
    row = outcome(error)
    document: dict[str, Any] = {
        "type": f"urn:pilothouse:error:{error.code}",
        "title": row.title,
        "status": row.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.where:
        document["where"] = error.where
    if error.cure:
        document["cure"] = error.cure
    if error.extra:
        document["extra"] = error.extra
    return document
