from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0002_back_url'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoundClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('owner', models.BigIntegerField(default=0)),
                ('day', models.DateField()),
                ('claimed_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'owner', 'day'), name='one_round_a_day')],
            },
        ),
    ]
