"""The writing side of the SQLite store: what one group commit puts in the file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from jalons.twin.engine.entities import Doc
from jalons.twin.engine.geometry import box
from jalons.twin.engine.query.leaves import Leaf, changed, shapes
from jalons.twin.engine.temporal.request import Row
from jalons.twin.store.port import Erase, Note

from .schema import MONTH

OUTSIDE = "history_other"
FIRST_YEAR, LAST_YEAR = 2000, 2099
encode = msgspec.json.encode
Names = dict[tuple[int, str], int]
SeriesKey = tuple[int, str, int, str]  # tenant, entity, name of the attribute, dataset
MOST_SERIES_AT_HAND = 200_000


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
        self.names = {(t, text): n for n, t, text in get("SELECT id, tenant, text FROM name")}
        self._months = {name for (name,) in get("SELECT name FROM month")}
        self._series = {}
        self._last_series = get("SELECT coalesce(max(id), 0) FROM series").fetchone()[0]
        self._last_shape = get("SELECT coalesce(max(id), 0) FROM shape").fetchone()[0]
        self._pk = get("SELECT coalesce(max(pk), 0) FROM entity").fetchone()[0]
        self._seq = get("SELECT value FROM counter WHERE name = 'row'").fetchone()[0]

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
        number = self.names.get((tenant, text))
        if number is None:
            number = self.connection.execute(
                "INSERT INTO name (tenant, text) VALUES (?, ?)", (tenant, text)
            ).lastrowid
            self.names[tenant, text] = int(number or 0)
        return self.names[tenant, text]

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
        many("INSERT OR IGNORE INTO leaf (pk, path, value) VALUES (?, ?, ?)", new_leaves)
        self._save_shapes(tenant, moved)
        self._count(tenant, moved)

    def _numbered(
        self, tenant: int, pk: int, found: Iterable[Leaf]
    ) -> list[tuple[int, int, float | str]]:
        names = self.names
        numbered = []
        for text, value in found:
            place = names.get((tenant, text))
            numbered.append((pk, self.place(tenant, text) if place is None else place, value))
        return numbered

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

    def remember(self, tenant: int, rows: Iterable[tuple[str, Row]]) -> None:
        """Add rows to the history of entities: (entity, row)."""
        by_month: dict[str, list[tuple[object, ...]]] = {}
        keyed: list[tuple[SeriesKey, Row]] = [
            ((tenant, entity, self.place(tenant, row.attr), row.dataset or ""), row)
            for entity, row in rows
        ]
        numbers = self._series_numbers(tenant, [key for key, _ in keyed])
        for key, row in keyed:
            if row.instance:
                seq = _instance_number(row.instance)
            else:
                self._seq = seq = self._seq + 1
            series = numbers[key]
            month = month_of(row.stamp)
            by_month.setdefault(month, []).append((
                series, row.stamp, seq, row.observed, row.created, row.modified, row.deleted,
                _column(row.value), encode(row.rest).decode() if row.rest else None,
            ))  # fmt: skip
        for month, values in by_month.items():
            if month not in self._months:
                self.connection.execute(MONTH.format(name=month))
                self.connection.execute("INSERT OR IGNORE INTO month VALUES (?)", (month,))
                self._months.add(month)
            self.connection.executemany(
                f"INSERT INTO {month} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                values,
            )
        if by_month:
            self.connection.execute("UPDATE counter SET value = ?", (self._seq,))

    def _series_numbers(self, tenant: int, keys: list[SeriesKey]) -> dict[SeriesKey, int]:
        """The numbers of series, given now to those that are new."""
        known = self._series
        if len(known) > MOST_SERIES_AT_HAND:
            known.clear()
        unknown = list(dict.fromkeys(key for key in keys if key not in known))
        entities = list(dict.fromkeys(key[1] for key in unknown))
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
                added.append((self._last_series, *key))
        self.connection.executemany(
            "INSERT INTO series (id, tenant, entity, attr, dataset) VALUES (?, ?, ?, ?, ?)", added
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
    year, month = _year_month(stamp // 86_400_000_000)
    return f"history_{year}{month:02}" if FIRST_YEAR <= year <= LAST_YEAR else OUTSIDE


_days: dict[int, tuple[int, int]] = {}


def _year_month(day: int) -> tuple[int, int]:
    found = _days.get(day)
    if found is None:
        moment = datetime.fromtimestamp(day * 86_400, UTC)
        found = (moment.year, moment.month)
        if len(_days) < 100_000:
            _days[day] = found
    return found
