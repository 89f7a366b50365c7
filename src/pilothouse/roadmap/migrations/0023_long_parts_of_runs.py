"""What is long in the result of a run moves to its details, which only the page of the run reads."""

from django.db import migrations


def apart(apps, schema_editor):
    for run in apps.get_model("roadmap", "PlanRun").objects.order_by("id").iterator(chunk_size=20):
        kept = run.result.get("kept") or {}
        if "moves" in kept:
            run.details["moves"] = kept.pop("moves")
        if "together" in run.result:
            run.details["together"] = run.result.pop("together")
        run.save(update_fields=["result", "details"])


def together(apps, schema_editor):
    for run in apps.get_model("roadmap", "PlanRun").objects.order_by("id").iterator(chunk_size=20):
        if run.result.get("kept"):
            run.result["kept"]["moves"] = run.details.pop("moves", [])
        if "together" in run.details:
            run.result["together"] = run.details.pop("together")
        run.save(update_fields=["result", "details"])


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0022_find_in_order")]
    operations = [migrations.RunPython(apart, together, elidable=True)]
