from django.core.management.color import no_style
from django.db import migrations

NOTES, REMARKS = "notes_note", "strategy_remark"


def _moved(schema_editor, apps, source, target, columns, model):
    """Copy all rows with their keys, which imports of plans refer to; all or nothing."""
    old, new = zip(*columns, strict=True)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {target} ({', '.join(new)}) SELECT {', '.join(old)} FROM {source}"
        )
        for statement in schema_editor.connection.ops.sequence_reset_sql(
            no_style(), [apps.get_model(*model)]
        ):
            cursor.execute(statement)
        counts = []
        for table in (source, target):
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    if counts[0] != counts[1]:
        raise RuntimeError(f"{source}: {counts[0]} rows, {target}: {counts[1]}")


SAME = [(name, name) for name in ("id", "authority_id", "about", "text")]
FORTH = [*SAME, ("made_at", "written_at"), ("made_by_id", "written_by_id")]


def forth(apps, schema_editor):
    _moved(schema_editor, apps, REMARKS, NOTES, FORTH, ("notes", "Note"))


def back(apps, schema_editor):
    """The room had no trash: notes of the trash come back as notes, so that no text is lost."""
    columns = [(new, old) for old, new in FORTH]
    _moved(schema_editor, apps, NOTES, REMARKS, columns, ("strategy", "Remark"))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {NOTES}")


class Migration(migrations.Migration):
    """The notes of the room become those of every room: ``foundation/notes`` has their table."""

    dependencies = [("strategy", "0014_reminder_choices"), ("notes", "0001_initial")]

    operations = [
        migrations.RunPython(forth, back, elidable=True),
        migrations.DeleteModel("Remark"),
    ]
