"""What an import changed outside the log, and the moment it was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddField("importfile", "beside", models.JSONField(default=dict)),
        migrations.AddField("importfile", "undone_at", models.DateTimeField(null=True)),
    ]
