"""The register of datasets, with their files and addresses."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.catalogue.engine.freshness import FreshnessState
from jalons.catalogue.web.datasets import models, panels, queries, search_index
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import short_moment_words
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.imports.declaration import Import
from jalons.foundation.journal.models import Verb
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section, dress
from jalons.kernel.tables import package_table

SECTIONS = (
    Section(gettext_lazy("What the data are"),
            ("name", "description", "keywords", "theme", "hvd", "landing_page")),
    Section(gettext_lazy("Who answers for them"), ("holder", "contact", "contact_email")),
    Section(gettext_lazy("For whom, and under which licence"), ("audience", "licence")),
    Section(pgettext_lazy("data", "Dates"), ("frequency", "updated_on", "starts_on", "ends_on")),
)  # fmt: skip
FIELDS = tuple(name for section in SECTIONS for name in section.fields)
PUBLIC = (*FIELDS, "identifier", "state", "published_on", "origin")
ORIGINS = (
    ("here", gettext_lazy("described here")),
    ("twin", gettext_lazy("the digital twin")),
    ("elsewhere", gettext_lazy("another catalogue")),
)


class DatasetForm(RecordForm[Dataset]):
    sections = SECTIONS

    class Meta:
        model = Dataset
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        """Refuse that a published dataset loses what it was published with."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.state == Dataset.State.PUBLISHED and not self.instance.origin:
            for name, sentence in queries.lacking({**vars(self.instance), **cleaned}).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


class DistributionForm(RecordForm[Distribution]):
    class Meta:
        model = Distribution
        fields = ("name", "url", "format")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url and not self.instance.file:
            raise forms.ValidationError(_("Write the address where the data are."))
        return url


class UploadForm(forms.Form):
    """A file of data; ``name`` is not wanted for the next version of one."""

    file = forms.FileField(label=gettext_lazy("Your file"), widget=FileDrop)
    name = forms.CharField(
        label=gettext_lazy("What people will see it as"), max_length=200, required=False
    )
    updated_on = forms.DateField(label=gettext_lazy("Date of the data"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, is_new: bool) -> None:
        super().__init__(data, files, initial={"updated_on": timezone.localdate()})
        if not is_new:
            del self.fields["name"]
        dress(self.fields["updated_on"])

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            raise forms.ValidationError(_("This file is too big: %s MB at most.") % most)
        return file


class DatasetFilter(RecordFilter):
    mots = django_filters.CharFilter(  # type: ignore[no-untyped-call]  # untyped
        method="with_words", label=gettext_lazy("Words")
    )
    audience = one_of("audience", gettext_lazy("Audience"), Dataset.Audience.choices)
    etat = one_of("state", gettext_lazy("State"), Dataset.State.choices)
    theme = one_of("theme", gettext_lazy("Theme"), partial(models.terms, "theme"))
    licence = one_of("licence", gettext_lazy("Licence"), partial(models.terms, "licence"))
    fraicheur = one_of(
        "updated_on", gettext_lazy("Freshness"), (
            (FreshnessState.FRESH.value, pgettext_lazy("data", "up to date")),
            (FreshnessState.DUE.value, pgettext_lazy("data", "update due")),
            (FreshnessState.LATE.value, pgettext_lazy("data", "late")),
            (FreshnessState.UNKNOWN.value, pgettext_lazy("data", "freshness unknown")),
        ), method="as_fresh",
    )  # fmt: skip
    origine = one_of("origin", gettext_lazy("Comes from"), ORIGINS, method="from_origin")

    class Meta:
        model = Dataset
        fields = ()

    def __init__(self, data: Any, rows: QuerySet[Any], *, authority: Authority) -> None:
        super().__init__(data, rows, authority=authority)
        self.authority = authority

    def with_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=search_index.found(self.authority, value))

    def as_fresh(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(queries.is_in(value))

    def from_origin(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "elsewhere":
            return rows.exclude(origin__in=("", "twin"))
        return rows.filter(origin="" if value == "here" else value)


def audience(dataset: Dataset) -> Cell:
    """For whom the data are."""
    kind = "ok" if dataset.is_open else "idle"
    return Cell("", mark=str(dataset.get_audience_display()), mark_kind=kind)


def state(dataset: Dataset) -> Cell:
    """Whether it is published."""
    kinds = {Dataset.State.PUBLISHED: "ok", Dataset.State.DRAFT: "walk"}
    kind = kinds.get(Dataset.State(dataset.state), "idle")
    return Cell("", mark=str(dataset.get_state_display()), mark_kind=kind)


def content(distribution: Distribution) -> Cell:
    """The file stored, or the address."""
    if not distribution.file:
        return Cell(distribution.url, url=distribution.url)
    size = queries.size_words(distribution.size or 0)
    return Cell(f"{distribution.file_name} ({size})", url=_page("dataset_file", distribution))


def _page(name: str, line: Distribution) -> str:
    return reverse(name, args=[line.dataset.authority.slug, line.dataset_id, line.pk])


def versions(distribution: Distribution) -> Cell:
    """When the file was stored, and where its earlier versions are."""
    stored = distribution.stored_at
    text = short_moment_words(stored) if stored else _("Bring a file")
    return Cell(text, url=_page("dataset_versions", distribution))


datasets = Register(
    Dataset, "dataset", DatasetForm,
    List("name", Column(gettext_lazy("Audience"), audience, "audience"),
         Column(gettext_lazy("State"), state, "state"), "theme",
         Column(gettext_lazy("Freshness"), queries.freshness_cell, "updated_on"),
         filter=DatasetFilter, sort="name", headline=queries.headline, file=PUBLIC,
         bulk=("theme", "holder", "contact", "contact_email", "licence", "frequency")),
    rows=queries.rows,
    parts=(Part(Distribution, DistributionForm, "fichiers", gettext_lazy("File or address"),
                gettext_lazy("Add an address"),
                List("name", "format", Column(gettext_lazy("Data"), content),
                     Column(gettext_lazy("Version"), versions))),),
    moves=(
        Move("publish", gettext_lazy("Publish"), (Dataset.State.DRAFT, Dataset.State.WITHDRAWN),
             Dataset.State.PUBLISHED, role=Role.LEAD, needs=queries.refusal, verb=Verb.PUBLISHED,
             also=lambda _found, _state, day: {"published_on": day}),
        Move("withdraw", pgettext_lazy("dataset", "Withdraw"), (Dataset.State.PUBLISHED,),
             Dataset.State.WITHDRAWN, role=Role.LEAD, verb=Verb.WITHDRAWN),
    ),
    after=search_index.update, templates="catalogue/datasets",
)  # fmt: skip
_headings = package_table("jalons.catalogue", "datasets_file")
datasets_file = Import(datasets, "name", also=_headings["also"], words=_headings["words"])
panels.blocker("datasets", queries.lacks)
