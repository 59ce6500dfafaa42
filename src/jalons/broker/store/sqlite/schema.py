"""The tables of the SQLite store, and how a connection is opened.

``leaf`` has the (path, value) pairs of every entity, by entity and by value, but for its dates and
those of its attributes (see ``indexing``); ``shape`` and its R*Tree the geometries. ``history_*``
have the rows of one month each, clustered by series and time; ``recent_0`` and ``recent_1`` the
last ones in the order they came (see ``months``).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from jalons.broker.engine.query.leaves import CREATED, MODIFIED
from jalons.broker.engine.query.tree import Scalar, encoded

from .functions import Reader
from .indexing import indexed

VERSION = 3

TABLES = """
CREATE TABLE IF NOT EXISTS tenant (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS name (
    id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, text TEXT NOT NULL,
    UNIQUE (tenant, text));
CREATE TABLE IF NOT EXISTS entity (
    pk INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, id TEXT NOT NULL,
    doc TEXT NOT NULL, created TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
    UNIQUE (tenant, id));
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
INSERT OR IGNORE INTO counter VALUES ('row', 0), ('series', 0), ('filled', 0), ('settled', 0);
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

RECENT_TABLES = ("recent_0", "recent_1")
RECENT = """
CREATE TABLE IF NOT EXISTS {name} (
    seq INTEGER PRIMARY KEY, series INTEGER NOT NULL, stamp INTEGER NOT NULL,
    observed INTEGER, created INTEGER NOT NULL, modified INTEGER NOT NULL, deleted INTEGER,
    value, rest TEXT);
CREATE INDEX IF NOT EXISTS {name}_series ON {name} (series);
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


FROM_2 = """
ALTER TABLE entity ADD COLUMN created TEXT NOT NULL DEFAULT '';
ALTER TABLE entity ADD COLUMN modified TEXT NOT NULL DEFAULT '';
UPDATE entity SET created = encoded(coalesce(json_extract(doc, '$.createdAt'), '')),
    modified = encoded(coalesce(json_extract(doc, '$.modifiedAt'), ''));
ALTER TABLE leaf RENAME TO leaf_2;
DROP INDEX leaf_value;
CREATE TABLE leaf (pk INTEGER NOT NULL, path INTEGER NOT NULL, value NOT NULL,
    PRIMARY KEY (pk, path, value)) WITHOUT ROWID;
INSERT INTO leaf SELECT l.pk, l.path, l.value FROM leaf_2 l
    CROSS JOIN entity e ON e.pk = l.pk CROSS JOIN name n ON n.id = l.path
    WHERE stored(n.text, l.value, e.created, e.modified);
DROP TABLE leaf_2;
"""

OLDER = (FROM_1, FROM_2)  # what brings each older version to the next
MOST_WAIT = 30  # seconds for a lock of another process
PAGE_SIZE = 1024  # bytes of a page of a new file: an update changes few of each page it touches
LOG_SIZE = 64 << 20  # bytes of log after which it is moved, and to which it is cut back
MOST_LOG = 256 << 20  # bytes of log after which a writer moves it itself
DURABILITY = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}


def opened(path: Path | str, *, durability: str) -> sqlite3.Connection:
    """A connection in WAL mode; ``durability`` full answers only what a power cut cannot undo."""
    connection = _opened(path, durability, sqlite3.Connection)
    connection.execute("PRAGMA cache_size = -16000")
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    connection.execute(f"PRAGMA wal_autocheckpoint = {MOST_LOG // page}")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_SIZE}")
    return connection


def read_connection(path: Path | str, *, durability: str) -> Reader:
    """A connection in WAL mode that only reads."""
    connection = _opened(path, durability, Reader)
    connection.execute("PRAGMA cache_size = -8000")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _opened[Made: sqlite3.Connection](path: Path | str, durability: str, kind: type[Made]) -> Made:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=MOST_WAIT, factory=kind
    )
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a new file only
    _log_ahead(connection)
    connection.execute(f"PRAGMA synchronous = {DURABILITY[durability]}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Put a file in WAL mode, beside another process that does so too.

    SQLite does not wait for the lock that the change of mode takes, whatever the timeout.
    """
    end = time.monotonic() + MOST_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def later_than_known(file: Path) -> bool:
    """Whether a file of a store was made by a later version of its tables."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0]) > VERSION


def prepared(connection: sqlite3.Connection) -> None:
    """Make the tables there are not, bring older ones to this version; refuse a later one.

    All of it in one transaction: a process killed meanwhile leaves the file as it was.
    """
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _bring_from(connection, _version(connection))  # another process may have done it meanwhile
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_from(connection: sqlite3.Connection, version: int) -> None:
    if version > VERSION:
        raise RuntimeError(f"the file was made by a later version ({version} > {VERSION})")
    if version == VERSION:
        return
    connection.create_function("encoded", 1, encoded)
    connection.create_function("stored", 4, _stored)
    older = "".join(OLDER[version - 1 :]) if version else ""
    recent = "".join(RECENT.format(name=name) for name in RECENT_TABLES)
    for statement in _statements(f"{older}{TABLES}{recent}"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: run whole, it would end the transaction first."""
    waiting = ""
    for part in script.split(";"):
        waiting += part + ";"
        if sqlite3.complete_statement(waiting):
            if waiting.strip("; \n"):
                yield waiting
            waiting = ""


def _stored(path: str, value: Scalar, created: str, modified: str) -> bool:
    """Whether a leaf of the second version is one of this version."""
    dates = {CREATED: created, MODIFIED: modified}
    return indexed(path) and value != dates.get(path)
