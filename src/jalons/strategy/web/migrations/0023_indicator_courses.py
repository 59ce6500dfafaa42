from collections import defaultdict

from django.db import migrations
from django.utils import timezone


def bring_over(apps, _schema):
    """Say of each value who wrote it last and when; store each course in its objective."""
    values = apps.get_model("strategy", "DeclaredValue")._base_manager
    for row in values.all():
        row.changed_at = row.approved_at or row.created_at
        row.changed_by_id = row.approved_by_id or row.typed_by_id
        row.save(update_fields=["changed_at", "changed_by"])
    points = defaultdict(list)
    for point in apps.get_model("strategy", "ObjectivePoint")._base_manager.order_by("on"):
        points[point.objective_id].append((point.on, point.value))
    for row in apps.get_model("strategy", "Objective")._base_manager.all():
        *steps, target = points[row.pk] or [(row.baseline_on, row.baseline)]
        if not points[row.pk]:  # without a target it said nothing: it waits in the trash
            row.deleted_at = timezone.now()
        row.target_on, row.target = target
        row.steps = [[on.isoformat(), value] for on, value in steps]
        row.save()


class Migration(migrations.Migration):
    dependencies = [("strategy", "0022_indicator_registers")]

    operations = [migrations.RunPython(bring_over, migrations.RunPython.noop, elidable=True)]
