"""Fill the references from the keys, and back; what an answer is worth becomes minor units where it is money.

A migration of its own: PostgreSQL changes no table with rows whose keys it has yet to check.
"""

from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

_PLACES = (("scope", "product"), ("about", "blueprint"), ("part", "statement"))
_AMOUNTS = ("value", "test", "gain", "loss_wrong", "loss_instead")


def forward(apps, schema_editor):
    uncertainties = apps.get_model("vision", "Uncertainty").objects
    for field, key in _PLACES:
        number = Cast(F(f"{key}_id"), CharField())
        rows = uncertainties.filter(**{f"{key}__isnull": False})
        rows.update(**{field: Concat(Value(f"vision.{key}:"), number, output_field=CharField())})
    _scale(uncertainties, 100)


def backward(apps, schema_editor):
    uncertainties = apps.get_model("vision", "Uncertainty").objects
    tables = {key: apps.get_model("vision", key).objects for _, key in _PLACES}
    for row in uncertainties.all():
        for field, key in _PLACES:
            number = getattr(row, field).rpartition(":")[2]
            there = number and tables[key].filter(pk=number).exists()
            setattr(row, f"{key}_id", int(number) if there else None)
        row.save(update_fields=[f"{key}_id" for _, key in _PLACES])
    _scale(uncertainties, 0.01)


def _scale(uncertainties, factor):
    for row in uncertainties.exclude(worth={}):
        if row.worth.get("priced"):
            for name in _AMOUNTS:
                if row.worth.get(name) is not None:
                    row.worth[name] = round(row.worth[name] * factor, 2)
            row.save(update_fields=["worth"])


class Migration(migrations.Migration):
    dependencies = [("vision", "0003_uncertainties_by_reference")]

    operations = [migrations.RunPython(forward, backward, elidable=True)]
