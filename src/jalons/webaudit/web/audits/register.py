"""The register of audits of pages, the form of a file of measures, the columns of their pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.webaudit.web.audits import indicators, queries
from jalons.webaudit.web.audits.models import WebAudit

WHAT, HOW = ("name", "service", "pages"), ("device", "consent", "runs", "repeat")
PUBLIC = (*WHAT, *HOW, "least_score", "most_kb")


class AuditForm(RecordForm[WebAudit]):
    sections = (
        Section(gettext_lazy("What is audited"), WHAT),
        Section(gettext_lazy("How pages are visited"), HOW),
        Section(gettext_lazy("What no page should exceed"), ("least_score", "most_kb")),
    )

    class Meta:
        model = WebAudit
        fields = PUBLIC


class FilesForm(forms.Form):
    har = forms.FileField(label=gettext_lazy("File of the visit (HAR)"), widget=FileDrop)
    axe = forms.FileField(label=gettext_lazy("Findings of axe (JSON)"), required=False)

    def clean(self) -> None:
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        for name, file in list(self.cleaned_data.items()):
            if file and file.size > most * 2**20:
                self.add_error(name, _("This file is too big: %s MB at most.") % most)


def mean(audit: WebAudit) -> Cell:
    """The mean EcoIndex of the last run with its grade, or that nothing was measured."""
    whole = queries.whole(queries.pages(audit))
    if whole.score is None:
        return Cell("", mark=_("no score"), mark_kind="walk")
    return Cell(f"{whole.score.mid:.0f} {whole.grade}")


def headline(rows: QuerySet[WebAudit]) -> str:
    first = rows.first()
    return queries.figure(first.authority) if first else _("No page was audited yet")


audits = Register(
    WebAudit, "web_audit", AuditForm,
    List("name", "service", Column(gettext_lazy("Mean EcoIndex"), mean), "repeat",
         search=("name", "pages"), sort="name", headline=headline),
    after=indicators.publish, templates="webaudit/audits",
)  # fmt: skip
