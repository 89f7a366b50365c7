"""Whether the program lives, can serve, and how busy it is."""

from __future__ import annotations

from time import perf_counter

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_tasks_db.models import DBTaskResult

from pilothouse import __version__


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


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of the installation in Prometheus' text form; nothing of any workspace."""
    began = perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seconds: float | None = perf_counter() - began
        jobs = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    except Exception:  # any database failure means the same here: down
        seconds, jobs = None, {}
    lines = [
        "# TYPE pilothouse_info gauge",
        f'pilothouse_info{{version="{__version__}"}} 1',
        "# HELP pilothouse_database_up Whether the database answers.",
        "# TYPE pilothouse_database_up gauge",
        f"pilothouse_database_up {0 if seconds is None else 1}",
    ]
    if seconds is not None:
        lines += [
            "# HELP pilothouse_database_seconds How long the database took for the smallest question.",
            "# TYPE pilothouse_database_seconds gauge",
            f"pilothouse_database_seconds {seconds:.6f}",
            "# HELP pilothouse_tasks Background tasks by state.",
            "# TYPE pilothouse_tasks gauge",
            *(
                f'pilothouse_tasks{{state="{state.lower()}"}} {count}'
                for state, count in sorted(jobs.items())
            ),
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
