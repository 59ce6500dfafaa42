"""The live data of the twin as datasets: a person publishes them, each day refreshes them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.exchange.harvesting import Ways, replace_ways
from jalons.catalogue.web.exchange.queries import TWIN
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.digests.links import instance_address
from jalons.foundation.register.writer import Person, write
from jalons.kernel.contracts import LiveDataset
from jalons.tabular.persons import is_person


def describe(authority: Authority, user: Person, found: Sequence[LiveDataset]) -> None:
    """Describe the data of the twin, in place of before.

    A type that is no longer there, or whose sheet is no longer complete, is withdrawn; the
    addresses of what is no longer open go.
    """
    label = _("Data of the twin")
    with transaction.atomic():
        rows = living(Dataset, authority).filter(origin=TWIN).select_related("authority")
        known = {each.identifier: each for each in rows}
        made = {_key(each): known.get(_key(each)) or Dataset(authority=authority)
                for each in found}  # fmt: skip
        values = [(made[_key(each)], _values(each, known.get(_key(each)))) for each in found]
        lost = [each for key, each in known.items() if key not in made]
        withdrawn = [(each, {"state": Dataset.State.WITHDRAWN}) for each in lost]
        write(authority, user, [*values, *withdrawn], label=label)
        before = _addresses([*made.values(), *lost])
        ways = [Ways(made[_key(each)], _ways(each), before.get(made[_key(each)].pk, ()))
                for each in found]  # fmt: skip
        ways += [Ways(each, (), before.get(each.pk, ())) for each in lost]
        replace_ways(authority, user, ways, label)


def _key(found: LiveDataset) -> str:
    return f"twin-{found.key}"


def _values(found: LiveDataset, known: Dataset | None) -> dict[str, object]:
    """What the twin knows of a type; what people wrote of it here stays theirs."""
    values: dict[str, object] = {"audience": found.audience}
    if found.observed_on:
        values |= {"updated_on": min(found.observed_on, timezone.localdate())}
    if found.area:
        values |= {"area": list(found.area)}
    if known is None:
        owner = "" if is_person(found.owner) else found.owner[:150]
        values |= {"name": found.title[:200], "description": found.about[:5_000],
                   "holder": owner, "contact": owner, "frequency": "CONT", "origin": TWIN,
                   "identifier": _key(found)}  # fmt: skip
    elif known.state == Dataset.State.WITHDRAWN:
        values |= {"state": Dataset.State.DRAFT}
    return values


def _ways(found: LiveDataset) -> list[tuple[str, str, str]]:
    return [(instance_address() + way.path, way.format, found.title) for way in found.ways]


def _addresses(datasets: Sequence[Dataset]) -> dict[object, list[str]]:
    """The addresses of each dataset that lead to the twin."""
    found: dict[object, list[str]] = {}
    if datasets:
        rows = living(Distribution, datasets[0].authority).filter(dataset__in=datasets)
        for line in rows.filter(url__contains="/jumeau/"):
            found.setdefault(line.dataset_id, []).append(line.url)
    return found
