"""What PostgreSQL reads to answer a page: rows of other authorities show in its plans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from jalons.foundation.accounts.scoping import is_owned

_CONDITIONS = ("Index Cond", "Recheck Cond", "Filter")
_REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True)
class Excess:
    """A query that reads many rows of a table for an authority that has few."""

    table: str
    rows: int
    own: int
    node: str
    sql: str

    def __str__(self) -> str:
        return f"{self.table}: {self.rows} rows read by {self.node}, {self.own} owned\n{self.sql}"


@dataclass
class Watched:
    """Explains each new query of a block, as it is run; ``found`` is what reads too much."""

    authority: Any
    found: list[Excess] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    own: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Watched:
        self._block = connection.execute_wrapper(self._run)
        self._block.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._block.__exit__(*error)

    def _run(self, run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("( ").startswith("SELECT") and sql not in self.seen and not many:
            self.seen.add(sql)
            for node in _scans(self._plan(sql, params)):
                self._judge(node, sql)
        return run(sql, params, many, context)

    def _plan(self, sql: str, params: Any) -> dict[str, Any]:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
        return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]

    def _judge(self, node: dict[str, Any], sql: str) -> None:
        table = node.get("Relation Name", "")
        if table not in OWNED or any("authority_id" in node.get(each, "") for each in _CONDITIONS):
            return
        each = node["Actual Rows"] + sum(node.get(name, 0) for name in _REMOVED)
        rows = round(each * node["Actual Loops"])
        if rows > 3 * max(10, self._owned(table)):
            self.found.append(Excess(table, rows, self._owned(table), node["Node Type"], sql))

    def _owned(self, table: str) -> int:
        if table not in self.own:
            with connection.connection.cursor() as cursor:
                sql = f'SELECT count(*) FROM "{table}" WHERE authority_id = %s'
                self.own[table] = cursor.execute(sql, [self.authority.pk]).fetchone()[0]
        return self.own[table]


OWNED = {model._meta.db_table for model in apps.get_models() if is_owned(model)}


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node:
        yield node
    for under in node.get("Plans", ()):
        yield from _scans(under)
