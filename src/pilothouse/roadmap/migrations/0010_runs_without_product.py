from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0009_runs_hold_products'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='planrun',
            name='product',
        ),
    ]
