"""The headings of a table: which line they stand on, on one line or two, how columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jalons.tabular.days import read_span
from jalons.tabular.errors import TableError
from jalons.tabular.files.mojibake import repaired
from jalons.tabular.folding import fold, fold_heading
from jalons.tabular.numbers import read_number
from jalons.tabular.vocabulary import Vocabulary

LOOKED_AT = 30
"""The lines among which headings are looked for."""
_ENOUGH = 2  # known names make a line the headings; one may be the title of the table
_FULL = 0.6  # of the fullest line: titles above a table are often merged cells
_NUMERIC = str.maketrans("", "", " \u00a0\u202f.,+-:/%")
type Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """The rows under the headings of a table.

    ``first`` is the number of the first of them as a spreadsheet shows it, ``repaired`` how many
    cells had damaged accents, headings among them.
    """

    headings: tuple[str, ...]
    rows: Lines
    first: int
    repaired: int = 0


def headed_table(lines: Lines, known: Vocabulary) -> HeadedTable:
    """A table cut at its headings, which may take two lines; ``TableError`` (headings_missing).

    Damaged accents are repaired everywhere. The headings are the line with most ``known`` names,
    two at least; else the line that looks most like headings (``heading_line``).
    """
    written, lines = lines, [[repaired(cell) for cell in cells] for cells in lines]
    counts = [_score(cells, known) for cells in lines[:LOOKED_AT]]
    most = max(counts, default=0)
    last = counts.index(most) if most >= _ENOUGH else heading_line(lines)
    if last is None:
        raise TableError("headings_missing")
    last, names = _on_two_lines(lines, last, known)
    width = max((len(cells) for cells in lines[last:]), default=0)
    names += [""] * (width - len(names))
    damaged = sum(
        before != after
        for old, new in zip(written, lines, strict=True)
        for before, after in zip(old, new, strict=True)
    )
    clean = tuple(" ".join(name.split()) for name in names)
    return HeadedTable(clean, lines[last + 1 :], last + 2, damaged)


def _on_two_lines(lines: Lines, at: int, known: Vocabulary) -> tuple[int, list[str]]:
    """The last line of the headings and their names, with the line above or below when both
    together name more. A name that several columns share below has the title above.
    """
    best, most = (at, list(lines[at])), _score(lines[at], known)
    for top in (at - 1, at):
        if not 0 <= top < len(lines) - 1 or not all(map(_are_titles, lines[top : top + 2])):
            continue
        under = list(lines[top + 1])

        def alone(cell: str, both: str, under: list[str] = under) -> bool:
            is_alone = under.count(cell) == 1 and bool(_means(cell, known))
            return is_alone and not _means(both, known)

        joined = joined_headings(lines[top], under, alone=alone)
        pairs = zip(joined, [*under, *[""] * (len(joined) - len(under))], strict=True)
        means = {_means(name, known) or _means(cell, known) for name, cell in pairs} - {""}
        if len(means) > most:
            best, most = (top + 1, joined), len(means)
    return best


def _score(cells: Iterable[str], known: Vocabulary) -> int:
    """How many fields the cells of a line name."""
    return len({_means(cell, known) for cell in cells} - {""})


def _means(cell: str, known: Vocabulary) -> str:
    return known.exact(fold(cell)) or known.exact(fold_heading(cell)) or ""


def heading_line(lines: Lines) -> int | None:
    """The place (from 0) of the line that looks most like headings; None when all are blank.

    It is the first line as full as the others that writes no number: titles above are often merged
    cells. Without such a line, the first that is not empty.
    """
    first = [(at, cells) for at, cells in enumerate(lines[:LOOKED_AT]) if any(cells)]
    if not first:
        first = [(at, cells) for at, cells in enumerate(lines) if any(cells)][:1]
    fullest = max((sum(map(bool, cells)) for _, cells in first), default=0)
    for at, cells in first:
        if sum(map(bool, cells)) > _FULL * fullest and not any(map(_writes_number, cells)):
            return at
    return first[0][0] if first else None


def _writes_number(cell: str) -> bool:
    return cell.translate(_NUMERIC).isdecimal()


def _are_titles(cells: Sequence[str]) -> bool:
    """Whether a line has several texts and neither number nor day."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and not any(read_number(each) or read_span(each) for each in filled)


def groups_over(top: Sequence[str], bottom: Sequence[str]) -> list[str]:
    """The title over each column of two lines; one that covers several stands over the first.

    >>> groups_over(["Coût", "", "Titre"], ["2026", "2027", "Titre"])
    ['Coût', 'Coût', '']
    """
    found, last = [], ""
    for title, cell in zip(top, bottom, strict=True):
        last = title or (last if cell else "")
        found.append("" if title == cell else last)
    return found


def joined_headings(
    top: Sequence[str], bottom: Sequence[str], *, alone: Callable[[str, str], bool]
) -> list[str]:
    """One heading per column out of two lines.

    ``alone`` says whether the lower cell is enough, from it and from both texts together.

    >>> joined_headings(["Compteurs", ""], ["N&B", "Couleur"], alone=lambda cell, both: False)
    ['Compteurs N&B', 'Compteurs Couleur']
    """
    width = max(len(top), len(bottom))
    over, under = ([*cells, *[""] * (width - len(cells))] for cells in (top, bottom))
    found = []
    for group, cell in zip(groups_over(over, under), under, strict=True):
        both = group if group == cell else f"{group} {cell}".strip()
        found.append(cell if cell and alone(cell, both) else both)
    return found


def column_letters(place: int) -> str:
    """How a spreadsheet calls a column (from 0).

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    text, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text


def column_names(headings: Sequence[str], below: Lines) -> tuple[list[str], tuple[str, ...]]:
    """One name per column, and the headings several columns had.

    Each of these is numbered, as ``t (2)``; a column with cells and no heading is called by its
    letter, as ``[D]``; one with neither is "".
    """
    names = [" ".join(cell.split()) for cell in headings]
    names += [""] * (max((len(cells) for cells in below), default=0) - len(names))
    for place, name in enumerate(names):
        if not name and any(len(cells) > place and cells[place] for cells in below):
            names[place] = f"[{column_letters(place)}]"
    counts = Counter(name for name in names if name)
    twice = tuple(name for name, times in counts.items() if times > 1)
    seen = Counter[str]()
    for place, name in enumerate(names):
        seen[name] += 1
        if name in twice:
            names[place] = f"{name} ({seen[name]})"
    return names, twice
