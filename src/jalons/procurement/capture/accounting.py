"""Accounting exports as town software writes them, read line after line into sums.

A file of any length is read in bounded memory: what stays is one sum for each account, label group
and supplier. A label or a supplier that looks like a person is not retained. Whatever is left out
of the sums is counted, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from jalons.kernel.cells import unguarded
from jalons.kernel.tables import package_table
from jalons.procurement.engine.agec.spending import CENT, ZERO, Export, Group
from jalons.procurement.engine.errors import ProcurementError, TableFileError
from jalons.tabular import Limits, refusals_as
from jalons.tabular.column_mapping import MappingProposal, Wanted, known_headings, propose
from jalons.tabular.days import read_span
from jalons.tabular.files.lines import lines_of
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, column_names, headed_table
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import names_in
from jalons.tabular.vocabulary import Vocabulary

AMOUNTS = ("ht", "ttc", "amount", "debit")
"""The columns an amount may be in; debit goes with credit."""
LIMITS = Limits(bytes=200 * 2**20, cells=6_000_000)
MOST_GROUPS = 20_000
SHOWN = 50  # lines left out that are listed
LOOKED_AT = 60
LEAST_VAT = Decimal("0.01")  # no French rate is as low: 0.2 was meant as 20 %
_LONGEST = 60  # characters of a label group
_STEP = 20_000  # lines between two reports of progress
_PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,2})?", re.ASCII)
_IN_TWO_WAYS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1.234: thousands or decimals?
_REFERENCE = re.compile(r"\S*\d\S*|(?<!\S)[^\w\s]+(?!\S)")
_CIVILITY = re.compile(r"\b(?:M\.|Mr|MR|Mme|MME|Mlle|MLLE|Monsieur|Madame)\s+[A-ZÀ-Ý]")
_COMPANY = re.compile(r"\b(?:SA|SAS|SASU|SARL|EURL|SCI|SCOP|SNC|SCIC|Sarl|Ets|ETS|GIE)\b")
_CURRENCY = re.compile(r"(?:€|eur(?:os?)?)\s*(?=[-−)]?$)", re.IGNORECASE)
_SUM = re.compile(
    r"(?:(?:sous )?total|cumul|a reporter|report|a nouveau|solde)"
    r"(?: (?:\d|general|du|de|des|compte|chapitre|article|nature|page|anterieur|fournisseur|tiers"
    r"|a nouveau).*)?",
    re.ASCII,
)
type Progress = Callable[[float], None]


def _table() -> Mapping[str, Any]:
    return package_table("jalons.procurement", "accounting_words")


def wanted() -> tuple[Wanted, ...]:
    """The columns an export may have, with what they are called."""
    words = _table()["columns"]
    return tuple(Wanted(name, names[0], tuple(names[1:])) for name, names in words.items())


@cache
def _sides() -> Vocabulary:
    return Vocabulary(_table()["sides"])


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found at the head of an export: its headings, the columns proposed, a few rows."""

    proposal: MappingProposal
    sample: tuple[tuple[str, ...], ...]
    first: int  # the number of the first row under the headings

    @property
    def amounts(self) -> tuple[str, ...]:
        """The kinds of amount it has: a person chooses when there are several."""
        return tuple(
            name for name in AMOUNTS if any(c.field == name for c in self.proposal.columns)
        )


@dataclass(frozen=True, slots=True)
class ExportReading:
    """How an export is read: the column (from 0) of each field, which amount, for which year.

    ``before_tax`` says whether the amount is HT, None when nobody said; ``vat`` is the rate (0.2)
    a person gave to come from TTC to HT.
    """

    columns: Mapping[str, int]
    amount: str
    year: int
    before_tax: bool | None
    vat: Decimal | None = None

    def checked(self) -> ExportReading:
        """The reading itself; ``ProcurementError`` when its total could not be called HT.

        Codes: ``accounting_amount``, ``accounting_place``, ``accounting_tax``, ``accounting_vat``,
        ``accounting_vat_low``.
        """
        if self.amount not in AMOUNTS or self.amount not in self.columns:
            raise ProcurementError("accounting_amount", field="amount")
        if not {"account", "label", "supplier"} & self.columns.keys():
            raise ProcurementError("accounting_place", field="account")
        if self.before_tax is None:
            raise ProcurementError("accounting_tax", field="taxes")
        if not self.before_tax and self.vat is None:
            raise ProcurementError("accounting_vat", field="vat")
        if self.vat is not None and 0 < self.vat < LEAST_VAT:
            raise ProcurementError("accounting_vat_low", field="vat", rate=self.vat * 100)
        return self


