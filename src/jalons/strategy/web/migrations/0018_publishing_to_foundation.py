from django.core.management.color import no_style
from django.db import migrations

OWN = {
    "PublicPage": (
        "id", "authority_id", "is_open", "introduction", "contact_role", "contact_address",
        "shares_observations", "opened_at", "version",
    ),
    "Published": ("id", "authority_id", "urn", "since"),
    "TextReading": ("id", "authority_id", "urn", "digest", "read_at", "read_by_id"),
}  # fmt: skip
KINDS = "strategy.publish", "publishing.archive"  # of the job that writes the archive


def _moved(apps, schema_editor, source, target):
    """Copy all rows with their keys, which the journal refers to; all or nothing."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for model, columns in OWN.items():
            names, tables = ", ".join(columns), [f"{app}_{model.lower()}" for app in (source, target)]
            cursor.execute(f"INSERT INTO {tables[1]} ({names}) SELECT {names} FROM {tables[0]}")
            for statement in connection.ops.sequence_reset_sql(
                no_style(), [apps.get_model(target, model)]
            ):
                cursor.execute(statement)
            counts = []
            for table in tables:
                cursor.execute(f"SELECT COUNT(*) FROM {table}")
                counts.append(cursor.fetchone()[0])
            if counts[0] != counts[1]:
                raise RuntimeError(f"{tables[0]}: {counts[0]} rows, {tables[1]}: {counts[1]}")


def _renamed(apps, old, new):
    apps.get_model("tasks", "Job")._base_manager.filter(kind=old).update(kind=new)


def forth(apps, schema_editor):
    _moved(apps, schema_editor, "strategy", "publishing")
    _renamed(apps, *KINDS)


def back(apps, schema_editor):
    _moved(apps, schema_editor, "publishing", "strategy")
    _renamed(apps, *reversed(KINDS))
    with schema_editor.connection.cursor() as cursor:
        for model in OWN:
            cursor.execute(f"DELETE FROM publishing_{model.lower()}")


class Migration(migrations.Migration):
    """What the room published becomes what every room may: ``foundation/publishing`` has it."""

    dependencies = [
        ("strategy", "0017_roadmap_trash"),
        ("publishing", "0001_initial"),
        ("tasks", "0003_round_claim"),
    ]

    operations = [
        migrations.RunPython(forth, back, elidable=True),
        *(migrations.DeleteModel(name) for name in OWN),
    ]
