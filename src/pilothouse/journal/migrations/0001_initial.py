from django.db import migrations, models

_REFUSE = {
    "sqlite": (
        "CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_append_only()",
    ),
}
_ALLOW = {
    "sqlite": ("DROP TRIGGER journal_append_only",),
    "postgresql": ("DROP TRIGGER journal_append_only ON journal_entry", "DROP FUNCTION journal_append_only()"),
}


def refuse_updates(apps, schema_editor):
    """The database itself refuses to rewrite an entry.

    Trap: on SQLite a later migration that rebuilds the table drops its triggers; run this again there.
    """
    for statement in _REFUSE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def allow_updates(apps, schema_editor):
    for statement in _ALLOW.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=200)),
                ('channel', models.CharField(max_length=20)),
                ('verb', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('changes', models.JSONField(default=dict)),
                ('why', models.TextField(blank=True, default='')),
                ('batch', models.CharField(blank=True, default='', max_length=40)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['workspace_id', '-id'], name='journal_by_workspace'), models.Index(fields=['subject_kind', 'subject_id', '-id'], name='journal_by_subject'), models.Index(fields=['batch', '-id'], name='journal_by_batch')],
            },
        ),
        migrations.RunPython(refuse_updates, allow_updates),
    ]
