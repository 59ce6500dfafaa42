"""The register of actors stands on the kit; names in it were read, under the former rule."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_standing_and_quotas'),
        ("strategy", "0024_indicator_columns_gone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='actor',
            options={'base_manager_name': 'unscoped', 'default_manager_name': 'unscoped', 'ordering': ['name', 'pk'], 'verbose_name': 'actor', 'verbose_name_plural': 'actors'},
        ),
        migrations.RemoveConstraint(
            model_name='actor',
            name='one_actor_of_a_name',
        ),
        # Somebody read the names that are in the register today, under the former rule.
        migrations.AddField(
            model_name='actor',
            name='organisation',
            field=models.BooleanField(blank=True, default=True, verbose_name='I read this name: it is that of an organisation'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='organisation',
            field=models.BooleanField(blank=True, default=False, verbose_name='I read this name: it is that of an organisation'),
        ),
        migrations.AddField(
            model_name='actorinvitation',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='actorinvitation',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actorinvitation',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='actorinvitation',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='actor',
            name='brings',
            field=models.TextField(blank=True, max_length=2000, verbose_name='what it brings'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='actor',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='actor',
            name='consent_how',
            field=models.CharField(blank=True, help_text='A letter, an e-mail, the minutes of a meeting.', max_length=200, verbose_name='how it agreed'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='consent_on',
            field=models.DateField(blank=True, help_text='Empty while it did not agree: it is then counted, never named.', null=True, verbose_name='agreed to be named on'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='contact',
            field=models.TextField(blank=True, help_text='Seen by contributors and above; never published.', max_length=20000, verbose_name='contact person (confidential)'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='actor',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='actor',
            name='kind',
            field=models.CharField(choices=[('unknown', 'kind not known'), ('state', 'State and its services'), ('region', 'region'), ('department', 'département'), ('epci', 'grouping of municipalities'), ('municipality', 'municipality'), ('operator', 'operator, syndicate'), ('company', 'company'), ('association', 'association'), ('education', 'school, university'), ('landlord', 'social landlord'), ('reuse', 'reuse, social economy'), ('mediation', 'digital mediation'), ('residents', 'residents’ group'), ('other', 'other')], default='unknown', max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='name',
            field=models.CharField(help_text='The name of an organisation, never that of a person.', max_length=200, verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='role',
            field=models.TextField(blank=True, max_length=2000, verbose_name='what it is asked to do'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='signed',
            field=models.CharField(blank=True, help_text='A charter, an agreement: its title.', max_length=200, verbose_name='what it signed'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='actorinvitation',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='actorinvitation',
            name='to',
            field=models.CharField(help_text='A meeting, a consultation, a workshop.', max_length=200, verbose_name='invited to'),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('authority', 'name'), name='one_actor_of_a_name', violation_error_message='This name is in the register.'),
        ),
    ]
