from django.db import migrations


def name_what_was_counted(apps, _editor):
    """Rows of before say what they counted: each inventory its own fleet, until a person says more."""
    rows = apps.get_model("strategy", "StoredObservation")._base_manager
    for row in rows.all().iterator():
        _, _, inventory = row.origin.partition(":inventory:")
        row.perimeter = {**row.perimeter, "counted": inventory}
        row.save(update_fields=["perimeter"])


def forget(apps, _editor):
    rows = apps.get_model("strategy", "StoredObservation")._base_manager
    for row in rows.all().iterator():
        row.perimeter = {key: row.perimeter[key] for key in ("included", "excluded")}
        row.save(update_fields=["perimeter"])


class Migration(migrations.Migration):
    dependencies = [("strategy", "0005_plan_preview")]
    operations = [migrations.RunPython(name_what_was_counted, forget, elidable=True)]
