"""Uncertainties point to product, blueprint and statement by reference, so that a room below may keep them."""

from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("vision", "0002_blueprints")]

    operations = [
        migrations.AddField("uncertainty", "scope", models.CharField(default="", max_length=60)),
        migrations.AddField("uncertainty", "about", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("uncertainty", "part", models.CharField(blank=True, default="", max_length=60)),
        migrations.AlterField(
            "uncertainty",
            "product",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uncertainties",
                to="vision.product",
            ),
        ),
    ]
