import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import jalons.footprint.web.factors.models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitations_and_links'),
        ('footprint', '0002_savedscenario'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnFactorFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('file', models.FileField(max_length=200, upload_to=jalons.footprint.web.factors.models.factors_stored_as)),
                ('size', models.PositiveBigIntegerField()),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('shown', models.BooleanField(default=False)),
                ('items', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('dropped', 'being read'), ('checked', 'checked'), ('refused', 'could not be read')], default='dropped', max_length=10)),
                ('outcome', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('problem', models.JSONField(null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
            ],
            options={
                'ordering': ['-added_at'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='assessedinventory',
            name='own_factors',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='footprint.ownfactorfile'),
        ),
        migrations.AddField(
            model_name='assessedinventory',
            name='makers',
            field=models.BooleanField(default=False),
        ),
    ]
