"""The hosted services of an authority, weighed with the choices of an inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import drawn, modeller_of, summed
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.inventory.hosted import HostedKind, HostedService, hosted_lines
from jalons.footprint.engine.inventory.line import Inventory
from jalons.footprint.store import load_host
from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval


def services_of(authority: Authority) -> list[StoredHostedService]:
    """The services of some use."""
    return list(living(StoredHostedService, authority).filter(hours__gt=0, share__gt=0))


def as_service(stored: StoredHostedService) -> HostedService:
    """A stored service, for the engine."""
    values = {field.name: getattr(stored, field.name) for field in fields(HostedService)}
    return HostedService(**values | {"kind": HostedKind(stored.kind), "share": stored.share / 100})


def weighed(
    assessed: AssessedInventory, services: Sequence[HostedService]
) -> tuple[list[Interval], Interval | None]:
    """The yearly climate impact of each service in kg CO2 eq, and of all on the same draws."""
    modeller = modeller_of(queries.pack_of(assessed), queries.options_of(assessed))
    lines = (hosted_lines([each], load_host()) for each in services)
    ones = (Inventory(each, (), assessed.extracted_on, 1) for each in lines)
    draws = [drawn(each, CLIMATE, modeller) for each in ones]
    return list(map(interval, draws)), interval(summed(draws)) if draws else None
