from urllib.parse import parse_qsl, urlencode

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

ROWS = (1, 2)


def levers_of(query):
    """The levers, the target year and the objective that the address of a former version pulled.

    Raises ``ValueError`` for what is not understood.
    """
    fields = {name: text.strip() for name, text in parse_qsl(query, strict_parsing=bool(query))}

    def number(name, least, most):
        value = float(fields[name].replace(",", ".").replace("\u202f", ""))
        if not least <= value <= most:
            raise ValueError(name)
        return value

    found = []
    for row in ROWS:
        if fields.get(f"keep{row}") and fields.get(f"years{row}"):
            found.append(f"keep:{fields[f'keep{row}']}:{number(f'years{row}', 0, 20):g}")
    for row in ROWS:
        if fields.get(f"refurbished{row}") and fields.get(f"share{row}"):
            share = number(f"share{row}", 0, 100) / 100
            found.append(f"refurbished:{fields[f'refurbished{row}']}:{share:g}")
    limits = {"screens": (0, 10), "virtualise": (1, 100), "pue": (1, 5)}
    found += [
        f"{name}:{number(name, *limits[name]):g}" for name in limits if fields.get(name)
    ]
    if fields.get("host"):
        found.append(f"host:{country(fields['host'])}")
    if fields.get("print") and number("print", 0, 100):
        found.append(f"print:{number('print', 0, 100) / 100:g}")
    if fields.get("custom") and fields.get("times"):
        stage = fields.get("stage") or "manufacturing"
        found.append(f"custom:{fields['custom']}:{stage}:{number('times', 0, 10):g}")
    if fields.get("unused") not in {None, "", "false", "False", "0"}:
        found.append("unused")
    if not found or any(":" in text for name, text in fields.items() if name != "nom"):
        raise ValueError(query)
    target = int(number("target", 2020, 2100)) if fields.get("target") else None
    objective = number("objective", 0, 100) if fields.get("objective") else None
    return found, target, objective


def country(written):
    """The code of a country, which could be written by its name."""
    from jalons.footprint.store import load_pack

    wanted = written.casefold()
    for code, names in load_pack().places.items():
        if wanted in {code.casefold(), *(name.casefold() for name in names.values())}:
            return code
    raise ValueError(written)


def read(apps, _schema_editor):
    """The levers as data; what cannot be read stays as it was written, to be shown."""
    rows = apps.get_model("footprint", "SavedScenario").unscoped
    names = set()
    for each in rows.order_by("pk"):
        name, again = each.name, 2
        while (each.inventory_id, name) in names:  # two people stored it at once
            name, again = f"{each.name[:94]} ({again})", again + 1
        names.add((each.inventory_id, name))
        found = {"name": name, "created_at": each.changed_at, "unread": each.unread or "?"}
        try:
            levers, target, objective = levers_of(each.unread)
        except ValueError:
            pass
        else:
            found |= {"levers": levers, "target_year": target, "percent_less": objective}
            found |= {"unread": ""}
        rows.filter(pk=each.pk).update(**found)


def fields_of(levers):
    """The fields of the former version that pull these levers, as far as it has a place for them."""
    found = {}
    for lever in levers:
        kind, *parts = lever.split(":")
        if kind in {"keep", "refurbished"}:
            rows = [row for row in ROWS if f"{kind}{row}" not in found]
            if rows:
                second, times = ("years", 1) if kind == "keep" else ("share", 100)
                found[f"{kind}{rows[0]}"] = parts[0]
                found[f"{second}{rows[0]}"] = f"{float(parts[1]) * times:g}"
        elif kind == "custom":
            found |= dict(zip(("custom", "stage", "times"), parts, strict=True))
        elif kind == "print":
            found[kind] = f"{float(parts[0]) * 100:g}"
        else:
            found[kind] = parts[0] if parts else "on"
    return found


def write(apps, _schema_editor):
    """The address again, as the former version reads it; it had no trash."""
    rows = apps.get_model("footprint", "SavedScenario").unscoped
    rows.filter(deleted_at__isnull=False).delete()
    for each in rows.filter(unread=""):
        fields = fields_of(each.levers) | {
            "target": each.target_year, "objective": each.percent_less
        }
        known = {name: value for name, value in fields.items() if value is not None}
        rows.filter(pk=each.pk).update(unread=urlencode(known))


class Migration(migrations.Migration):
    dependencies = [
        ("footprint", "0005_lineage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="savedscenario",
            options={
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "ordering": ["name"],
                "verbose_name": "scenario",
                "verbose_name_plural": "scenarios of the equipment",
            },
        ),
        migrations.RenameField("savedscenario", "made_at", "changed_at"),
        migrations.RenameField("savedscenario", "made_by", "changed_by"),
        migrations.RenameField("savedscenario", "levers", "unread"),
        migrations.AddField(
            model_name='savedscenario',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='savedscenario',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='savedscenario',
            name='levers',
            field=models.JSONField(blank=True, default=list, verbose_name='levers'),
        ),
        migrations.AddField(
            model_name='savedscenario',
            name='percent_less',
            field=models.FloatField(blank=True, help_text='Yours, if you have one: nothing is imposed.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Your own objective by that year, in % less'),
        ),
        migrations.AddField(
            model_name='savedscenario',
            name='target_year',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='Target year, to see the way there'),
        ),
        migrations.AddField(
            model_name='savedscenario',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='savedscenario',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='savedscenario',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='savedscenario',
            name='id',
            field=models.BigAutoField(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='savedscenario',
            name='inventory',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scenarios', to='footprint.inventoryfile', verbose_name='inventory'),
        ),
        migrations.AlterField(
            model_name='savedscenario',
            name='unread',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.RunPython(read, write, elidable=True),
        migrations.AddConstraint(
            model_name='savedscenario',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('authority', 'inventory', 'name'), name='one_scenario_a_name', violation_error_message='Another scenario of this inventory has this name.'),
        ),
    ]
