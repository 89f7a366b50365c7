"""Whether the program lives and can serve."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from pilothouse.kit.errors import PilothouseError, Unavailable, outcome, waiting
from pilothouse.kit.storing import told, try_write

_EACH = 1.0  # seconds: whoever asks more often gets the same answer, so that asking costs no writes
_KEPT = "site.health.ready"


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database takes a write and its schema is that of this version; otherwise the reason, with 503 or
    507."""
    problem = _found()
    if problem is None:
        return JsonResponse({"status": "ready"})
    said = {"status": "unavailable", "code": problem.code, "reason": problem.message, "cure": problem.cure}
    return JsonResponse(said, status=outcome(problem).status, headers=waiting(problem))


def _found() -> PilothouseError | None:
    kept: tuple[PilothouseError | None] | None = cache.get(_KEPT)
    if kept is None:
        kept = (_asked(),)
        cache.set(_KEPT, kept, _EACH)
    return kept[0]


def _asked() -> PilothouseError | None:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            cure = "Run it, or start `pilothouse serve` anew."
            return Unavailable("The database needs `pilothouse migrate`.", cure=cure, code="not_migrated")
        try_write()
    except PilothouseError as error:
        return error
    except Exception as error:  # any other failure means the same here: not ready
        return told(error) or Unavailable(f"The database fails with {type(error).__name__}.")
    return None
