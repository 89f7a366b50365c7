from django.db import migrations


def hold(apps, schema_editor):
    """Every run so far was of one product: that is its only part."""
    run, part = apps.get_model("roadmap", "PlanRun"), apps.get_model("roadmap", "RunProduct")
    rows = run.objects.filter(product__isnull=False).iterator(chunk_size=200)
    part.objects.bulk_create(
        (
            part(
                workspace_id=row.workspace_id,
                run_id=row.pk,
                product_id=row.product_id,
                position=0,
                items=row.items,
                p50=row.p50,
                p85=row.p85,
                inputs_hash=row.inputs_hash,
                result={"drivers": row.result.get("drivers", []), "notes": [], "basis": []},
            )
            for row in rows
        ),
        batch_size=200,
    )


def back(apps, schema_editor):
    """A run of several products cannot be told in the older form: its first product stands for it."""
    run, part = apps.get_model("roadmap", "PlanRun"), apps.get_model("roadmap", "RunProduct")
    for row in part.objects.order_by("run_id", "-position", "-id").iterator(chunk_size=200):
        run.objects.filter(pk=row.run_id).update(product_id=row.product_id)
    run.objects.filter(product__isnull=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0008_portfolio'),
    ]

    operations = [migrations.RunPython(hold, back, elidable=True)]
