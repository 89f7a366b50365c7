"""Whether the program lives and can serve."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and its schema is that of this version; otherwise 503 and the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # any database failure means the same here: not ready
        return JsonResponse({"status": "unavailable", "reason": type(error).__name__}, status=503)
    if waiting:
        return JsonResponse(
            {"status": "unavailable", "reason": "The database needs `pilothouse migrate`."}, status=503
        )
    return JsonResponse({"status": "ready"})
