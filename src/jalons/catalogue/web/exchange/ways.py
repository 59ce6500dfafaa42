"""Where the data of datasets are, replaced by what another catalogue or the twin says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import Person, delete, write_each


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
