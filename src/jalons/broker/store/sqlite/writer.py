"""The writing side of the SQLite store: what one group commit puts in the file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from jalons.broker.engine.entities import SHORT, Doc
from jalons.broker.engine.geometry import box
from jalons.broker.engine.query.tree import encoded
from jalons.broker.engine.temporal.request import Row
from jalons.broker.store.port import Erase, Note

from .bulk import insert
from .differences import Differences
from .months import COLUMNS, OUTSIDE, Recent, add_month, month_of

encode = msgspec.json.encode
Names = dict[int, dict[str, int]]  # of a tenant: the number of a name
SeriesKey = tuple[int, str, int, str]  # tenant, entity, name of the attribute, dataset
MOST_SERIES_AT_HAND = 200_000


class Writing:
    """The tables as the writer's connection sees them, with the numbers of names."""

    row_lock = ""  # there is one writer

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tenants: dict[str, int] = {}
        self.names: Names = {}
        self._series: dict[SeriesKey, int] = {}
        self._last_series = 0
        self._last_shape = 0
        self._months: set[str] = set()
        self._pk = 0
        self._seq = 0
        self._seen = -1
        self.refresh()

    def refresh(self) -> None:
        """Read the caches again if another process wrote in the file meanwhile."""
        seen = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if seen != self._seen:
            self._seen = seen
            self.reload()

    def reload(self) -> None:
        """Read the caches again: at the start, and after a transaction undone."""
        get = self.connection.execute
        self.tenants = dict(get("SELECT name, id FROM tenant").fetchall())
        self.names = {}
        for number, tenant, text in get("SELECT id, tenant, text FROM name"):
            self.names.setdefault(tenant, {})[text] = number
        self._months = {name for (name,) in get("SELECT name FROM month")}
        self._recent = Recent(self.connection, self._months)
        self._series = {}
        self._last_shape = get("SELECT coalesce(max(id), 0) FROM shape").fetchone()[0]
        self._pk = get("SELECT coalesce(max(pk), 0) FROM entity").fetchone()[0]
        counters = dict(get("SELECT name, value FROM counter").fetchall())
        self._seq, self._last_series = counters["row"], counters["series"]

    def execute(self, text: str, values: Sequence[Any]) -> sqlite3.Cursor:
        """Run a statement."""
        return self.connection.execute(text, values)

    def among(self, column: str, numbers: Sequence[int]) -> tuple[str, str]:
        """The condition that a column is one of some numbers, and its value."""
        value = msgspec.json.encode(list(numbers)).decode()
        return f"{column} IN (SELECT value FROM json_each(?))", value  # noqa: S608

    def tenant(self, name: str) -> int:
        """The number of a tenant, created if it is new."""
        number = self.tenants.get(name)
        if number is None:
            number = self.connection.execute(
                "INSERT INTO tenant (name) VALUES (?)", (name,)
            ).lastrowid
            self.tenants[name] = int(number or 0)
        return self.tenants[name]

    def place(self, tenant: int, text: str) -> int:
        """The number of a name of a tenant, created if it is new."""
        names = self.names.setdefault(tenant, {})
        number = names.get(text)
        if number is None:
            inserted = self.connection.execute(
                "INSERT INTO name (tenant, text) VALUES (?, ?)", (tenant, text)
            ).lastrowid
            number = names[text] = int(inserted or 0)
        return number

    def load(self, tenant: int, ids: Sequence[str]) -> dict[str, tuple[int, Doc]]:
        """The documents there are among ``ids``, each with its number."""
        found: dict[str, tuple[int, Doc]] = {}
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self.connection.execute(
                f"SELECT id, pk, doc FROM entity WHERE tenant = ? AND id IN ({marks})",  # noqa: S608
                (tenant, *part),
            )
            found.update({key: (pk, msgspec.json.decode(doc)) for key, pk, doc in rows})
        return found

    def save(
        self, tenant: int, changes: Iterable[tuple[int | None, Doc | None, Doc | None]]
    ) -> None:
        """Put documents in place: (number or None, before, after) of each entity touched."""
        known = self.names.setdefault(tenant, {}).get
        differences = Differences(lambda text: known(text) or self.place(tenant, text))
        new, entities, gone = [], [], []
        for number, before, after in changes:
            if after is None:
                if number is not None and before is not None:
                    gone.append((number,))
                    differences.gone(number, before)
                continue
            text = encode(after).decode()
            dates = encoded(after["createdAt"]), encoded(after["modifiedAt"])
            if number is None:
                self._pk = pk = self._pk + 1
                new.append((pk, tenant, after["id"], text, *dates))
            else:
                pk = number
                entities.append((text, *dates, pk))
            if before is None:
                differences.born(pk, after)
            else:
                differences.changed(pk, before, after)
        many = self.connection.executemany
        if gone:
            many("DELETE FROM entity WHERE pk = ?", gone)
            many("DELETE FROM leaf WHERE pk = ?", gone)
        many("UPDATE entity SET doc = ?, created = ?, modified = ? WHERE pk = ?", entities)
        into = "INSERT INTO entity (pk, tenant, id, doc, created, modified)"
        insert(self.connection, into, new, width=6)
        many("DELETE FROM leaf WHERE pk = ? AND path = ? AND value = ?", differences.lost)
        into = "INSERT OR IGNORE INTO leaf (pk, path, value)"
        insert(self.connection, into, differences.gained, width=3)
        self._save_shapes(differences)
        self._count(tenant, differences)

    def _save_shapes(self, differences: Differences) -> None:
        new, boxes = [], []
        for pk, iri, geometry in differences.placed:
            west, south, east, north = box(geometry)
            self._last_shape += 1
            new.append((self._last_shape, pk, differences.place(iri), encode(geometry).decode()))
            boxes.append((self._last_shape, west, east, south, north))
        many = self.connection.executemany
        if differences.unplaced:
            gone = "DELETE FROM shape_box WHERE id IN (SELECT id FROM shape WHERE pk = ?)"
            many(gone, differences.unplaced)
            many("DELETE FROM shape WHERE pk = ?", differences.unplaced)
        insert(self.connection, "INSERT INTO shape (id, pk, path, geometry)", new, width=4)
        insert(self.connection, "INSERT INTO shape_box", boxes, width=5)

    def _count(self, tenant: int, differences: Differences) -> None:
        """Keep how many entities of each type have each attribute, of each kind."""
        uses: Counter[tuple[int, int, str]] = Counter()
        for (types, attrs), entities in differences.counted.items():
            for kind in types if entities else ():
                number = differences.place(kind)
                uses[number, 0, ""] += entities
                for attr, attr_kind in attrs:
                    uses[number, differences.place(attr), attr_kind] += entities
        rows = [(tenant, *key, count) for key, count in uses.items() if count]
        self.connection.executemany(
            "INSERT INTO usage VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET entities = entities + excluded.entities",
            rows,
        )
        if any(row[-1] < 0 for row in rows):
            self.connection.execute("DELETE FROM usage WHERE entities <= 0")

    def remember(
        self, tenant: int, rows: Sequence[tuple[str, Row]], *, new: Collection[str]
    ) -> None:
        """Add rows to the history of entities: (entity, row); those that are new have none yet.

        Those of new entities go to their months at once, where they follow each other, and those
        that take the place of others; the rest comes into the recent history.
        """
        recent: list[tuple[object, ...]] = []
        by_month: dict[str, list[tuple[object, ...]]] = {}
        known = self.names.setdefault(tenant, {}).get
        keys: list[SeriesKey] = [
            (tenant, entity, known(row[0]) or self.place(tenant, row[0]), row[1] or "")
            for entity, row in rows
        ]
        numbers = self._series_numbers(tenant, keys, new=new)
        for key, (entity, row) in zip(keys, rows, strict=True):
            _, _, stamp, observed, created, modified, deleted, value, rest, instance = row
            if instance:
                seq = _instance_number(instance)
            else:
                self._seq = seq = self._seq + 1
            made = (
                numbers[key], stamp, seq, observed, created, modified, deleted,
                value if type(value) is float else _column(value),
                None if not rest else _text(rest),
            )  # fmt: skip
            if instance or entity in new:
                by_month.setdefault(month_of(stamp), []).append(made)
            else:
                recent.append(made)
        self._recent.add(recent, series=self._last_series)
        for month, values in by_month.items():
            add_month(self.connection, month, self._months)
            insert(self.connection, f"INSERT INTO {month} ({COLUMNS})", values, width=9)
        if rows:
            self.connection.executemany(
                "UPDATE counter SET value = ? WHERE name = ?",
                [(self._seq, "row"), (self._last_series, "series")],
            )

    def _series_numbers(
        self, tenant: int, keys: list[SeriesKey], *, new: Collection[str]
    ) -> dict[SeriesKey, int]:
        """The numbers of series, created for those that are new."""
        known = self._series
        if len(known) > MOST_SERIES_AT_HAND:
            known.clear()
        unknown = list(dict.fromkeys(key for key in keys if key not in known))
        entities = list(dict.fromkeys(key[1] for key in unknown if key[1] not in new))
        for start in range(0, len(entities), 500):
            part = entities[start : start + 500]
            marks = ",".join("?" * len(part))
            found = self.connection.execute(
                "SELECT tenant, entity, attr, dataset, id FROM series"  # noqa: S608
                f" WHERE tenant = ? AND entity IN ({marks})",
                (tenant, *part),
            )
            known.update({tuple(key): number for *key, number in found})
        added_now = []
        for key in unknown:
            if key not in known:
                self._last_series += 1
                known[key] = self._last_series
                added_now.append((*key, self._last_series))
        into = "INSERT INTO series (tenant, entity, attr, dataset, id)"
        insert(self.connection, into, added_now, width=5)
        return known

    def forget(self, tenant: int, entity: str, erase: Erase) -> int:
        """Remove history of an entity; returns how many rows went."""
        wanted, params = "tenant = ? AND entity = ?", [tenant, entity]
        if erase.attr is not None:
            wanted, params = f"{wanted} AND attr = ?", [*params, self.place(tenant, erase.attr)]
        if not erase.every_dataset:
            wanted, params = f"{wanted} AND dataset = ?", [*params, erase.dataset or ""]
        get = self.connection.execute
        numbers = [n for (n,) in get(f"SELECT id FROM series WHERE {wanted}", params)]  # noqa: S608
        extra, bounds = _narrowed(erase)
        gone = self._recent.forget(numbers, extra, bounds)
        for month in self._months:
            taken = f"DELETE FROM {month} WHERE series = ?{extra}"  # noqa: S608
            gone += sum(get(taken, (number, *bounds)).rowcount for number in numbers)
        if erase.is_whole and erase.attr is None:
            self.connection.execute(f"DELETE FROM series WHERE {wanted}", params)  # noqa: S608
            self._series = {k: v for k, v in self._series.items() if k[:2] != (tenant, entity)}
        return gone

    def drop_empty_months(self, *, before: int) -> int:
        """Drop the empty tables of months before an instant; returns how many."""
        gone = 0
        for month in sorted(self._months):
            if month == OUTSIDE or month >= month_of(before):
                continue
            filled = f"SELECT 1 FROM {month} LIMIT 1"  # noqa: S608
            if self.connection.execute(filled).fetchone() is None:
                self.connection.execute("DELETE FROM month WHERE name = ?", (month,))
                self.connection.execute(f"DROP TABLE {month}")
                self._months.discard(month)
                gone += 1
        return gone

    def owe(self, tenant: int, notes: Iterable[Note]) -> None:
        """Write down notifications to deliver."""
        self.connection.executemany(
            "INSERT INTO owed (tenant, subscription, payload, due) VALUES (?, ?, ?, ?)",
            [(tenant, note.subscription, note.payload, note.due) for note in notes],
        )


