"""Reads TOML tables key by key; an error names its place: file, line, entry."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn, Protocol

from jalons.kernel import Messages, Source, Where
from jalons.strategy.engine.catalogue import LegalBasis, StrategyError, Words
from jalons.strategy.engine.diagnosis.formulas import Formula

OWN = "Jalons"  # the publisher of what the project defines itself

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_SYNTAX = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The text of a file, and where its entries stand."""

    name: str
    text: str

    def place(self, entry: str) -> Where:
        """The file, the line and the key of an entry."""
        return Where(file=self.name, row=self.line_of(entry), column=entry)

    def line_of(self, entry: str) -> int | None:
        """The line, from 1, of an entry (``question[2].text.fr``) or of the table that lacks it."""
        best, best_length = None, -1
        prefix, counts, inside = "", Counter[str](), False
        for number, line in enumerate(self.text.splitlines(), start=1):
            if inside or line.count('"""') == 1:
                inside ^= line.count('"""') == 1
                if inside is False or not _KEY.match(line):
                    continue
            if header := _HEADER.match(line):
                prefix = _resolved(header[2], counts, array=header[1] == "[[")
                found = prefix
            elif key := _KEY.match(line):
                found = f"{prefix}.{key[1]}" if prefix else key[1]
            else:
                continue
            if _leads(found, entry) and len(found) > best_length:
                best, best_length = number, len(found)
        return best


def short_place(where: Where) -> str:
    """A place in a few characters: ``commitment-4.toml:12``, ``Questions:12``."""
    name = where.sheet or where.file
    return f"{name}:{where.row}" if where.row else name


def _leads(found: str, entry: str) -> bool:
    """Whether an entry is ``found``, is inside it, or contains it."""
    return (
        found == entry
        or entry.startswith((f"{found}.", f"{found}["))
        or (found.startswith(f"{entry}."))
    )


def _resolved(name: str, counts: Counter[str], *, array: bool) -> str:
    """The full path of a header, each array with its rank."""
    path = ""
    *parents, last = name.split(".")
    for part in parents:
        path = f"{path}.{part}" if path else part
        if counts[path]:
            path = f"{path}[{counts[path] - 1}]"
    path = f"{path}.{last}" if path else last
    if array:
        counts[path] += 1
        path = f"{path}[{counts[path] - 1}]"
    return path


