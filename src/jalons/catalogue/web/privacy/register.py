"""The registers of columns to decide and of processing sheets; what they say on a dataset."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.catalogue.web.datasets.panels import blocker, on_arrival, panels
from jalons.catalogue.web.privacy import actions, queries
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import Section, form_of

SHEET = ("personal", "legal_basis", "legal_text", "record_reference", "purpose", "retention",
         "recipients", "assessment")  # fmt: skip
SECTIONS = (
    Section(_("Is anybody in it?"), ("dataset", *SHEET[:1])),
    Section(_("The processing"), SHEET[1:]),
)
DeclareForm = form_of(PersonalColumn, "distribution", "column", "kind")


def decision(found: PersonalColumn) -> Cell:
    """What was decided, if it stands for the file as it is."""
    words = say("personal.decision.open", lang()) if found.is_open else found.get_decision_display()
    return Cell("", mark=words, mark_kind="late" if found.is_open else "ok")


def seen(found: PersonalColumn) -> str:
    """By what it is suspected, in counts, never in values."""
    counts = {"count": number_words(found.matched), "filled": number_words(found.filled)}
    return say("personal.seen" if found.matched else "personal.by_heading", lang(), **counts)


columns = Register(
    PersonalColumn, "personal_column",
    form_of(PersonalColumn, "decision", "reason", "reference"),
    List(Column(_("Column"), str),
         Column(_("Dataset"), lambda each: str(each.distribution.dataset)), "kind",
         Column(_("Seen"), seen), Column(_("Decision"), decision, sort="is_open"),
         search=("column", "distribution__dataset__name"), headline=queries.headline,
         filter=filter_of(PersonalColumn, "decision")),
    write=Role.LEAD, delete=Role.ADMINISTRATOR, rows=queries.columns, after=actions.follow,
    templates="catalogue/personal_columns",
)  # fmt: skip
sheets = Register(
    ProcessingSheet, "processing_sheet", form_of(ProcessingSheet, sections=SECTIONS),
    List("dataset", "personal", "legal_basis", "record_reference", "assessment",
         search=("purpose", "dataset__name"), file=("dataset", *SHEET)),
    rows=queries.sheets, templates="catalogue/processing_sheets",
)  # fmt: skip
panels.add("privacy", _("Personal data"), queries.panel)
blocker("privacy", queries.blockers)
on_arrival("privacy", actions.arrived)
