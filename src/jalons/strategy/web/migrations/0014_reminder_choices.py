"""The choices of reminders go to the table of all digests."""

from django.db import migrations

NAME = "strategy.reminders"


def bring(apps, _editor):
    old = apps.get_model("strategy", "ReminderChoice")._base_manager
    new = apps.get_model("digests", "DigestChoice")
    new._base_manager.bulk_create(
        new(authority_id=each.authority_id, user_id=each.user_id, name=NAME, rhythm=each.rhythm,
            sent_at=each.sent_at)
        for each in old.iterator()
    )  # fmt: skip


def take_back(apps, _editor):
    old = apps.get_model("strategy", "ReminderChoice")
    new = apps.get_model("digests", "DigestChoice")._base_manager.filter(name=NAME)
    old._base_manager.bulk_create(
        old(authority_id=each.authority_id, user_id=each.user_id, rhythm=each.rhythm,
            sent_at=each.sent_at)
        for each in new.iterator()
    )  # fmt: skip
    new.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("digests", "0001_initial"),
        ("strategy", "0013_actors_and_funding"),
    ]
    operations = [
        migrations.RunPython(bring, take_back, elidable=True),
        migrations.DeleteModel(name="ReminderChoice"),
    ]
