"""Factors of what is no device: room area, network traffic, e-mail, paper.

ADEME's model gives them by formulas; only their constants are read, by exact rule name, and the
formula stands here so that each can be checked against the model's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

type Triple = tuple[float, ...]

STAGES = ("manufacturing", "distribution", "use", "end_of_life")
WEAK = 3.0  # the ratio of a weak figure; data/README.md says why
MB_PER_GB = 1024.0  # in ADEME's model
NO_POWER = (
    "pas d’électricité comptée à part",
    "no electricity counted apart",
)
IN_USE = ("compris dans l’usage", "included in use")
IN_MANUFACTURE = ("compris dans la fabrication", "included in manufacturing")
MAILS_A_DAY = "email . nombre de mails envoyés et reçus par jour et par personne"
LIFE_NOTE = "consommé dans l’année"


def build_flow(pack: Any, item: str, recipe: dict[str, Any], origin: Any) -> None:
    """All rows of a kind measured in another unit than devices.

    ``origin`` makes an origin from a source, a quality, whether it is a proxy, and a note.
    """
    note = (recipe["why"]["fr"], recipe["why"]["en"])
    ademe = origin("ademe-acv", "weak", approximate=False, note=note)
    rows = _Rows(pack, item, f"kg CO2 eq/{recipe['measured_in']}")
    life: tuple[float, ...] = (1, 1, 1)
    life_source, life_note = "ademe-acv", LIFE_NOTE
    if "area" in recipe:
        rule, life_note = recipe["area"], ""
        value = pack.model.number(f"{rule} . construction", "gCO2e/m2") / 1000
        years = pack.model.number(f"{rule} . durée de vie", "an")
        life = (years * 0.6, years, years * 1.7)
        rows.whole_life("manufacturing", "GLO", wide(value), ademe)
    elif "regions" in recipe:
        for region, rule in recipe["regions"].items():
            rows.whole_life("use", region, traffic(pack.model, rule), ademe)
    elif "email" in recipe:
        rows.whole_life("use", "FR", of_email(pack.model, recipe["email"]), ademe)
    else:
        ours = origin("proxy", "weak", approximate=True, note=note)
        rows.whole_life("manufacturing", "GLO", tuple(recipe["whole_year"]), ours)
        life_source = "assumption"
    pack.life(item, life, life_source, life_note)
    pack.use(item, "electricity", None, origin("proxy", "none", note=NO_POWER))


@dataclass(frozen=True)
class _Rows:
    """Where the rows of a kind go, and their unit."""

    pack: Any
    item: str
    unit: str

    def whole_life(self, at: str, region: str, triple: Triple, origin: Any) -> None:
        """The whole life under one stage; the others say, once, where they are counted."""
        what = ("climate_change", self.unit, region)
        self.pack.row(self.item, at, what, triple, origin)
        for stage in STAGES if region != "EU" else ():
            if stage == at:
                continue
            quality = "none" if stage == "use" else "included"
            note = NO_POWER if stage == "use" else IN_USE if at == "use" else IN_MANUFACTURE
            weak = replace(origin, quality=quality, approximate=False, note=note)
            self.pack.row(self.item, stage, what, None, weak)


def wide(value: float) -> Triple:
    """A weak figure: from a third to three times."""
    return value, value / WEAK, value * WEAK


def traffic(model: Any, rule: dict[str, str]) -> Triple:
    """Climate change in kg CO2 eq per GB; the lower bound is without the gateway, when known."""
    value, low, high = wide(model.number(rule["rule"], "gCO2e/Go") / 1000)
    if "least" in rule:
        low = min(low, model.number(rule["least"], "gCO2e/Go") / 1000)
    return value, low, high


def of_email(model: Any, recipe: dict[str, Any]) -> Triple:
    """The kg CO2 eq of an e-mail per recipient, or of a GB of e-mails."""
    servers, per_megabyte = servers_of_email(model), volume_of_email(model)
    if recipe.get("per_gigabyte"):
        return wide(per_megabyte * MB_PER_GB / 1000)
    middle, least, most = recipe["megabytes"]
    if not most:
        return wide(servers / 1000)
    return (
        (servers + middle * per_megabyte) / 1000,
        (servers / WEAK + least * per_megabyte) / 1000,
        (servers * WEAK + most * per_megabyte) / 1000,
    )


def servers_of_email(model: Any) -> float:
    """In g CO2 eq, an e-mail's part of the servers of its sender and of one recipient."""
    life = model.number("serveur . durée de vie", "an")
    watts = model.number("serveur . puissance par utilisateur", "W")
    users = model.number("serveur . puissance", "W") / watts
    a_day = float(
        model.default("email . nombre de mails envoyés et reçus par jour et par personne")
    )
    made = model.number("serveur . construction", "gCO2e")
    made += 0.0358 * model.number("firewall . construction", "gCO2e")
    made += 1.468 * model.number("switch . construction", "gCO2e")
    made += 0.286 * model.number("routeur . construction", "gCO2e")
    support = model.number("équipements support . construction", "gCO2e/m2")
    made += 0.68 * support * life / model.number("équipements support . durée de vie", "an")
    one_side = made / (users * a_day * 365 * life)
    watt_hours = watts * 24 / a_day * model.bare("serveur . PUE mails")
    return 2 * (one_side + watt_hours * model.mix_grams / 1000)


def volume_of_email(model: Any) -> float:
    """In g CO2 eq per MB: storage on both sides, transport there and to the copies."""
    copies = model.default("email . redondances sauvegarde émetteur")
    years = model.default("email . durée stockage mail")
    capacity = 3.5524 * 1024 * 1024 * 0.5  # MB a disk has when half full, in the model
    disk = model.number("stockage . construction", "gCO2e")
    life = model.number("stockage . durée de vie", "an")
    watts = model.number("stockage . puissance en mode actif", "W")
    stored = copies * years / (capacity * life) * disk
    hours = copies / capacity * watts * 24 * 365 * years * model.bare("serveur . PUE mails")
    fixed = model.number("transmission par défaut . facteur réseau fixe FR", "gCO2e/Go")
    bare = model.number("transmission par défaut . facteur réseau fixe FR hors box", "gCO2e/Go")
    sent = (2 * fixed + (1 + 2 * copies) * bare) / MB_PER_GB
    return 2 * (stored + hours * model.mix_grams / 1000) + sent
