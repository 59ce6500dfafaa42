"""The writing side of the SQLite store: what one group commit puts in the file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from jalons.twin.engine.entities import Doc
from jalons.twin.engine.geometry import box
from jalons.twin.engine.query.leaves import Leaf, changed, shapes
from jalons.twin.engine.temporal.request import Row
from jalons.twin.store.port import Erase, Note

from .bulk import insert
from .schema import MONTH

OUTSIDE = "history_other"
FIRST_YEAR, LAST_YEAR = 2000, 2099
encode = msgspec.json.encode
Names = dict[int, dict[str, int]]  # of a tenant: the number of a name
SeriesKey = tuple[int, str, int, str]  # tenant, entity, name of the attribute, dataset
MOST_SERIES_AT_HAND = 200_000
_tables: dict[int, str] = {}  # the table of a day, counted from 1970


class Writing:
    """The tables as the writer's connection sees them, with the numbers given to names."""

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
        """Read again what is kept in memory if another process wrote in the file meanwhile."""
        seen = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if seen != self._seen:
            self._seen = seen
            self.reload()

    def reload(self) -> None:
        """Read again what is kept in memory: at the start, and after a transaction undone."""
        get = self.connection.execute
        self.tenants = dict(get("SELECT name, id FROM tenant").fetchall())
        self.names = {}
        for number, tenant, text in get("SELECT id, tenant, text FROM name"):
            self.names.setdefault(tenant, {})[text] = number
        self._months = {name for (name,) in get("SELECT name FROM month")}
        self._series = {}
        self._last_shape = get("SELECT coalesce(max(id), 0) FROM shape").fetchone()[0]
        self._pk = get("SELECT coalesce(max(pk), 0) FROM entity").fetchone()[0]
        counters = dict(get("SELECT name, value FROM counter").fetchall())
        self._seq, self._last_series = counters["row"], counters["series"]

    def tenant(self, name: str) -> int:
        """The number of a tenant, given now if it is new."""
        number = self.tenants.get(name)
        if number is None:
            number = self.connection.execute(
                "INSERT INTO tenant (name) VALUES (?)", (name,)
            ).lastrowid
            self.tenants[name] = int(number or 0)
        return self.tenants[name]

    def place(self, tenant: int, text: str) -> int:
        """The number of a name of a tenant, given now if it is new."""
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
        entities, gone, new_leaves, old_leaves = [], [], [], []
        moved: list[tuple[int, Doc | None, Doc | None]] = []
        for number, before, after in changes:
            pk = number
            if after is None:
                if pk is not None:
                    gone.append((pk,))
                    moved.append((pk, before, None))
                continue
            if pk is None:
                self._pk += 1
                pk = self._pk
            entities.append((pk, tenant, after["id"], encode(after).decode()))
            gained, lost = changed(before, after)
            new_leaves += self._numbered(tenant, pk, gained)
            old_leaves += self._numbered(tenant, pk, lost)
            moved.append((pk, before, after))
        many = self.connection.executemany
        if gone:
            many("DELETE FROM entity WHERE pk = ?", gone)
            many("DELETE FROM leaf WHERE pk = ?", gone)
        many("DELETE FROM leaf WHERE pk = ? AND path = ? AND value = ?", old_leaves)
        many(
            "INSERT INTO entity (pk, tenant, id, doc) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (pk) DO UPDATE SET doc = excluded.doc",
            entities,
        )
        insert(self.connection, "INSERT OR IGNORE INTO leaf (pk, path, value)", new_leaves, width=3)
        self._save_shapes(tenant, moved)
        self._count(tenant, moved)

    def _numbered(
        self, tenant: int, pk: int, found: Iterable[Leaf]
    ) -> list[tuple[int, int, float | str]]:
        known = self.names.setdefault(tenant, {}).get
        return [(pk, known(text) or self.place(tenant, text), value) for text, value in found]

    def _save_shapes(self, tenant: int, moved: list[tuple[int, Doc | None, Doc | None]]) -> None:
        gone, new, boxes = [], [], []
        for pk, before, after in moved:
            was = list(shapes(before)) if before is not None else []
            now = list(shapes(after)) if after is not None else []
            if was == now:
                continue
            if was:
                gone.append((pk,))
            for iri, geometry in now:
                west, south, east, north = box(geometry)
                self._last_shape += 1
                place = self.place(tenant, iri)
                new.append((self._last_shape, pk, place, encode(geometry).decode()))
                boxes.append((self._last_shape, west, east, south, north))
        many = self.connection.executemany
        many("DELETE FROM shape_box WHERE id IN (SELECT id FROM shape WHERE pk = ?)", gone)
        many("DELETE FROM shape WHERE pk = ?", gone)
        many("INSERT INTO shape (id, pk, path, geometry) VALUES (?, ?, ?, ?)", new)
        many("INSERT INTO shape_box VALUES (?, ?, ?, ?, ?)", boxes)

    def _count(self, tenant: int, moved: list[tuple[int, Doc | None, Doc | None]]) -> None:
        """Keep how many entities of each type have each attribute, of each kind."""
        counted: Counter[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = Counter()
        for _, before, after in moved:
            was, now = _signature(before), _signature(after)
            if was != now:
                if was is not None:
                    counted[was] -= 1
                if now is not None:
                    counted[now] += 1
        uses: Counter[tuple[int, int, str]] = Counter()
        for (types, attrs), entities in counted.items():
            for kind in types:
                number = self.place(tenant, kind)
                uses[number, 0, ""] += entities
                for attr, attr_kind in attrs:
                    uses[number, self.place(tenant, attr), attr_kind] += entities
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
        """Add rows to the history of entities: (entity, row); those that are new have none yet."""
        by_month: dict[str, list[tuple[object, ...]]] = {}
        known = self.names.setdefault(tenant, {}).get
        keys: list[SeriesKey] = [
            (tenant, entity, known(row[0]) or self.place(tenant, row[0]), row[1] or "")
            for entity, row in rows
        ]
        numbers = self._series_numbers(tenant, keys, new=new)
        for key, (_, row) in zip(keys, rows, strict=True):
            _, _, stamp, observed, created, modified, deleted, value, rest, instance = row
            if instance:
                seq = _instance_number(instance)
            else:
                self._seq = seq = self._seq + 1
            kind = type(value)
            by_month.setdefault(month_of(stamp), []).append((
                numbers[key], stamp, seq, observed, created, modified, deleted,
                value if kind is float else _column(value),
                encode(rest).decode() if rest else None,
            ))  # fmt: skip
        for month, values in by_month.items():
            if month not in self._months:
                self.connection.execute(MONTH.format(name=month))
                self.connection.execute("INSERT OR IGNORE INTO month VALUES (?)", (month,))
                self._months.add(month)
            insert(self.connection, f"INSERT INTO {month}", values, width=9)
        if by_month:
            self.connection.executemany(
                "UPDATE counter SET value = ? WHERE name = ?",
                [(self._seq, "row"), (self._last_series, "series")],
            )

    def _series_numbers(
        self, tenant: int, keys: list[SeriesKey], *, new: Collection[str]
    ) -> dict[SeriesKey, int]:
        """The numbers of series, given now to those that are new."""
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
            known.update(
                {(t, entity, attr, data): number for t, entity, attr, data, number in found}
            )
        added = []
        for key in unknown:
            if key not in known:
                self._last_series += 1
                known[key] = self._last_series
                added.append((*key, self._last_series))
        insert(
            self.connection,
            "INSERT INTO series (tenant, entity, attr, dataset, id)",
            added,
            width=5,
        )
        return known

    def forget(self, tenant: int, entity: str, erase: Erase) -> int:
        """Remove history of an entity; returns how many rows went."""
        wanted, params = "tenant = ? AND entity = ?", [tenant, entity]
        if erase.attr is not None:
            wanted, params = f"{wanted} AND attr = ?", [*params, self.place(tenant, erase.attr)]
        if not erase.every_dataset:
            wanted, params = f"{wanted} AND dataset = ?", [*params, erase.dataset or ""]
        numbers = [
            n
            for (n,) in self.connection.execute(f"SELECT id FROM series WHERE {wanted}", params)  # noqa: S608
        ]
        gone = 0
        extra, bounds = _narrowed(erase)
        for month in self._months:
            for number in numbers:
                gone += self.connection.execute(
                    f"DELETE FROM {month} WHERE series = ?{extra}",  # noqa: S608
                    (number, *bounds),
                ).rowcount
        if erase.is_whole and erase.attr is None:
            self.connection.execute(f"DELETE FROM series WHERE {wanted}", params)  # noqa: S608
            self._series = {k: v for k, v in self._series.items() if k[:2] != (tenant, entity)}
        return gone

    def drop_empty_months(self, *, before: int) -> int:
        """Drop the tables of months before an instant that hold no row; returns how many."""
        gone = 0
        for month in sorted(self._months):
            if month == OUTSIDE or month >= month_of(before):
                continue
            held = f"SELECT 1 FROM {month} LIMIT 1"  # noqa: S608
            if self.connection.execute(held).fetchone() is None:
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


def _signature(doc: Doc | None) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]] | None:
    if doc is None:
        return None
    attrs = tuple([(iri, instances[0]["type"]) for iri, instances in doc["attrs"].items()])
    return tuple(doc["type"]), attrs