def open_table(file: Path | Traversable) -> Table:
    """The root table of a TOML file.

    Raises ``StrategyError``: ``data_unreadable`` at its line, ``data_unopened`` for what the system
    refuses.
    """
    try:
        text = file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        where = Where(file=file.name)
        raise StrategyError(
            "data_unopened", where=where, file=file.name, detail=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = _SYNTAX.search(str(error))
        where = Where(
            file=file.name,
            row=int(place[1]) if place else None,
            column=place[2] if place else "",
        )
        raise StrategyError("data_unreadable", where=where, file=file.name, detail=error) from error
    return Table(TomlFile(file.name, text), content)


class Located(Protocol):
    """The places of entries, for a person to correct them."""

    def place(self, entry: str) -> Where:
        """The place of an entry (``question[2].text.fr``)."""


class Table:
    """One table of a file: each key is read once, and ``close`` refuses the other keys."""

    def __init__(self, file: Located, content: Any, path: str = "") -> None:
        self.file, self.path = file, path
        if not isinstance(content, dict):
            self.refuse("", content, "table")
        self._left = dict(content)

    def refuse(self, key: str, value: Any, expected: str) -> NoReturn:
        """Refuse a value; ``expected`` is the message key of what was expected."""
        words = Messages.of(StrategyError.package).text(f"expected.{expected}")
        self.fail("data_value_invalid", key, value=value, expected=words)

    def fail(self, code: str, key: str, **params: Any) -> NoReturn:
        """Raise ``StrategyError`` for a key, with its file and line."""
        full = f"{self.path}{key}".rstrip(".")
        where = self.file.place(full)
        raise StrategyError(
            code, where=where, file=short_place(where), entry=where.column, **params
        )

    def take(self, key: str, kind: type, expected: str, default: Any = None) -> Any:
        """The value of a key, which must be of ``kind``; ``default`` when the key is absent."""
        if key not in self._left:
            if default is None:
                self.fail("data_key_missing", key)
            return default
        value = self._left.pop(key)
        if type(value) is not kind or value == "":
            self.refuse(key, value, expected)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        return str(self.take(key, str, "text", default))

    def whole(self, key: str) -> int:
        """A whole number."""
        return int(self.take(key, int, "whole"))

    def number(self, key: str, default: float | None = None) -> float:
        """A number, whole or not."""
        value = self._left.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            self._left[key] = float(value)
        return float(self.take(key, float, "number", default))

    def boolean(self, key: str) -> bool:
        """True or false."""
        return bool(self.take(key, bool, "boolean"))

    def words(self, key: str) -> Words:
        """A text in French and in English."""
        return self.table(key).read(read_words)

    def choice[E: StrEnum](self, key: str, kind: type[E], default: E | None = None) -> E:
        """One of the values of ``kind``."""
        value = self.text(key, default)
        if value not in set(kind):
            self.refuse(key, value, "choice")
        return kind(value)

    def formula(self, key: str, names: Collection[str]) -> Formula:
        """A condition on ``names``, refused at its line and column."""
        text = self.text(key)
        try:
            return Formula.parse(text, frozenset(names))
        except StrategyError as error:
            full = f"{self.path}{key}"
            column = str(error.params.get("column", ""))
            error.where = replace(self.file.place(full), column=column)
            raise

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        values = self.take(key, list, "list", default)
        for value in values:
            if not isinstance(value, str) or not value:
                self.refuse(key, value, "text")
        return tuple(values)

    def table(self, key: str) -> Table:
        """The table under a key."""
        value = self.take(key, dict, "table")
        return Table(self.file, value, f"{self.path}{key}.")

    def names(self) -> tuple[str, ...]:
        """The keys not read yet, in their order."""
        return tuple(self._left)

    def has(self, key: str) -> bool:
        """Whether a key is present and not read yet."""
        return key in self._left

    def optional(self, key: str) -> Table | None:
        """The table under a key, None when absent."""
        return self.table(key) if self.has(key) else None

    def tables(self, key: str, default: list[Any] | None = None) -> list[Table]:
        """The list of tables under a key."""
        rows = self.take(key, list, "list", default)
        return [Table(self.file, row, f"{self.path}{key}[{n}].") for n, row in enumerate(rows)]

    def rows[T](
        self, key: str, build: Callable[[Table], T], default: list[Any] | None = None
    ) -> tuple[T, ...]:
        """What ``build`` reads in each table under a key."""
        return tuple(table.read(build) for table in self.tables(key, default))

    def read[T](self, build: Callable[[Table], T]) -> T:
        """What ``build`` reads in this table; a key it does not read is refused."""
        found = build(self)
        self.close()
        return found

    def close(self) -> None:
        """Refuse the keys that were not read: an unknown key is a mistake nobody would notice."""
        for key in self._left:
            self.fail("data_key_unknown", key)


def read_verified(table: Table, source: Source | None) -> bool:
    """Whether a statement was read in its source; refused when the source was not opened."""
    verified = table.boolean("verified")
    if verified and (source is None or not source.verified):
        table.refuse("verified", verified, "opened")
    return verified


def read_words(table: Table) -> Words:
    """The text of a table in French and in English."""
    return Words(table.text("fr"), table.text("en"))


def read_legal_basis(table: Table | None) -> LegalBasis | None:
    """The legal basis a table describes, None without a table."""
    if table is None:
        return None
    text, verified = read_words(table), table.boolean("verified")
    basis = LegalBasis(
        text,
        verified,
        link=table.text("link", default=None if verified else ""),
        opened=table.take("opened", date, "date") if verified else None,
    )
    table.close()
    return basis


def read_sources(root: Table) -> dict[str, Source]:
    """The sources of a file, by the name its entries give them."""
    rows = root.table("sources")
    return {name: read_source(rows.table(name)) for name in rows.names()}


def read_source(table: Table) -> Source:
    """The source a table describes; one called verified must say where and when it was opened.

    A definition of the project itself (``publisher = "Jalons"``) has nothing to open.
    """
    published = table.take("published", date, "date", default=date.min)
    publisher, verified = table.text("publisher"), table.boolean("verified")
    to_open = verified and publisher != OWN
    source = Source(
        title=table.text("title"),
        publisher=publisher,
        published=None if published == date.min else published,
        licence=table.text("licence"),
        link=table.text("link", default=None if to_open else ""),
        verified=verified,
        opened=table.take("opened", date, "date") if to_open else None,
    )
    table.close()
    return source
