"""Reads the official files of an authority."""

from __future__ import annotations

from pathlib import Path

from django.db.models import QuerySet
from django.urls import reverse

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.brought import FilesOfModel
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.inclusion.web.official.models import OfficialData


def folder(authority: Authority) -> Path:
    """Where the columns of its files are, for ``store.official.columns``."""
    return folders.root() / OfficialData.folder / str(authority.pk)


def loaded(authority: Authority) -> QuerySet[OfficialData]:
    """The files that were read, the first first."""
    return living(OfficialData, authority).exclude(report={}).order_by("read_at")


def data_page(data: OfficialData) -> str:
    return reverse("official_data", args=[data.authority.slug, data.pk])


files = FilesOfModel(OfficialData, data_page, trash=OfficialData)