def _column(value: object) -> object:
    """A number as it is, anything else as JSON text."""
    kind = type(value)
    if kind is float or (kind is int and -(2**63) <= value < 2**63):  # type: ignore[operator]
        return value
    return encode(value).decode()


def _narrowed(erase: Erase) -> tuple[str, list[int]]:
    """The condition on the rows of a series an erasure takes, and its parameters."""
    found = [
        (" AND seq = ?", None if erase.instance is None else _instance_number(erase.instance)),
        (" AND stamp >= ?", erase.since),
        (" AND stamp < ?", erase.before),
    ]
    given = [(text, value) for text, value in found if value is not None]
    return "".join(text for text, _ in given), [value for _, value in given]


def _instance_number(instance: str) -> int:
    tail = instance.rpartition(":")[2]
    return int(tail) if tail.isdecimal() and len(tail) < 19 else -1


def month_of(stamp: int) -> str:
    """The table of the month an instant falls in."""
    day = stamp // 86_400_000_000
    table = _tables.get(day)
    if table is None:
        moment = datetime.fromtimestamp(day * 86_400, UTC)
        known = FIRST_YEAR <= moment.year <= LAST_YEAR
        table = f"history_{moment.year}{moment.month:02}" if known else OUTSIDE
        if len(_tables) < 100_000:
            _tables[day] = table
    return table
