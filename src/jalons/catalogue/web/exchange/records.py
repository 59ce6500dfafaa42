"""Datasets of the base as DCAT records, and records of others as values of the base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jalons.catalogue.engine.dcat import records
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.words.vocabularies import formats
from jalons.foundation.accounts.models import Authority
from jalons.foundation.digests.links import instance_address

DATES = ("updated_on", "starts_on", "ends_on")
SAME = ("description", "theme", "hvd", "licence", "frequency", "landing_page")  # here and there


def address(name: str, *args: Any) -> str:
    """The whole address of a page of this instance."""
    return instance_address() + reverse(name, args=args)


def dataset_uri(dataset: Dataset) -> str:
    """The address that names a dataset in catalogues."""
    return address("public_dcat_dataset", dataset.authority.slug, dataset.pk)


def catalog(
    authority: Authority, title: str, description: str, datasets: Iterable[records.Dataset]
) -> records.Catalog:
    """The catalogue of an authority with some of its datasets."""
    home = address("public_page", authority.slug)
    return records.Catalog(
        address("public_dcat", authority.slug), title, description,
        records.Agent(authority.name, home), home, tuple(datasets),
    )  # fmt: skip


def record_of(
    dataset: Dataset, lines: Iterable[Distribution], names: Iterable[str] = ()
) -> records.Dataset:
    """A dataset as a record; where its data are only when they are open."""
    is_open = dataset.audience == Dataset.Audience.OPEN
    contact = records.Contact(dataset.contact, dataset.contact_email)
    return records.Dataset(
        identifier=dataset.identifier or str(dataset.pk),
        title=dataset.name,
        uri=dataset_uri(dataset),
        keywords=tuple(word for each in dataset.keywords.split(",") if (word := each.strip())),
        publisher=records.Agent(dataset.holder) if dataset.holder else None,
        contact=contact if contact != records.Contact() else None,
        audience=dataset.audience,
        issued=dataset.published_on,
        modified=dataset.updated_on,
        period=records.Period(dataset.starts_on, dataset.ends_on),
        area=tuple(dataset.area) if dataset.area else None,
        distributions=tuple(_place(dataset, each) for each in lines) if is_open else (),
        names=frozenset(names),
        **{name: getattr(dataset, name) for name in SAME},
    )


def _place(dataset: Dataset, line: Distribution) -> records.Distribution:
    url = line.url
    if line.file:
        url = address("public_dataset_file", dataset.authority.slug, line.pk)
    known = formats().get(line.format)
    service = None
    if known is not None and known.standard:
        service = records.DataService(f"{dataset.name} ({known.name})", url, known.standard)
    is_file = bool(line.file) or bool(known and known.media and not known.standard)
    return records.Distribution(
        url, line.name, line.format, is_file and line.format != "html", line.size, line.sha256,
        line.schema, line.stored_at.date() if line.stored_at else None, service,
    )  # fmt: skip


def values_of(found: records.Dataset) -> dict[str, Any]:
    """What the base stores of a dataset of others, as JSON values."""
    contact = found.contact or records.Contact()
    start, end = found.period.start, found.period.end
    if start and end and end < start:
        start = end = None
    return {
        **{name: getattr(found, name) for name in SAME},
        "name": found.title,
        "keywords": _joined(found.keywords, 500),
        "holder": found.publisher.name if found.publisher else "",
        "contact": contact.name,
        "contact_email": contact.email,
        "audience": found.audience or _audience(found),
        "updated_on": _text(found.modified and min(found.modified, timezone.localdate())),
        "starts_on": _text(start),
        "ends_on": _text(end),
        "area": list(found.area) if found.area else None,
    }


def _audience(found: records.Dataset) -> str:
    """For whom data are when their catalogue does not say: closed, unless a licence opens them."""
    return Dataset.Audience.OPEN if found.licence else Dataset.Audience.INTERNAL


def _joined(words: Iterable[str], most: int) -> str:
    """Words with commas between them, as many as there is room for."""
    text = ""
    for word in (" ".join(each.split(",")) for each in words):
        longer = f"{text}, {word}" if text else word
        if len(longer) <= most:
            text = longer
    return text


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values as the fields of a dataset."""
    return {name: date.fromisoformat(value) if name in DATES and value else value
            for name, value in values.items()}  # fmt: skip
