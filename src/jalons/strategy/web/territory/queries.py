"""What is known of the territory of an authority, and what is estimated from it."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Batch
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import communes_of, country_of, residents_of
from jalons.foundation.territories.vintage import vintage
from jalons.strategy.engine.territory.estimate import Counted, Estimate, estimate
from jalons.strategy.engine.territory.known import Known, KnownName, known_from
from jalons.strategy.engine.territory.placing import Commune, Surroundings
from jalons.strategy.store import national
from jalons.strategy.web.territory.models import TerritorySheet


def sheet_of(authority: Authority) -> TerritorySheet:
    """The sheet of an authority; a new one that nothing was written in yet."""
    found = living(TerritorySheet, authority).first()
    return found or TerritorySheet(authority=authority)


def last_act(sheet: TerritorySheet) -> Batch | None:
    """The last act on the sheet that is not undone, None when there is none."""
    acts = Batch.objects.of(sheet.authority).filter(undone_by=None, undoes=None)
    return acts.filter(changes__urn=str(sheet.urn)).first()


def known_of(sheet: TerritorySheet) -> dict[KnownName, Known]:
    """The figures known of the territory, in the order people read them."""
    found = {KnownName(name): known_from(record) for name, record in sheet.known.items()}
    return {name: found[name] for name in KnownName if name in found}


def estimate_of(sheet: TerritorySheet) -> Estimate | None:
    """The footprint of the territory; None without a territory whose residents are known."""
    known, territory = known_of(sheet), sheet.authority.territory
    kind = territory.kind if territory else Territory.Kind.COMMUNE
    return estimate(national(), kind, residents(territory, known), known)


def public_estimate(territory: Territory) -> Estimate | None:
    """The footprint of any territory from public averages alone."""
    return estimate(national(), territory.kind, residents(territory, {}), {})


def is_overseas(sheet: TerritorySheet) -> bool:
    """Whether the territory lies overseas, where national averages say less."""
    territory = sheet.authority.territory
    return territory is not None and country_of(territory) != "FR"


def residents(territory: Territory | None, known: dict[KnownName, Known]) -> Counted | None:
    """The residents here and in France: those of the packaged data, else those somebody typed."""
    here: float | None = residents_of(territory) if territory else None
    if here is None and (typed := known.get(KnownName.RESIDENTS)):
        here = typed.value.mid
    return Counted(here, vintage().residents) if here else None


def place_of(territory: Territory) -> Surroundings:
    """The territory as the reader of public files wants it, with every commune of France."""
    rows = Territory.objects.filter(kind=Territory.Kind.COMMUNE, vintage=territory.vintage)
    france = {
        code: Commune(code, population, tuple(former.split()))
        for code, population, former in rows.values_list("code", "population", "former_codes")
    }
    codes = list(communes_of(territory).values_list("code", flat=True))
    return Surroundings(territory.siren or territory.code, codes, france, vintage().residents)
