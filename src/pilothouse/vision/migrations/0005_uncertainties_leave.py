"""The tables of uncertainties and evidence become those of the room risk; every row stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vision", "0004_fill_references")]

    operations = [
        migrations.RemoveIndex("uncertainty", "uncertainty_by_state"),
        migrations.RemoveField("uncertainty", "product"),
        migrations.RemoveField("uncertainty", "blueprint"),
        migrations.RemoveField("uncertainty", "statement"),
        migrations.AlterField("uncertainty", "scope", models.CharField(max_length=60)),
        migrations.AddIndex(
            "uncertainty",
            models.Index(fields=["workspace", "scope", "state"], name="uncertainty_by_scope"),
        ),
        migrations.AlterModelTable("uncertainty", "risk_uncertainty"),
        migrations.AlterModelTable("evidence", "risk_evidence"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("evidence"),
                migrations.DeleteModel("uncertainty"),
            ]
        ),
    ]
