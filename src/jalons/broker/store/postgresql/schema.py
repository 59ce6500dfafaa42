"""The tables of the PostgreSQL store, in a schema of their own, and its monthly partitions.

The history is partitioned by month (native partitions made when first needed). Without PostGIS the
boxes of geometries are plain columns, and every relation is tested in Python.
"""

from __future__ import annotations

import logging
from typing import Any, Literal

import psycopg
from psycopg import Connection, errors

from .pooling import connected, plain

VERSION = 1
DAY = 86_400_000_000
LOCK = 0x6A616C6F6E73  # one process at a time makes tables
SCHEMA = "twin"
_log = logging.getLogger(__name__)

TABLES = """
CREATE TABLE IF NOT EXISTS version (number integer NOT NULL);
CREATE TABLE IF NOT EXISTS tenant (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS name (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant bigint NOT NULL, text text NOT NULL, hash bytea NOT NULL, UNIQUE (tenant, hash));
CREATE SEQUENCE IF NOT EXISTS entity_pk;
CREATE TABLE IF NOT EXISTS entity (pk bigint PRIMARY KEY, tenant bigint NOT NULL,
    id text COLLATE "C" NOT NULL, doc text NOT NULL, UNIQUE (tenant, id)) WITH (fillfactor = 80);
CREATE INDEX IF NOT EXISTS entity_tenant ON entity (tenant, pk);
CREATE TABLE IF NOT EXISTS leaf (pk bigint NOT NULL, path bigint NOT NULL, num double precision,
    text text COLLATE "C", CHECK ((num IS NULL) <> (text IS NULL)));
CREATE INDEX IF NOT EXISTS leaf_entity ON leaf (pk, path);
CREATE INDEX IF NOT EXISTS leaf_num ON leaf (path, num, pk) WHERE num IS NOT NULL;
CREATE INDEX IF NOT EXISTS leaf_text ON leaf (path, text, pk) WHERE text IS NOT NULL;
CREATE TABLE IF NOT EXISTS shape (pk bigint NOT NULL, path bigint NOT NULL, geometry text NOT NULL,
    west double precision NOT NULL, south double precision NOT NULL, east double precision NOT NULL,
    north double precision NOT NULL);
CREATE INDEX IF NOT EXISTS shape_entity ON shape (pk);
CREATE TABLE IF NOT EXISTS usage (tenant bigint NOT NULL, type bigint NOT NULL,
    attr bigint NOT NULL, kind text NOT NULL, entities bigint NOT NULL,
    PRIMARY KEY (tenant, type, attr, kind));
CREATE TABLE IF NOT EXISTS series (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant bigint NOT NULL, entity text COLLATE "C" NOT NULL, attr bigint NOT NULL,
    dataset text NOT NULL, UNIQUE (tenant, entity, attr, dataset));
CREATE SEQUENCE IF NOT EXISTS history_seq;
CREATE TABLE IF NOT EXISTS history (series bigint NOT NULL, stamp bigint NOT NULL,
    seq bigint NOT NULL, observed bigint, created bigint NOT NULL, modified bigint NOT NULL,
    deleted bigint, num double precision, whole bigint, value text, rest text,
    PRIMARY KEY (series, stamp, seq)) PARTITION BY RANGE (stamp);
CREATE TABLE IF NOT EXISTS kept (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant bigint NOT NULL, kind text NOT NULL, key text NOT NULL, value text NOT NULL,
    UNIQUE (tenant, kind, key));
CREATE TABLE IF NOT EXISTS owed (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant bigint NOT NULL, subscription text NOT NULL, payload bytea NOT NULL, due bigint NOT NULL,
    held bigint NOT NULL DEFAULT 0);
ALTER TABLE owed ADD COLUMN IF NOT EXISTS holder text NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS owed_due ON owed (due);
CREATE INDEX IF NOT EXISTS owed_held ON owed (held) WHERE held > 0;
CREATE TABLE IF NOT EXISTS lease (name text PRIMARY KEY, holder text NOT NULL,
    until bigint NOT NULL);
CREATE TABLE IF NOT EXISTS change (kind text PRIMARY KEY, number bigint NOT NULL);
CREATE TABLE IF NOT EXISTS by_hour (series bigint NOT NULL, start bigint NOT NULL,
    n bigint NOT NULL, wholes bigint NOT NULL, others bigint NOT NULL, low double precision,
    high double precision, total double precision, squares double precision,
    spread double precision, last bigint NOT NULL, PRIMARY KEY (series, start));
CREATE TABLE IF NOT EXISTS by_day (LIKE by_hour INCLUDING ALL);
CREATE TABLE IF NOT EXISTS stale (series bigint NOT NULL, day bigint NOT NULL);
CREATE INDEX IF NOT EXISTS stale_series ON stale (series, day);
CREATE TABLE IF NOT EXISTS rolled (until bigint, since bigint NOT NULL);
INSERT INTO rolled SELECT NULL, CASE WHEN EXISTS (SELECT 1 FROM entity)
    THEN extract(epoch FROM now())::bigint * 1000000 ELSE 0 END
    WHERE NOT EXISTS (SELECT 1 FROM rolled);
"""

