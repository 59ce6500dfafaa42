"""The writing side of the PostgreSQL store: what one group commit puts in the database.

Rows are locked in the order of their ids, counters last and in order, so that brokers that share a
database wait for each other and do not deadlock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from psycopg import Connection, Cursor

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.geometry import box
from jalons.broker.engine.query.leaves import Leaf, shapes
from jalons.broker.engine.query.leaves import changed as leaves_changed
from jalons.broker.engine.temporal.request import Row
from jalons.broker.engine.temporal.retention import DAY
from jalons.broker.store.port import Erase, Note

from .bulk import put
from .dialect import storable
from .histories.sums import FIRST_DAY, mature, noted
from .months import bounds
from .name_numbers import Naming

encode = msgspec.json.encode
Moved = list[tuple[int, Doc | None, Doc | None]]
SeriesKey = tuple[str, int, str]  # entity, number of the attribute, dataset
SERIES_NUMBERS = "series_id_seq"
ENTITY = {"pk": "bigint", "tenant": "bigint", "id": "text", "doc": "text"}
LEAF = {"pk": "bigint", "path": "bigint", "num": "float8", "text": "text"}
SERIES = {"id": "bigint", "tenant": "bigint", "entity": "text", "attr": "bigint", "dataset": "text"}
SHAPE = {
    "pk": "bigint", "path": "bigint", "geometry": "text",
    "west": "float8", "south": "float8", "east": "float8", "north": "float8",
}  # fmt: skip
STALE = {"series": "bigint", "day": "bigint"}
HISTORY = {
    "series": "bigint", "stamp": "bigint", "seq": "bigint", "observed": "bigint",
    "created": "bigint", "modified": "bigint", "deleted": "bigint", "num": "float8",
    "whole": "bigint", "value": "text", "rest": "text",
}  # fmt: skip


class Writing:
    """One transaction that writes, with the numbers ``naming`` gives to names."""

    row_lock = " FOR UPDATE"

    def __init__(self, connection: Connection[Any], naming: Naming) -> None:
        self.connection = connection
        self.naming = naming
        self._moved: dict[int, Moved] = {}
        self.created = 0

    def execute(self, text: str, values: Sequence[Any]) -> Cursor[Any]:
        """Run a statement."""
        return self.connection.execute(text.replace("?", "%s"), values)

    def among(self, column: str, numbers: Sequence[int]) -> tuple[str, list[int]]:
        """The condition that a column is one of some numbers, and its value."""
        return f"{column} = ANY(?)", list(numbers)

    def tenant(self, name: str) -> int:
        """The number of a tenant, created if it is new."""
        return self.naming.tenant(name)

    def load(self, tenant: int, ids: Sequence[str]) -> dict[str, tuple[int, Doc]]:
        """The documents there are among ``ids``, locked until the commit."""
        rows = self.connection.execute(
            "SELECT id, pk, doc FROM entity WHERE tenant = %s AND id = ANY(%s)"
            " ORDER BY id FOR UPDATE",
            (tenant, list(ids)),
        )
        return {key: (pk, msgspec.json.decode(doc)) for key, pk, doc in rows.fetchall()}

    def save(
        self, tenant: int, changes: Iterable[tuple[int | None, Doc | None, Doc | None]]
    ) -> None:
        """Put documents in place: (number or None, before, after) of each entity touched."""
        changes = list(changes)
        fresh = iter(
            self._numbers(
                "entity_pk", sum(pk is None and after is not None for pk, _, after in changes)
            )
        )
        moved: Moved = []
        new: list[tuple[int, str, str]] = []
        changed: list[tuple[int, str, str]] = []
        for number, before, after in changes:
            if after is None:
                if number is not None:
                    moved.append((number, before, None))
                continue
            pk = next(fresh) if number is None else number
            (new if number is None else changed).append((pk, after["id"], encode(after).decode()))
            moved.append((pk, before, after))
        gone = [pk for pk, _, after in moved if after is None]
        run = self.connection.execute
        if gone:
            run("DELETE FROM entity WHERE pk = ANY(%s)", (gone,))
            run("DELETE FROM leaf WHERE pk = ANY(%s)", (gone,))
        self.created += len(new)
        if new:
            new.sort(key=lambda row: row[1])
            rows = [(pk, tenant, key, doc) for pk, key, doc in new]
            put(self.connection, "entity", ENTITY, rows)
        if changed:
            run(
                "UPDATE entity SET doc = n.doc FROM unnest(%s::bigint[], %s::text[], %s::text[])"
                " AS n (pk, id, doc) WHERE entity.pk = n.pk",
                _columns(changed),
            )
        self._save_leaves(tenant, moved)
        self._save_shapes(tenant, moved)
        self._moved.setdefault(tenant, []).extend(moved)

    def _save_leaves(self, tenant: int, moved: Moved) -> None:
        added: list[tuple[int, Leaf]] = []
        gone: list[tuple[int, Leaf]] = []
        for pk, before, after in moved:
            if after is None:
                continue
            gained, lost = leaves_changed(before, after)
            added += [(pk, leaf) for leaf in gained]
            gone += [(pk, leaf) for leaf in lost]
        places = self.naming.places(tenant, {path for _, (path, _) in (*added, *gone)})
        if gone:
            self.connection.execute(
                "DELETE FROM leaf l USING"
                " unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[])"
                " AS g (pk, path, num, text) WHERE l.pk = g.pk AND l.path = g.path"
                " AND (l.num = g.num OR l.text = g.text)",
                _columns([(pk, *_leaf(leaf, places)) for pk, leaf in gone]),
            )
        if added:
            rows = [(pk, *_leaf(leaf, places)) for pk, leaf in added]
            put(self.connection, "leaf", LEAF, rows)

    def _save_shapes(self, tenant: int, moved: Moved) -> None:
        stale: list[int] = []
        drawn: list[tuple[int, str, dict[str, Any]]] = []
        for pk, before, after in moved:
            was = list(shapes(before)) if before is not None else []
            now = list(shapes(after)) if after is not None else []
            if was != now:
                stale += [pk] if was else []
                drawn += [(pk, iri, geometry) for iri, geometry in now]
        if stale:
            self.connection.execute("DELETE FROM shape WHERE pk = ANY(%s)", (stale,))
        if drawn:
            places = self.naming.places(tenant, {iri for _, iri, _ in drawn})
            rows = [(pk, places[iri], encode(each).decode(), *box(each)) for pk, iri, each in drawn]
            put(self.connection, "shape", SHAPE, rows)

    def finish(self) -> None:
        """Keep how many entities of each type have each attribute; to be called last."""
        rows: list[tuple[int, int, int, str, int]] = []
        for tenant, moved in self._moved.items():
            uses = _uses(moved)
            places = self.naming.places(tenant, {name for use in uses for name in use[:2] if name})
            rows += [
                (tenant, places[kind], places[attr] if attr else 0, attr_kind, count)
                for (kind, attr, attr_kind), count in uses.items()
                if count
            ]
        if rows:
            self.connection.execute(
                "INSERT INTO usage AS u SELECT * FROM unnest(%s::bigint[], %s::bigint[],"
                " %s::bigint[], %s::text[], %s::bigint[]) ON CONFLICT (tenant, type, attr, kind)"
                " DO UPDATE SET entities = u.entities + excluded.entities",
                _columns(sorted(rows)),
            )

    def remember(
        self, tenant: int, rows: Sequence[tuple[str, Row]], *, new: Collection[str]
    ) -> None:
        """Add rows to the history of entities: (entity, row); those that are new have none yet."""
        if not rows:
            return
        places = self.naming.places(tenant, {row.attr for _, row in rows})
        keys = [(entity, places[row.attr], row.dataset or "") for entity, row in rows]
        numbers = self._series(tenant, list(dict.fromkeys(keys)), new)
        self.naming.add_months({bounds(row.stamp) for _, row in rows})
        fresh = self._numbers("history_seq", len(rows))
        records = [
            (numbers[key], row.stamp, _instance_number(row.instance) if row.instance else seq,
             row.observed, row.created, row.modified, row.deleted,
             *_value(row.value), encode(row.rest).decode() if row.rest else None)
            for key, seq, (_, row) in zip(keys, fresh, rows, strict=True)
        ]  # fmt: skip
        put(self.connection, "history", HISTORY, records)
        put(self.connection, "stale", STALE, noted((each[0], each[1]) for each in records))

    def _series(
        self, tenant: int, keys: list[SeriesKey], new: Collection[str]
    ) -> dict[SeriesKey, int]:
        """The numbers of series, created for those that are new."""
        born = [key for key in keys if key[0] in new]
        numbers = dict(zip(born, self._numbers(SERIES_NUMBERS, len(born)), strict=True))
        rows = [(number, tenant, *key) for key, number in numbers.items()]
        put(self.connection, "series", SERIES, rows)
        older = [key for key in keys if key[0] not in new]
        return numbers | self._series_there(tenant, older) if older else numbers

    def _series_there(self, tenant: int, keys: list[SeriesKey]) -> dict[SeriesKey, int]:
        wanted = (
            "unnest(%s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY"
            " AS n (entity, attr, dataset, rank)"
        )
        columns = _columns(keys)
        self.connection.execute(
            "INSERT INTO series (tenant, entity, attr, dataset)"  # noqa: S608
            f" SELECT %s, n.entity, n.attr, n.dataset FROM {wanted}"
            " WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.tenant = %s AND s.entity = n.entity"
            " AND s.attr = n.attr AND s.dataset = n.dataset)"
            " ORDER BY n.rank ON CONFLICT DO NOTHING",
            (tenant, *columns, tenant),
        )
        rows = self.connection.execute(
            f"SELECT s.entity, s.attr, s.dataset, s.id FROM series s JOIN {wanted} ON s.tenant = %s"  # noqa: S608
            " AND s.entity = n.entity AND s.attr = n.attr AND s.dataset = n.dataset",
            (*columns, tenant),
        )
        return {(entity, attr, dataset): number for entity, attr, dataset, number in rows}

    def forget(self, tenant: int, entity: str, erase: Erase) -> int:
        """Remove history of an entity; returns how many rows went."""
        where, params = "tenant = %s AND entity = %s", [tenant, entity]
        if erase.attr is not None:
            where += " AND attr = %s"
            params.append(self.naming.places(tenant, {erase.attr})[erase.attr])
        if not erase.every_dataset:
            where += " AND dataset = %s"
            params.append(erase.dataset or "")
        found = [
            (" AND seq = %s", None if erase.instance is None else _instance_number(erase.instance)),
            (" AND stamp >= %s", erase.since),
            (" AND stamp < %s", erase.before),
        ]
        extra = "".join(text for text, value in found if value is not None)
        tail = [value for _, value in found if value is not None]
        (gone,) = self.connection.execute(
            "WITH gone AS (DELETE FROM history"  # noqa: S608
            f" WHERE series IN (SELECT id FROM series WHERE {where}){extra}"
            " RETURNING series, stamp), days AS (SELECT DISTINCT series, stamp / %s AS day"
            " FROM gone WHERE stamp >= %s AND stamp < %s), hours AS (DELETE FROM by_hour r USING"
            " days d WHERE r.series = d.series AND r.start >= d.day * %s"
            " AND r.start < (d.day + 1) * %s), whole AS (DELETE FROM by_day r USING days d"
            " WHERE r.series = d.series AND r.start = d.day * %s),"
            " noted AS (INSERT INTO stale SELECT series, day FROM days)"
            " SELECT count(*) FROM gone",
            (*params, *tail, DAY, FIRST_DAY, mature(), DAY, DAY, DAY),
        ).fetchone() or (0,)
        if erase.is_whole:
            self.connection.execute(f"DELETE FROM series WHERE {where}", params)  # noqa: S608
        return int(gone)

    def owe(self, tenant: int, notes: Iterable[Note]) -> None:
        """Write down notifications to deliver."""
        rows = [(note.subscription, note.payload, note.due) for note in notes]
        if rows:
            self.connection.execute(
                "INSERT INTO owed (tenant, subscription, payload, due)"
                " SELECT %s, * FROM unnest(%s::text[], %s::bytea[], %s::bigint[])",
                (tenant, *_columns(rows)),
            )

    def _numbers(self, sequence: str, count: int) -> list[int]:
        if count == 0:
            return []
        rows = self.connection.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (sequence, count)
        )
        return [number for (number,) in rows.fetchall()]


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _leaf(leaf: Leaf, places: dict[str, int]) -> tuple[int, float | None, str | None]:
    path, value = leaf
    if isinstance(value, float):
        return places[path], value, None
    return places[path], None, storable(value)


def _uses(moved: Moved) -> Counter[tuple[str, str, str]]:
    """How many more (or fewer) entities have (type, attribute or "", kind of attribute or "")."""
    uses: Counter[tuple[str, str, str]] = Counter()
    for _, before, after in moved:
        for doc, sign in ((before, -1), (after, 1)):
            for kind in doc["type"] if doc is not None else ():
                uses[kind, "", ""] += sign
                for attr, instances in (doc or {})["attrs"].items():
                    uses[kind, attr, instances[0]["type"]] += sign
    return uses


def _value(value: object) -> tuple[float | None, int | None, str | None]:
    if type(value) is float:
        return value, None, None
    if type(value) is int and -(2**63) <= value < 2**63:
        return None, value, None
    return None, None, encode(value).decode()


def _instance_number(instance: str) -> int:
    tail = instance.rpartition(":")[2]
    return int(tail) if tail.isdecimal() and len(tail) < 19 else -1
