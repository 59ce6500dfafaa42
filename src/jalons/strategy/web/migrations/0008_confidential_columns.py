"""Cells of files leave the public description for the confidential note; texts wait for a reading."""

from django.db import migrations

HEADING = "Colonnes reprises du fichier\n"
PUBLIC = {"number", "title", "description", "departments"}


def to_note(apps, _schema):
    """Move the cells of files to the confidential note, and mark what came from a file."""
    actions = apps.get_model("strategy", "Action")._base_manager
    imports = apps.get_model("strategy", "PlanImport")._base_manager
    for action in actions.filter(description__contains=HEADING).iterator():
        body, heading, cells = action.description.partition(HEADING)
        note = "\n\n".join(filter(None, [action.confidential.rstrip(), heading + cells]))
        actions.filter(pk=action.pk).update(
            description=body.rstrip(), confidential=note, unread=True
        )
    done = imports.filter(undone_at=None).exclude(applied_at=None)
    for outcome in done.values_list("outcome", flat=True).iterator():
        changed = outcome.get("changed", {})
        written = [pk for pk, mark in changed.items() if PUBLIC & set(mark.get("values", {}))]
        actions.filter(pk__in=[*outcome.get("created", {}), *written]).update(unread=True)
    imports.update(preview=None, preview_of="")  # made again in the words of this version


def to_description(apps, _schema):
    """Put the cells of files back at the end of the description."""
    actions = apps.get_model("strategy", "Action")._base_manager
    for action in actions.filter(confidential__contains=HEADING).iterator():
        note, heading, cells = action.confidential.partition(HEADING)
        text = "\n\n".join(filter(None, [action.description.rstrip(), heading + cells]))
        actions.filter(pk=action.pk).update(description=text, confidential=note.rstrip())


class Migration(migrations.Migration):
    dependencies = [("strategy", "0007_text_reading")]

    operations = [migrations.RunPython(to_note, to_description, elidable=True)]
