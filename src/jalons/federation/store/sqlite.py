"""The sources and what was read of them in one SQLite file, whatever their number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import WorkDescription
from jalons.federation.engine.sources import (
    Quarantined,
    ReadingStatus,
    SharedWork,
    SourceState,
    TrustedLists,
)

VERSION = 1
_TABLES = """
CREATE TABLE source (
  publisher TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE, followed_at TEXT NOT NULL,
  siren TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  checked_at TEXT, fresh_at TEXT, verified_at TEXT, valid_until TEXT,
  digest TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, pending INTEGER NOT NULL
);
CREATE INDEX source_siren ON source (siren);
CREATE TABLE trusted (
  publisher TEXT PRIMARY KEY, root BLOB NOT NULL, timestamp BLOB NOT NULL, snapshot BLOB NOT NULL,
  targets BLOB NOT NULL
);
CREATE TABLE item (
  origin TEXT NOT NULL, uid TEXT NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL,
  digest TEXT NOT NULL, length INTEGER NOT NULL, description BLOB NOT NULL,
  withdrawn INTEGER NOT NULL, PRIMARY KEY (origin, uid)
);
CREATE INDEX item_source ON item (source);
CREATE INDEX item_digest ON item (digest);
CREATE TABLE content (digest TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE quarantine (
  source TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (source, path)
);
"""
_STATE = tuple(each.name for each in fields(SourceState))
_TIMES = frozenset(["followed_at", "checked_at", "fresh_at", "verified_at", "valid_until"])
_RECORD = (
    f"INSERT INTO source ({', '.join(_STATE)}) VALUES ({', '.join('?' * len(_STATE))}) "  # noqa: S608
    "ON CONFLICT (publisher) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _STATE[1:])
)
_ITEM = "origin, source, path, digest, length, description, withdrawn"


class SqliteSources:
    """``SourceStore`` in a file; ``with`` closes it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(file, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            self._base.close()
            raise FederationError("store_later", file=file)
        if version < VERSION:
            self._base.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Writes within it are stored together, or not at all; a batch within another is part."""
        if self._base.in_transaction:
            yield
            return
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def state(self, publisher: str) -> SourceState | None:
        """A source by its publisher."""
        return next(self._states("WHERE publisher = ?", publisher), None)

    def states(self) -> Iterator[SourceState]:
        """All of them, by name."""
        return self._states("ORDER BY name, publisher")

    def at(self, address: str) -> SourceState | None:
        """The source that is read at an address."""
        return next(self._states("WHERE address = ?", address), None)

    def with_siren(self, siren: str) -> SourceState | None:
        """The source that is accepted under a SIREN."""
        return next(self._states("WHERE siren = ?", siren), None)

    def record(self, state: SourceState) -> None:
        """Store what is known of a source."""
        values = ((name, getattr(state, name)) for name in _STATE)
        self._base.execute(
            _RECORD, [v.isoformat() if v and name in _TIMES else v for name, v in values]
        )

    def trusted(self, publisher: str) -> TrustedLists | None:
        """The signed lists of a source."""
        found = self._base.execute(
            "SELECT root, timestamp, snapshot, targets FROM trusted WHERE publisher = ?",
            (publisher,),
        ).fetchone()
        return TrustedLists(*found) if found else None

    def trust(self, publisher: str, trusted: TrustedLists) -> None:
        """Store the signed lists of a source."""
        self._base.execute(
            "INSERT INTO trusted VALUES (?, ?, ?, ?, ?) ON CONFLICT (publisher) DO UPDATE SET "
            "root = excluded.root, timestamp = excluded.timestamp, snapshot = excluded.snapshot, "
            "targets = excluded.targets",
            (publisher, *asdict(trusted).values()),
        )

    def item(self, origin: str, uid: str) -> SharedWork | None:
        """A file that was read."""
        return next(self._items("WHERE origin = ? AND uid = ?", origin, uid), None)

    def items(self, source: str = "") -> Iterator[SharedWork]:
        """The files that were read, from one source or from all."""
        where = ("WHERE source = ? ORDER BY origin, path", source) if source else ("ORDER BY 1, 3",)
        return self._items(*where)

    def content(self, digest: str) -> bytes | None:
        """The bytes of a file."""
        found = self._base.execute("SELECT content FROM content WHERE digest = ?", (digest,))
        row = found.fetchone()
        return bytes(row[0]) if row else None

    def store(self, item: SharedWork, content: bytes | None = None) -> None:
        """Store a file, or what is known of it when its bytes do not change."""
        before = self.item(item.origin, item.description.uid)
        self._base.execute(
            f"INSERT INTO item (uid, {_ITEM}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (origin, uid) DO UPDATE SET source = excluded.source, "
            "path = excluded.path, digest = excluded.digest, length = excluded.length, "
            "description = excluded.description, withdrawn = excluded.withdrawn",
            (item.description.uid, item.origin, item.source, item.path, item.digest, item.length,
             msgspec.json.encode(item.description), item.withdrawn),
        )  # fmt: skip
        if content is not None:
            self._base.execute(
                "INSERT INTO content VALUES (?, ?) ON CONFLICT DO NOTHING", (item.digest, content)
            )
        if before and before.digest != item.digest:
            self._base.execute(
                "DELETE FROM content WHERE digest = ? AND NOT EXISTS "
                "(SELECT 1 FROM item WHERE item.digest = content.digest)",
                (before.digest,),
            )

    def quarantine(self, source: str, entries: tuple[Quarantined, ...]) -> None:
        """Replace what is in quarantine of a source."""
        self._base.execute("DELETE FROM quarantine WHERE source = ?", (source,))
        self._base.executemany(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?)",
            [(each.source, each.path, each.digest, each.reason) for each in entries],
        )

    def quarantined(self, source: str = "") -> tuple[Quarantined, ...]:
        """What is in quarantine."""
        found = self._base.execute(
            "SELECT * FROM quarantine WHERE source = ? OR ? = '' ORDER BY source, path",
            (source, source),
        )
        return tuple(Quarantined(*row) for row in found)

    def _states(self, clause: str, *values: str) -> Iterator[SourceState]:
        sql = f"SELECT {', '.join(_STATE)} FROM source {clause}"  # noqa: S608
        for row in self._base.execute(sql, values):
            named: dict[str, Any] = {
                name: datetime.fromisoformat(value) if value and name in _TIMES else value
                for name, value in zip(_STATE, row, strict=True)
            }
            yield SourceState(**named | {"status": ReadingStatus(named["status"])})

    def _items(self, clause: str, *values: str) -> Iterator[SharedWork]:
        sql = f"SELECT {_ITEM} FROM item {clause}"  # noqa: S608
        for origin, source, path, digest, length, said, gone in self._base.execute(sql, values):
            says = msgspec.json.decode(said, type=WorkDescription)
            yield SharedWork(origin=origin, source=source, path=path, digest=digest,
                             length=length, description=says, withdrawn=bool(gone))  # fmt: skip
