"""Results in the PCR-SI exchange format, for other software.

Source: Boavizta/PCR-SI_dataformat (MIT), ``response.json``, ``ImpactObject.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jalons.footprint.engine.assessment.results import Assessment, DeviceImpact, Impact
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.kernel import Unit

STAGES = {
    Stage.MANUFACTURING: "BLD",
    Stage.DISTRIBUTION: "DIS",
    Stage.USE: "USE",
    Stage.END_OF_LIFE: "EOL",
}
# Our criteria (EF 3.1), their code there, and the unit the format gives them in.
CODES = {
    "climate_change": ("GWP", "kg CO2 eq"),
    "ozone_depletion": ("ODP", "kg CFC-11 eq"),
    "acidification": ("AP", "mol H+ eq"),
    "photochemical_ozone_formation": ("POCP", "kg NMVOC eq"),
    "particulate_matter": ("PM", "Disease occurrences"),
    "ionising_radiation": ("IR", "kBq U-235 eq"),
    "eutrophication_freshwater": ("Epf", "kg P eq"),
    "eutrophication_marine": ("Epm", "kg N eq"),
    "eutrophication_terrestrial": ("Ept", "mol N eq"),
    "land_use": ("LU", "pt"),
    "water_use": ("WU", "m3 eq"),
    "resource_use_minerals_metals": ("ADPe", "kg Sb eq"),
    "resource_use_fossils": ("ADPf", "MJ"),
    "ecotoxicity_freshwater": ("CTUe", "CTUe"),
    "human_toxicity_cancer": ("CTUh-c", "CTUh"),
    "human_toxicity_non_cancer": ("CTUh-nc", "CTUh"),
    "primary_energy": ("TPE", "MJ"),
}


def as_response(
    assessment: Assessment,
    pack: Pack,
    *,
    organization: str,
    dataset: str,
    timestamp: datetime | None = None,
) -> dict[str, Any]:
    """An assessment as a PCR-SI response: yearly impacts by stage and criterion, one detail a kind.

    Figures are medians (P50), in the units of ``metadata.indicators``: medians do not add up, so a
    total is not the sum of its details. A stage or criterion that was not assessed is absent, never
    0. Criteria the format has no code for are left out.
    """
    used = [name for name in CODES if any(each.criterion == name for each in assessment.impacts)]
    score = assessment.quality
    return {
        "metadata": {
            "organization": organization,
            "dataset": dataset,
            "timestamp": timestamp.isoformat(timespec="seconds") if timestamp else "",
            "provider": assessment.method,
            "sources": [{"name": pack.version, "version": assessment.factors_version}],
            "version": assessment.method.rpartition("/")[2],
            "statistic": "P50",
            "period": str(assessment.period) if assessment.period else "",
            "indicators": [
                {"indicator": CODES[name][0], "source": "EF 3.1", "unit": CODES[name][1]}
                for name in used
            ],
        },
        "total_impact": _object(assessment.impacts),
        "tags": [],
        "quality": {"high": score.measured, "medium": score.declared, "low": score.default},
        "details": {
            str(at): _detail(device, impacts, pack, assessment.method)
            for at, (device, impacts) in enumerate(_by_device(assessment), start=1)
        },
    }


def _by_device(assessment: Assessment) -> list[tuple[str, list[DeviceImpact]]]:
    found: dict[str, list[DeviceImpact]] = {}
    for device in assessment.devices:
        found.setdefault(device.device, []).append(device)
    return list(found.items())


def _detail(device: str, impacts: list[DeviceImpact], pack: Pack, provider: str) -> dict[str, Any]:
    spread = [
        Impact(impact.criterion, stage, impact.unit, value)
        for impact in impacts
        for stage, value in impact.stages.items()
    ]
    kind = pack.devices.get(device)
    return {
        "type": device,
        "name": kind.name["en"] if kind else device,
        "quantity": impacts[0].quantity,
        "tags": [],
        "impacts": _object(spread),
        "source": pack.version,
        "provider": provider,
    }


def _object(impacts: Iterable[Impact]) -> dict[str, dict[str, float]]:
    """An ImpactObject: stage, then indicator; totals and criteria without code are left out."""
    stages: dict[str, dict[str, float]] = {code: {} for code in STAGES.values()}
    for impact in impacts:
        if impact.stage in STAGES and impact.criterion in CODES:
            code, unit = CODES[impact.criterion]
            stages[STAGES[impact.stage]][code] = impact.value.mid * _scale(impact.unit, unit)
    return stages


def _scale(unit: Unit, wanted: str) -> float:
    """What a figure is multiplied by: ours are per year, sometimes in tonnes."""
    return 1000.0 if unit.symbol.startswith("t ") and wanted.startswith("kg ") else 1.0
