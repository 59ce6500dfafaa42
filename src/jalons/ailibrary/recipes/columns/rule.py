"""The rules: by the heading alone, and by the forms and the check digits of the cells."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

from jalons.ailibrary.engine.columns.judging import TEXT, ColumnJudgement, Places, judge, kind_of
from jalons.ailibrary.recipes.names.protocol import names_somebody
from jalons.tabular.folding import fold

type Column = tuple[str, tuple[str, ...]]  # its heading, its cells


@cache
def places() -> Places:
    """The official list of communes this version ships."""
    packed = resources.files(__package__).joinpath("data", "communes.csv.gz").read_bytes()
    rows = list(csv.reader(io.StringIO(gzip.decompress(packed).decode())))
    return Places(
        frozenset(code for code, _posts, _name in rows),
        frozenset(post for _code, posts, _name in rows for post in posts.split("|") if post),
        frozenset(fold(name) for _code, _posts, name in rows),
    )


def judged(
    heading: str, cells: Sequence[str], names: Callable[[str], bool] = names_somebody
) -> tuple[ColumnJudgement, ...]:
    """What a column is and what a few of its cells show; the recipe as it is used."""
    return judge(heading, cells, places(), names)


def by_heading(columns: Sequence[Column]) -> list[str]:
    """The kind that each heading names, "text" when it names none."""
    return [kind_of(heading) or TEXT for heading, _cells in columns]


def by_cells(columns: Sequence[Column]) -> list[str]:
    """The kind of each column by its cells, its heading where they cannot decide."""
    found = [judged(heading, cells) for heading, cells in columns]
    return [each[0].kind if each else TEXT for each in found]
