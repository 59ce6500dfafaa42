"""The store of the observations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Observation, Urn
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.store import catalogue
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.observations.queries import quality_record, source_record, to_observation


class Store:
    """Stores the observations of the rooms: the kernel contract ``ObservationStore``.

    The room that computed them writes the journal: it knows who requested them, and for what.
    """

    def record(self, observations: Iterable[Observation]) -> None:
        """Store observations, all or none, replacing those of the same origin and indicator.

        Recording the same again changes nothing. Raises ``StrategyError``: ``authority_unknown``,
        ``indicator_unknown``, ``observation_unit`` (it does not convert to the indicator's unit).
        """
        by_origin: dict[tuple[Urn, Urn], list[Observation]] = defaultdict(list)
        for observation in observations:
            _check(observation)
            by_origin[observation.perimeter.authority, observation.origin].append(observation)
        with transaction.atomic():
            for (authority, origin), group in by_origin.items():
                _replace(_authority(authority), origin, group)

    def withdraw(self, origin: Urn) -> None:
        """Delete the observations of ``origin``, if any."""
        with transaction.atomic():
            StoredObservation.unscoped.filter(origin=str(origin)).delete()


store = Store()


def _check(observation: Observation) -> None:
    unit = catalogue().get(observation.indicator).unit
    if unit.dimensions != observation.unit.dimensions:
        raise StrategyError(
            "observation_unit",
            indicator=observation.indicator,
            expected=unit.symbol,
            unit=observation.unit.symbol,
        )


def _authority(urn: Urn) -> Authority:
    authority = Authority.objects.filter(slug=urn.id).first() if urn.kind == "authority" else None
    if authority is None:
        raise StrategyError("authority_unknown", authority=urn.id)
    return authority


def _replace(authority: Authority, origin: Urn, group: list[Observation]) -> None:
    existing = StoredObservation.objects.of(authority).filter(
        origin=str(origin), indicator__in={observation.indicator for observation in group}
    )
    if {to_observation(row) for row in existing.select_related("authority")} == set(group):
        return
    existing.delete()
    StoredObservation.objects.of(authority).bulk_create(
        _row(authority, observation) for observation in group
    )


def _row(authority: Authority, observation: Observation) -> StoredObservation:
    perimeter = observation.perimeter
    return StoredObservation(
        authority=authority,
        indicator=observation.indicator,
        low=observation.value.low,
        mid=observation.value.mid,
        high=observation.value.high,
        unit=observation.unit.symbol,
        period_start=observation.period.start,
        period_end=observation.period.end,
        perimeter={
            "included": perimeter.included,
            "excluded": perimeter.excluded,
            "counted": perimeter.counted,
        },
        sources=[source_record(source) for source in observation.sources],
        method=observation.method,
        status=observation.status,
        quality=quality_record(observation.quality),
        origin=str(observation.origin),
    )
