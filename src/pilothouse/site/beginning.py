"""An empty database gets the tables of this version at once.

To apply every migration to it would make, change and remove what nothing is left of, and takes ten times as
long. The state in which the migrations end says what there is; what is no part of it, such as a trigger, is
made by the steps of migrations that are not elidable, which are taken in their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.operations.base import Operation


def is_empty() -> bool:
    """Whether there is no table, not even of another program."""
    from django.db import connection

    return not connection.introspection.table_names()


def begin(executor: MigrationExecutor) -> int:
    """Make every table, and note all migrations as applied; how many. All of it, or nothing."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal

    connection: Any = executor.connection
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    emit_pre_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for migration, step in _kept(plan):
            step.database_forwards(migration.app_label, editor, state, state)
        _note(executor, plan)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, apps=state.apps)
    return len(plan)


def _kept(plan: Iterable[Migration]) -> Iterable[tuple[Migration, Operation]]:
    """Steps in a language of their own that outlive their migration: what is elidable is about rows."""
    from django.db.migrations import RunPython, RunSQL

    for migration in plan:
        for step in migration.operations:
            if isinstance(step, (RunPython, RunSQL)) and not step.elidable:
                yield migration, step


def _note(executor: MigrationExecutor, plan: Iterable[Migration]) -> None:
    recorder = executor.recorder
    recorder.ensure_schema()
    for migration in plan:
        recorder.record_applied(migration.app_label, migration.name)
