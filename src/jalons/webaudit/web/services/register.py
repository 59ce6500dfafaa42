"""The register of online services, with their visits and the procedures they serve."""

from __future__ import annotations

from dataclasses import replace

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.imports.declaration import Import
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.raw import words_of
from jalons.webaudit.web.services import forms, queries
from jalons.webaudit.web.services.models import ServedProcedure, Traffic, WebService

State = WebService.State
PUBLIC = (*forms.ServiceForm.Meta.fields, "state", "closed_on")
MARKS = {State.OPEN: "ok", State.CLOSING: "walk", State.CLOSED: "idle"}


class ServiceFilter(RecordFilter):
    type = one_of("kind", _("Kind"), WebService.Kind.choices)
    etat = one_of("state", _("State"), State.choices)
    fournisseur = django_filters.CharFilter(  # type: ignore[no-untyped-call]  # untyped
        "supplier", "icontains", label=pgettext_lazy("contract", "Supplier")
    )

    class Meta:
        model = WebService
        fields = ()


def state(service: WebService) -> Cell:
    """Its state, as a mark."""
    return Cell("", mark=service.get_state_display(), mark_kind=MARKS[State(service.state)])


def visits(service: WebService) -> str:
    """The visits of the last twelve months, a dash when one of them is not known."""
    return number_words(queries.year(service).visits)


_words = words_of(WebService, ServedProcedure, Traffic)
declare({WebService.urn_kind(): replace(_words, unsaid=frozenset({"procedure"}))})
services = Register(
    WebService,
    "web_service",
    forms.ServiceForm,
    List("name", "kind", "owner", "supplier", "contract_end",
         Column(_("Visits in 12 months"), visits, numeric=True), Column(_("State"), state, "state"),
         search=("name", "address", "owner", "supplier"), filter=ServiceFilter, sort="name",
         bulk=("kind", "owner", "supplier", "contract_end", "clause_access", "clause_ecodesign"),
         headline=queries.headline, file=(*PUBLIC, "reason")),
    rows=queries.rows,
    parts=(
        Part(Traffic, forms.TrafficForm, "visites", pgettext_lazy("of a website", "Visits"),
             _("Add a month"), List("month", "visits", "views", "source", sort="-month")),
        Part(ServedProcedure, forms.ServedForm, "demarches", _("Procedures it serves"),
             _("Link a procedure"), List("label")),
    ),
    templates="webaudit/services",
)  # fmt: skip
services_file = Import(
    services, "name",
    also={
        "name": ("service", "site", "intitulé"),
        "address": ("url", "adresse du site", "lien"),
        "owner": ("direction", "service responsable", "pilote"),
        "supplier": ("fournisseur", "éditeur", "hébergeur"),
        "contract_end": ("échéance", "fin de marché", "date de fin"),
        "yearly_cost": ("coût annuel", "hébergement par an"),
    },
)  # fmt: skip
