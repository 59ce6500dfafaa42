"""Options of a life-cycle cost from a file people bring: TOML, CSV or a spreadsheet."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import msgspec

from jalons.procurement.engine.errors import ProcurementError, TableFileError
from jalons.procurement.engine.lifecycle.costs import Condition, Option
from jalons.procurement.engine.purchases.amounts import tax_written
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.amounts import EUROS
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import ChoiceKind, NumberKind
from jalons.tabular.headings import headed_table
from jalons.tabular.rows import read_rows

_CONDITION = ChoiceKind({
    Condition.NEW.value: ("neuf", "neuve", "new"),
    Condition.REFURBISHED.value: ("reconditionné", "occasion", "réemploi", "refurbished"),
    Condition.OWNED.value: ("gardé", "réparé", "conservé", "repaired"),
})  # fmt: skip
_MONEY, _NUMBER, _WHOLE = NumberKind(units=EUROS), NumberKind(), NumberKind(whole=True)
_YEARS = ("durée", "durée de vie", "années")
FIELDS = (
    Wanted("label", "Libellé", ("option", "désignation"), required=True),
    Wanted("condition", "État", ("neuf ou reconditionné",), kind=_CONDITION),
    Wanted("price", "Prix", ("prix ht",), required=True, kind=_MONEY),
    Wanted("energy", "kWh par an", ("kwh", "consommation"), required=True, kind=_NUMBER),
    Wanted("life", "Durée de service", _YEARS, required=True, kind=_WHOLE),
    Wanted("maintenance", "Entretien", kind=_MONEY),
    Wanted("disposal", "Fin de vie", ("élimination",), kind=_MONEY),
    Wanted("residual", "Valeur de revente", ("revente", "valeur résiduelle"), kind=_MONEY),
    Wanted("embodied", "Carbone de fabrication", ("kg co2",), kind=_NUMBER),
)
LIMITS = Limits(rows=10_000, columns=200)


def read_options(content: bytes, name: str) -> tuple[Option, ...]:
    """The options of a file, in their order.

    Raises ``ProcurementError``: ``options_toml``, ``options_columns``, ``options_taxes``,
    ``options_row``, ``options_none``, those of ``Option``, and the refusals of ``tabular``.
    """
    found = _of_toml(content) if name.casefold().endswith(".toml") else _of_table(content, name)
    if not found:
        raise ProcurementError("options_none")
    return found


def _of_toml(content: bytes) -> tuple[Option, ...]:
    try:
        rows = tomllib.loads(content.decode(), parse_float=Decimal).get("option", [])
        return msgspec.convert(rows, tuple[Option, ...])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProcurementError("options_toml", why=str(error)) from error


def _of_table(content: bytes, name: str) -> tuple[Option, ...]:
    with refusals_as(TableFileError):
        table = headed_table(open_tables(content, name, LIMITS)[0].rows, known_headings(FIELDS))
    mapping = propose(table.headings, FIELDS).mapping
    if lacks := [each.label for each in FIELDS if each.required and each.name not in mapping]:
        raise ProcurementError("options_columns", lacks=", ".join(lacks))
    at = mapping["price"]
    if len({tax_written(row[at]) for row in table.rows if at < len(row)} - {None}) > 1:
        raise ProcurementError("options_taxes", column=table.headings[at])
    rows = list(read_rows(table, mapping, FIELDS))
    for row in rows:
        if row.notices:
            raise ProcurementError("options_row", row=row.number, why=row.notices[0].message())
    return tuple(
        msgspec.convert({**row.values, "life": int(row.values["life"])}, Option) for row in rows
    )
