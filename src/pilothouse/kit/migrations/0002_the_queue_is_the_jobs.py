from __future__ import annotations

from typing import Any

from django.db import migrations, models

_TABLE = "django_tasks_database_dbtaskresult"


def drop_the_old_queue(apps: Any, schema_editor: Any) -> None:
    """Its entries named jobs that wait, and those are the queue now."""
    connection = schema_editor.connection
    if _TABLE in connection.introspection.table_names():
        schema_editor.execute(f"DROP TABLE {connection.ops.quote_name(_TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]

    operations = [
        migrations.AddField("job", "due_at", models.DateTimeField(null=True)),
        migrations.RunPython(drop_the_old_queue, migrations.RunPython.noop, elidable=True),
    ]
