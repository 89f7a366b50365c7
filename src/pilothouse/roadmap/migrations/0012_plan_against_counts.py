from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0011_mandatory_is_chosen")]

    operations = [
        migrations.AddField(
            "plannedrelease", "against", models.CharField(blank=True, default="", max_length=300)
        ),
    ]
