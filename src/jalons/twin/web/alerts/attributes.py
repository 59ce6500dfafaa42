"""The attributes in use of a type, with label and unit, to choose among."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.store.units import symbol
from jalons.foundation.accounts.models import Authority, User
from jalons.twin.engine.alerts.latest_values import number
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations.queries import reads

from . import wording
from .models import AlertRule

SAMPLE = 50  # entities whose units are looked at


@dataclass(frozen=True, slots=True)
class InUse:
    """An attribute in use: its expanded name, its label, the UN/ECE code of its unit if any."""

    iri: str
    label: str
    unit: str


def in_use(
    authority: Authority, type_iri: str, kind: str, *, user: User | AnonymousUser | None
) -> list[InUse]:
    """The attributes a rule may watch: numbers; any attribute for a silence."""
    tenant = twin_store.tenant_of(authority)
    allowed = reads(audience="internal", user=user)
    counts = next((each for each in allowed.types(tenant) if each.iri == type_iri), None)
    query = EntityQuery(where=Compare(TYPE, "==", (type_iri,)), limit=SAMPLE)
    numbers: Counter[str] = Counter()
    units: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc in allowed.query(tenant, query).docs:
        for iri, instances in doc["attrs"].items():
            for instance in instances:
                if number(instance.get("value")) is not None:
                    numbers[iri] += 1
                    units[iri][str(instance.get("unitCode") or "")] += 1
    names = [iri for iri, kinds in (counts.attrs if counts else {}).items() if "Property" in kinds]
    silence = kind == AlertRule.Kind.SILENCE
    found = [
        _named(iri, type_iri, units[iri].most_common(1)[0][0] if units[iri] else "")
        for iri in names
        if silence or iri in numbers
    ]
    found.sort(key=lambda each: (-numbers[each.iri], each.label.casefold()))
    return [InUse("", _("any attribute"), ""), *found] if silence else found


def _named(iri: str, type_iri: str, unit: str) -> InUse:
    label = wording.attribute_label(iri, type_iri=type_iri)
    return InUse(iri, f"{label}, {symbol(unit)}" if unit else label, unit)
