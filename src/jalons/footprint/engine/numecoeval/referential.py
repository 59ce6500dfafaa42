"""The reference data of NumEcoEval, checked, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jalons.footprint.engine.factors.linting import FactorLine, Finding, Severity, lint
from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.footprint.engine.numecoeval.intake import Dataset
from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.reading.vocabulary.reference import country_words
from jalons.kernel import Where
from jalons.tabular.folding import fold

type Array = npt.NDArray[np.float64]
type Indices = npt.NDArray[np.int32]

USE = "UTILISATION"
ELECTRICITY_MIX = "electricity-mix"
STAGES = ("FABRICATION", "DISTRIBUTION", USE, "FIN_DE_VIE")
_STAGE_SPELLINGS = {
    "manufacturing": "FABRICATION", "transportation": "DISTRIBUTION", "using": USE,
    "use": USE, "end_of_life": "FIN_DE_VIE",
}  # fmt: skip
# How criteria are written around NumEcoEval when no table of criteria gives their unit.
KNOWN_UNITS: Mapping[str, str] = {
    "climate change": "kg CO2 eq",
    "particulate matter": "disease incidence",
    "particulate matter and respiratory inorganics": "disease incidence",
    "ionising radiation": "kBq U-235 eq",
    "acidification": "mol H+ eq",
    "resource use": "kg Sb eq",
    "resource use minerals and metals": "kg Sb eq",
    "ozone depletion": "kg CFC-11 eq",
    "eutrophication terrestrial": "mol N eq",
    "eutrophication freshwater": "kg P eq",
    "eutrophication marine": "kg N eq",
    "resource use fossils": "MJ",
    "photochemical ozone formation": "kg NMVOC eq",
    "water use": "m3 world eq",
    "land use": "pt",
}
_UNITS = ("CTUe", "CTUh", *dict.fromkeys(KNOWN_UNITS.values()))


@dataclass(frozen=True, slots=True)
class Referential:
    """Factors as ``values[item, stage, criterion]`` and mixes as ``mixes[place, criterion]``.

    The last item and the last place stand for « unknown »: their values are NaN. ``refused`` marks
    what the linter keeps out. ``requested_stages`` are the stages to
    answer for. Sources are indices in ``source_names``. Consumptions are kWh a year
    by item, lifetimes years, hypotheses as written.
    """

    stages: tuple[str, ...]
    criteria: tuple[str, ...]
    units: tuple[str, ...]
    items: Mapping[str, int]
    values: Array
    refused: npt.NDArray[np.bool_]
    sources: Indices
    places: Mapping[str, int]
    mixes: Array
    mixes_refused: npt.NDArray[np.bool_]
    mix_sources: Indices
    consumption: Array
    item_units: Mapping[str, str]
    types: pl.DataFrame
    matches: Mapping[str, str]
    hypotheses: Mapping[str, float]
    mail: Mapping[str, tuple[float, float]]
    requested_stages: tuple[str, ...]
    source_names: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = field(default_factory=tuple)


def read_referential(data: Dataset) -> Referential:
    """The referential of a dataset; refused factors are set aside, each with its notice.

    Raises ``FootprintError`` (``numecoeval_no_factors``) when the dataset has no factor at all.
    """
    factors = all_factors(data)
    if factors.is_empty():
        raise FootprintError("numecoeval_no_factors")
    stages, criteria = _stages(data, factors), criterion_units(data, factors)
    findings = lint(lint_lines(factors, criteria))
    grid = _Grid(stages, tuple(criteria), findings)
    mixed = pl.col("categorie") == ELECTRICITY_MIX
    own = factors.filter(mixed.not_() | mixed.is_null())
    items, values, turned_down, sources = grid.items(own)
    places, mixes, mixes_down, mix_sources = grid.places(factors.filter(mixed))
    return Referential(
        stages=stages,
        criteria=tuple(criteria),
        units=tuple(criteria.values()),
        items=items,
        values=values,
        refused=turned_down,
        sources=sources,
        places=places,
        mixes=mixes,
        mixes_refused=mixes_down,
        mix_sources=mix_sources,
        consumption=_consumption(own, items),
        item_units={str(name): str(unit or "") for name, unit in own.select("nom", "unite").rows()},
        types=_types(data),
        matches=_matches(data),
        hypotheses={
            str(key): value
            for key, value in data.table(Table.HYPOTHESES).select("cle", "valeur").rows()
            if value is not None
        },
        mail=_mail(data),
        requested_stages=_listed_stages(data) or stages,
        source_names=grid.source_names(),
        findings=findings,
        notices=tuple(
            Notice("numecoeval_factor_refused", finding.line.where, {"why": finding})
            if finding.severity is Severity.REFUSED
            else Notice("numecoeval_factor_doubtful", finding.line.where, {"why": finding})
            for finding in findings
        ),
    )


def place_key(country: str | None) -> str:
    """A country as one word, whatever its language or code: ISO alpha-2 when it is known."""
    plain = fold(country or "")
    return country_words().exact(plain) or plain


def criterion_key(name: str) -> str:
    """A criterion as one phrase, whatever its capitals and signs."""
    return fold(name)


def lint_lines(factors: pl.DataFrame, criteria: Mapping[str, str]) -> list[FactorLine]:
    """The rows of ``facteursCaracterisation`` as lines to lint.

    ``unite`` is what is counted (« Item », « Line ») more often than the unit of the criterion:
    then the latter, from the table of criteria, is used.
    """
    units = {criterion_key(name): unit for name, unit in criteria.items()}
    columns = (
        "nom", "etapeacv", "critere", "localisation", "valeur", "unite", "source", "categorie",
        "file", "row",
    )  # fmt: skip
    lines = []
    for row in factors.select(columns).iter_rows(named=True):
        key = criterion_key(row["critere"] or "")
        expected = canonical_unit(units.get(key) or KNOWN_UNITS.get(key, ""))
        mix = row["categorie"] == ELECTRICITY_MIX
        lines.append(
            FactorLine(
                item=ELECTRICITY_MIX if mix else row["nom"] or "",
                stage=row["etapeacv"] or "",
                criterion=row["critere"] or "",
                region=row["localisation"] or "",
                value=row["valeur"],
                unit=_unit_of(row["unite"], expected),
                source=row["source"] or "",
                expected=expected,
                electricity=mix,
                where=Where(file=row["file"], row=row["row"]),
            )
        )
    return lines


def canonical_unit(written: str) -> str:
    """A unit as we write it, whatever its capitals; as it was when we do not know it."""
    plain = fold(written.replace("³", "3"))
    return next((unit for unit in _UNITS if fold(unit) == plain), written)


def _unit_of(written: str | None, expected: str) -> str:
    """The unit of a row when it is one of impacts (« kg Sb eq »), else the criterion's own."""
    unit = canonical_unit(written or "")
    return unit if " eq" in unit.lower() or unit in _UNITS else expected


