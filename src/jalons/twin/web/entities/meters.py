"""The meters the twin observes, for the other rooms (``MeterReader``): powers, flows, degrees.

A mean power over an hour is what it consumed in kWh; an index counts only where people described it
as one (heat meters). An hour without an observation is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Urn
from jalons.kernel.contracts import Meter
from jalons.twin.web.connection import twin_store

MICROS = 1_000_000
HOUR = 3_600 * MICROS
PART = "|"  # between the entity and the attribute in a key
MEANS = {  # UN/CEFACT code: quantity, unit, what turns a mean over an hour into it
    "KWT": ("electricity", "kWh", 1.0), "WTT": ("electricity", "kWh", 0.001),
    "MQH": ("water", "m3", 1.0), "CEL": ("temperature", "°C", 1.0),
}  # fmt: skip


class TwinMeters:
    """Reads meters under the policies of the authority."""

    def meters(self, authority: Urn) -> Sequence[Meter]:
        """Those it observes, by name; the first thousands of entities."""
        owner = Authority.objects.filter(slug=authority.id).first()
        return sorted(_meters(owner), key=lambda each: each.name) if owner else ()

    def hours(
        self, authority: Urn, key: str, since: datetime, until: datetime
    ) -> Sequence[tuple[datetime, float]]:
        """The consumption of each observed hour, or its mean temperature."""
        from jalons.broker.engine.temporal.request import HistoryQuery
        from jalons.broker.engine.temporal.spreads import micros_of, numbers
        from jalons.twin.engine.heat import entities
        from jalons.twin.web.observations.queries import reads

        owner = Authority.objects.filter(slug=authority.id).first()
        identifier, _, iri = key.partition(PART)
        if owner is None or not iri:
            return ()
        query = HistoryQuery((identifier,), attrs=(iri,), start=micros_of(since),
                             end=micros_of(until))  # fmt: skip
        allowed, tenant = reads(audience="internal"), twin_store.tenant_of(owner)
        doc = allowed.read(tenant, [identifier]).get(identifier)
        if doc is None:
            return ()
        code = next((each.get("unitCode", "") for each in doc["attrs"].get(iri, ())), "")
        read: defaultdict[int, list[float]] = defaultdict(list)
        for stamp, value in zip(*numbers(allowed.points(tenant, query)), strict=True):
            read[stamp // HOUR].append(value)
        if iri == entities.ENERGY:  # an index in MWh
            return [(_at(hour), 1000 * (read[hour + 1][0] - values[0]))
                    for hour, values in sorted(read.items())
                    if hour + 1 in read and read[hour + 1][0] >= values[0]]  # fmt: skip
        factor = MEANS[code][2] if code in MEANS else 1.0
        return [(_at(hour), factor * sum(values) / len(values))
                for hour, values in sorted(read.items())]  # fmt: skip


def _meters(owner: Authority) -> Iterator[Meter]:
    from jalons.twin.engine.heat import entities
    from jalons.twin.web.labels import words
    from jalons.twin.web.observations import queries

    for doc in queries.town(owner, audience="internal").docs:
        site = queries.title(doc)
        for iri, each in queries.measured(doc):
            said = MEANS.get(each.get("unitCode", ""))
            if iri == entities.ENERGY:
                said = "heat", "kWh", 1.0
            if said is None or "observedAt" not in each:
                continue
            name = f"{site} · {words.attribute(doc['type'], iri)}"
            yield Meter(f"{doc['id']}{PART}{iri}", name, said[0], said[1], site)


def _at(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * 3_600, UTC)


meters = TwinMeters()
