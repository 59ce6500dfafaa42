"""A new database has the tables that every migration in turn would have made."""

from __future__ import annotations

import json

import pytest

from broker.store.conftest import clusters
from site_instances import python

pytestmark = pytest.mark.slow
# Names the database gives by itself follow the history of a table: what they stand for is compared.
TABLES = """
import json, sys
from jalons.site.cli import load_django
load_django()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from jalons.site.storage.close_rendering import render_closely

if sys.argv[1] == "at_once":
    call_command("migrate", verbosity=0)
else:
    render_closely()
    executor = MigrationExecutor(connection)
    state = executor.migrate(executor.loader.graph.leaf_nodes())
    for model in state.apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation:
                label = field.related_model._meta.label
                assert field.related_model is state.apps.get_model(label), f"{field} is of before"
look = connection.introspection

def type_of(column):
    try:
        return str(look.get_field_type(column.type_code, column))
    except KeyError:  # a type that Django has no field for: the words of a search
        return str(column.type_code)

found = {}
with connection.cursor() as cursor:
    for table in sorted(look.table_names(cursor)):
        columns = [
            [each.name, type_of(each), each.display_size,
             each.null_ok, each.default, each.collation]
            for each in look.get_table_description(cursor, table)
        ]
        rules = look.get_constraints(cursor, table).values()
        kept = ("columns", "primary_key", "unique", "foreign_key", "check", "index", "orders",
                "type", "definition")
        found[table] = [
            sorted(columns, key=str),
            sorted(([each.get(name) for name in kept] for each in rules), key=str),
        ]
    triggers = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }
    cursor.execute(triggers[connection.vendor])
    found["triggers"] = sorted(str(text) for (text,) in cursor.fetchall())
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    found["applied"] = [list(row) for row in cursor.fetchall()]
print(json.dumps(found))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def bases(request):
    """Where two instances have their base."""
    if request.param == "sqlite":
        yield ({}, {})
        return
    with clusters() as cluster:
        yield tuple({"JALONS_DATABASE_URL": cluster.made()} for _ in range(2))


def test_tables_made_at_once_are_those_of_all_migrations(tmp_path, bases):
    made = {}
    for way, options in zip(("at_once", "in_turn"), bases, strict=True):
        done = python(TABLES, way, data=tmp_path / way, **options)
        assert done.returncode == 0, done.stderr
        made[way] = json.loads(done.stdout)
    assert len(made["at_once"]) > 100
    assert "journal_is_append_only" in str(made["at_once"]["triggers"])
    assert made["at_once"].keys() == made["in_turn"].keys()
    different = {
        name: (tables, made["in_turn"][name])
        for name, tables in made["at_once"].items()
        if tables != made["in_turn"][name]
    }
    assert not different
