"""The registers of assessments, of what is decided in them, and of findings."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.webaudit.web.grids import indicators, queries
from jalons.webaudit.web.grids import models as stored
from jalons.webaudit.web.services.panels import panels

PUBLIC = ("service", "name", "reference", "auditor", "auditor_role", "started_on", "finished_on",
          "state", "undecided", "failing", "share")  # fmt: skip


class GridForm(RecordForm[stored.AccessGrid]):
    class Meta:
        model = stored.AccessGrid
        fields = ("name", "service", "reference", "auditor", "auditor_role", "started_on")


class PageForm(RecordForm[stored.GridPage]):
    class Meta:
        model = stored.GridPage
        fields = ("kind", "name", "address")


class OnPageForm[M: stored.OfPage](RecordForm[M]):
    """What is about a page: pages are named with their assessment, those of one when it is set."""

    def __init__(self, data: Any = None, *, instance: M, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        field: Any = self.fields["page"]
        field.queryset = field.queryset.select_related("grid")
        field.label_from_instance = lambda page: f"{page.grid} · {page}"
        if instance.page_id:
            field.queryset = field.queryset.filter(grid__pages=instance.page_id)


class DecisionForm(OnPageForm[stored.GridDecision]):
    class Meta:
        model = stored.GridDecision
        fields = ("state", "criterion", "page")


class FindingForm(OnPageForm[stored.AccessFinding]):
    sections = (Section(_("Where"), ("page", "criterion")),
                Section(_("What leaves people out"), ("text", "impact")),
                Section(_("Who fixes it"), ("assigned",)))  # fmt: skip

    class Meta:
        model = stored.AccessFinding
        fields = ("text", "page", "criterion", "impact", "assigned")


class _OfGrid(RecordFilter):
    grille = django_filters.ModelChoiceFilter(  # type: ignore[no-untyped-call]
        field_name="page__grid", label=_("Assessment"), queryset=stored.AccessGrid.unscoped.none(),
        empty_label=pgettext_lazy("filter", "any"),
    )  # fmt: skip
    critere = one_of("criterion", _("Criterion"), stored.criteria)


class DecisionFilter(_OfGrid):
    etat = one_of("state", _("Decision"), partial(stored.named, "grid.decision", *stored.DECISIONS))

    class Meta:
        model = stored.GridDecision
        fields = ()


class FindingFilter(_OfGrid):
    etat = one_of(
        "state", _("State"), partial(stored.named, "grid.finding", *stored.FINDING_STATES)
    )

    class Meta:
        model = stored.AccessFinding
        fields = ()


def finding_state(finding: stored.AccessFinding) -> Cell:
    """Where a finding is, with its mark."""
    kinds = {"to_fix": "late", "fixed": "ok", "dismissed": "idle"}
    return Cell("", mark=finding.get_state_display(), mark_kind=kinds.get(finding.state, "walk"))


def unfinished(grid: stored.AccessGrid) -> str:
    """Why a grid is not finished, empty when it may be."""
    return "" if grid.share is not None else queries.summary(grid)


grids = Register(
    stored.AccessGrid, "access_grid", GridForm,
    List("name", "service", Column(_("Result"), queries.summary), "state", "finished_on",
         search=("name", "auditor"), sort="name", headline=queries.headline, file=PUBLIC),
    rows=queries.rows,
    parts=(Part(stored.GridPage, PageForm, "pages", _("Pages of the sample"), _("Add a page")),),
    moves=(
        Move("finish", _("The assessment is finished"), ("open",), "finished", role=Role.LEAD,
             needs=unfinished, dated="finished_on"),
        Move("reopen", _("Open the assessment again"), ("finished",), "open", role=Role.LEAD),
    ),
    after=indicators.follow, templates="webaudit/grids",
)  # fmt: skip
decisions = Register(
    stored.GridDecision, "grid_decision", DecisionForm,
    List(Column(_("Criterion"), lambda each: each.criterion, sort="criterion"),
         Column(_("Assessment"), lambda each: str(each.page.grid)), "page", "state",
         filter=DecisionFilter, bulk=("state",), per_page=25),
    rows=queries.decisions, after=indicators.follow,
)  # fmt: skip
findings = Register(
    stored.AccessFinding, "access_finding", FindingForm,
    List("text", "criterion", "page", "impact", "assigned",
         Column(_("State"), finding_state, sort="state"),
         search=("text", "assigned"), filter=FindingFilter, sort="criterion",
         bulk=("impact", "assigned")),
    rows=queries.findings,
    moves=(
        Move("confirm", _("It is not conforming: to fix"), (), "to_fix"),
        Move("fix", pgettext_lazy("finding", "Fixed"), ("to_fix",), "fixed"),
        Move("dismiss", _("It is no fault"), stored.FINDING_STATES[:3], "dismissed"),
    ),
    templates="webaudit/findings",
)  # fmt: skip
panels.add("grids", _("Accessibility"), queries.panel)
