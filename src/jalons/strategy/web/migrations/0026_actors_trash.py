"""Actors deleted long ago stay 30 days more in the trash, which had no end until now."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def renew(apps, _schema):
    """Give 30 days to those the next round would erase."""
    now = timezone.now()
    for name in ("Actor", "ActorInvitation"):
        rows = apps.get_model("strategy", name)._base_manager
        rows.filter(deleted_at__lt=now - timedelta(days=30)).update(deleted_at=now)


class Migration(migrations.Migration):
    dependencies = [("strategy", "0025_actors_register")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=True)]