WITH_POSTGIS = """
ALTER TABLE shape ADD COLUMN IF NOT EXISTS geom geometry(Geometry, 4326) GENERATED ALWAYS AS
    (ST_Force2D(ST_SetSRID(ST_MakeEnvelope(west, south, east, north), 4326))) STORED;
CREATE INDEX IF NOT EXISTS shape_geom ON shape USING gist (geom);
ALTER TABLE shape ADD COLUMN IF NOT EXISTS exact geometry(Geometry, 4326) GENERATED ALWAYS AS
    (CASE WHEN starts_with(geometry, '{"type":"Point",')
        THEN ST_SetSRID(ST_MakePoint(west, south), 4326) ELSE exact_shape(geometry) END) STORED;
CREATE INDEX IF NOT EXISTS shape_odd ON shape (path) WHERE exact IS NULL
"""
# A shape as PostGIS has it; nothing for one it cannot read or that is not valid: Python tests it.
EXACT = """
CREATE OR REPLACE FUNCTION exact_shape(written text) RETURNS geometry LANGUAGE plpgsql IMMUTABLE
    PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE made geometry;
BEGIN
    made := ST_SetSRID(ST_Force2D(ST_GeomFromGeoJSON(written)), 4326);
    RETURN CASE WHEN GeometryType(made) <> 'GEOMETRYCOLLECTION' AND ST_IsValid(made) THEN made END;
EXCEPTION WHEN OTHERS THEN RETURN NULL;
END $$
"""
WITHOUT_POSTGIS = "CREATE INDEX IF NOT EXISTS shape_west ON shape (west, east)"

DURABILITY = {"full": "on", "normal": "off", "off": "off"}


