"""The preview of a file, read: a SQLite file, page by page, without the file it was made of.

Its table 1 is ``t1``, the first column of it ``c1`` (the text) and ``v1`` (a number or an ISO day,
where a column has one), the words of its rows ``f1``: no name of a file is ever in a statement.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.engine.statistics.values import TableStatistics
from jalons.tabular.folding import searchable

SECONDS = 5.0  # of one reading
_STEPS = 20_000  # of SQLite between two looks at the clock
_FIRST = 500  # rows after which a long reading has no more sorting to do

type Value = str | int | float | None
type Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a table: with all the ``words``, whose ``column`` (from 1) is ``value``.

    ``sort`` is a column from 1, negative for the last first, 0 for the order of the file.
    """

    words: str = ""
    column: int = 0
    value: str = ""
    sort: int = 0

    def within(self, columns: int) -> Selection:
        """The same without the columns that a table of so many does not have."""
        column = self.column if 0 < self.column <= columns and self.value else 0
        sort = self.sort if 0 < abs(self.sort) <= columns else 0
        return Selection(self.words, column, self.value if column else "", sort)

    @property
    def is_narrowed(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.words or self.column)


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """The table ``number`` (from 1) of the preview in ``path``.

    Its readings raise ``CatalogueError``: ``preview_slow``, ``preview_gone``.
    """

    path: Path
    number: int
    about: TableStatistics

    def count(self, selection: Selection) -> int:
        """How many rows are selected."""
        where, values = self._where(selection)
        return int(str(self._select("count(*)", where, values)[0][0])) if where else self.about.rows

    def rows(
        self, selection: Selection, limit: int, offset: int = 0, *, typed: bool = False
    ) -> list[Row]:
        """Some of the rows as texts, "" for nothing; ``typed``: as numbers, ISO days or texts."""
        where, values = self._where(selection)
        if not where and not selection.sort:  # a far page costs no more than the first
            where, values, offset = " WHERE n > ?", (offset,), 0
        end = f"{where}{self._order(selection)} LIMIT ? OFFSET ?"
        return list(self._read(end, (*values, limit, offset), typed=typed))

    def every(self, selection: Selection) -> Iterator[Row]:
        """All the selected rows as texts, one after the other."""
        where, values = self._where(selection)
        return self._read(where + self._order(selection), values)

    def places(self, most: int) -> list[Row]:
        """At most so many middles of geometries, spread over the file: x, y, the first cell."""
        last = len(self.about.columns)
        x, y = (f"{'v' if self.about.columns[n - 1].typed else 'c'}{n}" for n in (last - 1, last))
        spread = (max(1, -(-self.about.rows // most)), most)
        where = f" WHERE n % ? = 0 AND {y} IS NOT NULL LIMIT ?"
        return self._select(f"{x}, {y}, c1", where, spread)

    def _select(self, what: str, end: str, values: tuple[Value, ...]) -> list[Row]:
        with self._open() as base:
            return base.execute(f"SELECT {what} FROM t{self.number}{end}", values).fetchall()  # noqa: S608

    def _read(self, end: str, values: tuple[Value, ...], *, typed: bool = False) -> Iterator[Row]:
        columns = [
            f"CASE WHEN length(c{rank}) > 10 AND typeof(v{rank}) = 'text' THEN c{rank}"
            f" ELSE coalesce(v{rank}, c{rank}) END" if typed and each.typed else f"c{rank}"
            for rank, each in enumerate(self.about.columns, start=1)
        ]  # fmt: skip
        with self._open() as base:
            found = base.execute(f"SELECT {', '.join(columns)} FROM t{self.number}{end}", values)  # noqa: S608
            for rank, row in enumerate(found):
                if rank == _FIRST:
                    base.set_progress_handler(None, 0)
                yield row if typed else tuple("" if each is None else str(each) for each in row)

    def _where(self, selection: Selection) -> tuple[str, tuple[Value, ...]]:
        parts, values = [], []
        if words := re.findall(r"\w+", selection.words):
            parts.append(f"n IN (SELECT rowid FROM f{self.number} WHERE f{self.number} MATCH ?)")  # noqa: S608
            values.append(" ".join(f'"{word}"*' for word in words))
        elif selection.words:
            parts.append("0")  # marks alone: no word is searched
        if selection.column:
            parts.append(f"fold(c{int(selection.column)}) = ?")
            values.append(searchable(selection.value.strip()))
        return (f" WHERE {' AND '.join(parts)}" if parts else ""), tuple(values)

    def _order(self, selection: Selection) -> str:
        if not (rank := abs(selection.sort)):
            return " ORDER BY n"
        about = self.about.columns[rank - 1]
        key = f"v{rank}" if about.typed else f"c{rank}" if about.exact else f"fold(c{rank})"
        return f" ORDER BY {key} IS NULL, {key}{' DESC' if selection.sort < 0 else ''}, n"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, read only, for some seconds."""
        end = time.monotonic() + SECONDS
        try:
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True, check_same_thread=False)) as base:
                base.create_function("fold", 1, _fold, deterministic=True)
                base.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                yield base
        except sqlite3.Error as error:
            slow = "interrupted" in str(error)
            raise CatalogueError("preview_slow" if slow else "preview_gone") from error


def _fold(text: Value) -> str | None:
    return None if text is None else searchable(str(text))
