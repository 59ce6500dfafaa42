"""Reads the manifesto and the indicator catalogue, and refuses a file that is not whole.

Every problem is a ``StrategyError`` that names the file and the key; no value is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

from jalons.kernel import Messages, Source, Unit, Where
from jalons.kernel.quantity import UnitError
from jalons.strategy.engine.catalogue import (
    DECLARED,
    Ambition,
    Catalogue,
    Commitment,
    Content,
    Direction,
    Indicator,
    LegalBasis,
    Manifesto,
    Origin,
    StrategyError,
    Words,
)

ROOMS = frozenset(
    [
        "strategy",
        "footprint",
        "inclusion",
        "webaudit",
        "procurement",
        "reuse",
        "participation",
        "catalogue",
        "twin",
        "ailibrary",
        "federation",
    ]
)
FREQUENCIES = frozenset({"year", "quarter", "month"})


class _Table:
    """One table of a TOML file: each key is taken once, and ``close`` refuses what is left."""

    def __init__(self, file: str, content: Any, path: str = "") -> None:
        self.file, self.path = file, path
        if not isinstance(content, dict):
            self.refuse("", content, "table")
        self._left = dict(content)

    def refuse(self, key: str, value: Any, expected: str) -> NoReturn:
        words = Messages.of(StrategyError.package).text(f"expected.{expected}")
        self.fail("data_value_invalid", key, value=value, expected=words)

    def fail(self, code: str, key: str, **params: Any) -> NoReturn:
        full = f"{self.path}{key}".rstrip(".")
        where = Where(file=self.file, column=full)
        raise StrategyError(code, where=where, file=self.file, entry=full, **params)

    def take(self, key: str, kind: type, expected: str, default: Any = None) -> Any:
        if key not in self._left:
            if default is None:
                self.fail("data_key_missing", key)
            return default
        value = self._left.pop(key)
        if type(value) is not kind or value == "":
            self.refuse(key, value, expected)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.take(key, str, "text", default))

    def whole(self, key: str) -> int:
        return int(self.take(key, int, "whole"))

    def boolean(self, key: str) -> bool:
        return bool(self.take(key, bool, "boolean"))

    def words(self, key: str) -> Words:
        table = self.table(key)
        words = Words(table.text("fr"), table.text("en"))
        table.close()
        return words

    def choice[E: StrEnum](self, key: str, kind: type[E]) -> E:
        value = self.text(key)
        if value not in set(kind):
            self.refuse(key, value, "choice")
        return kind(value)

    def table(self, key: str) -> _Table:
        value = self.take(key, dict, "table")
        return _Table(self.file, value, f"{self.path}{key}.")

    def optional(self, key: str) -> _Table | None:
        return self.table(key) if key in self._left else None

    def tables(self, key: str) -> list[_Table]:
        rows = self.take(key, list, "list")
        return [_Table(self.file, row, f"{self.path}{key}[{n}].") for n, row in enumerate(rows)]

    def named_tables(self, key: str) -> dict[str, _Table]:
        rows = self.take(key, dict, "table")
        return {
            name: _Table(self.file, row, f"{self.path}{key}.{name}.") for name, row in rows.items()
        }

    def close(self) -> None:
        for key in self._left:
            self.fail("data_key_unknown", key)


@cache
def manifesto() -> Manifesto:
    """The manifesto shipped with this version, read once."""
    return read_manifesto(_data() / "manifesto.toml")


@cache
def catalogue() -> Catalogue:
    """The indicator catalogue shipped with this version, read once."""
    return read_catalogue(_data() / "indicators", manifesto())


def read_manifesto(file: Path | Traversable) -> Manifesto:
    """The manifesto of a TOML file. Raises ``StrategyError`` with the file and the key."""
    root = _open(file)
    sources = {}
    for name, table in root.named_tables("sources").items():
        sources[name] = _source(table)
    ambitions = tuple(_ambition(table) for table in root.tables("ambition"))
    by_id = {ambition.id: ambition for ambition in ambitions}
    commitments = tuple(_commitment(t, by_id, sources) for t in root.tables("commitment"))
    _no_repeat(root, "commitment.number", [c.number for c in commitments])
    result = Manifesto(
        title=root.words("title"),
        signed=root.take("signed", date, "date"),
        signatories=tuple(root.take("signatories", list, "list")),
        ambitions=ambitions,
        commitments=commitments,
    )
    root.close()
    return result


def read_catalogue(folder: Path | Traversable, manifesto: Manifesto) -> Catalogue:
    """The indicators of a folder, by commitment, then in the order their sheets tell.

    Raises ``StrategyError`` with the file and the key: unknown or missing key, source, unit,
    commitment, provider, or an id that is not the name of its file.
    """
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    known = {commitment.number for commitment in manifesto.commitments}
    sheets = [read_indicator(file, known) for file in files]
    sheets.sort(key=lambda sheet: (sheet.commitment, sheet.order, sheet.id))
    return Catalogue({sheet.id: sheet for sheet in sheets})


def read_indicator(file: Path | Traversable, commitments: Collection[int]) -> Indicator:
    """The indicator of a TOML file; ``commitments`` are the numbers it may belong to."""
    root = _open(file)
    basis = root.optional("legal_basis")
    provider, formula = _provider(root)
    sheet = Indicator(
        id=root.text("id"),
        name=root.words("name"),
        unit=_unit(root),
        direction=root.choice("direction", Direction),
        definition=root.words("definition"),
        provider=provider,
        formula=formula,
        frequency=root.text("frequency"),
        commitment=root.whole("commitment"),
        order=root.whole("order"),
        origin=root.choice("origin", Origin),
        source=_source(root.table("source")),
        legal_basis=_basis(basis) if basis else None,
        verified=root.boolean("verified"),
    )
    root.close()
    if sheet.commitment not in commitments:
        root.refuse("commitment", sheet.commitment, "commitment")
    if sheet.frequency not in FREQUENCIES:
        root.refuse("frequency", sheet.frequency, "choice")
    if f"{sheet.id.replace('.', '_')}.toml" != file.name:
        root.refuse("id", sheet.id, "file_name")
    return sheet


def _data() -> Traversable:
    return resources.files("jalons.strategy") / "data"


def _open(file: Path | Traversable) -> _Table:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        where = Where(file=file.name)
        raise StrategyError("data_unreadable", where=where, file=file.name, detail=error) from error
    return _Table(file.name, content)


def _source(table: _Table) -> Source:
    published = table.take("published", date, "date", default=date.min)
    source = Source(
        title=table.text("title"),
        publisher=table.text("publisher"),
        published=None if published == date.min else published,
        licence=table.text("licence"),
        link=table.text("link", default=""),
        verified=table.boolean("verified"),
    )
    table.close()
    return source


def _ambition(table: _Table) -> Ambition:
    ambition = Ambition(table.text("id"), table.whole("number"), table.words("name"))
    table.close()
    return ambition


def _commitment(
    table: _Table, ambitions: dict[str, Ambition], sources: dict[str, Source]
) -> Commitment:
    ambition = table.text("ambition")
    if ambition not in ambitions:
        table.refuse("ambition", ambition, "choice")
    if table.take("milestones", list, "list"):
        # No reader yet: refusing is better than hiding what somebody wrote.
        table.fail("data_key_unknown", "milestones")
    commitment = Commitment(
        number=table.whole("number"),
        ambition=ambitions[ambition],
        title=table.words("title"),
        short=table.words("short"),
        content=tuple(_content(row, sources) for row in table.tables("content")),
    )
    table.close()
    return commitment


def _content(table: _Table, sources: dict[str, Source]) -> Content:
    name = table.text("source")
    if name not in sources:
        table.refuse("source", name, "source")
    words = Words(table.text("fr"), table.text("en"))
    content = Content(words, sources[name], table.boolean("verified"))
    table.close()
    return content


def _provider(root: _Table) -> tuple[str, str]:
    formula = root.text("formula", default="")
    if formula:
        return "", formula
    provider = root.text("provider")
    if provider not in ROOMS | {DECLARED}:
        root.refuse("provider", provider, "provider")
    return provider, ""


def _unit(root: _Table) -> Unit:
    symbol = root.text("unit")
    try:
        return Unit.parse(symbol)
    except UnitError:
        root.refuse("unit", symbol, "unit")


def _basis(table: _Table) -> LegalBasis:
    basis = LegalBasis(Words(table.text("fr"), table.text("en")), table.boolean("verified"))
    table.close()
    return basis


def _no_repeat(root: _Table, key: str, values: list[int]) -> None:
    for value in values:
        if values.count(value) > 1:
            root.fail("data_twice", key, value=value)
