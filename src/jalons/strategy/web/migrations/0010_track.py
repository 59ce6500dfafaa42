from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0009_statutory_choices")]

    operations = [
        migrations.AddField(
            "profile",
            "track",
            models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
    ]
