"""The oldest version of Jalons that these tables still serve."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jalons_site", "0001_initial")]

    operations = [
        migrations.AddField(
            "instancename",
            "oldest_version",
            models.CharField(default="", db_default="", max_length=20),
        ),
    ]
