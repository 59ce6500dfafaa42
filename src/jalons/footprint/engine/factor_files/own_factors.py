"""An authority's own factors, in NumEcoEval's ``facteursCaracterisation`` format, laid over a pack.

They stay its own: source « votre collectivité », a private licence unless it says otherwise, never
exported (:func:`jalons.footprint.engine.factors.licences.is_private`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jalons.footprint.engine.factors.licences import LicenceTerms
from jalons.footprint.engine.factors.linting import Finding, Severity, lint, refused
from jalons.footprint.engine.factors.pack import (
    ELECTRICITY,
    Factor,
    FactorKey,
    Mix,
    MixKey,
    Pack,
    Spread,
    Stage,
)
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.footprint.engine.numecoeval.intake import Dataset
from jalons.footprint.engine.numecoeval.outbound import STAGE_CODES
from jalons.footprint.engine.numecoeval.referential import (
    ELECTRICITY_MIX,
    all_factors,
    criterion_key,
    criterion_units,
    lint_lines,
    place_key,
)
from jalons.footprint.engine.reading.vocabulary.reference import type_words
from jalons.kernel import Source, Unit, Where
from jalons.tabular.folding import fold

OWN = "own"
OWNER = "votre collectivité"
# Their tables give points; the spread is that of a « fair » figure (see data/README.md).
RATIO = 1.6
MOST_NAMED = 20
HIDDEN = "•••"  # stands in place of a text that may show a private value
_ALIASES = {
    "particulate matter and respiratory inorganics": "particulate_matter",
    "resource use": "resource_use_minerals_metals",
    "resource use minerals and metals": "resource_use_minerals_metals",
}
_STAGES = {code: stage for stage, (code, _) in STAGE_CODES.items()}


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """A pack with an authority's factors over it, and the outcome of each row.

    ``rows`` counts the rows with a value and ``used`` those retained; ``items`` says which of
    our devices each of their items became; ``unmatched`` are their items nobody linked to a device;
    ``mixes`` counts the electricity rows taken.
    """

    pack: Pack
    rows: int
    used: int
    mixes: int
    items: Mapping[str, str]
    unmatched: tuple[str, ...]
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = field(default_factory=tuple)


def with_own_factors(
    pack: Pack,
    data: Dataset,
    *,
    items: Mapping[str, str] | None = None,
    terms: LicenceTerms | None = None,
) -> OwnFactors:
    """The pack with the factors and mixes of ``data`` over its own, under the licence of ``terms``.

    Without ``terms`` the values are used and never shown, not even in the notices.

    ``items`` links their item names to our devices; an item it does not name is linked when its
    name or description says one of our devices, and is alone to say it. Rows the linter refuses,
    unknown criteria, stages and countries are left out and reported. Raises ``FootprintError``
    (``numecoeval_no_factors``) when there is no factor at all.
    """
    terms = terms or LicenceTerms()
    rows = all_factors(data)
    if rows.is_empty():
        raise FootprintError("numecoeval_no_factors")
    findings = lint(lint_lines(rows, criterion_units(data, rows)))
    out = refused(findings)
    accepted = [row for row in rows.iter_rows(named=True) if (row["file"], row["row"]) not in out]
    overlay = _Overlay(pack, terms)
    linked, unmatched, doubts = _link(accepted, pack, items or {})
    for row in accepted:
        overlay.add(row, linked)
    notices = [
        Notice(
            "numecoeval_factor_refused",
            each.line.where,
            {"why": each if terms.shown else each.masked()},
        )
        for each in findings
        if each.severity is Severity.REFUSED
    ]
    said = data.notices if terms.shown else tuple(_masked(each) for each in data.notices)
    return OwnFactors(
        pack=replace(
            pack,
            version=f"{pack.version}+{OWN}",
            factors={**pack.factors, **overlay.factors},
            regional={
                key: each for key, each in pack.regional.items() if key[:3] not in overlay.factors
            },
            mixes={**pack.mixes, **overlay.mixes},
            mix_order=(OWN, *pack.mix_order) if overlay.mixes else pack.mix_order,
        ),
        rows=rows.height,
        used=overlay.used,
        mixes=len(overlay.mixes),
        items=linked,
        unmatched=unmatched,
        findings=findings,
        notices=(*said, *notices, *doubts, *overlay.notices),
    )


def _link(
    rows: Iterable[Mapping[str, Any]], pack: Pack, stated: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...], list[Notice]]:
    """Their items → our devices; those nobody links; a notice where several claim the same one."""
    named = {
        row["nom"]: row["description"] or ""
        for row in rows
        if row["categorie"] != ELECTRICITY_MIX and row["nom"]
    }
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for item, described in named.items():
        device = stated.get(item) or _device(item, described, pack)
        if device in pack.devices:
            claims[device].append(item)
    linked, notices = {}, []
    for device, claimants in claims.items():
        chosen_items = [item for item in claimants if stated.get(item) == device]
        chosen = chosen_items or claimants
        if len(chosen) > 1:
            params = {"device": device, "items": ", ".join(chosen)}
            notices.append(Notice("own_factors_ambiguous", None, params))
        else:
            linked[chosen[0]] = device
    return linked, tuple(item for item in named if item not in linked), notices


def _device(item: str, described: str, pack: Pack) -> str:
    if item in pack.devices:
        return item
    words = type_words()
    return words.exact(fold(item)) or words.exact(fold(described)) or ""


class _Overlay:
    """Collects factors and mixes row by row; the first row of a key prevails."""

    def __init__(self, pack: Pack, terms: LicenceTerms) -> None:
        self._pack, self._licence = pack, terms.stated
        self._criteria = {criterion_key(name): name for name in pack.criteria} | _ALIASES
        for name, criterion in pack.criteria.items():
            for spelled in criterion.name.values():
                self._criteria[criterion_key(spelled)] = name
        self.factors: dict[FactorKey, Factor] = {}
        self.mixes: dict[MixKey, Mix] = {}
        self.notices: list[Notice] = []
        self.used = 0

    def add(self, row: Mapping[str, Any], items: Mapping[str, str]) -> None:
        """A row as a mix, or as a factor of the device its item is linked to."""
        mix = row["categorie"] == ELECTRICITY_MIX
        device = items.get(row["nom"] or "")
        if not mix and device is None:
            return
        criterion = self._criteria.get(criterion_key(row["critere"]), "")
        if criterion not in self._pack.criteria:
            self._doubt("own_factors_criterion", row, row["critere"])
        elif mix:
            self._mix(row, criterion)
        elif device is not None:
            self._factor(row, device, criterion)

    def _factor(self, row: Mapping[str, Any], device: str, criterion: str) -> None:
        stage = _STAGES.get(row["etapeacv"] or "")
        kwh = row["consoElecMoyenne"]
        if kwh is not None and kwh > 0 and math.isfinite(kwh):
            self._put(row, (device, Stage.USE.value, ELECTRICITY), kwh, "kWh/device/year")
        if stage is None:
            self._doubt("own_factors_stage", row, row["etapeacv"] or "")
        elif stage is not Stage.USE:
            unit = f"{self._pack.criteria[criterion].unit.symbol}/device"
            self._put(row, (device, stage.value, criterion), row["valeur"], unit)
            self.used += 1

    def _put(self, row: Mapping[str, Any], key: FactorKey, value: float, unit: str) -> None:
        device, stage, criterion = key
        factor = Factor(
            item=device,
            stage=Stage(stage),
            criterion=criterion,
            region=row["localisation"] or "",
            spread=_around(value),
            unit=Unit.parse(unit),
            source=self._source(row),
            quality=FactorQuality.FAIR,
            verified=False,
            approximate=False,
            family=OWN,
        )
        self.factors.setdefault(key, factor)

    def _mix(self, row: Mapping[str, Any], criterion: str) -> None:
        country = place_key(row["localisation"])
        if len(country) != 2 or not country.isupper():
            self._doubt("own_factors_country", row, row["localisation"] or "")
            return
        unit = Unit.parse(f"{self._pack.criteria[criterion].unit.symbol}/kWh")
        spread = _around(row["valeur"])
        mix = Mix(OWN, country, criterion, spread, unit, self._source(row), verified=False)
        self.mixes.setdefault((OWN, country, criterion), mix)
        self.used += 1

    def _source(self, row: Mapping[str, Any]) -> Source:
        return Source(
            title=row["source"] or OWNER,
            publisher=OWNER,
            published=None,
            licence=self._licence,
            verified=False,
        )

    def _doubt(self, code: str, row: Mapping[str, Any], value: str) -> None:
        where = Where(file=row["file"], row=row["row"])
        self.notices.append(Notice(code, where, {"value": value}))


def _around(value: float) -> Spread:
    return Spread(value, value / RATIO, value * RATIO) if value > 0 else Spread.exact(0.0)


def _masked(notice: Notice) -> Notice:
    """The notice without the text of a cell meant for a number: it may show the value."""
    if "value" not in notice.params:
        return notice
    return replace(notice, params={**notice.params, "value": HIDDEN})