def reading_of(
    columns: Mapping[str, int], amount: str, year: int, taxes: str, percent: Decimal | None
) -> ExportReading:
    """How an export is read: its amount is HT by its column, else by ``taxes`` a person said.

    ``percent`` is the rate of VAT to take out of an amount that is not HT.
    """
    known = {"ht": True, "ttc": False}
    before_tax = known.get(amount, known.get(taxes))
    vat = None if before_tax or percent is None else percent / 100
    return ExportReading(columns, amount, year, before_tax, vat)


def look(path: Path, name: str) -> Layout:
    """What the head of an export says of its columns; ``ProcurementError`` when it is no table."""
    table = _head(path, name)
    rows = tuple(tuple(row) for row in table.rows[:5])
    proposal, not_amounts = propose(table.headings, wanted()), set(_table()["no_amount"]["words"])
    columns = tuple(
        each
        for each in proposal.columns
        if each.field not in AMOUNTS or not_amounts.isdisjoint(fold(each.heading).split())
    )
    return Layout(replace(proposal, columns=columns), rows, table.first)


def _head(path: Path, name: str) -> HeadedTable:
    with refusals_as(TableFileError):
        start = [row for _number, row, _done in islice(lines_of(path, name, LIMITS), LOOKED_AT)]
        width = max(map(len, start), default=0)
        square = [[*row, *[""] * (width - len(row))] for row in start]
        found = headed_table(square, known_headings(wanted()))
    names, _twice = column_names(found.headings, found.rows)
    return HeadedTable(tuple(names), found.rows, found.first, found.repaired)


def read(
    path: Path, name: str, reading: ExportReading, progress: Progress = lambda _done: None
) -> Export:
    """The sums of an export; ``ProcurementError`` when it cannot be read, or not as HT."""
    reading = reading.checked()
    table = _head(path, name)
    sums = _Sums(reading, [fold(each) for each in table.headings])
    with refusals_as(TableFileError):
        for number, row, done in lines_of(path, name, LIMITS):
            if number >= table.first:
                sums.add(number, row)
            if number % _STEP == 0:
                progress(done)
    return sums.export()