def opened(address: str, *, durability: str, readonly: bool = False) -> Connection[Any]:
    """A connection in the schema of the twin; raises ``psycopg.Error`` when nobody answers.

    ``full`` waits for the disk at each commit; otherwise a crash may lose the last moments.
    """
    wanted = {"search_path": f"{SCHEMA},public", "synchronous_commit": DURABILITY[durability]}
    if readonly:  # counts stop early on an index; a bitmap would read it whole first
        wanted |= {"jit": "off", "enable_bitmapscan": "off"}
    connection = connected(address, wanted, connect_timeout=5, application_name="jalons-twin")
    if readonly:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def prepared(connection: Connection[Any]) -> bool:
    """Make the tables there are not; returns whether PostGIS is at hand. Commits."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute(TABLES)
    row = connection.execute("SELECT number FROM version").fetchone()
    if row is None:
        connection.execute("INSERT INTO version VALUES (%s)", (VERSION,))
    elif row[0] > VERSION:
        connection.rollback()
        raise RuntimeError(f"the database was made by a later version ({row[0]} > {VERSION})")
    postgis = _has_postgis(connection)
    if postgis and not connection.execute("SELECT to_regproc('exact_shape')").fetchone()[0]:  # type: ignore[index]
        connection.execute(EXACT)
    connection.execute(WITH_POSTGIS if postgis else WITHOUT_POSTGIS)
    connection.commit()
    return postgis


def _has_postgis(connection: Connection[Any]) -> bool:
    found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone()
    if found is not None:
        return True
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION postgis SCHEMA public")
    except (
        errors.InsufficientPrivilege,
        errors.FeatureNotSupported,
        errors.UndefinedFile,
    ) as error:
        _log.warning("without PostGIS, boxes are plain columns and geo-queries slower: %s", error)
        return False
    return True


def postgis_of(address: str) -> Literal["used", "unused", "missing"]:
    """Whether the twin searches by PostGIS, does not yet, or cannot.

    Raises ``OSError`` when nobody answers.
    """
    column = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = 'geom'"
    try:
        with psycopg.connect(plain(address), connect_timeout=5) as connection:
            if connection.execute(column, (f"{SCHEMA}.shape",)).fetchone():
                return "used"
            there = connection.execute(
                "SELECT 1 FROM pg_extension WHERE extname = 'postgis'"
            ).fetchone()
            made = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.shape",)).fetchone()
    except psycopg.Error as error:
        raise OSError(str(error).strip()) from error
    if there is None:
        return "missing"
    return "unused" if made and made[0] else "used"  # a twin made from now on uses it


def add_month(connection: Connection[Any], name: str, start: int | None, end: int | None) -> None:
    """Make the partition of a month: microseconds from ``start`` to ``end``, None for no bound.

    The table is made apart, then attached, which stops no writer. ``connection`` is in autocommit.
    """
    low = "MINVALUE" if start is None else str(start)
    high = "MAXVALUE" if end is None else str(end)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        there = connection.execute(
            "SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass(%s)", (f"{SCHEMA}.{name}",)
        ).fetchone()
        if there is None:
            connection.execute(f"CREATE TABLE {name} (LIKE history)")
            connection.execute(
                f"ALTER TABLE history ATTACH PARTITION {name} FOR VALUES FROM ({low}) TO ({high})"
            )


def months(connection: Connection[Any]) -> set[str]:
    """The partitions there are."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = to_regclass(%s)",
        (f"{SCHEMA}.history",),
    )
    return {name for (name,) in rows.fetchall()}


def drop_months(connection: Connection[Any], *, before: str, filled: bool) -> int:
    """Drop the partitions of months before the one named, with their rows or if empty; how many.

    One that somebody reads for more than two seconds stays, for another day.
    """
    return sum(_drop(connection, name, filled=filled) for name in _past(connection, before))


def _past(connection: Connection[Any], before: str) -> list[str]:
    names = sorted(months(connection))
    return [n for n in names if n[len("history_") :].isdecimal() and n < before]


def _drop(connection: Connection[Any], name: str, *, filled: bool) -> bool:
    """Drop the partition of a month, with its sums; whether it was done."""
    try:
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '2s'")
            connection.execute("LOCK TABLE history, " + name + " IN ACCESS EXCLUSIVE MODE")
            row = connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()  # noqa: S608
            if row is not None:
                if not filled:
                    return False
                for table in ("by_hour", "by_day"):
                    connection.execute(
                        f"DELETE FROM {table} r USING (SELECT DISTINCT series, stamp / {DAY} AS day"  # noqa: S608
                        f" FROM {name} WHERE stamp >= 0) h WHERE r.series = h.series"
                        f" AND r.start >= h.day * {DAY} AND r.start < (h.day + 1) * {DAY}"
                    )
            connection.execute(f"DROP TABLE {name}")
    except errors.LockNotAvailable:
        _log.warning("the month %s is being read; it is dropped another day", name)
        return False
    return True
