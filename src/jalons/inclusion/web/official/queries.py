"""Reads the official files of an authority."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.brought import FilesOfModel
from jalons.foundation.accounts.files.stores import StoredFile
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.inclusion.web.official.models import OfficialData


def columns_files(authority: Authority) -> list[StoredFile]:
    """The files of columns that count, for ``store.official.columns_of``: the last one last."""
    every = folders.dropped().walk(f"{OfficialData.folder}/{authority.pk}")
    found = [each for each in every if each.name.endswith(".npz")]
    return sorted(found, key=lambda each: (each.changed_ns, each.name))


def loaded(authority: Authority) -> QuerySet[OfficialData]:
    """The files that were read, the first first."""
    return living(OfficialData, authority).exclude(report={}).order_by("read_at")


def data_page(data: OfficialData) -> str:
    return reverse("official_data", args=[data.authority.slug, data.pk])


files = FilesOfModel(OfficialData, data_page, trash=OfficialData)
