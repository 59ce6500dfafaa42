"""What requests cost on a twin of a metropolis: a million entities, a hundred million observations.

    python benchmarks/twin_scale.py --store postgresql://… [--entities 1000000]
        [--observations 100000000] [--turns 7] [--only-requests]

The database is empty at first, and its role may do everything in it. One entity is written the way
the API writes; SQL makes the others after its rows, in the same tables, and another entity is
written by the API and compared with its copy, row by row. Some entities are sensors that observed
three measures every quarter of an hour for a year; the others have one observation each. Rows of a
month are in the order of time, as sensors send them; each month is a table that is attached once it
is full, so that its index is smaller than one that grew row after row.

Then a broker starts, and requests are sent to it over HTTP, one at a time; a few go to the
store itself. Prints the time of each (median and 95th percentile), how much it answers, sizes on
disk, and what a billion observations would need.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from twin_broker import Running, broker, processor

from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.query.geo import LOCATION
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.store.contexts import core
from jalons.broker.store.factory import opened
from jalons.broker.store.paging import walked
from jalons.broker.store.port import Step, Store
from jalons.broker.store.postgresql.writer import bounds

HERE = Path(__file__).resolve().parents[1]
QUARTER = 900_000_000
YEAR = 365 * 96  # observations of a series
FIRST = int(datetime(2025, 10, 1, tzinfo=UTC).timestamp()) * 1_000_000
LAST = "2026-10-01T00:00:00Z"
NOW = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()) * 1_000_000
MEASURES = ("PM10", "PM25", "temperature")
MODEL = "MODEL"  # the entity that SQL copies; its numbers stand for those of the copies
PM10, PM25, TEMPERATURE, LONGITUDE, LATITUDE = 0.123456, 654_321, 765_432, -0.909091, 0.818182
CENTRE = [-1.1005, 48.6005]


def entity(number: int | str) -> dict[str, Any]:
    """A sensor of the air, with a name, three measures, a device and a position."""
    n = number if isinstance(number, int) else 0
    copied = isinstance(number, str)
    values = (
        PM10 if copied else n % 1000 / 10,
        PM25 if copied else n % 37,
        TEMPERATURE if copied else n % 30,
    )
    place = (
        [LONGITUDE, LATITUDE]
        if copied
        else [round(-1.6005 + n % 1000 / 1000, 4), round(48.1005 + n // 1000 / 1000, 4)]
    )
    seen = {"observedAt": LAST}
    return {
        "id": f"urn:ngsi-ld:AirQualityObserved:{number}",
        "type": "AirQualityObserved",
        "name": {"type": "Property", "value": f"Capteur {number}"},
        "PM10": {"type": "Property", "value": values[0], "unitCode": "GQ"} | seen,
        "PM25": {"type": "Property", "value": values[1], "unitCode": "GQ"} | seen,
        "temperature": {"type": "Property", "value": values[2]} | seen,
        "refDevice": {"type": "Relationship", "object": f"urn:ngsi-ld:Device:{number}"},
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": place}},
    }


def write(store: Store, number: int | str) -> None:
    """Write an entity as a request of creation does."""
    doc = expand_entity(entity(number), core())
    store.write("", [Step(doc["id"], operations.create(doc))], now=NOW)


# The text of each number of the model, and of that of copy n.
TEXTS = {
    str(PM10): "(n % 1000 / 10)::text || '.' || (n % 10)::text",
    str(PM25): "(n % 37)::text",
    str(TEMPERATURE): "(n % 30)::text",
    str(LONGITUDE): "((-16005 + n % 1000 * 10)::numeric(12, 4) / 10000)::numeric(9, 4)::text",
    str(LATITUDE): "((481005 + n / 1000 * 10)::numeric(12, 4) / 10000)::numeric(9, 4)::text",
    MODEL: "n::text",
}


def text_of(column: str) -> str:
    """The text of a column of the model, as it is in copy n."""
    for before, after in TEXTS.items():
        column = f"replace({column}, '{before}', {after})"
    return column


def number_of(column: str) -> str:
    """A number of the model, as it is in copy n."""
    cases = "".join(
        f" WHEN {before} THEN ({TEXTS[str(before)]})::numeric"
        for before in (PM10, PM25, TEMPERATURE)
    )
    return f"(CASE {column}{cases} ELSE {column} END)"


OF = "FROM generate_series({low}, {high}) n, model_"
COPIES = {
    "entity": "entity SELECT {pk} + n, m.tenant, {id}, {doc} ",
    "leaf": "leaf SELECT {pk} + n, m.path, {num}, {text} ",
    "series": "series OVERRIDING SYSTEM VALUE SELECT {first} + m.rank, m.tenant, {entity}, m.attr,"
    " m.dataset ",
    "history": "history SELECT {first} + m.rank, m.stamp, {first} + m.rank, m.observed, m.created,"
    " m.modified, m.deleted, {num}, {whole}, {value}, m.rest ",
    "shape": "shape (pk, path, geometry, west, south, east, north) SELECT {pk} + n, m.path,"
    " {geometry}, {x}, {y}, {x}, {y} ",
}
ROWS = {
    "entity": "SELECT id, doc FROM entity WHERE id = %(key)s",
    "leaf": "SELECT n.text, l.num::text, l.text FROM leaf l JOIN name n ON n.id = l.path"
    " WHERE l.pk = (SELECT pk FROM entity WHERE id = %(key)s)",
    "shape": "SELECT s.geometry, ARRAY[west, south, east, north]::text, ST_AsText(exact)"
    " FROM shape s WHERE pk = (SELECT pk FROM entity WHERE id = %(key)s)",
    "history": "SELECT n.text || s.dataset, ARRAY[h.stamp, observed, created, modified,"
    " deleted]::text, ARRAY[num::text, whole::text, value, rest]::text FROM history h"
    " JOIN series s ON s.id = h.series JOIN name n ON n.id = s.attr WHERE s.entity = %(key)s",
}


@dataclass(slots=True)
class Filling:
    """A database being filled: ``each`` is how many series an entity has."""

    address: str
    entities: int
    observations: int
    took: dict[str, float] = field(default_factory=dict)
    each: int = 0
    pk: int = 0
    series: int = 0

    def run(self) -> None:
        """Fill the tables, and check that a copy is what the API writes."""
        store = opened(self.address)
        write(store, MODEL)
        store.close()
        with psycopg.connect(
            self.address, autocommit=True, options="-c search_path=twin,public"
        ) as db:
            self.model(db)
            began = time.perf_counter()
            for low in range(1, self.entities + 1, 100_000):
                self.copies(db, low, min(low + 99_999, self.entities))
            db.execute("UPDATE usage SET entities = entities * %s", (self.entities,))
            self.drop_model(db)
            self.took["entities"] = time.perf_counter() - began
            self.check(db)
            began = time.perf_counter()
            self.past(db)
            self.took["observations"] = time.perf_counter() - began
        store = opened(self.address)
        for name, work in (
            ("vacuum and analyse", store.freshened),
            ("sums by hour and day", lambda: store.roll_up(now=NOW + 3 * 86_400_000_000)),
        ):
            began = time.perf_counter()
            work()
            self.took[name] = time.perf_counter() - began
        store.close()
        with psycopg.connect(self.address, autocommit=True, options="-c search_path=twin") as db:
            db.execute("VACUUM (ANALYZE) by_hour, by_day")

    def model(self, db: psycopg.Connection[Any]) -> None:
        """Keep the rows of the model apart; copies have numbers after it."""
        for table in ("entity", "leaf", "shape"):
            db.execute(f"CREATE TEMP TABLE model_{table} AS SELECT * FROM {table}")
        db.execute(
            "CREATE TEMP TABLE model_series AS"
            " SELECT *, row_number() OVER (ORDER BY id) AS rank FROM series"
        )
        db.execute(
            "CREATE TEMP TABLE model_history AS SELECT h.*, m.rank FROM history h"
            " JOIN model_series m ON m.id = h.series"
        )
        self.each = db.execute("SELECT count(*) FROM model_series").fetchone()[0]  # type: ignore[index]
        self.pk, self.series = 1, 1_000

    def copies(self, db: psycopg.Connection[Any], low: int, high: int) -> None:
        """Make the entities of some numbers, with all their rows."""
        parts = {
            "pk": self.pk, "first": f"{self.series} + n * {self.each}", "low": low, "high": high,
            "id": text_of("m.id"), "doc": text_of("m.doc"), "entity": text_of("m.entity"),
            "num": number_of("m.num"), "whole": number_of("m.whole"), "text": text_of("m.text"),
            "value": text_of("m.value"), "geometry": text_of("m.geometry"),
            "x": f"({TEXTS[str(LONGITUDE)]})::float8", "y": f"({TEXTS[str(LATITUDE)]})::float8",
        }  # fmt: skip
        for table, copy in COPIES.items():
            db.execute(f"INSERT INTO {copy}{OF}{table} m".format(**parts))

    def drop_model(self, db: psycopg.Connection[Any]) -> None:
        """Take the model away, and have the sequences go on after the copies."""
        for table in ("entity", "leaf", "shape"):
            db.execute(f"DELETE FROM {table} WHERE pk <= {self.pk}")
        db.execute(f"DELETE FROM history WHERE series <= {self.series}")
        db.execute(f"DELETE FROM series WHERE id <= {self.series}")
        last = self.series + (self.entities + 1) * self.each
        db.execute("SELECT setval('entity_pk', %s)", (self.pk + self.entities + 1,))
        db.execute("SELECT setval('history_seq', %s), setval('series_id_seq', %s)", (last, last))

    def check(self, db: psycopg.Connection[Any]) -> None:
        """Write an entity again by the API: its rows are those of its copy."""
        number = min(12_345, self.entities)
        key = f"urn:ngsi-ld:AirQualityObserved:{number}"
        before = rows_of(db, key)
        for table in ("leaf", "shape"):
            db.execute(f"DELETE FROM {table} WHERE pk = %s", (self.pk + number,))
        db.execute(
            "DELETE FROM history WHERE series IN (SELECT id FROM series WHERE entity = %s)", (key,)
        )
        db.execute("DELETE FROM series WHERE entity = %s", (key,))
        db.execute("DELETE FROM entity WHERE id = %s", (key,))
        db.execute("UPDATE usage SET entities = entities - 1")
        store = opened(self.address)
        write(store, number)
        store.close()
        after = rows_of(db, key)
        if before != after:
            raise SystemExit(f"a copy is not what the API writes:\n{before}\n{after}")
        print(f"{key}: its copy and what the API writes are the same, {len(after)} rows")

    def past(self, db: psycopg.Connection[Any]) -> None:
        """A year of observations of the first entities, month by month."""
        sensors = max(1, round(self.observations / YEAR / len(MEASURES)))
        names = ", ".join(
            f"'https://uri.etsi.org/ngsi-ld/default-context/{measure}'" for measure in MEASURES
        )
        db.execute(
            "CREATE TEMP TABLE sensor AS SELECT s.id, n.text LIKE '%%/PM10' AS is_real,"
            " CASE WHEN n.text LIKE '%%/PM%%' THEN '{\"unitCode\":\"GQ\"}' END AS rest,"
            f" row_number() OVER (ORDER BY s.id) AS rank FROM series s JOIN name n ON n.id = s.attr"
            f" WHERE n.text IN ({names}) AND s.entity = ANY(%s)",
            ([f"urn:ngsi-ld:AirQualityObserved:{n}" for n in range(1, sensors + 1)],),
        )
        start, last = FIRST, FIRST + YEAR * QUARTER
        while start < last:
            name, _, end = bounds(start)
            stop = min(end or last, last)
            with db.transaction():
                db.execute(f"CREATE TABLE {name} (LIKE history)")
                db.execute(
                    f"INSERT INTO {name} SELECT s.id, t, t / {QUARTER}, t, t, t, NULL::bigint,"
                    " CASE WHEN s.is_real THEN v / 10.0 END,"
                    " CASE WHEN NOT s.is_real THEN v % 40 END, NULL, s.rest"
                    f" FROM generate_series({start}::bigint, {stop - 1}::bigint, {QUARTER}) t"
                    " CROSS JOIN LATERAL (SELECT s.*,"
                    f" (s.rank * 7919 + t / {QUARTER} * 31) % 1000 AS v FROM sensor s OFFSET 0) s"
                )
                db.execute(
                    f"ALTER TABLE history ATTACH PARTITION {name}"
                    f" FOR VALUES FROM ({start}) TO ({end})"
                )
            start = end or last


def rows_of(db: psycopg.Connection[Any], key: str) -> list[Any]:
    """Every row of an entity, without the numbers of rows."""
    return [
        (table, *row)
        for table, text in ROWS.items()
        for row in sorted(db.execute(text, {"key": key}), key=str)
    ]


def sizes(address: str) -> dict[str, tuple[int, int, int]]:
    """Rows, bytes of the table and bytes of its indexes, of each table; months are together."""
    text = """
        SELECT CASE WHEN relname LIKE 'history%' THEN 'history' ELSE relname END,
            sum(reltuples)::bigint, sum(pg_table_size(c.oid))::bigint,
            sum(pg_indexes_size(c.oid))::bigint
        FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = 'twin' AND c.relkind = 'r' GROUP BY 1 ORDER BY 3 DESC"""
    with psycopg.connect(address) as db:
        return {name: (rows, table, index) for name, rows, table, index in db.execute(text)}


T, PAST = "/entities?type=AirQualityObserved", "/temporal/entities?type=AirQualityObserved"
MEAN = "&options=aggregatedValues&attrs=PM10&aggrMethods=avg,min,max"
NEAR = "&georel=near;maxDistance=={}&geometry=Point&coordinates=" + json.dumps(CENTRE)
SQUARE = [[-1.3, 48.3], [-1.2, 48.31], [-1.21, 48.4], [-1.31, 48.39], [-1.3, 48.3]]


def requests(entities: int) -> dict[str, str]:
    """The requests, by what they are."""
    month = "&timerel=between&timeAt=2025-11-01T00:00:00Z&endTimeAt=2025-12-01T00:00:00Z"
    year = "&timerel=between&timeAt=2025-10-01T00:00:00Z&endTimeAt=2026-10-01T00:00:00Z"
    open_year = "&timerel=after&timeAt=2025-10-01T00:00:00Z"
    one = "/temporal/entities/urn:ngsi-ld:AirQualityObserved:1?"
    area = json.dumps([SQUARE], separators=(",", ":"))
    return {
        "type, 20": f"{T}&limit=20",
        "type, count": f"{T}&limit=20&count=true",
        f"type, offset {entities * 9 // 10}": f"{T}&limit=20&offset={entities * 9 // 10}",
        "type and q": f"{T}&q=PM10==36.5;PM25>30&limit=20",
        "q in one of five, 20": f"{T}&q=PM25>30&limit=20",
        "q in one of five, count": f"{T}&q=PM25>30&limit=0&count=true",
        "q or, count": f"{T}&q=PM25==36|PM10==99.9&limit=0&count=true",
        "q ~= end of a name": f'{T}&q=name~=".*999$"&limit=20',
        "q ~= start of a name": f'{T}&q=name~="^Capteur 1234"&limit=20',
        "q ~= word, any case": f'{T}&q=name~="(?i)CAPTEUR 77"&limit=20',
        "idPattern, end": f"{T}&idPattern=999$&limit=20",
        "idPattern, start": f"{T}&idPattern=^urn:ngsi-ld:AirQualityObserved:1234&limit=20",
        "near 2 km, 20": T + NEAR.format(2000) + "&limit=20",
        "near 2 km, count": T + NEAR.format(2000) + "&limit=0&count=true",
        "near 30 km, 20": T + NEAR.format(30_000) + "&limit=20",
        "near 30 km, count": T + NEAR.format(30_000) + "&limit=0&count=true",
        "within a polygon, count": f"{T}&georel=within&geometry=Polygon&coordinates={area}"
        "&limit=0&count=true",
        "order by value": f"{T}&orderBy=PM10;desc&limit=20",
        "order by name, page 1,000": f"{T}&orderBy=name&limit=25&offset=25000",
        "1 sensor, month, by hour": one + MEAN[1:] + month + "&aggrPeriodDuration=PT1H",
        "1 sensor, year, by day": one + MEAN[1:] + year + "&aggrPeriodDuration=P1D",
        "1 sensor, year, by month, no end": one + MEAN[1:] + open_year + "&aggrPeriodDuration=P1M",
        "1 sensor, year, by 45 minutes": one + MEAN[1:] + year + "&aggrPeriodDuration=PT45M",
        "1 sensor, month, raw": one + "attrs=PM10&options=temporalValues" + month,
        "100 sensors, month, by day": PAST + MEAN + month + "&aggrPeriodDuration=P1D&limit=100",
        "100 sensors, year, by day": PAST + MEAN + year + "&aggrPeriodDuration=P1D&limit=100",
        "100 sensors, year, by month": PAST + MEAN + year + "&aggrPeriodDuration=P1M&limit=100",
        "100 sensors, month, distinct": PAST
        + MEAN.replace("avg,min,max", "distinctCount")
        + month
        + "&aggrPeriodDuration=P1D&limit=100",
    }


def timed(work: Callable[[], object], turns: int) -> tuple[list[float], object]:
    """The milliseconds of each turn after a first one, and what came back."""
    found, times = work(), []
    for _ in range(turns):
        began = time.perf_counter()
        found = work()
        times.append((time.perf_counter() - began) * 1000)
    return times, found


def line(name: str, times: list[float], what: str) -> None:
    """Print the figures of a request."""
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    print(f"{name:36} {statistics.median(times):10,.1f} {worst:10,.1f}  {what}", flush=True)


def answer_of(running: Running, path: str) -> str:
    """What a request answers, in a few words."""
    address, _, query = path.partition("?")
    quoted = urllib.parse.quote(query, safe='=&;:,[]|~<>()^$.*"')
    target = running.url + address + "?" + quoted.replace('"', "%22").replace(" ", "%20")
    for each in "<>|^[]":
        target = target.replace(each, f"%{ord(each):02X}")
    try:
        with urllib.request.urlopen(target, timeout=600) as answer:
            body, headers = json.loads(answer.read() or b"[]"), answer.headers
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read()[:200]!r}"
    found = f"{len(body)} entities" if isinstance(body, list) else "1 entity"
    values = [e for e in (body if isinstance(body, list) else [body]) if isinstance(e, dict)]
    cells = sum(
        len(cell) for e in values for a in e.values() if isinstance(a, dict)
        for cell in a.values() if isinstance(cell, list)
    )  # fmt: skip
    count, warning = headers.get("NGSILD-Results-Count"), headers.get("NGSILD-Warning")
    return (
        found
        + (f", {cells} values" if "/temporal" in path else "")
        + (f", {int(count):,} in all" if count else "")
        + (" (estimate)" if warning else "")
    )


def in_store(address: str, turns: int) -> None:
    """What pages of the product ask, at the store itself."""
    store = opened(address)
    kind = Compare(TYPE, "==", (core().expand("AirQualityObserved"),))
    name = core().expand("name")
    first = EntityQuery(where=kind, order=(Order(name), Order("@id")), limit=25, counted=True)
    here = {"type": "Point", "coordinates": CENTRE}
    near = EntityQuery(where=kind, order=(Order(LOCATION, from_geometry=here),), limit=25)
    for label, query in (("list of a type by name, counted", first), ("25 nearest", near)):
        times, page = timed(lambda query=query: store.query("", query), turns)  # type: ignore[misc]
        line(label, times, f"{len(page.docs)} entities")  # type: ignore[attr-defined]
    began, seen = time.perf_counter(), 0
    for page in walked(lambda query: store.query("", query), EntityQuery(where=kind), size=1_000):
        seen += len(page.docs)
    took = time.perf_counter() - began
    print(f"every entity, by 1,000: {seen:,} in {took:,.1f} s", flush=True)
    store.close()


def extrapolated(found: dict[str, tuple[int, int, int]]) -> None:
    """Print what a billion observations would need."""
    rows, table, index = found["history"]
    by_hour = found["by_hour"]
    each, hours = (table + index) / max(rows, 1), (by_hour[1] + by_hour[2]) / max(by_hour[0], 1)
    per_entity = sum(sum(found[name][1:]) for name in ("entity", "leaf", "series", "shape")) / max(
        found["entity"][0], 1
    )
    print(
        f"an entity {per_entity:,.0f} B, an observation {each:,.0f} B, an hour of a series"
        f" {hours:,.0f} B"
    )
    print(
        f"a billion observations: {each:,.0f} GB of rows,"
        f" {hours * by_hour[0] / max(rows, 1):,.0f} GB of sums by hour at this pace"
    )


def options_of() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="What requests cost on a large twin.")
    parser.add_argument("--store", required=True)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--observations", type=int, default=100_000_000)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--only-requests", action="store_true", help="it is filled already")
    return parser.parse_args()


def main() -> None:
    """Fill, measure, print."""
    options = options_of()
    print(processor(), flush=True)
    if not options.only_requests:
        filling = Filling(options.store, options.entities, options.observations)
        filling.run()
        for name, took in filling.took.items():
            print(f"{name}: {took:,.0f} s", flush=True)
    found = sizes(options.store)
    for name, (rows, table, index) in found.items():
        if table + index > 1e6:
            print(
                f"{name:12} {rows:14,} rows {table / 1e6:10,.0f} MB, indexes {index / 1e6:8,.0f} MB"
            )
    extrapolated(found)
    print(f"{'request':36} {'median ms':>10} {'p95 ms':>10}")
    with broker(options.store, "full", HERE) as running:
        for name, path in requests(options.entities).items():
            times, what = timed(lambda path=path: answer_of(running, path), options.turns)  # type: ignore[misc]
            line(name, times, str(what))
        print(f"memory of the broker: {running.memory():,.0f} MB", flush=True)
    in_store(options.store, options.turns)


if __name__ == "__main__":
    main()
