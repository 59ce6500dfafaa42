import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitations_and_links'),
        ('twin', '0002_dashboards'),
    ]

    operations = [
        migrations.CreateModel(
            name='TwinSnapshot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kinds', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=list)),
                ('entities', models.PositiveIntegerField()),
                ('documents', models.BinaryField()),
                ('author_role', models.CharField(blank=True, choices=[('reader', 'reader'), ('contributor', 'contributor'), ('lead', 'lead'), ('administrator', 'administrator')], max_length=20)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
            ],
            options={
                'ordering': ['-taken_at'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='WhatIf',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('changes', models.JSONField(default=list)),
                ('author_role', models.CharField(blank=True, choices=[('reader', 'reader'), ('contributor', 'contributor'), ('lead', 'lead'), ('administrator', 'administrator')], max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='whatifs', to='twin.twinsnapshot')),
            ],
            options={
                'ordering': ['-changed_at'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TwinCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('purpose', models.TextField(max_length=1000, verbose_name='What it is for')),
                ('department', models.CharField(blank=True, max_length=120, verbose_name='Department in charge')),
                ('kinds', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('idea', 'idea'), ('trial', 'on trial'), ('live', 'live'), ('stopped', 'stopped')], default='idea', max_length=8)),
                ('since', models.DateField()),
                ('moves', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
                ('whatif', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='twin.whatif')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CaseResult',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('saved_kwh', models.FloatField(verbose_name='Energy saved, in kWh')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(verbose_name='To')),
                ('how', models.CharField(choices=[('measured', 'measured'), ('declared', 'declared')], max_length=8, verbose_name='How it is known')),
                ('proof', models.URLField(blank=True, max_length=300, verbose_name='Link to the proof')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='How it was computed')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='twin.twincase')),
            ],
            options={
                'ordering': ['-ends_on', '-added_at'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='case_result_period_in_order')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
    ]
