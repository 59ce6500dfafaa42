from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0002_strategy_room")]

    operations = [
        migrations.AddField(
            model_name="statutorydocument",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="statutorydocument",
            name="kept",
            field=models.JSONField(null=True),
        ),
    ]
