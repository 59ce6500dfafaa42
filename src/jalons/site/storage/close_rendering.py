"""Migrations that render again a changed model and the models that refer to it, no others.

Django also renders again all that is related to what the changed model points to. Here every table
points to the authority: each operation rendered every model of the product, and an upgrade took
tens of seconds. What a changed model points to has not changed. Before a migration moves rows
(``RunPython``), every model is rendered anew. A test compares the tables of a new database with
those that all migrations leave, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from django.db.migrations.state import ProjectState

type Key = tuple[str, str]
METHOD = "_find_reload_model"


def render_closely() -> None:
    """Make Django's states of migrations do so, in this process."""
    setattr(ProjectState, METHOD, _to_render)


def _to_render(state: ProjectState, app: str, name: str, *_delay: bool) -> set[Key]:
    """The changed model and all that refer to it, directly or not."""
    state.is_delayed = True  # all are rendered anew before rows are moved
    queue = [(app, name)]
    for key in queue:
        label = ".".join(key)
        heirs = (each for each, model in state.models.items() if label in map(_lower, model.bases))
        queue += {*state.relations.get(key, ()), *heirs}.difference(queue)
    return set(queue)


def _lower(base: object) -> object:
    return base.lower() if isinstance(base, str) else base
