"""The national directory of repairability indexes: 207 columns, of which a few are read."""

from __future__ import annotations

from collections.abc import Mapping

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.product_indexes.grid import CRITERIA, MARKS
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.files.writing import csv_file
from jalons.tabular.folding import fold

LIMITS = Limits(bytes=50 * 2**20, expanded_bytes=300 * 2**20, rows=200_000, columns=300, sheets=5)
COLUMNS = (
    "id_modele", "nom_modele", "categorie_produit", "nom_metteur_sur_le_marche", "date_calcul",
    "note_ir", *(f"note_c{name}" for name in (*CRITERIA, *MARKS)),
)  # fmt: skip


def is_directory(content: bytes) -> bool:
    """Whether a file has the headings of the national directory."""
    return all(name.encode() in content[:20_000] for name in COLUMNS[:6])


def directory_rows(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a directory, the latest last: the texts of ``COLUMNS`` by their heading."""
    with refusals_as(ProcurementError):
        heads, *rows = open_tables(content, name, LIMITS)[0].rows
    found = [{head: cell for head, cell in zip(heads, row, strict=False) if head in COLUMNS}
             for row in rows]  # fmt: skip
    return sorted(found, key=lambda row: row.get("date_calcul", ""))


def directory_of(content: bytes, name: str, watched: Mapping[str, str]) -> bytes:
    """A directory brought down to the watched products, as a CSV file of ``COLUMNS``.

    ``watched``: the name of a product by its folded barcode and model. Of two rows of a product the
    latest stays. Raises ``ProcurementError``: ``directory_none``.
    """
    found, rows = {}, directory_rows(content, name)
    for row in rows:
        names = (fold(row.get(column, "")) for column in COLUMNS[:2])
        for product in {watched[each] for each in names if each in watched}:
            found[product] = {**row, "nom_modele": product}
    if not found:
        raise ProcurementError("directory_none", count=len(rows))
    return csv_file([COLUMNS, *([row.get(c, "") for c in COLUMNS] for row in found.values())])
