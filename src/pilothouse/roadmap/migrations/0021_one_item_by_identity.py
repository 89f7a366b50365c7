from django.db import migrations, models


class Migration(migrations.Migration):
    """By itself: PostgreSQL makes no index in the transaction that wrote the rows."""

    dependencies = [
        ('roadmap', '0020_identity_by_product'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('workspace', 'source_product', 'source', 'external_id'), name='one_item_by_external_id'),
        ),
    ]