def _column(value: object) -> object:
    """A number as it is, anything else as JSON text."""
    kind = type(value)
    if kind is float or (kind is int and -(2**63) <= value < 2**63):  # type: ignore[operator]
        return value
    return encode(value).decode()


@lru_cache(maxsize=4096)
def _pair(member: str, value: str) -> str:
    return encode({member: value}).decode()


def _text(rest: dict[str, Any]) -> str:
    """The JSON of the other members of a row; of most, a unit or a kind alone, seen before."""
    if len(rest) == 1:
        ((member, value),) = rest.items()
        if type(value) is str and len(value) <= SHORT:
            return _pair(member, value)
    return encode(rest).decode()


def _narrowed(erase: Erase) -> tuple[str, list[int]]:
    """The condition on the rows of a series an erasure takes, and its parameters."""
    found = [
        (" AND seq = ?", None if erase.instance is None else _instance_number(erase.instance)),
        (" AND stamp >= ?", erase.since),
        (" AND stamp < ?", erase.before),
    ]
    present = [(text, value) for text, value in found if value is not None]
    return "".join(text for text, _ in present), [value for _, value in present]


def _instance_number(instance: str) -> int:
    tail = instance.rpartition(":")[2]
    return int(tail) if tail.isdecimal() and len(tail) < 19 else -1
