from django.db import migrations

from pilothouse.roadmap.models.words import natural

# What trackers call their priorities, in our words. A word that is not here stays the tracker's alone.
PRIORITIES = {
    "urgent": ("highest", "blocker", "critical", "urgent", "p0", "immediate"),
    "high": ("high", "p1", "important"),
    "medium": ("medium", "normal", "major", "p2", "moderate"),
    "low": ("low", "minor", "lowest", "trivial", "p3", "p4"),
}
ONCE = 500


def priorities(apps, schema_editor):
    Item = apps.get_model("roadmap", "Item")
    known = {word: ours for ours, words in PRIORITIES.items() for word in words}
    said = Item.objects.order_by().exclude(tracker_priority="").values_list("tracker_priority", flat=True)
    for word in said.distinct():
        ours = known.get(word.strip().lower())
        if ours is not None:
            Item.objects.filter(tracker_priority=word).update(priority=ours)


def labels(apps, schema_editor):
    Item, Label, ItemLabel = (apps.get_model("roadmap", name) for name in ("Item", "Label", "ItemLabel"))
    made = {}
    rows = []
    for number, workspace, words in Item.objects.values_list("pk", "workspace_id", "labels").iterator(ONCE):
        held = set()
        for word in words or ():
            name = " ".join(str(word).replace(",", " ").split())[:100]
            place = (workspace, name.casefold())
            if not name or place[1] in held:
                continue
            held.add(place[1])
            if place not in made:
                made[place] = Label.objects.create(workspace_id=workspace, name=name).pk
            rows.append(ItemLabel(workspace_id=workspace, item_id=number, label_id=made[place]))
    ItemLabel.objects.bulk_create(rows, batch_size=ONCE)


def orders(apps, schema_editor):
    Item = apps.get_model("roadmap", "Item")
    rows = []
    for row in Item.objects.only("pk", "key").iterator(ONCE):
        row.key_order = natural(row.key)
        rows.append(row)
    Item.objects.bulk_update(rows, ["key_order"], batch_size=ONCE)


def lists(apps, schema_editor):
    Item, ItemLabel = apps.get_model("roadmap", "Item"), apps.get_model("roadmap", "ItemLabel")
    held = {}
    for number, name in ItemLabel.objects.order_by("label__name").values_list("item_id", "label__name"):
        held.setdefault(number, []).append(name)
    rows = [Item(pk=number, labels=names) for number, names in held.items()]
    Item.objects.bulk_update(rows, ["labels"], batch_size=ONCE)


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0013_own_fields")]

    operations = [
        migrations.RunPython(priorities, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(labels, lists, elidable=True),
        migrations.RunPython(orders, migrations.RunPython.noop, elidable=True),
    ]
