"""The register of contract files: their clauses and what is checked of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Part, Register
from jalons.procurement.web.clauses import queries
from jalons.procurement.web.clauses.forms import CheckForm, SelectionForm
from jalons.procurement.web.clauses.models import (
    ClauseCheck,
    ClauseSelection,
    label,
    market_choices,
)
from jalons.procurement.words import clauses as words

MARKS = {"to_do": "walk", "done": "ok", "not_met": "late"}


class SelectionFilter(RecordFilter):
    """What narrows the list of contract files."""

    marche = one_of("market", _("Kind of contract"), market_choices)

    class Meta:
        model = ClauseSelection
        fields = ()


def headline(rows: QuerySet[ClauseSelection]) -> str:
    found = rows.first()
    return headline_of(found.authority) if found else str(_("No contract file yet."))


def headline_of(authority: Authority) -> str:
    return words.progress(queries.progress_of(queries.checks(authority)), lang())


def checked(found: ClauseSelection) -> str:
    rows = queries.checks(found.authority, selection=found)
    return words.progress(queries.progress_of(rows), lang())


def state(check: ClauseCheck) -> Cell:
    """The state of a check, and whether it is late."""
    if check.state == "to_do" and check.due_on < timezone.localdate():
        return Cell("", mark=str(_("late")), mark_kind="late")
    return Cell("", mark=str(label("state", check.state)), mark_kind=MARKS[check.state])


selections = Register(
    ClauseSelection,
    "clause_selection",
    SelectionForm,
    List(
        "name", "market", "notified_on", Column(_("Checks"), checked),
        search=("name",), filter=SelectionFilter, sort="name", headline=headline,
    ),
    parts=(
        Part(ClauseCheck, CheckForm, "verifications", _("Checks"), _("Add a check"),
             List(Column(_("Clause"), str), "due_on", Column(_("State"), state), "proof")),
    ),
    templates="procurement/clauses",
)  # fmt: skip
