"""The sheets deleted so far have an act that takes them back; apart, for the sake of PostgreSQL."""

from itertools import groupby

from django.db import migrations
from django.utils import timezone


def log_deletions(apps, _schema):
    """Give the sheets deleted so far 30 days in the trash, and the act that takes them back."""
    sheets = apps.get_model("strategy", "Action")._base_manager
    batches = apps.get_model("register", "Batch")._base_manager
    changes = apps.get_model("register", "Change")._base_manager
    now = timezone.now()
    gone = sheets.filter(deleted_at__isnull=False).order_by("authority_id", "deleted_at", "number")
    for (authority, _day), together in groupby(
        list(gone), lambda each: (each.authority_id, each.deleted_at)
    ):
        found = list(together)
        batch = batches.create(
            authority_id=authority, at=now, verb="deleted", label=found[0].title[:200]
        )
        for each in found:
            changes.create(
                authority_id=authority,
                batch=batch,
                urn=f"urn:jalons:action:{each.pk}",
                version=each.version,
                before={"deleted_at": None},
                after={"deleted_at": now.isoformat()},
            )
    gone.update(deleted_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_initial"),
        ("strategy", "0016_roadmap_registers"),
    ]

    operations = [migrations.RunPython(log_deletions, migrations.RunPython.noop, elidable=True)]
