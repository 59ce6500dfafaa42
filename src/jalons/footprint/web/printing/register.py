"""The register of counter readings, and the statements of copier contracts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.footprint.engine.errors import FootprintError
from jalons.footprint.web.printing.models import StoredPrintCount
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports import reading
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.errors import ListError
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import Section, form_of
from jalons.kernel.tables import package_table
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.columns import NumberKind
from jalons.tabular.folding import fold
from jalons.tabular.rows import read_rows

PERCENT = NumberKind(units={"": Decimal(1), "%": Decimal(1)})
ONE_KIND = re.compile(r"\b(n b|nb|noir|mono|coul|colou?r|black)").search
COUNTERS, PAGES = ("counter_mono", "counter_colour"), ("from_day", "mono", "colour")
print_counts = Register(
    StoredPrintCount,
    "footprint_print_count",
    form_of(
        StoredPrintCount,
        sections=(
            Section(gettext_lazy("Which printer, when"), ("printer", "to_day", "origin")),
            Section(gettext_lazy("Its counters on that day"), COUNTERS),
            Section(gettext_lazy("Or its pages over some days"), PAGES),
            Section(gettext_lazy("One side or two"), ("two_sided",)),
        ),
    ),
    List("printer", "to_day", *COUNTERS, *PAGES, "two_sided", "origin",
         search=("printer", "origin"), sort="-to_day"),
    delete=Role.CONTRIBUTOR,
    templates="footprint/printing",
)  # fmt: skip


class CountsImport(Import):
    """Readings of a file: those of one printer on one day are one; the oldest are stored first."""

    def wanted(self) -> tuple[Wanted, ...]:
        *found, share = sorted(super().wanted(), key=lambda each: each.name == "two_sided")
        return (*found, replace(share, kind=PERCENT))

    def rows(self, authority: Authority, found: Any) -> list[reading.Row]:
        """The rows as changes, or why not; a later row of the same printer and day is refused.

        Raises ``FootprintError`` (``count_total``): a total has the colour that stands beside it.
        """
        columns, headings = found.proposal.mapping, found.table.headings
        totals = [each for each in headings if "total" in fold(each) and not ONE_KIND(fold(each))]
        for mono, colour in (COUNTERS, PAGES[1:]):
            alone = mono not in columns or headings[columns[mono]] in totals
            if totals and alone and colour in columns:
                raise FootprintError("count_total", heading=totals[0])
        records = living(StoredPrintCount, authority)
        known = {(fold(each.printer), each.to_day): each for each in records}
        made: dict[Any, reading.Row] = {}
        refused = []
        for row in read_rows(found.table, found.proposal.mapping, found.fields):
            printer, day = row.values.get("printer", ""), row.values.get("to_day")
            key: Any = fold(printer), day
            label = str(StoredPrintCount(printer=printer, to_day=day)) if day else printer
            said = [(one.column, one.message(lang())) for one in row.notices]
            if key in made:
                said.append(("", ListError("row_twice", name=label).message(lang())))
            if why := [" — ".join(filter(None, each)) for each in said]:
                refused.append(reading.Row(row.number, label, None, {}, why=" ".join(why)))
                continue
            record = known.get(key) or StoredPrintCount(authority=authority)
            made[key] = reading.Row(row.number, label, record, row.values)
        return [made[key] for key in sorted(made, key=lambda key: key[1])] + refused


counts_file = CountsImport(
    print_counts, key="printer", also=package_table("jalons.footprint", "print_counts")
)
