"""Where the headings of a file stand, the names they stand for, the schemas that fit them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jalons.tabular.folding import fold
from jalons.tabular.schemas import TableSchema
from jalons.tabular.schemas.values import is_free, judge

_DIGIT = re.compile("[0-9]")
_LINES = 30  # among which headings are searched
_ENOUGH = 0.5  # of the columns of a schema, for it to be proposed
type Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class FileLines:
    """The lines of a file as they stand, headings included; how a text was read.

    What is no table (GeoJSON, JSON, Parquet) is checked and never written again as one.
    """

    lines: list[list[str]]
    encoding: str = ""
    delimiter: str = ""
    is_table: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """The rank of the line of headings, of the first row, the headings that another name fits."""

    headings: int
    first: int
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_labels(self) -> bool:
        """Whether a line of labels stands between the headings and the rows."""
        return self.first > self.headings + 1


def bare(name: str) -> str:
    """A heading in its letters and digits alone.

    >>> bare("Coll. Siret"), bare("COLL_SIRET")
    ('collsiret', 'collsiret')
    """
    return fold(name).replace(" ", "")


def first_line(lines: Lines) -> int:
    """The rank of the first line with a value: that of the headings, unless a person says else."""
    return next((rank for rank, line in enumerate(lines) if any(line)), 0)


def plain_layout(lines: Lines) -> Layout:
    """The layout of a file that is read as it stands."""
    return Layout(at := first_line(lines), at + 1)


def layout_of(lines: Lines, schema: TableSchema) -> Layout:
    """The likely layout of a file of a schema: a proposal."""
    names = {bare(each.name): each.name for each in schema.fields}
    counts = [len({bare(cell) for cell in line} & names.keys()) for line in lines[:_LINES]]
    at = counts.index(max(counts)) if any(counts) else first_line(lines)
    headings = list(lines[at]) if lines else []
    renamed = {heading: name for heading in headings
               if (name := names.get(bare(heading))) and name not in headings}  # fmt: skip
    labels = _is_labels(lines, at, [renamed.get(each, each) for each in headings], schema)
    return Layout(at, at + 2 if labels else at + 1, renamed)


def _is_labels(lines: Lines, at: int, headings: Sequence[str], schema: TableSchema) -> bool:
    """Whether the line under the headings has words where the next one has numbers or dates."""
    judges = {each.name: judge(each) for each in schema.fields if not is_free(each)}
    typed = [(rank, judges[name]) for rank, name in enumerate(headings) if name in judges]
    if len(lines) <= at + 2:
        return False
    labels, values = (
        [(line[rank], codes) for rank, codes in typed if rank < len(line) and line[rank]]
        for line in lines[at + 1 : at + 3]
    )
    wordy = [not _DIGIT.search(text) and bool(codes(text)) for text, codes in labels]
    return len(wordy) >= 2 and all(wordy) and any(_DIGIT.search(text) for text, _codes in values)


def fitting(lines: Lines, schemas: Mapping[str, TableSchema]) -> list[tuple[str, float]]:
    """The schemas that may fit a file, the likeliest first, with the share of columns found.

    Columns that must be there count twice. At most three; those with half of it at least.
    """
    written = [{bare(cell) for cell in line if cell} for line in lines[:_LINES]]
    shares = []
    for name, schema in schemas.items():
        weights = {bare(each.name): 1 + each.constraints.required for each in schema.fields}
        most = max((sum(weights[one] for one in line & weights.keys()) for line in written),
                   default=0)  # fmt: skip
        shares.append((name, most / sum(weights.values())))
    return sorted((each for each in shares if each[1] >= _ENOUGH), key=lambda each: -each[1])[:3]
