"""The page of another room that an action was proposed from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0028_observations_compared")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="origin",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=500),
        ),
    ]
