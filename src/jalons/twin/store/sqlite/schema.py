"""The tables of the SQLite store, and how a connection is opened.

``leaf`` holds every (path, value) of every entity, by entity and by value; ``shape`` and its
R*Tree the geometries; ``history_*`` the rows of one month each, clustered by series and time.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from .functions import Reader

VERSION = 2

TABLES = """
CREATE TABLE IF NOT EXISTS tenant (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS name (
    id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, text TEXT NOT NULL,
    UNIQUE (tenant, text));
CREATE TABLE IF NOT EXISTS entity (
    pk INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, id TEXT NOT NULL,
    doc TEXT NOT NULL, UNIQUE (tenant, id));
CREATE INDEX IF NOT EXISTS entity_tenant ON entity (tenant);
CREATE TABLE IF NOT EXISTS leaf (pk INTEGER NOT NULL, path INTEGER NOT NULL, value NOT NULL,
    PRIMARY KEY (pk, path, value)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS leaf_value ON leaf (path, value, pk);
CREATE TABLE IF NOT EXISTS shape (
    id INTEGER PRIMARY KEY, pk INTEGER NOT NULL, path INTEGER NOT NULL,
    geometry TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS shape_entity ON shape (pk);
CREATE VIRTUAL TABLE IF NOT EXISTS shape_box USING rtree (id, west, east, south, north);
CREATE TABLE IF NOT EXISTS usage (
    tenant INTEGER NOT NULL, type INTEGER NOT NULL, attr INTEGER NOT NULL,
    kind TEXT NOT NULL, entities INTEGER NOT NULL,
    PRIMARY KEY (tenant, type, attr, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS series (
    tenant INTEGER NOT NULL, entity TEXT NOT NULL, attr INTEGER NOT NULL, dataset TEXT NOT NULL,
    id INTEGER NOT NULL, PRIMARY KEY (tenant, entity, attr, dataset)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counter VALUES ('row', 0), ('series', 0);
CREATE TABLE IF NOT EXISTS month (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY AUTOINCREMENT, tenant INTEGER NOT NULL,
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (tenant, kind, key));
CREATE TABLE IF NOT EXISTS owed (number INTEGER PRIMARY KEY AUTOINCREMENT, tenant INTEGER NOT NULL,
    subscription TEXT NOT NULL, payload BLOB NOT NULL, due INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0, holder TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS owed_due ON owed (due);
CREATE INDEX IF NOT EXISTS owed_held ON owed (held) WHERE held > 0;
CREATE TABLE IF NOT EXISTS lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL,
    until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (kind TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""

MONTH = """
CREATE TABLE IF NOT EXISTS {name} (
    series INTEGER NOT NULL, stamp INTEGER NOT NULL, seq INTEGER NOT NULL,
    observed INTEGER, created INTEGER NOT NULL, modified INTEGER NOT NULL, deleted INTEGER,
    value, rest TEXT, PRIMARY KEY (series, stamp, seq)) WITHOUT ROWID
"""

FROM_1 = """
ALTER TABLE series RENAME TO series_1;
CREATE TABLE series (
    tenant INTEGER NOT NULL, entity TEXT NOT NULL, attr INTEGER NOT NULL, dataset TEXT NOT NULL,
    id INTEGER NOT NULL, PRIMARY KEY (tenant, entity, attr, dataset)) WITHOUT ROWID;
INSERT INTO series SELECT tenant, entity, attr, dataset, id FROM series_1;
INSERT INTO counter SELECT 'series', coalesce(max(id), 0) FROM series_1;
DROP TABLE series_1;
ALTER TABLE owed ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owed ADD COLUMN holder TEXT NOT NULL DEFAULT '';
"""

LOG_SIZE = 4 << 20  # bytes the log is cut back to when it starts again
DURABILITY = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}


def opened(path: Path | str, *, durability: str) -> sqlite3.Connection:
    """A connection in WAL mode; ``durability`` full answers only what a power cut cannot undo."""
    connection = _opened(path, durability, sqlite3.Connection)
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA wal_autocheckpoint = 32000")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_SIZE}")
    return connection


def reader(path: Path | str, *, durability: str) -> Reader:
    """A connection in WAL mode that only reads."""
    connection = _opened(path, durability, Reader)
    connection.execute("PRAGMA cache_size = -8000")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _opened[Made: sqlite3.Connection](path: Path | str, durability: str, kind: type[Made]) -> Made:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=30, factory=kind
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {DURABILITY[durability]}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def later_than_known(file: Path) -> bool:
    """Whether a file of a store was made by a later version of its tables."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0]) > VERSION


def prepared(connection: sqlite3.Connection) -> None:
    """Make the tables there are not, bring older ones to this version; refuse a later one.

    All of it in one transaction: a process killed meanwhile leaves the file as it was.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise RuntimeError(f"the file was made by a later version ({version} > {VERSION})")
    if version < VERSION:
        older = FROM_1 if version == 1 else ""
        connection.executescript(
            f"BEGIN IMMEDIATE; {older} {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        )
