"""The words of datasets, searched by their stems: « piste cyclable » finds « pistes cyclables ».

Rows of ``DatasetWords`` are written in the transaction that changes a dataset. SQLite finds them
through an FTS5 table that triggers update; PostgreSQL through a column it computes and its index.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection

from jalons.catalogue.store import vocabulary
from jalons.catalogue.web.datasets.models import Dataset, DatasetWords, Distribution
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.kernel import Urn
from jalons.kernel.tables import package_table
from jalons.tabular.stems import SMALL, forms, words

SEARCHED = {"name", "description", "keywords", "holder", "theme", "url", "format", "deleted_at"}
MOST, BATCH, MOST_WORDS = 200, 500, 12


def create(schema_editor: Any) -> None:
    """Create the index of either base, and fill it from the rows there; again, it changes nothing.

    For a migration. On SQLite one that changes ``DatasetWords`` loses the triggers: it drops
    ``catalogue_datasetwords_fts``, then calls this again.
    """
    base = schema_editor.connection
    how = _base(base.vendor)
    with base.cursor() as cursor:
        cursor.execute(how["exists"])
        if cursor.fetchone() is None:
            for statement in how["create"]:
                cursor.execute(statement)


def _base(vendor: str) -> dict[str, Any]:
    return dict(package_table("jalons.catalogue", "search_index")[vendor])


def stems(*texts: str) -> str:
    """The stems of the words of some texts."""
    every = (word for text in texts for word in words(text))
    return " ".join(form for word in every if word not in SMALL for form in forms(word))


def _wanted(typed: str) -> list[list[str]]:
    """The stems of each word typed, small words aside when there are others."""
    every = words(typed[:MOST])[:MOST_WORDS]
    return [forms(word) for word in every if word not in SMALL] or [forms(w) for w in every]


def found(authority: Authority, typed: str, most: int = MOST) -> list[UUID]:
    """The keys of the living datasets with every word typed, those of the title first.

    The last word may be unfinished.
    """
    wanted = _wanted(typed)
    if not wanted:
        return []
    how = _base(connection.vendor)
    shapes = [how["stem"]] * (len(wanted) - 1) + [how["beginning"]]
    query = how["both"].join(
        f"({how['either'].join(shape % stem for stem in stems)})"
        for stems, shape in zip(wanted, shapes, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(how["find"], [query, authority.pk, most])
        return [UUID(str(key)) for (key,) in cursor.fetchall()]


def update(authority: Authority, changes: Sequence[Change]) -> None:
    """Write again the words of the datasets that an act changed."""
    keys: dict[str, list[str]] = {}
    for each in changes:
        if each.before is None or SEARCHED & set(each.after):
            urn = Urn.parse(each.urn)
            keys.setdefault(urn.kind, []).append(urn.id)
    rows = Distribution.objects.of(authority).filter(pk__in=keys.get("distribution", ()))
    above = rows.values_list("dataset_id", flat=True) if "distribution" in keys else ()
    refresh(authority, {*map(str, above), *keys.get("dataset", ())})


def refresh(authority: Authority, keys: Collection[str]) -> None:
    """Write again the words of some datasets."""
    for part in batched(sorted(keys), BATCH):
        files: dict[UUID, list[str]] = {}
        known = living(Distribution, authority).filter(dataset__in=part)
        for key, *texts in known.values_list("dataset_id", "name", "format", "columns"):
            files.setdefault(key, []).extend(texts)
        DatasetWords.objects.of(authority).filter(dataset__in=part).delete()
        DatasetWords.objects.create_all([
            DatasetWords(
                authority=authority, dataset=each, title=stems(each.name),
                words=stems(each.description, each.keywords, each.holder, _theme(each.theme),
                            *files.get(each.pk, ())),
            )
            for each in Dataset.objects.of(authority).filter(pk__in=part)
        ])  # fmt: skip


def _theme(code: str) -> str:
    known = vocabulary("theme")
    return known[code].fr if code in known else ""
