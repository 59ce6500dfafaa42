"""A base as a former version of the product left it, and the migrations from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

type Node = tuple[str, str | None]
FUNCTIONS = """SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND probin IS NULL"""
VIRTUAL = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE %'"


class FormerBase:
    """``at`` empties the base and makes the tables of a former version at once; ``to`` migrates."""

    def at(self, *nodes: Node) -> Any:
        """The models of a former version, with the latest of all apps that can stand beside it."""
        from django.db import connection

        from jalons.site.storage.new_tables import create_tables

        _empty()
        create_tables(connection, [each for each in self._all(nodes) if each[1]])
        return self._apps(nodes)

    def to(self, *nodes: Node) -> Any:
        """The models after migrating, forward or back."""
        _executor().migrate(self._all(nodes))
        return self._apps(nodes)

    def latest(self) -> Any:
        """The models after every migration."""
        return self.to(*_executor().loader.graph.leaf_nodes())

    def _all(self, nodes: tuple[Node, ...]) -> list[Any]:
        graph = _executor().loader.graph
        named = {app for app, _name in nodes}
        wanted = {each for node in nodes if node[1] for each in graph.forwards_plan(node)}

        def stands_beside(leaf: Any) -> bool:
            return all(each in wanted for each in graph.forwards_plan(leaf) if each[0] in named)

        return [*filter(stands_beside, graph.leaf_nodes()), *nodes]

    def _apps(self, nodes: tuple[Node, ...]) -> Any:
        loader = _executor().loader
        return loader.project_state([each for each in self._all(nodes) if each[1]]).apps


@pytest.fixture
def former(transactional_db: None) -> Iterator[FormerBase]:
    """The base, at any former version; the tables of this one are back at the end."""
    from django.db import connection

    from jalons.site.storage.new_tables import create_tables

    yield FormerBase()
    _empty()
    create_tables(connection)


def _executor() -> Any:
    """The migrations as they stand now; the engines' own environment has no Django."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from jalons.site.storage.close_rendering import render_closely

    render_closely()
    return MigrationExecutor(connection)


def _empty() -> None:
    """Drop every table of the product; those the tests made aside stay."""
    from django.db import connection

    look, quote = connection.introspection, connection.ops.quote_name
    with connection.cursor() as cursor:
        names = [each for each in look.table_names(cursor) if not each.startswith("sample_")]
        if connection.vendor == "postgresql":
            if names:
                cursor.execute(f"DROP TABLE {', '.join(map(quote, names))} CASCADE")
            cursor.execute(FUNCTIONS)
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(VIRTUAL)  # their own tables go with them
        virtual = [name for (name,) in cursor.fetchall()]
        for name in [*virtual, *names]:
            cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
        cursor.execute("PRAGMA foreign_keys = ON")
