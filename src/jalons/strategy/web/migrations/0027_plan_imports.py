"""The plans people brought become files like those of every register."""

from django.db import migrations


def to_files(apps, _schema):
    """Move the plans that wait and those applied, with what was decided and what came of them."""
    files = apps.get_model("imports", "ImportFile")._base_manager
    for each in apps.get_model("strategy", "PlanImport")._base_manager.iterator():
        applied = each.applied_at is not None
        files.create(
            id=each.pk,
            authority_id=each.authority_id,
            register="roadmap_action",
            name=each.name,
            content=b"" if applied else each.content,
            columns={"columns": each.columns, "statuses": each.statuses},
            dropped_by_id=each.dropped_by_id,
            dropped_at=each.dropped_at,
            applied_at=each.applied_at,
            undone_at=each.undone_at,
            outcome={"counts": each.counts, "refused": [], "refused_count": 0} if applied else {},
        )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0026_actors_trash"), ("imports", "0002_beside")]

    operations = [
        migrations.RunPython(to_files, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="PlanImport"),
    ]
