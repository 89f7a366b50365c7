from importlib import import_module

from django.db import migrations, models

_FIRST = import_module("pilothouse.journal.migrations.0001_initial")
_FACTS = ("id", "workspace_id", "at", "actor_id", "channel", "verb", "subject_kind", "subject_id", "batch")
_ERASED = "EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = OLD.id)"
_SEALED = "id, workspace_id, number, at, entries, content, hash"


def _same(words):
    return " AND ".join(f"NEW.{name} {words} OLD.{name}" for name in _FACTS)


_REFUSE = {
    "sqlite": (
        "CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry "
        f"WHEN NOT ({_ERASED} AND {_same('IS')}) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        f"CREATE TRIGGER journal_seal_append_only BEFORE UPDATE OF {_SEALED} ON journal_seal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE FUNCTION journal_erased() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_ERASED} AND {_same('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_erased()",
        f"CREATE TRIGGER journal_seal_append_only BEFORE UPDATE OF {_SEALED} ON journal_seal "
        "FOR EACH ROW EXECUTE FUNCTION journal_append_only()",
    ),
}
_ALLOW = {
    "sqlite": ("DROP TRIGGER journal_append_only", "DROP TRIGGER journal_seal_append_only"),
    "postgresql": (
        "DROP TRIGGER journal_append_only ON journal_entry",
        "DROP TRIGGER journal_seal_append_only ON journal_seal",
        "DROP FUNCTION journal_append_only()",
        "DROP FUNCTION journal_erased()",
    ),
}


def guard(apps, schema_editor):
    """The database refuses to rewrite an entry, but for words that an erasure names, and to rewrite a seal.

    Trap: on SQLite a later migration that rebuilds one of these tables drops its trigger; make it again there.
    """
    _FIRST.allow_updates(apps, schema_editor)
    for statement in _REFUSE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def guard_as_before(apps, schema_editor):
    for statement in _ALLOW.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)
    _FIRST.refuse_updates(apps, schema_editor)


class Migration(migrations.Migration):
    """What is recorded already waits for its seals only after 0005, which needs no transaction for all of it."""

    dependencies = [
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('workspace_id', models.BigIntegerField(db_index=True)),
                ('at', models.DateTimeField()),
                ('digests', models.JSONField(default=dict)),
                ('salts', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('workspace_id', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('number', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('entries', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('salts', models.BinaryField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('workspace_id', 'number'),
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'number'), name='one_seal_by_number')],
            },
        ),
        migrations.RunPython(guard, guard_as_before),
    ]
