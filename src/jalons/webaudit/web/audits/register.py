"""The register of audits of pages, and the form of a file of measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.webaudit.web.audits import queries
from jalons.webaudit.web.audits.actions import publish
from jalons.webaudit.web.audits.models import WebAudit
from jalons.webaudit.web.services.panels import latest_measures, panels

SECTIONS = (
    Section(gettext_lazy("What is audited"), ("name", "service", "pages")),
    Section(gettext_lazy("How pages are visited"),
            ("journey", "device", "consent", "runs", "repeat")),
    Section(gettext_lazy("What no page should exceed"), ("least_score", "most_kb")),
)  # fmt: skip
PUBLIC = tuple(name for section in SECTIONS for name in section.fields)


class AuditForm(RecordForm[WebAudit]):
    sections = SECTIONS

    class Meta:
        model = WebAudit
        fields = PUBLIC


class FilesForm(forms.Form):
    har = forms.FileField(label=gettext_lazy("File of the visit (HAR)"), widget=FileDrop)
    axe = forms.FileField(label=gettext_lazy("Findings of axe (JSON)"), required=False)


class SecretsForm(forms.Form):
    """A field for each secret of a journey; what is stored is never shown."""

    def __init__(self, data: Any, names: Iterable[str], known: Collection[str]) -> None:
        super().__init__(data)
        there = _("Stored; leave it empty to leave it as it is.")
        for name in names:
            self.fields[name] = forms.CharField(
                label=name, max_length=500, required=False, strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
                help_text=there if name in known else "",
            )  # fmt: skip


def headline(rows: QuerySet[WebAudit]) -> str:
    first = rows.first()
    return queries.figure(first.authority) if first else _("No page was audited yet")


audits = Register(
    WebAudit, "web_audit", AuditForm,
    List("name", "service", "score", "repeat", search=("name", "pages"), sort="name",
         headline=headline),
    after=publish, templates="webaudit/audits",
)  # fmt: skip
latest_measures.connect(queries.latest_measures)
panels.add("audits", gettext_lazy("Page audits"), queries.panel)
