"""What is read of checks."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.store import schemas
from jalons.catalogue.web.checks.models import SchemaCheck
from jalons.catalogue.web.datasets import queries as datasets
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang, number_words, short_moment_words
from jalons.foundation.design.panels import Panel

TABLES = ("csv", "tsv", "txt", "xlsx", "xls", "ods", "zip", "gz", "geojson", "json", "ndjson",
          "parquet")  # fmt: skip


def rows(authority: Authority) -> QuerySet[SchemaCheck]:
    """The checks of living files of living datasets."""
    found = SchemaCheck.objects.of(authority).filter(
        distribution__deleted_at=None, distribution__dataset__deleted_at=None
    )
    return found.select_related("distribution__dataset", "authority")


def check_of(distribution: Distribution) -> SchemaCheck | None:
    """The last check of a file."""
    return rows(distribution.authority).filter(distribution=distribution).first()


def files(authority: Authority) -> QuerySet[Distribution]:
    """The stored tables, which can be checked."""
    return datasets.files(authority, format__in=TABLES)


def label(name: str) -> str:
    """A schema in words."""
    return schemas()[name].label(lang()) if name in schemas() else name


def sentence(found: SchemaCheck) -> str:
    """What a check comes to."""
    if found.problem or not found.schema:
        return found.problem or _("Which schema must this file respect?")
    if not found.errors:
        return _("The file respects the schema “%(schema)s”.") % {"schema": label(found.schema)}
    text = ngettext(
        "%(count)s error; %(score)s%% of the rows are right.",
        "%(count)s errors; %(score)s%% of the rows are right.", found.errors,
    )  # fmt: skip
    return text % {"count": number_words(found.errors), "score": found.score or 0}


def mark(found: SchemaCheck) -> tuple[str, str]:
    """A word for a check, and its kind of mark."""
    if not found.is_current:
        return _("to check again"), "walk"
    if found.score is None:
        return _("not checked"), "idle"
    return (_("valid"), "ok") if not found.errors else (_("not valid"), "late")


def panel(dataset: Dataset) -> Panel | None:
    """The schema, the score and the day of the check of each file of a dataset."""
    first = files(dataset.authority).filter(dataset=dataset).first()
    if first is None:
        return None
    found = list(rows(dataset.authority).filter(distribution__dataset=dataset))
    worst = min(found, key=lambda each: (not each.schema, each.score or 0), default=None)
    facts = tuple((each.distribution.name, _fact(each)) for each in found)
    words = sentence(worst) if worst else _("No file was checked yet.")
    file = worst.distribution if worst else first
    url = reverse("dataset_check", args=[file.authority.slug, file.pk])
    return Panel(words, facts, url, _("See the check"), *(mark(worst) if worst else ()))


def _fact(found: SchemaCheck) -> str:
    day = short_moment_words(found.checked_at)
    return " · ".join((label(found.schema) or _("no schema"), sentence(found), day))


def figure(authority: Authority) -> str:
    """How many files respect their schema."""
    errors = list(rows(authority).exclude(schema="").values_list("errors", flat=True))
    if not errors:
        return _("No file was checked yet.")
    if not (valid := errors.count(0)):
        return _("No checked file respects its schema yet.")
    text = ngettext(
        "%(valid)s of %(count)s checked files respects its schema.",
        "%(valid)s of %(count)s checked files respect their schema.", valid,
    )  # fmt: skip
    return text % {"valid": valid, "count": len(errors)}
