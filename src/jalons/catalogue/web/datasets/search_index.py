"""The words of datasets, searched by their stems: « piste cyclable » finds « pistes cyclables ».

Rows of ``DatasetWords`` are written in the transaction that changes a dataset. SQLite finds them
through an FTS5 table that triggers update; PostgreSQL through a column it computes and its index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import batched
from typing import Any
from uuid import UUID

import Stemmer  # type: ignore[import-not-found]  # it has no types
from django.db import connection

from jalons.catalogue.store import vocabulary
from jalons.catalogue.web.datasets.models import Dataset, DatasetWords, Distribution
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.kernel import Urn
from jalons.tabular.folding import searchable

TABLE = "catalogue_datasetwords"
SEARCHED = {"name", "description", "keywords", "holder", "theme", "url", "format", "deleted_at"}
MOST, BATCH, MOST_WORDS, SHORT = 200, 500, 12, 3
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(  # said so often that they part nothing
    ("a", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
     "ou", "par", "pour", "sur", "un", "une")
)  # fmt: skip
_SQLITE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_fts USING fts5(title, words, content='{TABLE}',
  content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER IF NOT EXISTS {TABLE}_added AFTER INSERT ON {TABLE} BEGIN
  INSERT INTO {TABLE}_fts(rowid, title, words) VALUES (new.id, new.title, new.words); END;
CREATE TRIGGER IF NOT EXISTS {TABLE}_gone AFTER DELETE ON {TABLE} BEGIN
  INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, title, words)
  VALUES ('delete', old.id, old.title, old.words); END;
CREATE TRIGGER IF NOT EXISTS {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN
  INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, title, words)
  VALUES ('delete', old.id, old.title, old.words);
  INSERT INTO {TABLE}_fts(rowid, title, words) VALUES (new.id, new.title, new.words); END;
INSERT INTO {TABLE}_fts({TABLE}_fts) VALUES ('rebuild');
"""  # noqa: S608  (the table is ours)
_POSTGRES = f"""
ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', words), 'D')
) STORED;
CREATE INDEX {TABLE}_fts ON {TABLE} USING gin (vector);
"""
_FOUND = {
    "sqlite": f"""SELECT w.dataset_id FROM {TABLE}_fts JOIN {TABLE} w ON w.id = {TABLE}_fts.rowid
        JOIN catalogue_dataset d ON d.id = w.dataset_id
        WHERE {TABLE}_fts MATCH %s AND w.authority_id = %s AND d.deleted_at IS NULL
        ORDER BY bm25({TABLE}_fts, 5.0, 1.0), d.name LIMIT %s""",  # noqa: S608
    "postgresql": f"""SELECT w.dataset_id FROM to_tsquery('simple', %s) q, {TABLE} w
        JOIN catalogue_dataset d ON d.id = w.dataset_id
        WHERE w.vector @@ q AND w.authority_id = %s AND d.deleted_at IS NULL
        ORDER BY ts_rank(w.vector, q) DESC, d.name LIMIT %s""",  # noqa: S608
}


def create(schema_editor: Any) -> None:
    """Create the index of either base, and fill it from the rows there; again, it changes nothing.

    For a migration. On SQLite another table in place of ``DatasetWords`` loses the triggers: the
    migration that changes its columns calls this again.
    """
    base = schema_editor.connection
    with base.cursor() as cursor:
        if base.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s)", [f"{TABLE}_fts"])
            if cursor.fetchone() != (None,):
                return
        script = _SQLITE if base.vendor == "sqlite" else _POSTGRES
        for statement in re.split(r";\n(?=\w)", script.strip()):  # the lines of one are indented
            cursor.execute(statement)


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("french")


def _forms(word: str) -> list[str]:
    """The stems of a word as it is and without accents: people type both."""
    one = word[:-1] if len(word) > SHORT and word[-1] in "sx" else word  # « vélos » has no stem
    stem = _stemmer().stemWord
    return list(dict.fromkeys((searchable(stem(one)), stem(searchable(one)))))


def stems(*texts: str) -> str:
    """The stems of the words of some texts."""
    words = (word for text in texts for word in _WORD.findall(text.casefold()))
    return " ".join(form for word in words if word not in _SMALL for form in _forms(word))


def _wanted(typed: str) -> list[list[str]]:
    """The stems of each word typed, small words aside when there are others."""
    words = _WORD.findall(typed[:MOST].casefold())[:MOST_WORDS]
    return [_forms(word) for word in words if word not in _SMALL] or [_forms(w) for w in words]


def found(authority: Authority, typed: str, most: int = MOST) -> list[UUID]:
    """The keys of the living datasets with every word typed, those of the title first.

    The last word may be unfinished.
    """
    wanted = _wanted(typed)
    if not wanted:
        return []
    last = len(wanted) - 1
    if connection.vendor == "sqlite":
        query = " AND ".join(
            "(" + " OR ".join(f'"{form}"{"*" * (rank == last)}' for form in forms) + ")"
            for rank, forms in enumerate(wanted)
        )
    else:
        query = " & ".join(
            "(" + " | ".join(f"'{form}'{':*' * (rank == last)}" for form in forms) + ")"
            for rank, forms in enumerate(wanted)
        )
    with connection.cursor() as cursor:
        cursor.execute(_FOUND[connection.vendor], [query, authority.pk, most])
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
