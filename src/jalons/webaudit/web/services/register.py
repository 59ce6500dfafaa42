"""The register of online services, with their visits and the procedures they serve."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.foundation.register.raw import words_of
from jalons.kernel.tables import package_table
from jalons.webaudit.web.services import queries
from jalons.webaudit.web.services.models import Traffic, WebService
from jalons.wording import format_month

State = WebService.State
WHAT = ("name", "kind", "address", "owner")
CONTRACT = ("supplier", "contract_end", "clause_access", "clause_ecodesign", "yearly_cost")
CLOSING = ("state", "reason")
PUBLIC = (*WHAT, *CONTRACT, *CLOSING)


class ServiceForm(RecordForm[WebService]):
    procedures = forms.MultipleChoiceField(
        label=_("procedures it serves"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Among those you listed.")
    )  # fmt: skip
    sections = (Section(_("The service"), (*WHAT, "procedures")),
                Section(_("Its contract"), CONTRACT), Section(_("Closing"), CLOSING))  # fmt: skip

    class Meta:
        model = WebService
        fields = (*PUBLIC, "procedures")

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        known = queries.procedures(self.authority) if name == "procedures" else {}
        return [(urn, str(found)) for urn, found in known.items()]


class TrafficForm(RecordForm[Traffic]):
    class Meta:
        model = Traffic
        fields = ("month", "visits", "views", "source")


class ServiceFilter(RecordFilter):
    type = one_of("kind", _("Kind of service"), WebService.Kind.choices)
    etat = one_of("state", _("State"), State.choices)
    fournisseur = django_filters.CharFilter(  # type: ignore[no-untyped-call]  # untyped
        "supplier", "icontains", label=pgettext_lazy("contract", "Supplier")
    )

    class Meta:
        model = WebService
        fields = ()


def _state(service: WebService) -> Cell:
    kind = {State.OPEN: "ok", State.CLOSING: "walk"}.get(State(service.state), "idle")
    return Cell("", mark=service.get_state_display(), mark_kind=kind)


def _month(line: Traffic) -> str:
    return format_month(line.month.year, line.month.month, lang())


_words = replace(words_of(WebService, Traffic), unsaid=frozenset({"procedures"}))
declare({WebService.urn_kind(): _words})
services = Register(
    WebService,
    "web_service",
    ServiceForm,
    List("name", "kind", "owner", "supplier", "contract_end",
         Column(_("Visits in 12 months"), lambda each: queries.year(each).visits, numeric=True),
         Column(_("State"), _state, "state"),
         search=("name", "address", "owner", "supplier"), filter=ServiceFilter, sort="name",
         bulk=("kind", "owner", *CONTRACT[:4]), headline=queries.headline, file=PUBLIC),
    rows=queries.rows,
    parts=(Part(Traffic, TrafficForm, "visites", _("Visits by month"), _("Add a month"),
                List(Column(_("Month"), _month, "month"), "visits", "views", "source")),),
    templates="webaudit/services",
)  # fmt: skip
services_file = Import(services, "name", also=package_table("jalons.webaudit", "services_file"))
