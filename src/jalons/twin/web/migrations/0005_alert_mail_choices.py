"""The choices of mails of alerts go to the table of all digests."""

from django.db import migrations

NAME = "twin.alerts"


def bring(apps, _editor):
    old = apps.get_model("twin", "AlertMailChoice")._base_manager
    new = apps.get_model("digests", "DigestChoice")
    new._base_manager.bulk_create(
        new(authority_id=each.authority_id, user_id=each.user_id, name=NAME,
            rhythm="never" if each.stopped else "at_once", sent_at=each.told_at)
        for each in old.iterator()
    )  # fmt: skip


def take_back(apps, _editor):
    old = apps.get_model("twin", "AlertMailChoice")
    new = apps.get_model("digests", "DigestChoice")._base_manager.filter(name=NAME)
    old._base_manager.bulk_create(
        old(authority_id=each.authority_id, user_id=each.user_id,
            stopped=each.rhythm == "never", told_at=each.sent_at)
        for each in new.iterator()
    )  # fmt: skip
    new.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("digests", "0001_initial"),
        ("twin", "0004_cases_register"),
    ]
    operations = [
        migrations.RunPython(bring, take_back, elidable=True),
        migrations.DeleteModel(name="AlertMailChoice"),
    ]
