"""What is known of datasets that come from other catalogues or from the twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from jalons.catalogue.engine.dcat.records import Dataset as Record
from jalons.catalogue.engine.harvest.comparing import Known
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.exchange.models import HarvestedDataset, HarvestSource
from jalons.catalogue.web.exchange.records import dataset_uri, record_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living

TWIN = "twin"


def harvested(source: HarvestSource) -> QuerySet[HarvestedDataset]:
    """What was imported from a catalogue, those put in the trash included."""
    rows = HarvestedDataset.objects.of(source.authority).filter(source=source)
    return rows.select_related("dataset__authority")


def known(rows: Iterable[HarvestedDataset]) -> list[Known]:
    """The same, to compare with a new reading; those gone before are no longer expected."""
    return [Known(each.identifier, each.values.get("name", ""),
                  each.values.get("landing_page", ""), each.content)
            for each in rows if each.gone_on is None]  # fmt: skip


def our_names(authority: Authority) -> set[str]:
    """The names under which what is described here may come back from another catalogue."""
    rows = living(Dataset, authority).filter(Q(origin="") | Q(origin=TWIN))
    found = list(rows.select_related("authority"))
    return {name for each in found for name in (each.identifier, str(each.pk), dataset_uri(each))
            if name}  # fmt: skip


def names_elsewhere(source: HarvestSource) -> set[str]:
    """The names of what was imported from the other catalogues."""
    rows = HarvestedDataset.objects.of(source.authority).exclude(source=source)
    rows = rows.filter(gone_on=None, dataset__deleted_at=None, source__deleted_at=None)
    return {name for each in rows for name in (each.identifier, *each.names)}


def described(datasets: Sequence[Dataset]) -> list[Record]:
    """Datasets of one authority as DCAT records, with their files and their other names."""
    if not datasets:
        return []
    authority = datasets[0].authority
    lines: dict[object, list[Distribution]] = {}
    for line in living(Distribution, authority).filter(dataset__in=datasets):
        lines.setdefault(line.dataset_id, []).append(line)
    rows = HarvestedDataset.objects.of(authority).filter(dataset__in=datasets)
    rows = rows.select_related("dataset")
    names = {each.dataset.pk: {each.identifier, *each.names} for each in rows}
    return [record_of(each, lines.get(each.pk, ()), names.get(each.pk, ())) for each in datasets]
