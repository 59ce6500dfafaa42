"""Our inventory and our pack as the CSV tables of NumEcoEval.

Distributions do not cross: their tables contain points, ours give their medians.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import StringIO

import polars as pl

from jalons.footprint.engine.factors.licences import is_private
from jalons.footprint.engine.factors.pack import (
    DATACENTRE,
    ELECTRICITY,
    FRANCE,
    Factor,
    Mix,
    Pack,
    Stage,
)
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.fleet.holdings import lines_with_reasons
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.footprint.engine.numecoeval.layouts import BY_TABLE, Table
from jalons.footprint.engine.numecoeval.referential import ELECTRICITY_MIX, USE

STAGE_CODES = {
    Stage.MANUFACTURING: ("FABRICATION", "Fabrication"),
    Stage.DISTRIBUTION: ("DISTRIBUTION", "Distribution"),
    Stage.USE: (USE, "Utilisation"),
    Stage.END_OF_LIFE: ("FIN_DE_VIE", "Fin de vie"),
}
_COUNTED_ELSEWHERE = (FactorQuality.INCLUDED, FactorQuality.NONE)

type Cell = str | float | date | None
type Row = Mapping[str, Cell]


def as_tables(inventory: Inventory, pack: Pack, *, home: str = FRANCE) -> dict[str, bytes]:
    """File name → CSV content: EquipementPhysique and the six tables of reference it needs.

    Only counted lines cross (their tool refuses a type it does not know); a line without country
    is written at ``home``. Private factors (:func:`is_private`) are left out, never written. So is
    what is consumed within the year (:func:`consumed_lines`): there it is no equipment.
    """
    lines = lines_with_reasons(inventory, pack).filter(pl.col("reason").is_null())
    lines = lines.filter(~pl.col("device").is_in(_consumed(pack)))
    countries = sorted({home, *lines["country"].drop_nulls().to_list()})
    items = sorted(set(lines["device"].to_list()))
    tables: dict[Table, Iterable[Row]] = {
        Table.PHYSICAL: _equipment(lines, pack, home),
        Table.FACTORS: [*_factors(pack, items, home), *_mixes(pack, countries)],
        Table.ITEM_TYPES: _types(pack, items),
        Table.MATCHES: (),
        Table.HYPOTHESES: _hypotheses(pack),
        Table.CRITERIA: _criteria(pack),
        Table.STAGES: ({"code": code, "libelle": name} for code, name in STAGE_CODES.values()),
    }
    return {f"{table.value}.csv": _csv(table, rows) for table, rows in tables.items()}


def consumed_lines(inventory: Inventory, pack: Pack) -> int:
    """The number of counted lines of traffic, e-mail or paper, absent from their tables."""
    lines = lines_with_reasons(inventory, pack).filter(pl.col("reason").is_null())
    return lines.filter(pl.col("device").is_in(_consumed(pack))).height


def homeless_lines(inventory: Inventory, pack: Pack) -> int:
    """The number of counted lines without country: their tables place them at ``home``."""
    lines = lines_with_reasons(inventory, pack).filter(
        pl.col("reason").is_null() & pl.col("country").is_null()
    )
    return lines.filter(~pl.col("device").is_in(_consumed(pack))).height


def _consumed(pack: Pack) -> list[str]:
    return [name for name, kind in pack.devices.items() if kind.consumed]


def _country_name(code: str, pack: Pack) -> str:
    return _named(pack.places.get(code, {}), "en") or code


def _named(names: Mapping[str, str], lang: str) -> str:
    return names.get(lang) or names.get("fr", "")


def _csv(table: Table, rows: Iterable[Row]) -> bytes:
    stream = StringIO(newline="")
    columns = BY_TABLE[table].columns
    writer = csv.DictWriter(stream, columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return stream.getvalue().encode()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _equipment(lines: pl.DataFrame, pack: Pack, home: str) -> Iterator[Row]:
    for line in lines.iter_rows(named=True):
        place = f"{line['sheet']}:{line['row']}" if line["sheet"] else f"ligne {line['row']}"
        yield {
            "nomEquipementPhysique": line["label"] or place,
            "modele": line["model"],
            "quantite": line["quantity"],
            "dateAchat": line["purchased"],
            "dateRetrait": line["retired"],
            "type": line["device"],
            "statut": line["status"],
            "paysDUtilisation": _country_name(line["country"] or home, pack),
            "consoElecAnnuelle": line["yearly_kwh"],
            "nomEntite": line["entity"],
        }


def _types(pack: Pack, items: Iterable[str]) -> Iterator[Row]:
    for item in items:
        kind, life = pack.devices[item], pack.lifetimes.get(item)
        yield {
            "type": item,
            "categorie": Table.PHYSICAL.value,
            "serveur": "true" if kind.tier == DATACENTRE else "false",
            "commentaire": _named(kind.name, "fr"),
            "dureeVieDefaut": life.spread.value if life else None,
            "source": life.source.title if life else "",
            "refItemParDefaut": item,
        }


def _hypotheses(pack: Pack) -> Iterator[Row]:
    yield {"cle": "PUEParDefaut", "valeur": pack.pue().value, "source": pack.version}


def _criteria(pack: Pack) -> Iterator[Row]:
    for criterion in pack.criteria.values():
        yield {
            "nomCritere": _named(criterion.name, "en"),
            "description": _named(criterion.name, "fr"),
            "unite": criterion.unit.symbol,
        }


def _factors(pack: Pack, items: Iterable[str], home: str) -> Iterator[Row]:
    for item in items:
        kwh = pack.factor(item, Stage.USE, ELECTRICITY)
        yearly = kwh.spread.value if kwh and kwh.spread and not is_private(kwh.source) else 0.0
        for criterion in pack.criteria:
            for stage in (Stage.MANUFACTURING, Stage.DISTRIBUTION, Stage.END_OF_LIFE):
                factor = pack.factor(item, stage, criterion)
                if factor is not None and not is_private(factor.source):
                    yield from _embodied(pack, factor, stage, yearly)
            mix = _mix(pack, home, criterion)
            if mix is not None:
                yield _row(pack, item, criterion, Stage.USE) | {
                    "consoElecMoyenne": yearly,
                    "valeur": yearly * mix.spread.value,
                    "source": kwh.source.title if kwh else mix.source.title,
                }


def _embodied(pack: Pack, factor: Factor, stage: Stage, yearly: float) -> Iterator[Row]:
    elsewhere = factor.quality in _COUNTED_ELSEWHERE
    if factor.spread is None and not elsewhere:
        return
    row = _row(pack, factor.item, factor.criterion, stage) | {
        "consoElecMoyenne": yearly,
        "valeur": factor.spread.value if factor.spread else 0.0,
        "source": factor.source.title,
    }
    yield row | ({"description": "compris dans une autre étape"} if elsewhere else {})


def _row(pack: Pack, item: str, criterion: str, stage: Stage) -> dict[str, Cell]:
    return {
        "nom": item,
        "etapeacv": STAGE_CODES[stage][0],
        "critere": _named(pack.criteria[criterion].name, "en"),
        "description": _named(pack.devices[item].name, "fr"),
        "niveau": "2-Equipement",
        "tiers": pack.devices[item].tier,
        "unite": "Item",
    }


def _mix(pack: Pack, country: str, criterion: str) -> Mix | None:
    try:
        mix = pack.mix(country, criterion)
    except FootprintError:
        return None
    return None if is_private(mix.source) else mix


def _mixes(pack: Pack, countries: Iterable[str]) -> Iterator[Row]:
    for country in countries:
        for criterion, entry in pack.criteria.items():
            mix = _mix(pack, country, criterion)
            if mix is not None:
                yield {
                    "nom": f"Electricity Mix {country}",
                    "etapeacv": USE,
                    "critere": _named(entry.name, "en"),
                    "categorie": ELECTRICITY_MIX,
                    "localisation": _country_name(country, pack),
                    "valeur": mix.spread.value,
                    "unite": entry.unit.symbol,
                    "source": mix.source.title,
                }
