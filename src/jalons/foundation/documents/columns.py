"""How wide the columns of a table are, and how large its words, from what its cells contain.

A column is never narrower than its longest word: no word is cut. When the longest words of
all columns do not fit side by side, the words of the whole table become smaller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

from jalons.foundation.documents.tree import Figure, Table, Text, plain

_PAGE = 482.0  # points between the margins of an A4 page
_SIZE = 9.8  # points of the words of a cell
_MARGINS = 12.0  # points left and right of the words of a cell, in the format that has the most
_LONGEST = 300.0  # points beyond which a longer text asks for no wider a column
SCALES = (1.0, 0.9, 0.8, 0.7)  # what the words of a table may be multiplied by

# a text may go to the next line after these; a no-break space is none of them
_BREAK = re.compile(r"[ \t\n]+|(?<=[-–—])")
_WIDTHS = (
    ("mwMW@%—…œŒ", 0.97),
    ("ABCDEFGHIJKLNOPQRSTUVXYZÀÂÇÈÉÊËÎÏÔÙÛ", 0.7),
    ("fijlrtI.,;:!|'’()[]-/ \u00a0\u202f", 0.39),
)
_CHARS = {char: width for chars, width in _WIDTHS for char in chars}
_OTHERS = 0.63  # em: digits and the other letters, in the wider of the fonts a reader may have
_BOLD = 1.08


@dataclass(frozen=True, slots=True)
class Columns:
    """The share (0 to 1) of the page each column takes, and what multiplies the size of words.

    ``cut``: some word is so long that no size makes room for it; it has to be cut.
    """

    shares: tuple[float, ...]
    scale: float
    cut: bool = False

    def widths(self, whole: int) -> list[int]:
        """The widths of the columns in the unit of ``whole``, which they fill exactly."""
        edges = [round(whole * edge) for edge in accumulate(self.shares, initial=0.0)]
        edges[-1] = whole
        return [end - start for start, end in pairwise(edges)]


def fitted(table: Table) -> Columns:
    """The columns of a table such that no word is cut, as far as the smallest size allows."""
    columns = [_column(table, rank) for rank in range(len(table.header))]
    room = _PAGE - _MARGINS * len(columns)
    least = sum(need for need, _want in columns)
    scale = next((each for each in SCALES if least * each <= room), SCALES[-1])
    sizes = _shared([(need * scale, want * scale) for need, want in columns], room)
    shares = tuple((size + _MARGINS) / _PAGE for size in sizes)
    return Columns(shares, scale, cut=least * scale > room)


def _column(table: Table, rank: int) -> tuple[float, float]:
    """The points the longest word of a column takes, and those of its longest text, bounded."""
    head = table.header[rank]
    cells = [_words(row[rank]) for row in table.rows]
    need = max(_BOLD * _longest_word(head), *map(_longest_word, cells), 0.0)
    want = max(_BOLD * _width(head), *map(_width, cells), 0.0)
    return need, max(need, min(want, _LONGEST))


def _words(text: Text) -> str:
    """The words of a cell, the number of a source counted after its figure."""
    parts = (text,) if isinstance(text, str) else text
    return "".join(
        f"{part.text}00" if isinstance(part, Figure) else plain((part,)) for part in parts
    )


def _longest_word(text: str) -> float:
    return max((_width(word) for word in _BREAK.split(text)), default=0.0)


def _width(text: str) -> float:
    return _SIZE * sum(_CHARS.get(char, _OTHERS) for char in text)


def _shared(columns: list[tuple[float, float]], room: float) -> list[float]:
    """The width shared out: first what each column needs, the rest by what each would use."""
    least = sum(need for need, _want in columns)
    if least >= room:
        return [need * room / least for need, _want in columns]
    wanted = [want - need for need, want in columns]
    if sum(wanted) <= room - least:  # everything fits: what is left over is shared
        spare = room - least - sum(wanted)
        whole = sum(want for _need, want in columns)
        return [want + spare * want / whole for _need, want in columns]
    more = (room - least) / sum(wanted)
    return [need + more * wish for (need, _want), wish in zip(columns, wanted, strict=True)]
