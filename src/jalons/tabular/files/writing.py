"""Tables as CSV that a spreadsheet opens with its accents and cannot be made to execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.kernel.cells import harmless

MARK = "\ufeff"
"""What a spreadsheet needs at the head of a file to read it as UTF-8."""


def csv_lines(
    rows: Iterable[Iterable[Any]],
    *,
    delimiter: str = ";",
    number: Callable[[float], str] = repr,
    text: Callable[[str], str] = harmless,
) -> Iterator[str]:
    r"""The rows as lines of CSV, CRLF included; no text of them is a formula.

    Days are written as ISO, nothing as an empty cell, floats by ``number``, texts by ``text``;
    whole numbers, decimals and truths as Python writes them.

    >>> list(csv_lines([["Nom", "Part"], ["=1+1", -0.5]]))
    ['Nom;Part\r\n', "'=1+1;-0.5\r\n"]
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_written(cell, number, text) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_text(
    rows: Iterable[Iterable[Any]],
    *,
    delimiter: str = ";",
    number: Callable[[float], str] = repr,
    text: Callable[[str], str] = harmless,
) -> str:
    """The rows as one CSV text, as ``csv_lines`` writes them."""
    return "".join(csv_lines(rows, delimiter=delimiter, number=number, text=text))


def csv_file(
    rows: Iterable[Iterable[Any]], *, delimiter: str = ";", number: Callable[[float], str] = repr
) -> bytes:
    """The bytes of a CSV file: ``csv_text`` in UTF-8, its mark first."""
    return (MARK + csv_text(rows, delimiter=delimiter, number=number)).encode()


def _written(cell: Any, number: Callable[[float], str], text: Callable[[str], str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return number(cell)
    return str(cell) if isinstance(cell, int | Decimal) else text(str(cell))