def all_factors(data: Dataset) -> pl.DataFrame:
    """Factors and mixes of every version of the dialect, as one table of factors."""
    factors = data.table(Table.FACTORS)
    mixes = data.table(Table.MIXES).select(
        "file",
        "row",
        pl.lit("Mix").alias("nom"),
        pl.lit(USE).alias("etapeacv"),
        "critere",
        pl.lit(ELECTRICITY_MIX).alias("categorie"),
        pl.col("pays").alias("localisation"),
        "valeur",
        "unite",
        "source",
    )
    every = pl.concat([factors, mixes], how="diagonal")
    stage = pl.col("etapeacv").str.to_lowercase()
    return every.filter(pl.col("valeur").is_not_null() & pl.col("critere").is_not_null()).select(
        pl.exclude("etapeacv"),
        stage.replace_strict(
            _STAGE_SPELLINGS, default=pl.col("etapeacv").str.to_uppercase(), return_dtype=pl.String
        ).alias("etapeacv"),
    )


def _listed_stages(data: Dataset) -> tuple[str, ...]:
    written = data.table(Table.STAGES)["code"].drop_nulls().to_list()
    return tuple(_STAGE_SPELLINGS.get(code.lower(), code.upper()) for code in written)


def _stages(data: Dataset, factors: pl.DataFrame) -> tuple[str, ...]:
    present = set(_listed_stages(data) or factors["etapeacv"].drop_nulls().to_list()) | {USE}
    known = [stage for stage in STAGES if stage in present]
    return (*known, *sorted(present - set(STAGES)))


def criterion_units(data: Dataset, factors: pl.DataFrame) -> dict[str, str]:
    """Criteria with their units: those of the table, else those of the factors."""
    listed = data.table(Table.CRITERIA).select("nomCritere", "unite").drop_nulls("nomCritere")
    if listed.height:
        return {
            name: unit or KNOWN_UNITS.get(criterion_key(name), "")
            for name, unit in listed.iter_rows()
        }
    names = factors["critere"].unique(maintain_order=True).to_list()
    return {name: KNOWN_UNITS.get(criterion_key(name), "") for name in names}


