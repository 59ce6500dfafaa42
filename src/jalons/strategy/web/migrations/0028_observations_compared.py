"""Who compares with whom is read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0027_plan_imports")]

    operations = [
        migrations.AddIndex(
            model_name="storedobservation",
            index=models.Index(
                fields=["indicator", "method", "period_end", "authority", "unit"],
                name="observations_compared",
            ),
        ),
    ]
