"""The six ways a request can fail, and one table from them to HTTP, the shell and MCP."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pilothouse.engine.errors import InvalidProblem

_OF_ENGINE = "invalid_problem"
_FIELD = re.compile(r"[a-z][a-z0-9_]*|[a-z_]+\.[a-z_]+:[0-9]+")


def place_of(where: str, code: str) -> str:
    """`where` as people read it: the row or object, nothing where it is the name of a field or holds an id,
    which programs alone know. The engine names no fields.
    """
    return "" if code != _OF_ENGINE and _FIELD.fullmatch(where) else where


class PilothouseError(Exception):
    """A failure a person can act on: what happened, where, and how to fix it.

    `message` says what is wrong, `where` names the row, field or object, `cure` says what to do,
    `code` is stable for programs, `extra` holds JSON-able detail (such as all rows at fault). `in_shell` and
    `over_rest` say what to do there, where that is something else than on a page.
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
        in_shell: str = "",
        over_rest: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.cure = cure
        self.code = code or type(self).code
        self.extra = extra or {}
        self.in_shell, self.over_rest = in_shell or cure, over_rest or cure

    @property
    def place(self) -> str:
        """`where` as pages say it."""
        return place_of(self.where, self.code)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
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


class Unbased(Invalid):
    """A change that does not say which version it is based on."""

    code = "version_missing"


class TooLarge(Invalid):
    """What was sent is larger than a request may be."""

    code = "too_large"


class Slow(Invalid):
    """What was announced did not arrive, or not in time."""

    code = "too_slow"


class WrongMethod(Invalid):
    """The address is there, and answers no such method."""

    code = "wrong_method"


class UnknownHost(Invalid):
    """The server is not known by the name that it was asked by."""

    code = "unknown_host"


class TooMany(Forbidden):
    """Too many attempts; wait before the next."""

    code = "too_many"


class Unavailable(PilothouseError):
    """Something needed is not there at the moment; the same request may succeed later."""

    code = "unavailable"


class Busy(Unavailable):
    """Somebody else holds the lock of the database for longer than a request waits."""

    code = "database_busy"


class Full(Unavailable):
    """The disk has no room for the change."""

    code = "disk_full"


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
    retry_after: int = 0  # seconds until the same request may succeed; 0 where waiting does not help


# Most specific first: the first match along an error's classes wins.
OUTCOMES: dict[type[PilothouseError], Outcome] = {
    Stale: Outcome(412, 4, "conflict", "Somebody changed this first"),
    Running: Outcome(409, 4, "conflict", "Still being answered", 1),
    Unauthenticated: Outcome(401, 5, "forbidden", "Log in first"),
    Unbased: Outcome(428, 2, "invalid_params", "Say which version you saw"),
    Slow: Outcome(408, 2, "invalid_params", "Not received whole", 1),
    TooLarge: Outcome(413, 2, "invalid_params", "Too large"),
    WrongMethod: Outcome(405, 2, "invalid_params", "Not done this way"),
    UnknownHost: Outcome(400, 2, "invalid_params", "Not known by this name"),
    TooMany: Outcome(429, 5, "forbidden", "Too many attempts"),
    Invalid: Outcome(422, 2, "invalid_params", "The input breaks a rule"),
    NotFound: Outcome(404, 3, "not_found", "Not found"),
    Conflict: Outcome(409, 4, "conflict", "Conflict"),
    Forbidden: Outcome(403, 5, "forbidden", "Not allowed"),
    Busy: Outcome(503, 6, "unavailable", "Busy just now", 5),
    Full: Outcome(507, 6, "unavailable", "No room on the disk", 60),
    Unavailable: Outcome(503, 6, "unavailable", "Not available now", 30),
    Gone: Outcome(410, 7, "gone", "No longer there"),
    PilothouseError: Outcome(500, 1, "internal", "Something went wrong"),
}


def outcome(error: PilothouseError) -> Outcome:
    """The row of the table that applies to `error`."""
    for kind in type(error).__mro__:
        if kind in OUTCOMES:
            return OUTCOMES[kind]
    return OUTCOMES[PilothouseError]


def waiting(error: PilothouseError) -> dict[str, str]:
    """The header that says when to try again, where that may help."""
    seconds = error.extra.get("retry_after") or outcome(error).retry_after
    return {"Retry-After": str(seconds)} if seconds else {}


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
    if error.over_rest:
        document["cure"] = error.over_rest
    if error.extra:
        document["extra"] = error.extra
    return document
