"""Datasets with files, stored as a room stores them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the engines are tested where Django is not installed
    from jalons.catalogue.web.datasets.models import Dataset, Distribution
    from jalons.foundation.accounts.models import Authority


def make_dataset(authority: Authority, name: str = "Adhérents", **values: Any) -> Dataset:
    """A dataset being prepared, for everybody, whose description is whole."""
    from jalons.catalogue.web.datasets.models import Dataset
    from jalons.foundation.register.writer import write

    made = Dataset(authority=authority, identifier=name)
    whole = {"description": "Relevé du service", "contact": "Direction des données",
             "licence": "fr-lo", "audience": Dataset.Audience.OPEN}  # fmt: skip
    write(authority, None, [(made, {"name": name, **whole, **values})])
    return made


def make_address(dataset: Dataset, url: str = "https://donnees.invalid/liste") -> Distribution:
    """Data of a dataset that are elsewhere."""
    from jalons.catalogue.web.datasets.models import Distribution
    from jalons.foundation.register.writer import write

    made = Distribution(authority=dataset.authority, dataset=dataset)
    values = {"name": "Ailleurs", "dataset": dataset, "url": url}
    write(dataset.authority, None, [(made, values)])
    return made


def make_file(dataset: Dataset, content: str | bytes, name: str = "liste.csv") -> Distribution:
    """A file of a dataset, before any topic knows of it."""
    from jalons.catalogue.web.datasets.models import Distribution
    from jalons.foundation.register.writer import write

    made = Distribution(authority=dataset.authority, dataset=dataset)
    write(dataset.authority, None, [(made, {"name": name, "dataset": dataset})])
    return new_version(made, content, name)


def new_version(distribution: Distribution, content: str | bytes, name: str = "liste.csv") -> Any:
    """The same file with another content."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from jalons.catalogue.web.datasets.models import Distribution
    from jalons.foundation.register.writer import store_computed

    raw = content.encode() if isinstance(content, str) else content
    distribution.file.save(name, ContentFile(raw), save=False)
    rows = Distribution.objects.of(distribution.authority).filter(pk=distribution.pk)
    store_computed(rows, file=distribution.file.name, file_name=name, size=len(raw),
                   sha256=hashlib.sha256(raw).hexdigest(), stored_at=timezone.now())  # fmt: skip
    return rows.select_related("authority", "dataset__authority").get()
