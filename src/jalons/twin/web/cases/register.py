"""The register of use cases: form, list, steps, results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words
from jalons.foundation.design.templatetags.values import quantity
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Change
from jalons.twin.web.cases import indicators, queries
from jalons.twin.web.cases.models import CaseResult, TwinCase

State = TwinCase.State
MARKS = {State.IDEA: "idle", State.TRIAL: "walk", State.LIVE: "ok", State.STOPPED: "late"}


def kwh(value: float) -> str:
    return quantity(value, "kWh")


class CaseForm(RecordForm[TwinCase]):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Types of the twin it uses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = TwinCase
        fields = ("name", "purpose", "department", "kinds", "whatif")

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        """The types with a policy, and those the case already uses."""
        known = queries.kinds(self.authority) if name == "kinds" else []
        return known + [(iri, iri) for iri in self.instance.kinds if iri not in dict(known)]


class ResultForm(RecordForm[CaseResult]):
    class Meta:
        model = CaseResult
        fields = ("saved_kwh", "starts_on", "ends_on", "how", "note", "proof")


def state(case: TwinCase) -> Cell:
    return Cell("", mark=case.get_state_display(), mark_kind=MARKS[State(case.state)])


def saved(case: TwinCase) -> Cell | str:
    """The energy saved by a case in all, in words."""
    results = list(case.results.all())
    if not results:
        return Cell("", mark=_("not known"))
    return kwh(sum(result.saved_kwh for result in results))


def headline(cases: QuerySet[TwinCase]) -> str:
    states = list(cases.values_list("state", flat=True))
    live = states.count(State.LIVE)
    if not states:
        return _("What does the twin serve?")
    if not live:
        return _("No use case is live yet.")
    text = ngettext("%(number)s use case is live.", "%(number)s use cases are live.", live)
    return text % {"number": live}


def proof(result: CaseResult) -> Cell:
    if result.proof:
        return Cell(_("proof"), url=result.proof)
    return Cell("", mark=_("no proof given"))


def publish(authority: Authority, _changes: Sequence[Change]) -> None:
    indicators.publish_cases(authority, today=timezone.localdate())


def _step(target: State, role: Role = Role.CONTRIBUTOR) -> Move:
    return Move(
        target.value, target.label, (), target, role=role, dated="since", also=TwinCase.moved
    )


cases = Register(
    TwinCase,
    "twin_case",
    CaseForm,
    List(
        "name",
        Column(gettext_lazy("State"), state, sort="state"),
        "since",
        "department",
        Column(gettext_lazy("Energy saved"), saved, numeric=True),
        search=("name", "purpose", "department"),
        bulk=("department", "whatif"),
        headline=headline,
        per_page=12,
    ),
    delete=Role.CONTRIBUTOR,
    rows=queries.cases,
    moves=(
        _step(State.IDEA),
        _step(State.TRIAL),
        _step(State.LIVE, Role.LEAD),
        _step(State.STOPPED, Role.LEAD),
    ),
    parts=(
        Part(
            CaseResult,
            ResultForm,
            "resultats",
            gettext_lazy("What it really saved"),
            gettext_lazy("Record what it saved"),
            List(
                Column(
                    gettext_lazy("Period"),
                    lambda each: f"{day_words(each.starts_on)} – {day_words(each.ends_on)}",
                ),
                Column(
                    gettext_lazy("Energy saved"), lambda each: kwh(each.saved_kwh), numeric=True
                ),
                "how",
                "note",
                Column(gettext_lazy("Proof"), proof),
            ),
        ),
    ),
    after=publish,
    templates="twin/cases",
)
cases_file = Import(
    cases, key="name", also={"purpose": ("objet", "finalité"), "department": ("service",)}
)
