from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('twin', '0008_dashboards_register')]

    operations = [
        migrations.RemoveField(model_name='dashboard', name='document'),
        migrations.RemoveField(model_name='dashboard', name='former'),
    ]
