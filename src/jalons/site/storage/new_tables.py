"""The tables of a new database, made at once: there are no rows to move.

Applying the migrations one by one changes the same tables again and again, while a newcomer waits.
The state Django computes from all the migrations is made in one go instead, and each migration
recorded as applied. What a migration does besides its models is done too (the trigger that protects
the journal), unless ``elidable``: it then only moves rows. A test compares the tables made by both
ways, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder

OWN = "jalons."


def is_new(connection: Any) -> bool:
    """Whether no migration was ever applied to a database."""
    return not MigrationRecorder(connection).applied_migrations()


def create_tables(connection: Any, nodes: Sequence[tuple[str, str]] = ()) -> None:
    """Make every table as all migrations leave it, and record them: all of it or nothing.

    ``nodes`` are the last migrations, when not the latest of all.
    """
    executor = MigrationExecutor(connection)
    last = list(nodes) or executor.loader.graph.leaf_nodes()
    plan = [each for each, _back in executor.migration_plan(last)]
    state = executor.loader.project_state(last)
    with connection.schema_editor(atomic=True) as editor:
        executor.recorder.ensure_schema()
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection) and not model._meta.proxy:
                editor.create_model(model)
        for migration in plan:
            for operation in _besides_models(migration):
                operation.database_forwards(migration.app_label, editor, state, state)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _besides_models(migration: Any) -> list[RunPython | RunSQL]:
    """What our migrations do besides their models; those of libraries only move rows."""
    if not type(migration).__module__.startswith(OWN):
        return []
    found = [each for each in migration.operations if isinstance(each, RunPython | RunSQL)]
    return [each for each in found if not each.elidable]
