"""The yearly declaration of article 58: the official CSV file, read and written, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import NamedTuple

from jalons.foundation.documents import tree
from jalons.kernel import Where
from jalons.procurement.capture.accounting import LIMITS, read_euros
from jalons.procurement.engine.agec.declaration import COLUMNS, DeclaredRow, Finding, FindingLevel
from jalons.procurement.engine.agec.families import AgecFamily, Target
from jalons.procurement.engine.agec.spending import FamilyAccount
from jalons.procurement.engine.errors import ProcurementError, TableFileError
from jalons.procurement.words.agec import family_heads, family_rows, finding_words
from jalons.procurement.words.sentences import euros, say
from jalons.tabular import open_tables, refusals_as
from jalons.tabular.files.writing import csv_text
from jalons.tabular.folding import fold

SCHEMA = "agec_schema.json"
_ENOUGH = 5  # columns of the schema that make a table a declaration


def declaration_csv(rows: Iterable[DeclaredRow]) -> bytes:
    """The file to publish on data.gouv.fr: UTF-8, columns of the schema, decimals by a point."""
    lines = [
        (row.year, row.siret, row.name, row.family, row.total, row.reused, row.gifts,
         row.recycled, row.comment)
        for row in rows
    ]  # fmt: skip
    return csv_text([COLUMNS, *lines], delimiter=",").encode()


def read_declaration(content: bytes, name: str) -> tuple[DeclaredRow, ...]:
    """The rows of a declaration, whatever its separator, or a spreadsheet of it.

    Cells that are no number become None, which ``check`` reports. Raises ``ProcurementError``:
    ``declaration_columns``, or why the file is no table.
    """
    with refusals_as(TableFileError):
        tables = open_tables(content, name, LIMITS)
    for table in tables:
        for at, line in enumerate(table.rows[:20]):
            places = _places(line)
            if len(places) >= _ENOUGH:
                return _rows(table.rows[at + 1 :], places, name)
    raise ProcurementError(
        "declaration_columns", where=Where(file=name), columns=", ".join(COLUMNS)
    )


def _places(line: Sequence[str]) -> dict[str, int]:
    folded = [fold(cell) for cell in line]
    return {name: folded.index(fold(name)) for name in COLUMNS if fold(name) in folded}


def _rows(
    lines: Sequence[Sequence[str]], places: dict[str, int], name: str
) -> tuple[DeclaredRow, ...]:
    missing = [each for each in COLUMNS[:-1] if each not in places]
    if missing:
        where = Where(file=name)
        raise ProcurementError("declaration_columns", where=where, columns=", ".join(missing))

    def text(line: Sequence[str], column: str) -> str:
        at = places.get(column)
        return line[at].strip() if at is not None and at < len(line) else ""

    def row(number: int, line: Sequence[str]) -> DeclaredRow:
        year = text(line, "annee")
        is_year = year.isascii() and year.isdigit() and len(year) == 4
        siret, buyer, family = (text(line, each) for each in COLUMNS[1:4])
        total, reused, gifts, recycled = (read_euros(text(line, each)) for each in COLUMNS[4:8])
        return DeclaredRow(
            int(year) if is_year else None, siret, buyer, family, total, reused, gifts, recycled,
            text(line, "commentaires"), number,
        )  # fmt: skip

    filled = (line for line in lines if any(line))
    return tuple(row(number, line) for number, line in enumerate(filled, start=1))


class SchemaProblem(NamedTuple):
    """What the official schema refuses: ``constraint``, ``type``, ``other``, or ``unread`` for a
    file that is no CSV in UTF-8. ``row`` counts the rows under the headings, from 1.
    """

    kind: str
    row: int = 0
    field: str = ""
    cell: str = ""


def schema_problems(content: bytes) -> list[SchemaProblem]:
    """What the official Table Schema refuses in a file; [] if nothing.

    Heavy: for a worker or the command line.
    """
    import json

    import frictionless

    path = resources.files("jalons.procurement") / "data" / SCHEMA
    schema = frictionless.Schema.from_descriptor(json.loads(path.read_text(encoding="utf-8")))
    file = frictionless.Resource(data=content, format="csv", encoding="utf-8", schema=schema)
    try:
        with file:
            found = file.validate().flatten(["type", "rowNumber", "fieldName", "cell"])
    except frictionless.FrictionlessException:
        return [SchemaProblem("unread")]
    kinds = {"constraint-error": "constraint", "type-error": "type"}
    return [
        SchemaProblem(kinds.get(kind, "other"), (row or 1) - 1, field or "", cell or "")
        for kind, row, field, cell in found
    ]


@dataclass(frozen=True, slots=True)
class SummaryMaterial:
    """What the summary of a year says; ``left`` is the euros that no rule assigns."""

    authority: str
    day: date
    year: int
    headline: str
    families: Sequence[AgecFamily]
    accounts: dict[str, FamilyAccount]
    targets: Sequence[Target]
    findings: Sequence[Finding]
    left: Decimal
    declared: str = ""


def summary(material: SummaryMaterial, lang: str) -> tree.Document:
    """The accounts of a year as a document to show to a council."""
    blocks: list[tree.Block] = [tree.Paragraph(material.headline), _table(material, lang)]
    blocks.append(tree.Note(say("agec.gifts_in_total", lang)))
    if material.left:
        left = euros(material.left, lang)
        blocks.append(tree.Note(say("agec.left", lang, amount=left), tree.Tone.WARNING))
    if material.declared:
        blocks.append(tree.Paragraph(material.declared))
    if material.findings:
        items = tuple(finding_words(each, lang) for each in material.findings)
        errors = any(each.level is FindingLevel.ERROR for each in material.findings)
        key = "agec.checks_errors" if errors else "agec.checks_warnings"
        blocks.append(tree.Section(say(key, lang), (tree.BulletList(items),)))
    blocks.append(
        tree.Section(say("agec.sources", lang), (tree.BulletList(_sources(material, lang)),))
    )
    title = say("agec.title", lang, year=str(material.year))
    return tree.Document(
        title=title,
        authority=material.authority,
        date=material.day,
        subject=material.headline,
        lang=lang,
        blocks=tuple(blocks),
    )


def _table(material: SummaryMaterial, lang: str) -> tree.Table:
    rows = family_rows(material.accounts, material.families, material.targets, material.year, lang)
    unknown = say("agec.least_unknown", lang)
    shown = tuple((*cells, aims or unknown) for *cells, aims in rows)
    caption = say("agec.table", lang, year=str(material.year))
    return tree.Table(caption, family_heads(lang), shown, numeric=frozenset(range(1, 6)))


def _sources(material: SummaryMaterial, lang: str) -> tuple[str, ...]:
    shown = [each for each in material.targets if each.family in material.accounts]
    cited = dict.fromkeys(each.source.title for each in shown if each.least is not None)
    unread = say("agec.unread", lang) if any(each.least is None for each in shown) else ""
    return tuple(filter(None, (say("agec.law", lang), *cited, unread)))
