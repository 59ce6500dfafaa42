"""The register of contract files: their clauses and what is checked of them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Part, Register
from jalons.procurement.web.clauses import models, queries
from jalons.procurement.web.clauses.forms import CheckForm, OwnForm, SelectionForm
from jalons.procurement.words import clauses as words

MARKS = {"to_do": "walk", "done": "ok", "not_met": "late"}


def rows(authority: Authority) -> QuerySet[models.ClauseSelection]:
    """The files of an authority, with how many of their checks are late."""
    due = Q(checks__deleted_at=None, checks__state="to_do")
    late = Count("checks", filter=due & Q(checks__due_on__lt=timezone.localdate()))
    found = models.ClauseSelection.objects.of(authority).filter(deleted_at=None)
    return found.select_related("authority").annotate(late=late)


def headline(files: QuerySet[models.ClauseSelection]) -> str:
    found = files.first()
    return headline_of(found.authority) if found else str(_("No contract file yet."))


def headline_of(authority: Authority) -> str:
    return words.progress(queries.progress_of(queries.checks(authority)), lang())


def state(check: models.ClauseCheck) -> Cell:
    if check.state == "to_do" and check.due_on < timezone.localdate():
        return Cell("", mark=str(_("late")), mark_kind="late")
    return Cell("", mark=str(models.label("state", check.state)), mark_kind=MARKS[check.state])


selections = Register(
    models.ClauseSelection, "clause_selection", SelectionForm,
    List("name", "market", "notified_on",
         Column(_("Late checks"), lambda each: float(each.late), sort="late", numeric=True),
         search=("name",), sort="name", headline=headline),
    rows=rows,
    parts=(Part(models.SelectedOwnClause, OwnForm, "les-notres", _("Our clauses"),
                _("Add one of our clauses"), List(Column(_("Clause"), str), "why")),
           Part(models.ClauseCheck, CheckForm, "verifications", _("Checks"), _("Add a check"),
                List(Column(_("Clause"), str), "due_on", Column(_("State"), state), "proof")),),
    templates="procurement/clauses",
)  # fmt: skip
