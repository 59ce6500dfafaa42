"""The registers of algorithms and of the requests about them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.catalogue.engine.algorithms.law import UsualAlgorithm, questions
from jalons.catalogue.web.algorithms import indicators, queries
from jalons.catalogue.web.algorithms import models as stored
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.wording import format_number

WHO = ("name", "department", "contact", "contact_email", "contact_post")
WHAT = ("context", "purpose", "moment", "automation", "legal_basis", "link")
IMPACT = ("decisions_per_year", "scope", "audience")
INSIDE = ("kind", "operations", "code_link")
RIGHTS = ("decision", "main", "decided_by", "objection", "mention_since", "secret", "sheet_link")
TOOL = ("software", "supplier")
FIELDS = (*WHO, *WHAT, *IMPACT, *INSIDE, *TOOL, *RIGHTS, "review_before")
PUBLIC = (*FIELDS, "state", "published_on", "retired_on")
REQUEST = ("kind", "algorithm", "subject", "applicant", "channel", "received_on", "answered_on",
           "outcome", "answer")  # fmt: skip
SECTIONS = (
    Section(gettext_lazy("Which algorithm, and who answers for it"), WHO),
    Section(gettext_lazy("The decision"), (*WHAT, *RIGHTS[:4])),
    Section(gettext_lazy("Its effects"), IMPACT),
    Section(gettext_lazy("How it works"), (*INSIDE, *TOOL)),
    Section(gettext_lazy("Transparency"), (*RIGHTS[4:], "review_before")),
)
# The columns of the inventory of Etalab, in its order, then ours.
INVENTORY: tuple[str | Column, ...] = (
    Column(gettext_lazy("Organisation"), lambda each: each.authority.name), *WHO[1:],
    Column(gettext_lazy("Updated on"), lambda each: day_words(each.changed_at)),
    "name", *WHAT, *IMPACT,
    *(Column(label, partial(queries.lines, name=name)) for label, name in (
        (gettext_lazy("Data processed"), "name"), (gettext_lazy("Source of the data"), "source"),
        (gettext_lazy("How the data are collected"), "collection"))),
    *INSIDE, *TOOL, *RIGHTS, *PUBLIC[-4:],
)  # fmt: skip


class UsualForm(forms.Form):
    """Usual algorithms under plain questions, without those of the register."""

    def __init__(self, data: Any, authority: Authority) -> None:
        super().__init__(data)
        have = {each for row in queries.rows(authority) for each in (row.usual, row.name)}
        self.known: dict[str, UsualAlgorithm] = {}
        for each in questions():
            left = {one.id: one for one in each.processing if not {one.id, one.name["fr"]} & have}
            self.known |= left
            if left:
                self.fields[each.id] = forms.MultipleChoiceField(
                    label=each.text[lang()], required=False, widget=forms.CheckboxSelectMultiple,
                    choices=[(one.id, f"{one.name[lang()]} · {one.purpose[lang()]}")
                             for one in left.values()],
                )  # fmt: skip

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Tick one line at least."))

    @property
    def records(self) -> list[dict[str, Any]]:
        """The values of what was ticked: drafts to complete."""
        ticked = [self.known[key] for keys in self.cleaned_data.values() for key in keys]
        return [{"usual": each.id, "name": each.name["fr"], "purpose": each.purpose["fr"],
                 "decision": each.decision} for each in ticked]  # fmt: skip


def state(found: stored.Algorithm) -> Cell:
    """Its state; “expired” once its sheet should have been read again."""
    if found.is_stale:
        return Cell("", mark=_("expired"), mark_kind="late")
    kinds = {"draft": "walk", "published": "ok"}
    return Cell("", mark=found.get_state_display(), mark_kind=kinds.get(found.state, "idle"))


def filled(found: stored.Algorithm, output: str = "sheet") -> str:
    """How many of the fields of an output are filled."""
    known = queries.completeness(found)[output]
    numbers = {"filled": known.filled, "total": known.total}
    return _("%(filled)s of %(total)s") % {k: format_number(v, lang()) for k, v in numbers.items()}


def promptness(found: stored.AlgorithmRequest) -> Cell:
    """Whether it was answered, is late, or by when it is to answer."""
    if found.answered_on:
        words = _("answered on %(day)s") % {"day": day_words(found.answered_on)}
        return Cell("", mark=words, mark_kind="ok" if found.answered_on <= found.due_on else "idle")
    if found.is_late:
        return Cell("", mark=_("late"), mark_kind="late")
    return Cell("", mark=_("until %(day)s") % {"day": day_words(found.due_on)}, mark_kind="walk")


algorithms = Register(
    stored.Algorithm, "algorithm", form_of(stored.Algorithm, sections=SECTIONS),
    List("name", "department", "automation", Column(gettext_lazy("Sheet"), filled),
         Column(gettext_lazy("State"), state, "state"), "review_before",
         search=("name", "department", "purpose"), bulk=("department", "review_before"),
         headline=queries.headline, file=INVENTORY),
    rows=queries.rows,
    parts=(Part(stored.AlgorithmInput,
                form_of(stored.AlgorithmInput, "name", "source", "collection"), "donnees",
                gettext_lazy("Data used"), gettext_lazy("Add data")),
           Part(stored.AlgorithmParameter,
                form_of(stored.AlgorithmParameter, "name", "weight", "meaning"), "parametres",
                gettext_lazy("Parameters and weights"), gettext_lazy("Add a parameter"))),
    moves=(
        Move("publish", gettext_lazy("The sheet is complete"), ("draft",), "published",
             role=Role.LEAD, needs=queries.refusal, dated="published_on"),
        Move("redraft", gettext_lazy("Back to a draft"), ("published", "retired"), "draft",
             role=Role.LEAD),
        Move("retire", gettext_lazy("It is no longer used"), ("draft", "published"), "retired",
             role=Role.LEAD, dated="retired_on"),
    ),
    after=indicators.publish, templates="catalogue/algorithms",
)  # fmt: skip
requests = Register(
    stored.AlgorithmRequest, "algorithm_request", form_of(stored.AlgorithmRequest, *REQUEST),
    List("subject", "kind", "algorithm", "received_on",
         Column(pgettext_lazy("request", "Answer"), promptness, sort="answered_on"),
         search=("subject",), headline=queries.requests_headline),
    rows=queries.requests, templates="catalogue/algorithm_requests",
)  # fmt: skip
