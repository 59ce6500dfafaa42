"""Migrations expand, then contract: servers of two versions work on the same tables for a while.

A migration adds what the next version needs. One that takes something away, or refuses what the
former version writes, is a contract step: it names in ``stopped_use_in`` the first version that
does without (docs/decisions/0026-operators.md, CONTRIBUTING.md).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.test import override_settings

from jalons import __version__
from jalons.site.storage.migration import numbers, oldest_served

BASELINE = Path(__file__).with_name("migrations_before_the_rule.txt")
TAKES_AWAY = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel,
    migrations.AlterModelTable, migrations.AlterOrderWithRespectTo,
)  # fmt: skip
REFUSES = (migrations.AddConstraint, migrations.AlterUniqueTogether)
SQL_THAT_TAKES_AWAY = re.compile(r"\b(DROP|RENAME|SET\s+NOT\s+NULL|TRUNCATE)\b", re.I)


def faults(migration: migrations.Migration, state: ProjectState) -> list[str]:
    """What a server of the version before cannot work with, in words."""
    found, new, state = [], set[str](), state.clone()
    for operation in migration.operations:
        model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name.lower())
        elif model not in new:  # nobody writes yet in a table made by the same migration
            known = state.models.get((migration.app_label, model))
            found += [f"{migration}: {each}" for each in _of_operation(operation, known)]
        operation.state_forwards(migration.app_label, state)
    return found


def _of_operation(operation: object, known: ModelState | None) -> list[str]:
    if isinstance(operation, TAKES_AWAY):
        return [f"{operation.describe()}: the version before uses it"]
    if isinstance(operation, REFUSES):
        return [f"{operation.describe()}: the version before may write what it refuses"]
    if isinstance(operation, migrations.RunSQL) and SQL_THAT_TAKES_AWAY.search(str(operation.sql)):
        return ["this SQL takes something away"]
    if isinstance(operation, migrations.AddField):
        return _of_new_field(operation.name, operation.field)
    if isinstance(operation, migrations.AlterField) and known is not None:
        return _narrowed(operation.name, known.fields[operation.name], operation.field)
    return []


def _of_new_field(name: str, field: models.Field) -> list[str]:
    """The version before does not fill it: the base must."""
    if field.null or field.has_db_default() or field.many_to_many or field.generated:
        return []
    return [f"field {name} needs null=True or db_default: the version before leaves it out"]


def _narrowed(name: str, before: models.Field, after: models.Field) -> list[str]:
    found = []
    if type(before) is not type(after):
        found.append(f"field {name} has another type")
    if before.null and not after.null:
        found.append(f"field {name} refuses NULL")
    if after.unique and not before.unique:
        found.append(f"field {name} refuses twice the same value")
    if after.max_length and (before.max_length or 10**9) > after.max_length:
        found.append(f"field {name} is shorter")
    if before.has_db_default() and not after.has_db_default() and not after.null:
        found.append(f"field {name} is no longer filled by the base")
    if (before.db_column or name) != (after.db_column or name):
        found.append(f"field {name} has another column")
    return found


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """What is on disk, also in a run that makes its tables without migrations."""
    with override_settings(MIGRATION_MODULES={}):
        return MigrationLoader(None, ignore_no_migrations=True)


def ours(loader: MigrationLoader) -> dict[tuple[str, str], migrations.Migration]:
    """The migrations of the product, not those of the libraries."""
    return {
        key: each for key, each in loader.disk_migrations.items()
        if type(each).__module__.startswith("jalons.")
    }  # fmt: skip


def test_every_migration_since_the_rule_only_adds_or_says_since_when_it_may_take_away(loader):
    before = set(BASELINE.read_text().split())
    wrong = []
    for (app, name), migration in ours(loader).items():
        if f"{app}.{name}" in before or hasattr(migration, "stopped_use_in"):
            continue
        wrong += faults(migration, loader.project_state((app, name), at_end=False))
    assert not wrong, "\n".join(wrong)


def test_a_contract_step_names_a_version_that_is_out(loader):
    for migration in ours(loader).values():
        if named := getattr(migration, "stopped_use_in", None):
            assert numbers(named) <= numbers(__version__), migration
            assert re.fullmatch(r"\d+\.\d+\.\d+", named), migration


def test_the_list_of_those_before_the_rule_only_shrinks(loader):
    known = {f"{app}.{name}" for app, name in ours(loader)}
    assert set(BASELINE.read_text().split()) <= known


def made(*operations, **attributes):
    said = {"operations": list(operations), **attributes}
    return type("Migration", (migrations.Migration,), said)("0002_tried", "towns")


@pytest.fixture
def state():
    found = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20, null=True)),
        ("mail", models.CharField(max_length=20, db_default="")),
    ]
    found.add_model(ModelState("towns", "Town", fields))
    return found


TEXT, NULL = models.CharField, {"null": True}


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (migrations.AddField("town", "x", TEXT(max_length=9, default="")), "db_default"),
        (migrations.AddField("town", "x", TEXT(max_length=9, default="", db_default="")), ""),
        (migrations.AddField("town", "x", TEXT(max_length=9, **NULL)), ""),
        (migrations.RemoveField("town", "name"), "uses it"),
        (migrations.RenameField("town", "name", "title"), "uses it"),
        (migrations.RenameModel("town", "village"), "uses it"),
        (migrations.DeleteModel("town"), "uses it"),
        (migrations.AlterField("town", "name", TEXT(max_length=20)), "refuses NULL"),
        (migrations.AlterField("town", "name", TEXT(max_length=10, **NULL)), "shorter"),
        (migrations.AlterField("town", "name", TEXT(max_length=40, **NULL)), ""),
        (migrations.AlterField("town", "name", models.TextField(null=True)), "another type"),
        (migrations.AlterField("town", "name", TEXT(max_length=20, unique=True, **NULL)), "twice"),
        (migrations.AlterField("town", "mail", TEXT(max_length=20)), "filled by the base"),
        (migrations.AddConstraint("town", models.UniqueConstraint("name", name="u")), "refuses"),
        (migrations.AddIndex("town", models.Index(fields=["name"], name="i")), ""),
        (migrations.RunSQL("ALTER TABLE towns_town DROP COLUMN name"), "takes something away"),
        (migrations.RunSQL("CREATE INDEX x ON towns_town (name)"), ""),
        (migrations.RunPython(migrations.RunPython.noop), ""),
    ],
)  # fmt: skip
def test_what_the_version_before_cannot_work_with_is_named(state, operation, fault):
    found = faults(made(operation), state)
    assert len(found) == bool(fault), found
    assert fault in "".join(found)


def test_a_table_made_by_the_same_migration_may_have_any_shape(state):
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", TEXT(max_length=9))]
    only = models.UniqueConstraint(fields=["name"], name="only")
    steps = (
        migrations.CreateModel("Street", fields), migrations.AddConstraint("street", only),
        migrations.AddField("street", "kind", TEXT(max_length=9, default="")),
    )  # fmt: skip
    assert faults(made(*steps), state) == []


def test_tables_say_the_oldest_version_they_serve():
    tried = [made(), made(stopped_use_in="0.10.0"), made(stopped_use_in="0.9.1")]
    assert oldest_served(tried) == "0.10.0"
    assert oldest_served(tried[:1]) == "0.1.0"
