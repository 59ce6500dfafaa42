"""Tables on a narrow screen: each cell has the name of its column, shown by the stylesheet.

Under 480 px the rows of a table of three columns or more become names and values.
"""

from __future__ import annotations

import re

FEWEST = 3  # columns: a table of two is a list of names and values already

_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b([^>]*)>(.*?)</t[dh]>", re.DOTALL)
_OPENING = re.compile(r"<t([dh])\b")
_TAG = re.compile(r"<[^>]+>|[↑↓]")


def labelled(table: str) -> str:
    """The HTML of a table whose cells carry the name of their column in ``data-label``.

    The first row names the columns; the first cell of a row is its title and carries none. Rows
    that join columns are left as they are, and so is a table of less than three columns.
    """
    head = _ROW.search(table)
    names = [_name(inside) for _attributes, inside in _CELL.findall(head[0])] if head else []
    if head is None or len(names) < FEWEST:
        return table

    def named(row: re.Match[str]) -> str:
        return row[0] if row[0].count("colspan=") else _named(row[0], names)

    return table[: head.end()] + _ROW.sub(named, table[head.end() :])


def is_wide(table: str) -> bool:
    """Whether the rows of a table become names and values on a narrow screen."""
    return "data-label=" in table


def _name(heading: str) -> str:
    return " ".join(_TAG.sub("", heading).split()).replace('"', "&quot;")


def _named(row: str, names: list[str]) -> str:
    rest = iter(names)

    def opening(cell: re.Match[str]) -> str:
        name = next(rest, "")
        return f'{cell[0]} data-label="{name}"' if name and cell[1] == "d" else cell[0]

    return _OPENING.sub(opening, row)
