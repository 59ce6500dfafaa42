"""A text somebody read before it went out; money whose nature nobody said."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitations_and_links'),
        ('strategy', '0006_what_was_counted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='unread',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='budgetline',
            name='nature',
            field=models.CharField(choices=[('investment', 'investment'), ('running', 'running costs'), ('unknown', 'nature not said')], max_length=12, verbose_name='nature'),
        ),
        migrations.CreateModel(
            name='TextReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urn', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.authority')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['urn'],
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
                'constraints': [models.UniqueConstraint(fields=('authority', 'urn'), name='one_text_reading')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
    ]
