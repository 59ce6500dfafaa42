from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0008_confidential_columns")]

    operations = [
        migrations.AddField(
            "statutorydocument",
            "about",
            models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField("statutorydocument", "left", models.JSONField(default=dict)),
    ]
