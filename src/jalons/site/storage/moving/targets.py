"""Where a base is moved to: a PostgreSQL database, or the file of the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import ConnectionHandler

from jalons.site.models import InstanceName
from jalons.site.storage.databases import SIDES, check_sound, free_of_others
from jalons.site.storage.main_database import database
from jalons.site.storage.moved_folder import UNFINISHED

from .tables import OURS, Base, MoveError, Table

ALIAS = "moved"
FUNCTIONS = "DROP FUNCTION IF EXISTS journal_refuse()"  # what migrations make beside tables
FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
PARTIAL = ".moving"


def connected(configured: dict[str, Any]) -> Base:
    """The connection of a base that is not in the settings, under the name ``ALIAS``."""
    handler = ConnectionHandler({DEFAULT_DB_ALIAS: configured})
    connections.settings[ALIAS] = handler.settings[DEFAULT_DB_ALIAS]
    connections[ALIAS] = connections.create_connection(ALIAS)
    return connections[ALIAS]


class PostgresqlTarget:
    """A database of PostgreSQL without any table of Jalons."""

    vendor = "postgresql"

    def __init__(self, address: str, *, folder: Path) -> None:
        self.base = connected(database(address, folder=folder))

    def prepare(
        self, known: Sequence[Table], *, replace: bool, instance: UUID, schema: str
    ) -> None:
        """Have it empty, and marked as unfinished: nobody serves it meanwhile.

        Raises ``MoveError``: move_encoding, move_target_other, move_target_unfinished,
        move_target_full.
        """
        ours = {each.name for each in known} | OURS
        with self.base.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            if (encoding := cursor.fetchone()[0]) != "UTF8":
                raise MoveError("move_encoding", encoding=encoding)
            there = sorted(ours & set(self.base.introspection.table_names(cursor)))
            if there and not replace:
                unfinished = there == [UNFINISHED]
                raise MoveError("move_target_unfinished" if unfinished else "move_target_full")
            names = []
            if InstanceName._meta.db_table in there:
                cursor.execute(f"SELECT name FROM {InstanceName._meta.db_table}")  # noqa: S608
                names = [name for (name,) in cursor.fetchall()]
            if there not in ([], [UNFINISHED]) and names != [instance]:
                raise MoveError("move_target_other")
            if there:
                listed = ", ".join(self.base.ops.quote_name(name) for name in there)
                cursor.execute(f"DROP TABLE {listed}")
                cursor.execute(FUNCTIONS)
            if schema and replace:
                cursor.execute(f"DROP SCHEMA IF EXISTS {self.base.ops.quote_name(schema)} CASCADE")
            cursor.execute(f"CREATE TABLE {UNFINISHED} (at timestamptz DEFAULT now())")

    @contextmanager
    def whole_or_nothing(self) -> Iterator[None]:
        """Leave nothing in it when the block ends by an error; a kill leaves the mark."""
        try:
            yield
        except BaseException:
            self.base.close()
            with self.base.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {UNFINISHED}")
            raise
        finally:
            self.base.close()

    def also(self, partial: Path, place: Path) -> None:
        """Have no file: the twin goes to PostgreSQL too."""

    def settle(self) -> None:
        """Say, in the transaction that fills it, that it is whole."""
        with self.base.cursor() as cursor:
            cursor.execute(f"DROP TABLE {UNFINISHED}")

    def finish(self) -> Path | None:
        """What follows the transaction: the figures that searches are planned with."""
        with self.base.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")
        self.base.close()
        return None


class SqliteTarget:
    """The SQLite file of the data folder, made beside it and named at the end."""

    vendor = "sqlite"

    def __init__(self, *, folder: Path) -> None:
        configured = database("", folder=folder)
        self.file: Path = configured["NAME"]
        self.partial = self.file.with_name(f"{self.file.name}{PARTIAL}")
        self.beside: list[tuple[Path, Path]] = [(self.partial, self.file)]
        options = configured["OPTIONS"] | {"init_command": FAST}
        self.base = connected(configured | {"NAME": self.partial, "OPTIONS": options})

    def prepare(self, *_: object, replace: bool, **_more: object) -> None:
        """Begin a new file. Raises ``MoveError`` (move_file_there)."""
        if self.file.exists() and not replace:
            raise MoveError("move_file_there", file=self.file)
        erase(self.partial)

    @contextmanager
    def whole_or_nothing(self) -> Iterator[None]:
        """Leave no partial file, unless killed; the next move begins by erasing it."""
        try:
            yield
        finally:
            self.base.close()
            for partial, _ in self.beside:
                erase(partial)

    def also(self, partial: Path, place: Path) -> None:
        """Name another file with that of the base: that of the twin."""
        erase(partial)
        self.beside.append((partial, place))

    def settle(self) -> None:
        """Nothing in the file: its name says whether it is whole."""

    def finish(self) -> Path | None:
        """Give the files their names; where those of a former base are now, None without any."""
        with self.base.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.base.close()
        for partial, place in self.beside:
            free_of_others(partial)
            check_sound(partial, name=place)
        aside = self.file.parent / f"before-move-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        for _, place in self.beside:
            for former in (place.with_name(place.name + side) for side in ("", *SIDES)):
                if former.exists():
                    aside.mkdir(mode=0o700, exist_ok=True)
                    former.rename(aside / former.name)
        for partial, place in reversed(self.beside):  # the base at the end
            partial.chmod(0o600)
            with partial.open("rb") as written:
                os.fsync(written.fileno())
            partial.rename(place)
        return aside if aside.exists() else None


def erase(file: Path) -> None:
    """Erase a SQLite file and what is beside it."""
    for side in ("", *SIDES):
        file.with_name(file.name + side).unlink(missing_ok=True)


type Target = PostgresqlTarget | SqliteTarget
