from django.db import migrations, models


class Migration(migrations.Migration):
    """Imports and mappings say what their tables hold; all there are hold items."""

    dependencies = [
        ('connectors', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='mapping', name='one_mapping_by_name'),
        migrations.AddField(
            model_name='importrun',
            name='noun',
            field=models.CharField(default='items', max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='mapping',
            name='noun',
            field=models.CharField(default='items', max_length=40),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.UniqueConstraint(
                fields=('workspace', 'source', 'noun', 'name'), name='one_mapping_by_name'
            ),
        ),
    ]
