"""The keys that people compared are those of partners; a parcel no longer has a state of its own."""

from django.db import migrations, models


def meet(apps, _editor):
    """A partner for the key of each parcel, trusted where somebody compared it."""
    Parcel = apps.get_model("ailibrary", "Parcel")
    PartnerTerritory = apps.get_model("partners", "PartnerTerritory")
    for parcel in Parcel.unscoped.filter(deleted_at=None).order_by("state", "changed_at"):
        compared = parcel.state == "compared"
        PartnerTerritory.unscoped.get_or_create(
            authority=parcel.authority, key=parcel.public_key, deleted_at=None,
            defaults={"name": parcel.publisher, "note": parcel.note,
                      "state": "trusted" if compared else "met",
                      "trusted_on": parcel.changed_at.date() if compared else None},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ailibrary", "0001_initial"), ("partners", "0001_initial")]

    operations = [
        migrations.RunPython(meet, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="parcel", name="state"),
        migrations.AlterField(
            model_name="parcel",
            name="note",
            field=models.TextField(blank=True, max_length=500, verbose_name="note"),
        ),
    ]
