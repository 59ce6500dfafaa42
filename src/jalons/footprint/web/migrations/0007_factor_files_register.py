import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("footprint", "0006_scenarios_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("ownfactorfile", "added_at", "created_at"),
        migrations.RenameField("ownfactorfile", "added_by", "changed_by"),
        migrations.AlterModelOptions(
            name='ownfactorfile',
            options={'base_manager_name': 'unscoped', 'default_manager_name': 'unscoped', 'ordering': ['-created_at'], 'verbose_name': 'factors of your own', 'verbose_name_plural': 'your own factors'},
        ),
        migrations.AddField(
            model_name='ownfactorfile',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='items',
            field=models.JSONField(blank=True, default=dict, verbose_name='References in use'),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='licence',
            field=models.CharField(blank=True, help_text='As your supplier or your source names it: “NegaOctet, commercial licence”, “Etalab 2.0”…', max_length=200, verbose_name='Licence of these factors'),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='shown',
            field=models.BooleanField(default=False, help_text='Unless you tick this, the values are used and shown nowhere: not on screen, not in exports, not in the report. The results stay.', verbose_name='This licence allows the values to be shown'),
        ),
        migrations.AlterField(
            model_name='ownfactorfile',
            name='size',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
