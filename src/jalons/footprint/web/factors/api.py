"""The open factors, for machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.footprint.engine.factors.licences import is_private
from jalons.footprint.store import load_pack
from jalons.footprint.web.factors.api_records import (
    DeviceRecord,
    FactorRecord,
    FactorsQuery,
    MixesQuery,
    MixRecord,
)
from jalons.footprint.web.scopes import endpoints
from jalons.foundation.api.endpoints import Call
from jalons.foundation.api.records import Page


@endpoints.get("devices", _("The kinds of device and service"))
def devices(_call: Call) -> list[DeviceRecord]:
    """Those the open pack knows."""
    pack = load_pack()
    return [
        DeviceRecord(
            id=device.id,
            tier=device.tier,
            name=dict(device.name),
            unit=device.unit,
            assessed=pack.assesses(device.id),
        )
        for device in pack.devices.values()
    ]


@endpoints.get("factors", _("The open factors, each with its source and licence"))
def factors(_call: Call, query: FactorsQuery) -> Page[FactorRecord]:
    """Never those an authority brought, nor any whose licence forbids to show it."""
    found = [
        factor
        for factor in load_pack().factors.values()
        if not is_private(factor.source)
        and query.device in {None, factor.item}
        and query.criterion in {None, factor.criterion}
    ]
    return Page.of(found, query, FactorRecord.of)


@endpoints.get("mixes", _("What electricity weighs, by country and dataset"))
def mixes(_call: Call, query: MixesQuery) -> Page[MixRecord]:
    """Every dated dataset, so that their spread shows."""
    found = [
        mix
        for mix in load_pack().mixes.values()
        if not is_private(mix.source)
        and query.country in {None, mix.country}
        and query.dataset in {None, mix.dataset}
        and query.criterion in {None, mix.criterion}
    ]
    return Page.of(found, query, MixRecord.of)
