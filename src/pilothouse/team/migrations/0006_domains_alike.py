"""Addresses whose domain is spelled in its own script, or not, become one."""

from django.db import IntegrityError, migrations, transaction

from pilothouse.kit.mailboxes import tidy


def spell_alike(apps, schema_editor):
    """Where the other spelling is there as well both stay: who of them is meant only people know."""
    for name in ("Person", "PersonAlias"):
        rows = apps.get_model("team", name).objects
        for number, email in rows.values_list("pk", "email").iterator(chunk_size=2_000):
            if (told := tidy(email)) != email:
                try:
                    with transaction.atomic():
                        rows.filter(pk=number).update(email=told)
                except IntegrityError:
                    continue


class Migration(migrations.Migration):
    dependencies = [("team", "0005_versions_of_lists")]

    operations = [migrations.RunPython(spell_alike, migrations.RunPython.noop, elidable=True)]
