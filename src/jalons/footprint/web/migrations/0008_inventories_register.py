import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

import jalons.footprint.web.inventories.models


class Migration(migrations.Migration):
    dependencies = [
        ("footprint", "0007_factor_files_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex("inventoryfile", "footprint_i_authori_cd7fd0_idx"),
        migrations.RenameField("inventoryfile", "dropped_at", "created_at"),
        migrations.RenameField("inventoryfile", "dropped_by", "changed_by"),
        migrations.AlterModelOptions(
            name='inventoryfile',
            options={'base_manager_name': 'unscoped', 'default_manager_name': 'unscoped', 'ordering': ['-created_at'], 'verbose_name': 'inventory', 'verbose_name_plural': 'inventories'},
        ),
        migrations.AddField(
            model_name='inventoryfile',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='inventoryfile',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='covers',
            field=models.CharField(blank=True, choices=[('', 'not said'), ('same', 'the same equipment on another day'), ('part', 'another part of the equipment'), ('apart', 'something else')], default='', max_length=5, verbose_name='what it counts'),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='footprint.inventoryfile', verbose_name='follows'),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='size',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='inventoryfile',
            name='state',
            field=models.CharField(choices=[('dropped', 'being read'), ('read', 'columns to confirm'), ('assessed', 'assessed'), ('refused', 'could not be read'), ('combining', 'duplicates to decide')], default='dropped', max_length=10, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='inventoryfile',
            index=models.Index(fields=['authority', '-created_at'], name='inventories_by_date'),
        ),
    ]
