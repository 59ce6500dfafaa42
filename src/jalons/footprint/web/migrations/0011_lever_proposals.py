"""The levers with most to gain, stored with an assessment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("footprint", "0010_headcounts_and_hosting")]

    operations = [
        migrations.AddField(
            model_name="assessedinventory",
            name="proposals",
            field=models.JSONField(null=True),
        ),
    ]
