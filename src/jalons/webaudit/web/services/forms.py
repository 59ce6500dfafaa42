"""The forms of services: what they are, their closing, their visits, the procedures they serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.register.forms import DAYS, RecordForm, Section
from jalons.webaudit.web.services import queries
from jalons.webaudit.web.services.models import ServedProcedure, Traffic, WebService

State = WebService.State
NEXT = {
    State.OPEN: (State.CLOSING,),
    State.CLOSING: (State.CLOSED, State.OPEN),
    State.CLOSED: (State.OPEN,),
}


class ServiceForm(RecordForm[WebService]):
    sections = (
        Section(_("The service"), ("name", "kind", "address", "owner")),
        Section(
            _("The contract"),
            ("supplier", "contract_end", "clause_access", "clause_ecodesign", "yearly_cost"),
        ),
    )

    class Meta:
        model = WebService
        fields = (
            "name", "kind", "address", "owner", "supplier", "contract_end", "clause_access",
            "clause_ecodesign", "yearly_cost",
        )  # fmt: skip


class ClosingForm(RecordForm[WebService]):
    """The next step of a service: to close, closed, in use again; each with its reason."""

    class Meta:
        model = WebService
        fields = ("state", "closed_on", "reason")

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        now = State(self.instance.state)
        return [(each, each.label) for each in (*NEXT[now], now)] if name == "state" else []


class MonthInput(forms.DateInput):
    input_type = "month"


class TrafficForm(RecordForm[Traffic]):
    month = forms.DateField(
        label=_("month"),
        widget=MonthInput(format="%Y-%m"),
        input_formats=("%Y-%m", "%m/%Y", *DAYS),
        help_text=_("For example 2026-03: only months that are over."),
    )

    class Meta:
        model = Traffic
        fields = ("month", "visits", "views", "source")


class ServedForm(RecordForm[ServedProcedure]):
    procedure = forms.ChoiceField(label=pgettext_lazy("service", "procedure"))

    class Meta:
        model = ServedProcedure
        fields = ("procedure",)

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        del name
        known = queries.procedures(self.authority)
        return [("", "–"), *((urn, str(found)) for urn, found in known.items())]

    def values(self) -> Mapping[str, Any]:
        """With the name the procedure has today."""
        found = super().values()
        return {**found, "label": str(queries.procedures(self.authority)[found["procedure"]])}


class TrafficFileForm(forms.Form):
    file = forms.FileField(label=_("Your export"), widget=FileDrop)


class FewForm(forms.Form):
    moins_de = forms.IntegerField(
        label=_("Fewer visits a year than"), min_value=1, max_value=10_000_000, required=False
    )
