"""The fixes of a file: proposed with what each solves, applied once a person ticked them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from jalons.catalogue.engine.checks.layout import FileLines, Layout, layout_of, plain_layout
from jalons.catalogue.engine.checks.repairs import REPAIRS
from jalons.tabular.schemas import Field, TableSchema
from jalons.tabular.schemas.values import judge

SAMPLES = 3


class Fix(NamedTuple):
    """A fix: its code, its column, the cells it changes, the errors it solves, a few before/after.

    The cells of a fix of lines are lines. A doubt (``certain`` is False) is never applied: two
    readings fit.
    """

    code: str
    column: str
    cells: int
    solves: int
    samples: tuple[tuple[str, str], ...] = ()
    certain: bool = True

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.code}:{self.column}"


class FixedTable(NamedTuple):
    """Headings and rows, and the number in the file of the first row."""

    headings: list[str]
    rows: list[list[str]]
    first_row: int


def as_it_stands(file: FileLines) -> FixedTable:
    """The table of a file of which nothing is fixed."""
    return _cut(file, plain_layout(file.lines))


def _cut(file: FileLines, layout: Layout) -> FixedTable:
    headings = file.lines[layout.headings] if file.lines else []
    return FixedTable(list(headings), file.lines[layout.first :], layout.first + 1)


def proposed(file: FileLines, schema: TableSchema) -> tuple[Fix, ...]:
    """What may be fixed, in the order in which it is applied."""
    found = [*_of_file(file), *_of_lines(file, schema)]
    table = fixed(file, schema, {each.key for each in found})
    for at, field in _columns(table.headings, schema):
        found += _of_column(field, [row[at] for row in table.rows if at < len(row)], schema)
    return tuple(found)


def fixed(file: FileLines, schema: TableSchema, chosen: Collection[str]) -> FixedTable:
    """The table once the fixes whose keys are ``chosen`` are applied; the file does not change."""
    layout, plain = layout_of(file.lines, schema), plain_layout(file.lines)
    headings = layout.headings if "above:" in chosen else plain.headings
    first = layout.first if "labels:" in chosen and headings == layout.headings else headings + 1
    table = _cut(file, Layout(headings, first))
    names = [new if (new := layout.renamed.get(name)) and f"heading:{new}" in chosen else name
             for name in table.headings]  # fmt: skip
    rows = [list(row) for row in table.rows]
    if "empty:" in chosen:
        names, rows = _without_blanks(names, rows)
    for at, field in _columns(names, schema):
        texts = {row[at] for row in rows if at < len(row)}
        codes = [code for code in REPAIRS if f"{code}:{field.name}" in chosen]
        change = _changes(field, texts, _wrong(field, texts, schema), codes) if codes else {}
        for row in rows if change else ():
            if at < len(row):
                row[at] = change.get(row[at], row[at])
    return FixedTable(names, rows, table.first_row)


def _columns(headings: Sequence[str], schema: TableSchema) -> list[tuple[int, Field]]:
    return [(headings.index(each.name), each) for each in schema.fields if each.name in headings]


def _of_file(file: FileLines) -> Iterator[Fix]:
    """What writing the file in UTF-8 with commas changes, for one that is a text."""
    if file.encoding and file.encoding != "utf-8":
        letters = [cell for line in file.lines for cell in line if not cell.isascii()]
        yield Fix("encoding", "", len(letters), 0, ((file.encoding, "UTF-8"),))
    if file.delimiter not in {"", ","}:
        yield Fix("separator", "", len(file.lines), 0, ((file.delimiter, ","),))


def _of_lines(file: FileLines, schema: TableSchema) -> Iterator[Fix]:
    layout, plain = layout_of(file.lines, schema), plain_layout(file.lines)
    needed = {each.name for each in schema.fields if each.constraints.required}
    if above := layout.headings - plain.headings:
        solved = len(needed & set(file.lines[layout.headings]))
        dropped = tuple((" ; ".join(filter(None, line))[:80], "")
                        for line in file.lines[plain.headings : layout.headings])  # fmt: skip
        yield Fix("above", "", above, solved, dropped[:SAMPLES])
    if layout.has_labels:
        labels = " ; ".join(file.lines[layout.first - 1])[:80]
        yield Fix("labels", "", 1, 1, ((labels, ""),))
    for old, new in layout.renamed.items():
        yield Fix("heading", new, 1, int(new in needed), ((old, new),))
    names, rows = file.lines[layout.headings] if file.lines else [], file.lines[layout.first :]
    if blank := sum(not any(map(str.strip, row)) for row in rows):
        yield Fix("empty", "", blank, blank)
    elif rows and len(_without_blanks(names, rows)[0]) < len(names):
        yield Fix("empty", "", len(rows), 0)


def _without_blanks(
    names: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    """Without the rows and the unnamed columns that have no value."""
    written = [row for row in rows if any(map(str.strip, row))]
    width = max(map(len, [names, *written]))
    used = [at for at in range(width) if (at < len(names) and names[at].strip())
            or any(at < len(row) and row[at].strip() for row in written)]  # fmt: skip
    if len(used) == width:
        return list(names), [list(row) for row in written]
    return [names[at] for at in used if at < len(names)], [
        [row[at] for at in used if at < len(row)] for row in written
    ]


def _of_column(field: Field, cells: Sequence[str], schema: TableSchema) -> Iterator[Fix]:
    counts, codes_of = Counter(cells), judge(field)
    wrong = _wrong(field, counts, schema)
    for code, repair in REPAIRS.items():
        if not repair.concerns(field):
            continue
        change = _changes(field, counts, wrong, [code])
        solved = [text for text in change.keys() & wrong if not codes_of(change[text])]
        if change:
            samples = tuple(sorted(change.items())[:SAMPLES])
            yield Fix(code, field.name, sum(counts[text] for text in change),
                      sum(counts[text] for text in solved), samples)  # fmt: skip
        elif wrong and repair.change(field, wrong) is None:
            samples = tuple((text, "") for text in sorted(wrong)[:SAMPLES])
            yield Fix(code, field.name, sum(counts[text] for text in wrong), 0, samples,
                      certain=False)  # fmt: skip


def _wrong(field: Field, texts: Collection[str], schema: TableSchema) -> set[str]:
    """The texts of a column that it refuses."""
    codes_of, missing = judge(field), schema.missing(field)
    return {text for text in texts if text not in missing and codes_of(text)}


def _changes(
    field: Field, texts: Collection[str], wrong: Collection[str], codes: Sequence[str]
) -> dict[str, str]:
    """The new text of each text that the repairs ``codes`` change, one after the other."""
    codes_of, change = judge(field), dict[str, str]()
    for code in codes:
        if (repair := REPAIRS[code].change(field, wrong)) is None:
            continue
        for text in texts if code == "spaces" else wrong:
            now = change.get(text, text)
            if (new := repair(now)) == now:
                continue
            if code == "spaces" or ((now is text or codes_of(now)) and not codes_of(new)):
                change[text] = new
    return change