class _Sums:
    """The sums of the lines read so far."""

    def __init__(self, reading: ExportReading, headings: Sequence[str]) -> None:
        self.reading, self.headings = reading, headings
        self.found = Export()
        self.sums: dict[tuple[str, str, str], list[Decimal | int]] = {}
        self.rate = 1 + (reading.vat or ZERO) if not reading.before_tax else Decimal(1)

    def add(self, number: int, row: Sequence[str]) -> None:
        if not any(row) or [fold(cell) for cell in row[:3]] == self.headings[:3]:
            return
        self.found.lines += 1
        if self._is_sum(row):
            self._leave(number, "line_sum", next(filter(None, row)))
            return
        amount = self._amount(number, row)
        if amount is None:
            return
        account = self._cell(row, "account").replace(" ", "")
        label, supplier = self._cell(row, "label"), self._cell(row, "supplier")
        if not (account or label or supplier):
            self._leave(number, "line_alone", str(amount))
        elif self._is_of_the_year(row, amount):
            self._sum(account, label, supplier, amount)

    def _is_sum(self, row: Sequence[str]) -> bool:
        """Whether a line sums others, by its first cell, account or label; never its supplier."""
        first = next((at for at, cell in enumerate(row) if cell), 0)
        columns = self.reading.columns
        places = {first, columns.get("account", first), columns.get("label", first)}
        places.discard(columns.get("supplier", -1))
        return any(at < len(row) and _SUM.fullmatch(fold(row[at])) for at in places)

    def _cell(self, row: Sequence[str], name: str) -> str:
        at = self.reading.columns.get(name)
        return row[at] if at is not None and at < len(row) else ""

    def _leave(self, number: int, code: str, text: str) -> None:
        self.found.reasons[code] += 1
        if len(self.found.left_out) < SHOWN:
            self.found.left_out.append((number, code, text[:40]))

    def _amount(self, number: int, row: Sequence[str]) -> Decimal | None:
        names = ("debit", "credit") if self.reading.amount == "debit" else (self.reading.amount,)
        cells = [(name, text) for name in names if (text := self._cell(row, name))]
        if not cells:
            self._leave(number, "line_blank", next(filter(None, row)))
            return None
        total = ZERO
        for name, text in cells:
            value = read_euros(text)
            if value is None:
                bare = text.replace("−", "-").strip()
                code = "line_two_ways" if _IN_TWO_WAYS.fullmatch(bare) else "line_amount"
                self._leave(number, code, text)
                return None
            total += -value if name == "credit" else value
        return self._signed(number, row, total) if "side" in self.reading.columns else total

    def _signed(self, number: int, row: Sequence[str], amount: Decimal) -> Decimal | None:
        """The amount by its side, written in a column apart; None when nothing says which it is.

        A credit under zero may be read in two ways.
        """
        if self.reading.amount == "debit":
            return amount
        text = self._cell(row, "side")
        side = _sides().exact(fold(text))
        if side is None or (side == "credit" and amount < 0):
            self._leave(number, "line_side", text or str(amount))
            return None
        return -amount if side == "credit" else amount

    def _is_of_the_year(self, row: Sequence[str], amount: Decimal) -> bool:
        """Whether a line counts in the year; one without a readable day does, and is counted."""
        found = _year(self._cell(row, "date"))
        if found is None:
            self.found.undated += 1
        elif found != self.reading.year:
            lines, euros = self.found.other_years.get(found, (0, ZERO))
            self.found.other_years[found] = (lines + 1, euros + amount)
            return False
        return True

    def _sum(self, account: str, label: str, supplier: str, amount: Decimal) -> None:
        group, is_person = label_group(label)
        other, is_other = label_group(supplier)
        if is_person and not _COMPANY.search(supplier):
            other = ""  # who is paid back, most often
        self.found.unnamed += is_person or is_other
        if amount < 0:
            lines, euros = self.found.credits
            self.found.credits = (lines + 1, euros + amount)
        key = (account[:20], group, other)
        if key not in self.sums and len(self.sums) >= MOST_GROUPS:
            key, self.found.merged = (account[:20], "", ""), True
        entry = self.sums.setdefault(key, [ZERO, 0])
        entry[0] += amount
        entry[1] += 1

    def export(self) -> Export:
        """The sums before tax, the largest first."""
        groups = [
            Group(*key, (Decimal(amount) / self.rate).quantize(CENT), int(lines))
            for key, (amount, lines) in self.sums.items()
        ]
        self.found.groups = tuple(sorted(groups, key=lambda each: -abs(each.amount)))
        return self.found


def read_euros(text: str) -> Decimal | None:
    """The euros of a cell: « (1 234,56) » and « 1 234,56- » are negative; None when unsure.

    « 1.234 » is None too: twelve hundred, or one euro and some.

    >>> read_euros("(1 234,56)"), read_euros("1 234,56 €-"), read_euros("1.234"), read_euros("1,5")
    (Decimal('-1234.56'), Decimal('-1234.56'), None, Decimal('1.5'))
    """
    bare = _CURRENCY.sub("", unguarded(text.strip())).replace("−", "-").strip()
    if _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    negative = (bare[:1], bare[-1:]) == ("(", ")")
    if negative:
        bare = bare[1:-1]
    elif bare.endswith("-") and len(bare) > 1 and bare[0] != "-":
        negative, bare = True, bare[:-1]
    bare = bare.strip()
    if _IN_TWO_WAYS.fullmatch(bare) or (negative and bare[:1] in {"-", "+"}) or "e" in bare.lower():
        return None
    value = read_number(bare)
    return None if value is None else -value if negative else value


@lru_cache(maxsize=10_000)
def _year(text: str) -> int | None:
    span = read_span(text) if text else None
    is_one = span is not None and span.start.year == span.end.year
    return span.start.year if span is not None and is_one else None


def label_group(text: str) -> tuple[str, bool]:
    """The words of a label without references nor numbers, and whether it looked like a person.

    One that looks like a person has no words.

    >>> label_group("Fact. 2025-114 ÉCRANS mairie"), label_group("Remb. Mme Odile Roy")
    (('fact. écrans mairie', False), ('', True))
    """
    return _group(" ".join(_REFERENCE.sub(" ", unguarded(text)).split()))


@lru_cache(maxsize=50_000)
def _group(text: str) -> tuple[str, bool]:
    if _CIVILITY.search(text) or (names_in(text) and not _COMPANY.search(text)):
        return "", True
    return text.lower()[:_LONGEST].strip(" -:;,/"), False
