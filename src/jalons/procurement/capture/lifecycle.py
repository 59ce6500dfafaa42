"""Options of a life-cycle cost from a file people bring: TOML, CSV or a spreadsheet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.costs import ZERO, Condition, Option
from jalons.procurement.engine.purchases.amounts import tax_written
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.amounts import EUROS
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import ChoiceKind, NumberKind
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.rows import read_rows

_CONDITIONS = {
    Condition.NEW.value: ("neuf", "neuve", "new"),
    Condition.REFURBISHED.value: ("reconditionné", "occasion", "réemploi", "refurbished"),
    Condition.KEPT.value: ("gardé", "réparé", "conservé", "kept", "repaired"),
}
_MONEY = NumberKind(units=EUROS)
_NUMBER = NumberKind()
FIELDS = (
    Wanted("label", "Libellé", ("option", "désignation"), required=True),
    Wanted("condition", "État", ("neuf ou reconditionné",), kind=ChoiceKind(_CONDITIONS)),
    Wanted("price", "Prix", ("prix ht",), required=True, kind=_MONEY),
    Wanted("energy", "kWh par an", ("kwh", "consommation"), required=True, kind=_NUMBER),
    Wanted(
        "life",
        "Durée de service",
        ("durée", "durée de vie", "années"),
        required=True,
        kind=NumberKind(whole=True),
    ),
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
    rows = _from_toml(content) if name.casefold().endswith(".toml") else _from_table(content, name)
    found = tuple(rows)
    if not found:
        raise ProcurementError("options_none")
    return found


def _from_toml(content: bytes) -> Iterator[Option]:
    try:
        entries = tomllib.loads(content.decode(), parse_float=Decimal).get("option", [])
        for entry in entries:
            numbers = {
                key: Decimal(value)
                for key, value in entry.items()
                if key not in {"label", "condition", "life"}
            }
            kind = Condition(entry.get("condition", "new"))
            yield Option(str(entry["label"]), life=int(entry["life"]), condition=kind, **numbers)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, InvalidOperation) as error:
        raise ProcurementError("options_toml", why=str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProcurementError("options_toml", why=str(error)) from error


class _TableError(ProcurementError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"


def _from_table(content: bytes, name: str) -> Iterator[Option]:
    with refusals_as(_TableError):
        table = headed_table(open_tables(content, name, LIMITS)[0].rows, known_headings(FIELDS))
    proposal = propose(table.headings, FIELDS)
    required = [each for each in FIELDS if each.required and each.name not in proposal.mapping]
    if required:
        raise ProcurementError(
            "options_columns", missing=", ".join(each.label for each in required)
        )
    _refuse_mixed_taxes(table, proposal.mapping["price"])
    for row in read_rows(table, proposal.mapping, FIELDS):
        if row.notices:
            raise ProcurementError("options_row", row=row.number, why=row.notices[0].message())
        yield _option(row.values)


def _refuse_mixed_taxes(table: HeadedTable, at: int) -> None:
    """Refuse prices some of which are written HT and others TTC: nobody knows which to correct."""
    said = {tax_written(row[at]) for row in table.rows if at < len(row)} - {None}
    if len(said) > 1:
        raise ProcurementError("options_taxes", column=table.headings[at])


def _option(values: Mapping[str, Any]) -> Option:
    money = {name: values.get(name) or ZERO for name in ("maintenance", "disposal", "residual")}
    return Option(
        label=values["label"],
        price=values["price"],
        energy=values["energy"],
        life=int(values["life"]),
        condition=Condition(values.get("condition") or Condition.NEW),
        embodied=values.get("embodied"),
        **money,
    )
