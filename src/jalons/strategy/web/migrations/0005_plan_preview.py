"""Axes go with their authority; the preview of an import is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_plan_exchange")]

    operations = [
        migrations.AlterField(
            model_name="axis",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="children",
                to="strategy.axis",
            ),
        ),
        migrations.AddField(
            model_name="planimport",
            name="preview",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="planimport",
            name="preview_of",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
