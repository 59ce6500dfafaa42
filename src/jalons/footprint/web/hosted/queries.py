"""The hosted services of an authority, weighed with the choices of an inventory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.hosted import HostedKind, HostedService, hosted_lines
from jalons.footprint.engine.inventory.line import Inventory
from jalons.footprint.store import load_host
from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval

type Weighed = tuple[StoredHostedService, Interval]  # yearly climate impact, in kg CO2 eq


def services_of(authority: Authority) -> list[StoredHostedService]:
    return list(living(StoredHostedService, authority))


def as_service(stored: StoredHostedService) -> HostedService:
    """A stored service, for the engine."""
    return HostedService(
        name=stored.name,
        kind=HostedKind(stored.kind),
        vcpu=stored.vcpu,
        memory_gb=stored.memory_gb,
        storage_gb=stored.storage_gb,
        disk=stored.disk,
        count=stored.count,
        hours=stored.hours,
        share=stored.share / 100,
        country=stored.country,
        pue=stored.pue,
    )


def weighed(
    assessed: AssessedInventory, stored: list[StoredHostedService]
) -> tuple[list[Weighed], Interval | None]:
    """Each service of some use, the heaviest first, and all of them, on the same draws."""
    pack = queries.pack_of(assessed)
    options = replace(queries.options_of(assessed), staff=None)
    draws, found = [], []
    for each in stored:
        lines = hosted_lines([as_service(each)], load_host())
        if lines.filter(pl.col("quantity") > 0).is_empty():
            continue
        one = assess(Inventory(lines, (), assessed.extracted_on, 1), pack=pack, options=options)
        keys = [key for key in one.draws if key[1:] == (CLIMATE, Stage.TOTAL)]
        draws.append(np.sum([one.draws[key] for key in keys], axis=0))
        found.append((each, one.impact(CLIMATE).value))
    every = interval(np.sum(draws, axis=0)) if draws else None
    return sorted(found, key=lambda each: -each[1].mid), every
