"""Bids and their marks from the sheet of an analysis, or a whole tender from a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jalons.procurement.engine.awards.tender import (
    MONEY,
    WHOLE,
    AwardCriterion,
    Bid,
    CriterionKind,
    SimulatedTender,
    VatBasis,
    check_names,
)
from jalons.procurement.engine.errors import ProcurementError, TableFileError
from jalons.tabular import DEFAULT_LIMITS, OpenedTable, open_tables, refusals_as
from jalons.tabular.amounts import EUROS
from jalons.tabular.column_mapping import (
    Evidence,
    MappingProposal,
    Wanted,
    known_headings,
    propose,
)
from jalons.tabular.columns import NumberKind
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.numbers import read_number
from jalons.tabular.rows import TableRow, read_rows

NAME, WITHOUT, WITH, AMOUNT, RATE = "bid", "amount_without", "amount_with", "amount", "vat_rate"
_EUROS, _PERCENT = NumberKind(units=EUROS), NumberKind(units={"": Decimal(1), "%": Decimal(1)})
FIELDS = (
    Wanted(NAME, "Offre", ("candidat", "entreprise", "soumissionnaire", "société", "titulaire",
                           "bidder", "company", "tenderer"), required=True),
    Wanted(WITHOUT, "Prix HT", ("montant HT", "total HT", "offre HT", "prix hors taxes",
                                "price excluding VAT", "coût du cycle de vie HT"), kind=_EUROS),
    Wanted(WITH, "Prix TTC", ("montant TTC", "total TTC", "offre TTC", "prix toutes taxes",
                              "price including VAT", "coût du cycle de vie TTC"), kind=_EUROS),
    Wanted(AMOUNT, "Prix", ("montant", "price", "coût", "coût du cycle de vie", "prix global"),
           kind=_EUROS),
    Wanted(RATE, "Taux de TVA", ("TVA", "taux TVA", "VAT rate", "VAT"), kind=_PERCENT),
)  # fmt: skip
_TAX = re.compile(r"\b(ht|ttc)\b", re.IGNORECASE)
_WEIGHT = re.compile(r"^(.+?)[\s(\[:–-]+(\d+(?:[.,]\d+)?)\s*(?:%|pts?|points?)\s*[)\]]?$")
_WEIGHTS = frozenset({"ponderation", "poids", "coefficient", "weight", "weights"})
_KINDS = {
    CriterionKind.ENVIRONMENT: ["environnement", "environment", "ecolog", "carbone", "durable"],
    CriterionKind.SOCIAL: ["social", "insertion", "emploi"],
    CriterionKind.LIFE_CYCLE_COST: ["cycle de vie", "life cycle"],
}


@dataclass(frozen=True, slots=True)
class ReadBids:
    """The bids of a sheet, with the headings nobody read and the rows left aside as totals.

    ``inferred``: criteria whose kind comes from their heading, when the sheet brings criteria.
    """

    bids: tuple[Bid, ...]
    unread: tuple[str, ...] = ()
    totals: tuple[int, ...] = ()
    inferred: tuple[AwardCriterion, ...] = ()


def read_bids(
    content: bytes, filename: str, leaves: Sequence[AwardCriterion], *, amounts: str = ""
) -> ReadBids:
    """The bids of the first sheet that has some, marks by the key of a criterion.

    ``amounts``: ``ht`` or ``ttc``, which prices to read when the sheet has both or does not say.
    A blank mark is in no ``marks``. Raises ``ProcurementError`` (``awards_sheet_…``) or a refusal
    of the file.
    """
    fields = (*FIELDS, *(_mark(leaf) for leaf in leaves if leaf.kind not in MONEY))
    table = _headed(_opened(content, filename), fields)
    return _bids(table, fields, amounts)


def _mark(leaf: AwardCriterion) -> Wanted:
    return Wanted(f"mark:{leaf.key}", leaf.name, kind=NumberKind())


def _opened(content: bytes, filename: str) -> list[OpenedTable]:
    with refusals_as(TableFileError):
        tables = open_tables(content, filename, DEFAULT_LIMITS)
    return [each for each in tables if not each.is_empty]


def _headed(tables: Sequence[OpenedTable], fields: Sequence[Wanted]) -> HeadedTable:
    with refusals_as(TableFileError):
        return headed_table(tables[0].rows if tables else [], known_headings(fields))


def _bids(table: HeadedTable, fields: Sequence[Wanted], amounts: str) -> ReadBids:
    proposal = propose(table.headings, fields)
    _refuse_doubts(proposal, fields)
    mapping = dict(proposal.mapping)
    price, includes = _price_column(table, mapping, amounts)
    wanted = [replace(each, required=each.required or each.name == price) for each in fields]
    rows = list(read_rows(table, mapping, wanted))
    read = [row for row in rows if not _is_total(row)]
    totals = [row.number for row in rows if _is_total(row)]
    _refuse_cells(read)
    for row in read:
        _refuse_rate(row, table.headings[mapping.get(RATE, 0)])
    bids = tuple(_bid(row, price, includes=includes) for row in read)
    check_names("bids", (bid.name for bid in bids))
    return ReadBids(bids, proposal.unread, tuple(totals))


def _refuse_doubts(proposal: MappingProposal, fields: Sequence[Wanted]) -> None:
    """Refuse equal headings, headings that are only like a wanted one, a column that is missing."""
    labels = {each.name: each.label for each in fields}
    needed = [name for name in labels if name == NAME or name.startswith("mark:")]
    for each in proposal.to_confirm:
        name, key = labels[each.field], fold(each.heading)
        same = [heading for heading in proposal.headings if fold(heading) == key]
        if each.evidence is Evidence.AMBIGUOUS or len(same) > 1:
            raise ProcurementError("awards_sheet_twice", name=name, headings=", ".join(same))
        if each.field in needed:
            raise ProcurementError("awards_sheet_likely", heading=each.heading, name=name)
    for field in needed:
        if field not in proposal.mapping:
            raise _missing(labels[field], proposal.headings)


def _missing(name: str, headings: Sequence[str]) -> ProcurementError:
    read = ", ".join(filter(None, headings))
    return ProcurementError("awards_sheet_column", name=name, read=read)


def _price_column(table: HeadedTable, mapping: dict[str, int], amounts: str) -> tuple[str, bool]:
    """The field the price is read from, and whether it includes the tax; never guessed."""
    both = WITHOUT in mapping and WITH in mapping
    if both and amounts not in {"ht", "ttc"}:
        raise ProcurementError("awards_sheet_both", without=table.headings[mapping[WITHOUT]],
                               with_tax=table.headings[mapping[WITH]])  # fmt: skip
    if both:
        field = WITHOUT if amounts == "ht" else WITH
    else:
        field = next((each for each in (WITHOUT, WITH, AMOUNT) if each in mapping), "")
    if not field:
        raise _missing("Prix HT", table.headings)
    at = mapping[field]
    written = _taxes(table, at)
    stated = {WITHOUT: "ht", WITH: "ttc"}.get(field) or amounts or _one(written)
    if not stated:
        raise ProcurementError("awards_sheet_tax", heading=table.headings[at])
    for row, tax, text in written:
        if tax != stated:
            raise ProcurementError(
                "awards_sheet_mixed", row=row, text=text, heading=table.headings[at]
            )
    for other in {WITHOUT, WITH, AMOUNT} - {field}:
        mapping.pop(other, None)
    return field, stated == "ttc"


def _taxes(table: HeadedTable, at: int) -> list[tuple[int, str, str]]:
    """The cells of a column that say HT or TTC: row, which, text."""
    cells = [
        (number, row[at]) for number, row in enumerate(table.rows, table.first) if at < len(row)
    ]
    found = ((number, _TAX.search(text), text) for number, text in cells)
    return [(number, match[1].lower(), text) for number, match, text in found if match]


def _one(written: Sequence[tuple[int, str, str]]) -> str:
    taxes = {tax for _row, tax, _text in written}
    return taxes.pop() if len(taxes) == 1 else ""


def _is_total(row: TableRow) -> bool:
    return any(each.code == "row_total" for each in row.notices)


def _refuse_cells(rows: Sequence[TableRow]) -> None:
    for row in rows:
        for notice in row.notices:
            raise ProcurementError("awards_sheet_cell", row=notice.row, heading=notice.column,
                                   problem=notice.message())  # fmt: skip


def _refuse_rate(row: TableRow, heading: str) -> None:
    """A cell of a spreadsheet shown as 20 % is 0.2: no French rate is so low, so it is refused."""
    rate = row.values.get(RATE)
    if rate is not None and 0 < rate < 1:
        raise ProcurementError("awards_sheet_rate", row=row.number, heading=heading)


def _bid(row: TableRow, price: str, *, includes: bool) -> Bid:
    marks = {
        name.removeprefix("mark:"): value
        for name, value in row.values.items()
        if name.startswith("mark:")
    }
    return Bid(row.values[NAME], row.values[price], marks, includes, row.values.get(RATE))


def read_tender(path: Path, *, amounts: str = "") -> tuple[SimulatedTender, ReadBids]:
    """A tender from a TOML file, or from a sheet whose headings give the weights.

    A TOML file has ``criteria`` and either ``bids`` or the name of a ``sheet`` beside it. What is
    inferred is in the second value. Raises ``ProcurementError``.
    """
    if path.suffix.lower() != ".toml":
        return _from_sheet(path, amounts)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return _from_table(found, path, amounts)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError, TypeError,
            ArithmeticError) as error:  # fmt: skip
        raise ProcurementError("awards_file", name=path.name, problem=str(error)) from error


def _from_table(
    found: Mapping[str, Any], path: Path, amounts: str
) -> tuple[SimulatedTender, ReadBids]:
    criteria = tuple(_criterion(row, f"{at}") for at, row in enumerate(found["criteria"]))
    leaves = [leaf for each in criteria for leaf in each.leaves]
    if "sheet" in found:
        sheet = path.parent / str(found["sheet"])
        read = read_bids(sheet.read_bytes(), sheet.name, leaves, amounts=amounts)
    else:
        read = ReadBids(tuple(_bid_of(row, leaves) for row in found["bids"]))
    tender = SimulatedTender(
        criteria,
        read.bids,
        scale=Decimal(found.get("scale", 10)),
        basis=VatBasis(found.get("basis", VatBasis.EXCLUDING)),
        uniform_rate=_decimal(found.get("uniform_rate")),
        reason=str(found.get("reason", "")),
        estimate=_decimal(found.get("estimate")),
        launched_on=found["launched_on"] if isinstance(found.get("launched_on"), date) else None,
    )
    return tender, read


def _criterion(row: Mapping[str, Any], key: str) -> AwardCriterion:
    parts = tuple(_criterion(part, f"{key}.{at}") for at, part in enumerate(row.get("parts", ())))
    kind = CriterionKind(row.get("kind", CriterionKind.TECHNICAL))
    return AwardCriterion(key, str(row["name"]), kind, Decimal(row["weight"]), parts)


def _bid_of(row: Mapping[str, Any], leaves: Sequence[AwardCriterion]) -> Bid:
    keys = {fold(leaf.name): leaf.key for leaf in leaves}
    marks = {keys[fold(name)]: Decimal(mark) for name, mark in row.get("marks", {}).items()}
    includes = "price_including" in row
    amount = row["price_including" if includes else "price_excluding"]
    return Bid(str(row["name"]), Decimal(amount), marks, includes, _decimal(row.get("vat_rate")))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _from_sheet(path: Path, amounts: str) -> tuple[SimulatedTender, ReadBids]:
    """A sheet whose headings give the weights: « Valeur technique (30 %) »."""
    tables = _opened(path.read_bytes(), path.name)
    rows = _weighted([list(row) for row in tables[0].rows] if tables else [])
    at = next(
        (i for i, row in enumerate(rows) if sum(map(bool, map(_WEIGHT.match, row))) > 1), None
    )
    if at is None:
        raise ProcurementError("awards_sheet_weights")
    leaves = []
    for column, heading in enumerate(rows[at]):
        if match := _WEIGHT.match(heading):
            rows[at][column] = match[1].strip()
            leaves.append(_read_criterion(match[1].strip(), match[2], str(column)))
    fields = (*FIELDS, *(_mark(leaf) for leaf in leaves if leaf.kind not in MONEY))
    table = replace(_headed([replace(tables[0], rows=rows[at:])], fields), first=at + 2)
    read = _bids(table, fields, amounts)
    guessed = tuple(leaf for leaf in leaves if leaf.kind is not CriterionKind.PRICE)
    return SimulatedTender(tuple(leaves), read.bids), replace(read, inferred=guessed)


def _weighted(rows: list[list[str]]) -> list[list[str]]:
    """The rows; where weights stand in a row of their own, they are in the headings over it too.

    Numbers alone are weights when they make 100, or 1, together. That row becomes blank: rows are
    numbered as in the file.
    """
    for at, row in enumerate(rows[1:], 1):
        if fold(next(filter(None, row), "")) in _WEIGHTS:
            found = [read_number(cell.replace("%", "").strip()) for cell in row]
            times = {Decimal(1): 100, WHOLE: 1}.get(sum(filter(None, found), Decimal(0)))
            named = zip(rows[at - 1], found, strict=False)
            rows[at - 1] = [f"{n} ({_plain(w * times)} %)" if w and times else n
                            for n, w in named]  # fmt: skip
            rows[at] = [""] * len(row)
            break
    return rows


def _plain(weight: Decimal) -> Decimal | int:
    """The weight without zeros at its end."""
    return int(weight) if weight == int(weight) else weight.normalize()


def _read_criterion(name: str, weight: str, key: str) -> AwardCriterion:
    folded = fold(name)
    kind = next((k for k, words in _KINDS.items() if any(w in folded for w in words)), None)
    money = {wanted for each in FIELDS[1:4] for wanted in each.names}
    if kind is None:
        kind = CriterionKind.PRICE if folded in money else CriterionKind.TECHNICAL
    return AwardCriterion(key, name, kind, Decimal(weight.replace(",", ".")))
