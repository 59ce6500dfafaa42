"""Columns that the rules of this room did not suspect, and that the AI library reports.

They become suspicions like the others, marked as found by a recipe: a person confirms or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jalons.catalogue.capture.tables import whole_tables
from jalons.catalogue.engine.personal.columns import Confidence, Suspicion
from jalons.foundation.design.page_language import lang
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ColumnChecks, column_checks

# The kinds of the recipe, by those of this room.
_KINDS = {"person_name": "full_name", "named_text": "full_name", "first_name": "first_name",
          "last_name": "family_name", "nir": "nir", "iban": "iban", "email": "email",
          "phone": "phone", "address": "address"}  # fmt: skip


def suggested(
    path: Path, name: str, folder: Path, known: Iterable[Suspicion]
) -> Iterator[Suspicion]:
    """The columns of a file that look personal and that nothing known suspects.

    ``folder`` is for what a compressed file has.
    """
    if (checks := _checks()) is None:
        return
    suspected = {each.heading for each in known}
    for headings, rows in whole_tables(path, name, folder):
        for found in checks(headings, rows, lang()):
            kind = _KINDS.get(found.kind, "")
            if found.personal and kind and found.heading not in suspected:
                matched = round(found.share * found.filled)
                yield Suspicion(found.place, found.heading, kind, matched, found.filled,
                                Confidence.RECIPE)  # fmt: skip


def _checks() -> ColumnChecks | None:
    """The recipe, where the AI library is installed."""
    try:
        return column_checks()
    except JalonsError:
        return None