class _Grid:
    """Turns rows into arrays, first row of a key prevailing, refused rows marked."""

    def __init__(
        self, stages: tuple[str, ...], criteria: tuple[str, ...], findings: Iterable[Finding]
    ) -> None:
        self.stages = {stage: at for at, stage in enumerate(stages)}
        self.criteria = {criterion_key(name): at for at, name in enumerate(criteria)}
        self._names: dict[str, int] = {"": 0}
        self._refused = {
            (finding.line.where.file, finding.line.where.row)
            for finding in findings
            if finding.severity is Severity.REFUSED
        }

    def source_names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def items(
        self, factors: pl.DataFrame
    ) -> tuple[dict[str, int], Array, npt.NDArray[np.bool_], Indices]:
        names = factors["nom"].drop_nulls().unique(maintain_order=True).to_list()
        keys = {name: at for at, name in enumerate(names)}
        shape = (len(keys) + 1, len(self.stages), len(self.criteria))
        values, down, sources = np.full(shape, np.nan), np.zeros(shape, bool), np.zeros(shape, "i4")
        for row in factors.select(
            "nom", "etapeacv", "critere", "valeur", "source", "file", "row"
        ).iter_rows(named=True):
            stage = self.stages.get(row["etapeacv"])
            criterion = self.criteria.get(criterion_key(row["critere"]))
            if row["nom"] is not None and stage is not None and criterion is not None:
                self._put(row, (keys[row["nom"]], stage, criterion), values, down, sources)
        return keys, values, down, sources

    def places(
        self, mixes: pl.DataFrame
    ) -> tuple[dict[str, int], Array, npt.NDArray[np.bool_], Indices]:
        keys: dict[str, int] = {}
        for name in mixes["localisation"].drop_nulls().unique(maintain_order=True).to_list():
            keys.setdefault(place_key(name), len(keys))
        shape = (len(keys) + 1, len(self.criteria))
        values, down, sources = np.full(shape, np.nan), np.zeros(shape, bool), np.zeros(shape, "i4")
        for row in mixes.select(
            "localisation", "critere", "valeur", "source", "file", "row"
        ).iter_rows(named=True):
            criterion = self.criteria.get(criterion_key(row["critere"]))
            if row["localisation"] is not None and criterion is not None:
                at = (keys[place_key(row["localisation"])], criterion)
                self._put(row, at, values, down, sources)
        return keys, values, down, sources

    def _put(
        self,
        row: dict[str, Any],
        at: tuple[int, ...],
        values: Array,
        down: npt.NDArray[np.bool_],
        sources: Indices,
    ) -> None:
        if (row["file"], row["row"]) in self._refused:
            down[at] = np.isnan(values[at])
        elif np.isnan(values[at]):
            values[at] = row["valeur"]
            down[at] = False
            sources[at] = self._names.setdefault(str(row["source"] or ""), len(self._names))


def _consumption(factors: pl.DataFrame, items: Mapping[str, int]) -> Array:
    """Electricity (kWh a year) of each item: that of its use rows, else the first one written."""
    found = np.full(len(items) + 1, np.nan)
    ranked = factors.sort(pl.col("etapeacv") != USE, maintain_order=True)
    for name, kwh in ranked.select("nom", "consoElecMoyenne").iter_rows():
        if name is not None and kwh is not None and kwh >= 0 and np.isnan(found[items[name]]):
            found[items[name]] = kwh
    return found


def _types(data: Dataset) -> pl.DataFrame:
    return (
        data.table(Table.ITEM_TYPES)
        .select(
            pl.col("type").str.to_lowercase().alias("type_key"),
            pl.col("serveur").fill_null(value=False).alias("server"),
            pl.col("dureeVieDefaut").alias("type_life"),
            pl.col("refItemParDefaut").alias("type_item"),
            pl.lit(value=True).alias("type_known"),
        )
        .drop_nulls("type_key")
        .unique("type_key", keep="first", maintain_order=True)
    )


def _matches(data: Dataset) -> dict[str, str]:
    rows = data.table(Table.MATCHES).select("modeleEquipementSource", "refEquipementCible").rows()
    return {source: target for source, target in reversed(rows) if source and target}


def _mail(data: Dataset) -> dict[str, tuple[float, float]]:
    rows = data.table(Table.MAIL_FACTORS).select(
        "critere", "constanteCoefficientDirecteur", "constanteOrdonneeOrigine"
    )
    return {
        criterion_key(name): (slope, origin)
        for name, slope, origin in rows.iter_rows()
        if name is not None and slope is not None and origin is not None
    }
