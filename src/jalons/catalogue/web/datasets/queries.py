"""The datasets of an authority: how fresh they are, what they lack, the words they are found by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from jalons.catalogue.engine.freshness import FINAL, PERIODS, Freshness, limits, state
from jalons.catalogue.engine.freshness import FreshnessState as Fresh
from jalons.catalogue.web.datasets import search_index
from jalons.catalogue.web.datasets.models import Dataset, Distribution, FileVersion
from jalons.catalogue.web.datasets.panels import Blocker, blockers_of
from jalons.foundation.accounts.files.quotas import MB, megabytes
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.publishing.output.public_snapshot import public_territory

SHELF = "jeux-de-donnees"  # what the public page shows of the datasets
_MARKS = {Fresh.FRESH: "ok", Fresh.DUE: "walk", Fresh.LATE: "late", Fresh.UNKNOWN: "idle"}


def rows(authority: Authority) -> QuerySet[Dataset]:
    """The living datasets."""
    return living(Dataset, authority).select_related("authority")


def published(authority: Authority) -> QuerySet[Dataset]:
    """Those that are published, whatever their audience: their description is public."""
    return living(Dataset, authority).filter(state=Dataset.State.PUBLISHED)


def open_dataset(slug: str, **which: Any) -> Dataset:
    """An open dataset that a public page shows, when nothing withholds its files.

    Raises ``Http404``.
    """
    snapshot = public_territory(slug)
    shown = {item.urn.id for item in snapshot.shelves[SHELF].items}
    rows = published(snapshot.page.authority).select_related("authority")
    found = rows.filter(audience=Dataset.Audience.OPEN, **which).first()
    if found is None or str(found.pk) not in shown or blockers_of(found):
        raise Http404
    return found


def search(authority: Authority, text: str, most: int = search_index.MOST) -> list[Dataset]:
    """The living datasets with every word of a text, those whose title has them first."""
    keys = search_index.found(authority, text, most)
    known = rows(authority).in_bulk(keys)
    return [known[key] for key in keys if key in known]


def distributions(dataset: Dataset) -> QuerySet[Distribution]:
    """Its files and addresses."""
    rows = living(Distribution, dataset.authority).filter(dataset=dataset)
    return rows.select_related("dataset__authority", "authority")


def files(authority: Authority, **which: Any) -> QuerySet[Distribution]:
    """The distributions whose file is stored here."""
    rows = living(Distribution, authority).filter(dataset__deleted_at=None, **which)
    return rows.exclude(file="").select_related("dataset", "authority")


def versions(distribution: Distribution) -> QuerySet[FileVersion]:
    """The earlier files of a distribution, the latest first."""
    return FileVersion.objects.of(distribution.authority).filter(distribution=distribution)


def size_words(size: int) -> str:
    """A size in bytes, in words."""
    if size < MB:
        return _("%s kB") % number_words(max(size, 100) / 1_000, 1)
    return _("%s MB") % megabytes(size)


def address(dataset: Dataset) -> str:
    """Its page."""
    return reverse("dataset", args=[dataset.authority.slug, dataset.pk])


# Freshness ----------------------------------------------------------------------------------------


def freshness(dataset: Dataset) -> Freshness:
    """How fresh its data are today."""
    return state(dataset.updated_on, dataset.frequency, timezone.localdate())


def freshness_words(found: Freshness) -> str:
    """A freshness in a few words."""
    if found.state == Fresh.LATE:
        words = ngettext("late by %(count)s day", "late by %(count)s days", found.days)
        return words % {"count": found.days}
    return {
        Fresh.FRESH: pgettext("data", "up to date"),
        Fresh.DUE: pgettext("data", "update due"),
        Fresh.UNKNOWN: pgettext("data", "freshness unknown"),
    }[found.state]


def freshness_cell(dataset: Dataset) -> Cell:
    """A freshness as a mark of a list."""
    found = freshness(dataset)
    return Cell("", mark=freshness_words(found), mark_kind=_MARKS[found.state])


def is_in(wanted: str) -> Q:
    """What the rows in a state of freshness respect today."""
    today, each = timezone.localdate(), Q(pk=None)
    known = Q(frequency__in=[*PERIODS, *FINAL], updated_on__lte=today)
    if wanted == Fresh.UNKNOWN:
        return ~known | Q(updated_on=None)
    for code in (*PERIODS, *FINAL):
        fresh, due = limits(code, today) or (today, today)
        bounds = {
            Fresh.FRESH: Q(updated_on__gte=fresh, updated_on__lte=today),
            Fresh.DUE: Q(updated_on__lt=fresh, updated_on__gte=due),
            Fresh.LATE: Q(updated_on__lt=due),
        }[Fresh(wanted)]
        each |= Q(frequency=code) & bounds
    return each


def headline(found: QuerySet[Dataset]) -> str:
    """How many datasets are described, published and late."""
    late = Count("pk", filter=is_in(Fresh.LATE) & ~Q(state=Dataset.State.WITHDRAWN))
    is_published = Count("pk", filter=Q(state=Dataset.State.PUBLISHED))
    read = found.aggregate(count=Count("pk"), published=is_published, late=late)
    if not read["count"]:
        return _("No dataset is described yet.")
    words = [ngettext("%(count)s dataset", "%(count)s datasets", read["count"]) % read]
    shown, overdue = ({"count": read[name]} for name in ("published", "late"))
    text = npgettext("datasets", "%(count)s published", "%(count)s published", shown["count"])
    words.append(text % shown if shown["count"] else pgettext("datasets", "none published"))
    text = npgettext("datasets", "%(count)s late", "%(count)s late", overdue["count"])
    return ", ".join([*words, *([text % overdue] if overdue["count"] else [])]) + "."


# What forbids to publish --------------------------------------------------------------------------


def lacking(values: Mapping[str, Any]) -> dict[str, str]:
    """What a description lacks to be published: a sentence by field."""
    found = {}
    if not (values["description"] or "").strip():
        found["description"] = _("Say what the data are: the description is empty.")
    if not (values["contact"] or "").strip():
        found["contact"] = _("Name the role or the department that answers questions.")
    if values["audience"] == Dataset.Audience.OPEN and not values["licence"]:
        found["licence"] = _("Choose the licence under which everybody may use the data.")
    return found


def lacks(dataset: Dataset) -> list[Blocker]:
    """What the description and the files of a dataset lack to be published."""
    where = [dataset.authority.slug, dataset.pk]
    edit, action = reverse("dataset_edit", args=where), _("Complete the description")
    found = [Blocker(each, edit, action) for each in lacking(vars(dataset)).values()]
    if dataset.is_open and not distributions(dataset).exclude(file="", url="").exists():
        sentence = _("Open data need a file or the address where they are.")
        found.append(Blocker(sentence, reverse("dataset_upload", args=where), _("Bring a file")))
    return found


def refusal(dataset: Dataset) -> str:
    """Every reason not to publish a dataset, in sentences; empty when there is none."""
    return " ".join(each.sentence for each in blockers_of(dataset))
