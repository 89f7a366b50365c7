from django.db import migrations, models
from django.db.models import Exists, OuterRef

OPEN = ("backlog", "ready", "in_progress")


def unset_where_unchosen(apps, schema_editor):
    """Items were mandatory unless someone said otherwise. Where every open item of a product is mandatory no
    one has said anything, so none of its items is mandatory any more. Where someone has told them apart all
    stay as they are.
    """
    Item = apps.get_model("roadmap", "Item")
    Product = apps.get_model("vision", "Product")
    told_apart = Item.objects.filter(product=OuterRef("pk"), status__in=OPEN, mandatory=False)
    products = Product.objects.filter(~Exists(told_apart)).values_list("pk", flat=True)
    Item.objects.filter(product__in=list(products), mandatory=True).update(mandatory=False)


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0010_runs_without_product"),
        ("vision", "0005_uncertainties_leave"),
    ]

    operations = [
        migrations.AlterField("item", "mandatory", models.BooleanField(default=False)),
        migrations.RunPython(unset_where_unchosen, migrations.RunPython.noop, elidable=True),
    ]
