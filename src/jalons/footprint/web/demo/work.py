"""What people of the demonstration did with their inventories: fictional, by the room's actions.

Two inventories of the last year are put together, so that the whole speaks in place of both; a few
lines are corrected, other uses declared, a scenario stored, and a table of factors brought with
an absurd row.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from django.core.files.base import ContentFile

from jalons.footprint.engine.inventory.corrections import (
    CorrectedField,
    Correction,
    ranges_of,
    with_parts,
)
from jalons.footprint.engine.inventory.services import Services
from jalons.footprint.engine.merging.decisions import PairDecision, PairKey, pair_key
from jalons.footprint.web.combinations import actions as combining
from jalons.footprint.web.combinations import lineage
from jalons.footprint.web.demo.files import SITES, school_file
from jalons.footprint.web.fleet import actions as corrections
from jalons.footprint.web.intake import actions
from jalons.footprint.web.inventories import computation, queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import Combination, InventoryFile
from jalons.footprint.web.own_factors import actions as factor_actions
from jalons.footprint.web.scenarios.actions import store_scenario
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story

# Declared for both years: a use declared in one only would look like a change.
USES_BEFORE = Services(traffic_fixed=16_500, traffic_mobile=2_100, paper_reams=3_400)
USES = Services(traffic_fixed=18_000, traffic_mobile=2_400, paper_reams=3_100)
LEVERS = ("keep:laptop:2", "refurbished:smartphone:0.5", "print:0.3")
WHOLE = "Parc de l’agglomération, conservatoire compris"
SCHOOL = "Tableau du conservatoire.csv"
SCENARIO = "Garder plus longtemps, acheter reconditionné"
FACTORS = "Facteurs de démonstration.csv"
FACTORS_LICENCE = "Valeurs inventées pour la démonstration"
# Invented values, but for their order of magnitude; the last is absurd on purpose: it is refused.
FACTOR_ROWS = (
    "nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source",
    "portable-demo;FABRICATION;Climate change;Laptop;;33;France;210;Item;démonstration",
    "portable-demo;DISTRIBUTION;Climate change;Laptop;;;France;9;Item;démonstration",
    "ecran-demo;FABRICATION;Climate change;Monitor;;48;France;190;Item;démonstration",
    "smartphone-demo;FABRICATION;Climate change;Smartphone;;5;France;62;Item;démonstration",
    "armoire-demo;FABRICATION;Climate change;objet;;;France;120;Item;démonstration",
    "ecran-demo;DISTRIBUTION;Climate change;Monitor;;;France;-4219;Item;démonstration",
)


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """A corrected inventory with its other uses, put together with another; a scenario; factors."""
    year, today = story.year, story.today
    own = ContentFile("\n".join(FACTOR_ROWS).encode(), FACTORS)
    factor_actions.import_factors(
        authority=authority, user=contributor, file=own, licence=FACTORS_LICENCE, shown=True
    )
    before, main = (
        queries.inventories(authority).get(name=f"Inventaire {each}.xlsx")
        for each in (year - 1, year)
    )
    _declare(before, contributor, USES_BEFORE)
    computation.compute(inventory=before, user=contributor, today=today.replace(year=year - 1))
    lineage.say_covers(
        inventory=main, user=contributor, covers=InventoryFile.Covers.SAME, follows=before
    )
    _declare(main, contributor, USES)
    _correct(main, contributor)
    computation.compute(inventory=main, user=contributor, today=today)
    school = actions.import_inventory(
        authority=authority,
        user=contributor,
        name=SCHOOL,
        content=school_file(year, in_both=_devices(main, 2)),
        today=today,
    )
    lineage.say_covers(
        inventory=school.inventory,
        user=contributor,
        covers=InventoryFile.Covers.PART,
        follows=None,
    )
    whole = combining.combine(
        authority=authority, user=contributor, sources=[main, school.inventory], name=WHOLE
    )
    _judge(whole, contributor)
    computation.compute(inventory=whole.inventory, user=contributor, today=today)
    assessed = queries.latest_assessment(whole.inventory)
    if assessed is not None:
        store_scenario(
            assessed=assessed,
            user=contributor,
            name=SCENARIO,
            levers=LEVERS,
            target_year=year + 4,
        )


def _correct(inventory: InventoryFile, user: User) -> None:
    """Screens written without a status are in use; the wireless access points were counted here."""
    assessed = queries.latest_assessment(inventory)
    if assessed is None:
        return
    lines = with_parts(queries.lines_of(assessed).lines)
    silent = lines.filter((pl.col("device") == "monitor") & (pl.col("status") == "unknown"))
    grouped = lines.filter((pl.col("device") == "wifi_access_point") & (pl.col("quantity") > 1))
    wanted = [
        Correction(CorrectedField.STATUS, "in_use", ranges_of(silent)),
        Correction(CorrectedField.SITE, SITES[0], ranges_of(grouped)),
    ]
    for each in wanted:
        if each.lines:
            corrections.store(
                inventory=inventory, user=user, wanted=[each], seen=queries.revision(inventory)
            )


def _declare(inventory: InventoryFile, user: User, uses: Services) -> None:
    """Network and paper of a year, besides the file."""
    chosen = replace(Choices.from_json(inventory.choices), services=uses)
    actions.store_choices(inventory=inventory, user=user, choices=chosen)


def _devices(inventory: InventoryFile, count: int) -> list[tuple[str, str]]:
    """The models and serial numbers of some laptops of an inventory."""
    assessed = queries.latest_assessment(inventory)
    if assessed is None:
        return []
    lines = queries.lines_of(assessed).lines
    known = lines.filter(
        (pl.col("device") == "laptop") & (pl.col("serial") != "") & pl.col("reason").is_null()
    )
    return list(known.head(count).select("model", "serial").iter_rows())


def _judge(whole: Combination, user: User) -> None:
    """The same serial number twice is one device."""
    decisions: dict[PairKey, PairDecision | None] = {
        pair_key(proposal): PairDecision.MERGE for proposal in queries.proposals(whole)
    }
    combining.judge_pairs(combination=whole, user=user, decisions=decisions)
