"""From the tables of a folder to its indicators, by NumEcoEval's documented rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.footprint.engine.numecoeval.allocation import application_level, virtual_level
from jalons.footprint.engine.numecoeval.equipment import (
    LifetimeMethod,
    Method,
    centre_rows,
    equipment_level,
    operation_subjects,
    physical_subjects,
)
from jalons.footprint.engine.numecoeval.flows import mail_level, network_level
from jalons.footprint.engine.numecoeval.intake import Dataset
from jalons.footprint.engine.numecoeval.layouts import COUNTED, Table
from jalons.footprint.engine.numecoeval.level import Level
from jalons.footprint.engine.numecoeval.referential import Referential, read_referential

__all__ = ["Evaluation", "LifetimeMethod", "evaluate", "lifetime_of"]

_DATED = (Table.PHYSICAL, Table.NON_IT)  # the tables with a purchase date

METHOD = "jalons-numecoeval/0.1"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The indicators of a folder by kind of subject, and the notices.

    ``levels`` are named as their files: equipement_physique, equipement_virtuel, application,
    reseau, operation_non_it, messagerie. Only the first, the network, the operations and the mail
    add up; virtual equipment and applications share the first out.
    """

    levels: Mapping[str, tuple[Level, ...]]
    referential: Referential
    lifetime: LifetimeMethod
    on: date
    notices: tuple[Notice, ...]
    rows: Mapping[str, int]

    def head(self) -> dict[str, Any]:
        """All but the indicators, as plain values: totals by kind, stage and criterion."""
        return {
            "method": METHOD,
            "dureeUsage": self.lifetime.value,
            "date": self.on.isoformat(),
            "rows": dict(self.rows),
            "totals": [
                {
                    "table": name,
                    "etapeacv": stage,
                    "critere": criterion,
                    "impact": None if isnan(total) else float(total),
                    "unite": unit,
                }
                for name, levels in self.levels.items()
                for level in levels
                for stage, sums in zip(level.stages, level.totals(), strict=True)
                for criterion, unit, total in zip(level.criteria, level.units, sums, strict=True)
            ],
            "indicators": {
                name: {
                    "count": sum(level.count for level in levels),
                    "failed": sum(level.failed for level in levels),
                }
                for name, levels in self.levels.items()
            },
        }


def lifetime_of(data: Dataset) -> LifetimeMethod:
    """The default method of lifetimes: REEL once a row states its purchase, else FIXE.

    G4IT always requests REEL; FIXE is the default of NumEcoEval's API. Without any purchase date
    the two only differ by what REEL cannot compute.
    """
    tables = [data.table(table) for table in _DATED]
    bought = [each["dateAchat"] for each in tables if "dateAchat" in each.columns]
    dated = any(column.is_not_null().any() for column in bought)
    return LifetimeMethod.REEL if dated else LifetimeMethod.FIXE


def evaluate(data: Dataset, *, lifetime: LifetimeMethod | None = None, on: date) -> Evaluation:
    """The indicators of every row of the dataset; ``on`` is the day of ages (REEL).

    Without ``lifetime``, that of :func:`lifetime_of`.

    A row that cannot be computed keeps its place, in error, with its reason. Raises
    ``FootprintError``: ``numecoeval_no_factors`` without referential, ``numecoeval_no_input``
    without anything to count.
    """
    referential = read_referential(data)
    if all(data.table(table).is_empty() for table in COUNTED):
        raise FootprintError("numecoeval_no_input")
    lifetime = lifetime or lifetime_of(data)
    method = Method(lifetime, on)
    centres, notices = centre_rows(data.table(Table.DATACENTRE))
    subjects, remarks = physical_subjects(data.table(Table.PHYSICAL), centres, referential, method)
    notices += remarks
    physical = equipment_level(Table.PHYSICAL, subjects, referential)
    levels: dict[str, tuple[Level, ...]] = {"equipement_physique": (physical,)}
    virtual = None
    if data.table(Table.VIRTUAL).height:
        virtual, remarks = virtual_level(data.table(Table.VIRTUAL), physical)
        levels["equipement_virtuel"] = (virtual,)
        notices += remarks
    if data.table(Table.APPLICATION).height:
        applications, remarks = application_level(data.table(Table.APPLICATION), virtual, physical)
        levels["application"] = tuple(applications)
        notices += remarks
    if network := network_level(subjects, referential):
        levels["reseau"] = (network,)
    if data.table(Table.NON_IT).height:
        others, remarks = operation_subjects(data.table(Table.NON_IT), centres, referential, method)
        levels["operation_non_it"] = (equipment_level(Table.NON_IT, others, referential),)
        notices += remarks
    mail, remarks = mail_level(data.table(Table.MAIL), referential)
    if mail is not None:
        levels["messagerie"] = (mail,)
    return Evaluation(
        levels={
            name: tuple(level.of_stages(referential.requested_stages) for level in each)
            for name, each in levels.items()
        },
        referential=referential,
        lifetime=lifetime,
        on=on,
        notices=(*data.notices, *notices, *remarks, *referential.notices),
        rows={table.value: frame.height for table, frame in data.tables.items()},
    )
