from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_parts_of_a_batch'),
    ]

    operations = [
        migrations.AlterField(
            model_name='unsealed',
            name='workspace_id',
            field=models.BigIntegerField(),
        ),
        migrations.AddIndex(
            model_name='unsealed',
            index=models.Index(fields=['workspace_id', 'entry_id'], name='unsealed_by_workspace'),
        ),
    ]
