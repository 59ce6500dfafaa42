"""What an authority knows of its territory."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_and_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("strategy", "0011_communes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TerritorySheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known", models.JSONField(default=dict)),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed on")),
                ("past", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=0)),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.authority")),
                ("confirmed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [models.UniqueConstraint(fields=("authority",), name="one_territory_sheet")],
            },
            managers=[("unscoped", django.db.models.manager.Manager())],
        ),
    ]
