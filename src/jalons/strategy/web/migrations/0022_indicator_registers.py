import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def _changed():
    return [
        ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        ("changed_by", models.ForeignKey(
            editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL,
            related_name="+", to=settings.AUTH_USER_MODEL,
        )),
        ("deleted_at", models.DateTimeField(editable=False, null=True)),
    ]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0021_territory_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("declaredvalue", "typed_at", "created_at"),
        *(
            migrations.AddField(model, name, field)
            for model in ("declaredvalue", "objective")
            for name, field in _changed()
        ),
        migrations.AddField(
            "objective",
            "created_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField("objective", "target_on", models.DateField(null=True)),
        migrations.AddField("objective", "target", models.FloatField(null=True)),
        migrations.AddField(
            "objective",
            "steps",
            models.JSONField(blank=True, default=list, verbose_name="steps in between"),
        ),
    ]
