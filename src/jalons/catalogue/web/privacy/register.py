"""The registers of columns to decide and of processing sheets; what they say on a dataset."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.catalogue.web.datasets.panels import blocker, on_arrival, panel
from jalons.catalogue.web.privacy import actions, queries
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section

SHEET = ("personal", "legal_basis", "legal_text", "record_reference", "purpose", "retention",
         "recipients", "assessment")  # fmt: skip


class DecisionForm(RecordForm[PersonalColumn]):
    class Meta:
        model = PersonalColumn
        fields = ("decision", "reason", "reference")


class SheetForm(RecordForm[ProcessingSheet]):
    sections = (Section(_("Is anybody in it?"), SHEET[:1]), Section(_("The processing"), SHEET[1:]))

    class Meta:
        model = ProcessingSheet
        fields = SHEET


class ColumnFilter(RecordFilter):
    decision = one_of("decision", _("Decision"), PersonalColumn.Decision.choices)
    type = one_of("kind", _("What it looks like"), PersonalColumn.Kind.choices)

    class Meta:
        model = PersonalColumn
        fields = ()


def decision(found: PersonalColumn) -> Cell:
    """What was decided, and whether it stands for the file as it is."""
    if found.is_open:
        return Cell("", mark=str(PersonalColumn.Decision.OPEN.label), mark_kind="late")
    return Cell("", mark=found.get_decision_display(), mark_kind="ok")


def seen(found: PersonalColumn) -> str:
    """By what it is suspected, in counts, never in values."""
    if found.kind == PersonalColumn.Kind.UNREAD:
        return str(_("the whole file"))
    if not found.matched:
        return str(_("by its heading"))
    counts = {"count": number_words(found.matched), "filled": number_words(found.filled)}
    return str(_("%(count)s of %(filled)s cells read") % counts)


columns = Register(
    PersonalColumn, "personal_column", DecisionForm,
    List(Column(_("Column"), str), Column(_("Dataset"), lambda each: str(each.distribution.dataset),
                                          sort="distribution__dataset__name"),
         "kind", Column(_("Seen"), seen), Column(_("Decision"), decision, sort="is_open"),
         search=("column", "distribution__dataset__name"), filter=ColumnFilter,
         headline=queries.headline),
    write=Role.LEAD, delete=Role.ADMINISTRATOR, rows=queries.columns, after=actions.follow,
    templates="catalogue/personal_columns",
)  # fmt: skip
sheets = Register(
    ProcessingSheet, "processing_sheet", SheetForm,
    List("dataset", "personal", "legal_basis", "record_reference", "assessment",
         search=("dataset__name", "purpose"), headline=queries.sheets_headline,
         file=("dataset", *SHEET)),
    rows=queries.sheets, templates="catalogue/processing_sheets",
)  # fmt: skip
panel("privacy", _("Personal data"), queries.panel)
blocker("privacy", queries.blockers)
on_arrival("privacy", actions.arrived)
