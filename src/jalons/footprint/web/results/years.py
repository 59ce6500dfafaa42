"""Two inventories compared on their common perimeter: what changed, and because of what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons import wording
from jalons.footprint.engine.analysis.comparison import compare as compare_assessments
from jalons.footprint.engine.analysis.decomposition import common_perimeter, decompose
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG, bare, value_columns
from jalons.footprint.web.results import tables as result_tables
from jalons.footprint.words.decomposition import DecompositionSummary, summarise_decomposition
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.waterfall import Move, Waterfall
from jalons.foundation.design.page_language import error_words
from jalons.kernel import Interval
from jalons.wording import series_finding


class CompareForm(forms.Form):
    other = forms.ChoiceField(label=gettext_lazy("Compare with"))

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others  # type: ignore[attr-defined]


@within_authority(Role.READER)
def compare(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """An inventory beside another of the same authority, cause by cause, each with its interval."""
    after = find_assessed(authority, pk)
    others = queries.comparable(after.inventory)
    form = CompareForm(request.GET or None, others=[(str(each.pk), str(each)) for each in others])
    context: dict[str, Any] = {"inventory": after.inventory, "form": form, "others": others}
    if form.is_valid():
        before = find_assessed(authority, UUID(form.cleaned_data["other"]))
        try:
            context |= _compared(before, after, page_language.lang())
        except FootprintError as error:
            context["problem"] = error_words(error)
    return render(request, "footprint/compare.html", context)


def _compared(before: AssessedInventory, after: AssessedInventory, lang: str) -> dict[str, Any]:
    """The decomposition in words, drawn and in tables, and the kinds of the common perimeter."""
    years = queries.year_of(before), queries.year_of(after)
    found = decompose(*years)
    pack = years[1].pack
    summary = summarise_decomposition(found, pack, lang)
    old, new, _left = common_perimeter(*years)
    kinds = compare_assessments(
        assess_fleet(old, pack=years[0].pack, options=years[0].options),
        assess_fleet(new, pack=pack, options=years[1].options),
    )
    start, end = (_name(before), found.before), (_name(after), found.after)
    return {
        "before": before,
        "after": after,
        "summary": summary,
        "chart": _waterfall(summary, start, end, found.difference),
        "table": _causes(summary, start, end, found.difference, lang),
        "revisions": _revisions((before, after), lang),
        **result_tables.comparison(kinds, lang),
    }


def _name(assessed: AssessedInventory) -> str:
    return f"{assessed.inventory.name}, {assessed.extracted_on.year}"


def _waterfall(
    summary: DecompositionSummary,
    start: tuple[str, Interval],
    end: tuple[str, Interval],
    difference: Interval,
) -> Waterfall:
    """From one year to the other; a cause without effect has no bar."""
    moves = tuple(Move(cause.name, cause.value) for cause in summary.causes if cause.moved)
    title = series_finding((start, end), KG, page_language.lang(), difference=difference)
    variable = _("From one year to the other, cause by cause")
    return Waterfall(title, start, moves, end, KG, variable=variable)


def _causes(
    summary: DecompositionSummary,
    start: tuple[str, Interval],
    end: tuple[str, Interval],
    difference: Interval,
    lang: str,
) -> Table:
    """The numbers of the waterfall, and the whole difference."""

    def row(name: str, value: Interval, *, moved: bool = True) -> tuple[str, str, str]:
        central, span = bare(value, lang)
        return (name, central, span) if moved else (name, _("no effect"), "")

    columns = (Column(_("What")), *value_columns())
    rows = (
        row(*start),
        *(row(cause.name, cause.value, moved=cause.moved) for cause in summary.causes),
        row(*end),
    )
    total = row(_("Difference"), difference)
    return Table(_("Because of what, kg CO₂e a year"), columns, rows, total)


def _revisions(years: tuple[AssessedInventory, ...], lang: str) -> Table | None:
    """The impact stored with each assessment, beside that of today’s method and factors.

    None when neither changed since. The method and the factors of the past cannot be run again:
    their part stands apart from the causes, without an interval of its own.
    """
    found = [queries.assessment_of(each) for each in years]
    pairs = list(zip(years, found, strict=True))
    if not any(queries.changed_since(*pair) for pair in pairs):
        return None
    columns = (
        Column(_("Inventory")),
        Column(_("Method and factors of the day")),
        Column(_("As stated that day"), numeric=True),
        Column(_("As stated today"), numeric=True),
        Column(_("Revision"), numeric=True),
    )
    rows = []
    for each, today in pairs:
        then = queries.stored_impact(each)
        now = today.impact(CLIMATE).value
        moved = Interval.exact(now.mid - then.mid)
        rows.append(
            (
                _name(each),
                each.versions,
                wording.format_central(then, KG, lang),
                wording.format_central(now, KG, lang),
                wording.format_central(moved, KG, lang) if moved.mid else _("unchanged"),
            )
        )
    caption = _("What the method and the factors changed since, whole scope, a year")
    return Table(caption, columns, tuple(rows))
