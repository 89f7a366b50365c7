import time
from struct import Struct

from django.db import migrations, transaction
from django.db.models import Max

BATCH = 5_000
_ROW = Struct(">q32s")  # number and digest of an entry, as a seal held them when this was written
_WAIT = (
    "INSERT INTO journal_unsealed (entry_id, workspace_id) SELECT id, workspace_id FROM journal_entry "
    "WHERE id >= %s AND id < %s AND NOT EXISTS (SELECT 1 FROM journal_unsealed WHERE entry_id = id)"
)


def wait_for_seals(apps, schema_editor):
    """What was recorded before there were seals waits for its own, as what comes does.

    In transactions of some milliseconds, with as long a pause after each, so that no writer waits for all of
    them. Stopped in between it goes on where it was: what waits or is sealed already is passed over.
    """
    entries, waiting = apps.get_model("journal", "Entry"), apps.get_model("journal", "Unsealed")
    sealed = _Sealed(apps.get_model("journal", "Seal"))
    last = entries.objects.aggregate(last=Max("id"))["last"] or 0
    for first in range(1, last + 1, BATCH):
        end = min(first + BATCH, last + 1)
        began = time.perf_counter()
        with transaction.atomic(using=schema_editor.connection.alias):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(_WAIT, [first, end])
            # Only now: what was no more waiting, as it was sealed, is in a seal by now.
            waiting.objects.filter(pk__in=sealed.until_now(first, end)).delete()
        time.sleep(time.perf_counter() - began)


class _Sealed:
    """Numbers of sealed entries; each seal is read once."""

    def __init__(self, seals):
        self.seals, self.last, self.numbers = seals, 0, set()

    def until_now(self, first, end):
        later = self.seals.objects.filter(pk__gt=self.last).order_by("pk")
        for number, content in later.values_list("pk", "content").iterator(chunk_size=50):
            self.last = number
            self.numbers.update(entry for entry, _ in _ROW.iter_unpack(bytes(content)))
        return self.numbers.intersection(range(first, end)) if self.numbers else ()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('journal', '0004_unsealed_in_order'),
    ]

    operations = [
        migrations.RunPython(wait_for_seals, migrations.RunPython.noop, elidable=True),
    ]
