"""Indexes of large tables, made while others write.

For a migration that does nothing else, with `atomic = False`: on PostgreSQL an index is then made beside
writers, who never wait for it; SQLite is migrated while nobody uses it. Stopped in between, it goes on with
what is missing.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import AddIndex, RemoveIndex

_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


class AddIndexBeside(AddIndex):
    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        _make(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.index)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        _drop(schema_editor, self.index.name)


class RemoveIndexBeside(RemoveIndex):
    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        _drop(schema_editor, self.name)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        _make(schema_editor, to_state.apps.get_model(app_label, self.model_name), index)


def _make(schema_editor: Any, model: Any, index: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_VALID, [f'"{index.name}"'])
        found = cursor.fetchone()
    if found and found[0]:
        return
    if found:  # what is left of one that was stopped
        _drop(schema_editor, index.name)
    schema_editor.add_index(model, index, concurrently=True)


def _drop(schema_editor: Any, name: str) -> None:
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(name)}")
