"""Stores a reading of another catalogue: what is new, what changed, what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.dcat.records import Dataset as Record
from jalons.catalogue.engine.harvest.comparing import (
    Answer,
    Comparison,
    Refusal,
    Refused,
    compared,
    digest,
)
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.exchange import queries
from jalons.catalogue.web.exchange.models import HarvestedDataset, HarvestSource
from jalons.catalogue.web.exchange.records import stored, values_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import Person, delete, write, write_each

SHOWN = 200  # lines of a report for each of its parts
State = Dataset.State


def store_reading(
    source: HarvestSource, found: Sequence[Record], answer: str = ""
) -> dict[str, Any]:
    """The report of a reading, once it is stored; nothing is stored when a person must decide."""
    rows = list(queries.harvested(source))
    aside = {each.identifier for each in rows if each.dataset.deleted_at}
    contents = {each.identifier: digest(each) for each in found}
    result = compared(
        [each for each in found if each.identifier not in aside or not each.identifier],
        queries.known(each for each in rows if each.identifier not in aside),
        contents=contents, ours=queries.our_names(source.authority),
        elsewhere=queries.names_elsewhere(source), answer=Answer(answer),
    )  # fmt: skip
    left = [Refused(each.title, each.identifier, Refusal.ASIDE)
            for each in found if each.identifier in aside]  # fmt: skip
    if result.asks:
        titles = {each.identifier: each.dataset.name for each in rows}
        return _question(result, len(queries.known(rows)), titles)
    known = {each.identifier: each for each in rows}
    for old, new in result.renamed.items() if answer == Answer.SAME else ():
        known[new] = known.pop(old)
    return _Storing(source, known, contents).all(result, left)


def _question(result: Comparison, known: int, titles: dict[str, str]) -> dict[str, Any]:
    pairs = [[titles.get(old, ""), old, new] for old, new in result.renamed.items()]
    return {"asks": {"gone": len(result.gone), "known": known, "found": len(result.added),
                     "pairs": pairs[:SHOWN], "paired": len(pairs)}}  # fmt: skip


class _Storing:
    """The acts that store a reading."""

    def __init__(
        self, source: HarvestSource, known: dict[str, HarvestedDataset], contents: dict[str, str]
    ) -> None:
        self.source, self.owner, self.known = source, source.authority, known
        self.contents, self.today = contents, timezone.localdate()
        self.label = _("Reading “%s”") % source

    def all(self, result: Comparison, left: Sequence[Refused]) -> dict[str, Any]:
        """Store what changed; the report."""
        records = (*result.added, *result.changed)
        made = {each.identifier: self._dataset(each) for each in records}
        outcome = write_each(
            self.owner, None, [(made[each.identifier], self._values(each)) for each in records],
            label=self.label,
        )  # fmt: skip
        why = {id(record): reason for record, reason in outcome.refused}
        refused, stored_now = [*result.refused, *left], []
        for each in records:
            if reason := why.get(id(made[each.identifier]), ""):
                refused.append(_invalid(each.title, each.identifier, reason))
            else:
                stored_now.append(each)
        gone = [self.known[each] for each in result.gone]
        write(self.owner, None, [(each.dataset, {"state": State.WITHDRAWN}) for each in gone],
              label=self.label)  # fmt: skip
        ways = [self._ways(each, made[each.identifier]) for each in stored_now]
        ways += [Ways(each.dataset, (), each.urls) for each in gone]
        for dataset, reason in replace_ways(self.owner, None, ways, self.label):
            refused.append(_invalid(dataset.name, dataset.identifier, reason))
        for each in stored_now:
            self._remember(each, made[each.identifier])
        for row in gone:
            row.gone_on, row.urls = self.today, []
            row.save()
        parts = {
            "added": [made[each.identifier] for each in result.added if each in stored_now],
            "changed": [made[each.identifier] for each in result.changed if each in stored_now],
            "gone": [each.dataset for each in gone],
        }
        return {
            **{name: _lines(found) for name, found in parts.items()},
            "refused": [[each.title, each.identifier, each.reason.value, each.detail]
                        for each in refused[:SHOWN]],
            "counts": {**{name: len(found) for name, found in parts.items()},
                       "refused": len(refused), "unchanged": len(result.unchanged)},
            "asks": None,
        }  # fmt: skip

    def _dataset(self, found: Record) -> Dataset:
        row = self.known.get(found.identifier)
        return row.dataset if row else Dataset(authority=self.owner)

    def _values(self, found: Record) -> dict[str, Any]:
        """What to write: everything of a new one, of another what changed in its catalogue."""
        values, row = values_of(found), self.known.get(found.identifier)
        if row is None:
            own = {"identifier": found.identifier, "origin": self.source.url}
            return stored(values) | own
        changed = {name: value for name, value in values.items()
                   if name not in row.values or row.values[name] != value}  # fmt: skip
        was_lost = row.gone_on and row.dataset.state == State.WITHDRAWN
        return stored(changed) | ({"state": State.DRAFT} if was_lost else {})

    def _ways(self, found: Record, dataset: Dataset) -> Ways:
        row = self.known.get(found.identifier)
        now = [(each.url, each.format, each.title) for each in found.distributions]
        return Ways(dataset, now, row.urls if row else ())

    def _remember(self, found: Record, dataset: Dataset) -> None:
        """Store what was read of a dataset."""
        row = self.known.get(found.identifier) or HarvestedDataset(
            authority=self.owner, source=self.source, dataset=dataset
        )
        row.identifier, row.content = found.identifier, self.contents[found.identifier]
        row.names = sorted(found.every_name - {found.identifier})
        row.values, row.gone_on = values_of(found), None
        row.urls = [each.url for each in found.distributions]
        row.save()


def _invalid(title: str, identifier: str, why: str) -> Refused:
    return Refused(title, identifier, Refusal.INVALID, why[:300])


def _lines(found: Sequence[Dataset]) -> list[list[str]]:
    return [[each.name, str(each.pk)] for each in found[:SHOWN]]


# Where data are -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses a dataset has now: (address, format, title), and those it had ``before``.

    Only addresses of ``before`` are taken away: those that people added stay.
    """

    dataset: Dataset
    now: Sequence[tuple[str, str, str]]
    before: Sequence[str] = ()


def replace_ways(
    authority: Authority, user: Person, found: Sequence[Ways], label: str
) -> list[tuple[Dataset, str]]:
    """Store the addresses of datasets, in two acts; those refused, and why."""
    lines: dict[UUID, dict[str, Distribution]] = {each.dataset.pk: {} for each in found}
    for line in living(Distribution, authority).filter(dataset__in=list(lines), file=""):
        lines[line.dataset_id][line.url] = line
    lost = [line for each in found for url, line in lines[each.dataset.pk].items()
            if url in each.before and url not in {way[0] for way in each.now}]  # fmt: skip
    if lost:
        delete(authority, user, lost)
    changes = []
    for each in found:
        for url, form, title in each.now:
            line = lines[each.dataset.pk].get(url) or Distribution(
                authority=authority, dataset=each.dataset
            )
            if line.is_new:
                name = title[:200] or each.dataset.name
                changes.append((line, {"name": name, "format": form, "url": url}))
            elif form and line.format != form:
                changes.append((line, {"format": form}))
    outcome = write_each(authority, user, changes, label=label)
    return [(record.dataset, why) for record, why in outcome.refused
            if isinstance(record, Distribution)]  # fmt: skip
