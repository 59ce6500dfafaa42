"""Reads the official files of an authority, and the columns they give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from jalons.foundation.accounts.files.brought import FilesOfModel
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.inclusion.web.official.models import OfficialData

if TYPE_CHECKING:
    from jalons.inclusion.engine.areas import Column


def loaded(authority: Authority) -> QuerySet[OfficialData]:
    """The files that were read, the first first."""
    return living(OfficialData, authority).exclude(report={}).order_by("read_at")


def columns(authority: Authority) -> dict[str, Column]:
    """The columns known for an authority: those of Jalons, then those of its files."""
    from jalons.inclusion.store import official  # arrays: not in the process that serves

    return official.packaged() | official.latest(Path(one.file.path) for one in loaded(authority))


def data_page(data: OfficialData) -> str:
    return reverse("official_data", args=[data.authority.slug, data.pk])


files = FilesOfModel(OfficialData, data_page, trash=OfficialData)
