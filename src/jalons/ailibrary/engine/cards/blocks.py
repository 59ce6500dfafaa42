"""The blocks of a card that machines write: evidence, usage, footprint, as its schema has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.ailibrary.engine.energy.estimates import QUALITY, Cost, watt_hours
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.wording import round_significant

DIGITS, _SMALL = 4, 0.001
MACHINE = ("preuve", "usage", "empreinte")
type Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an evaluation says: the sample and the protocol in words, scores of rule and winner.

    ``noise`` is the score of the winner on spoiled items; ``coverage`` the share of items it
    answers, ``accuracy`` how often it is then right; None is not measured.
    """

    sample: str
    protocol: str
    rule: str
    rule_score: float
    score: Estimate
    by_model: bool
    noise: float | None = None
    coverage: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class RecipeMonth:
    """Thirty days of a recipe; None is not measured.

    ``decisions`` of people, ``set_aside`` those that did not follow the suggestion; shares are 0
    to 1: ``blind_accuracy`` without showing it, ``accepted_if_wrong`` of planted or blind errors,
    ``drift`` the stability index of its scores. ``last`` is the day of the last decision.
    """

    decisions: int = 0
    set_aside: int | None = None
    blind_accuracy: float | None = None
    accepted_if_wrong: float | None = None
    drift: float | None = None
    incidents: int | None = None
    last: date | None = None


def evidence(found: Evidence) -> Block:
    """The block of evidence."""
    block: Block = {
        "jeu": found.sample, "protocole": found.protocol,
        "regle_de_base": {"nom": found.rule, "score": _rounded(found.rule_score)},
        "score": _rounded(found.score.value),
        "ic95": [_rounded(found.score.low), _rounded(found.score.high)],
        "bruit": _rounded(found.noise), "porte": "modele" if found.by_model else "regle",
    }  # fmt: skip
    abstention = _known({"couverture": found.coverage, "exactitude": found.accuracy})
    return _known(block | ({"abstention": abstention} if abstention else {}))


def usage(found: RecipeMonth) -> Block:
    """The block of usage; empty when nobody ever decided anything with it."""
    if found.last is None:
        return {}
    return _known({
        "mesure_le": found.last.isoformat(), "decisions_30j": found.decisions,
        "ecartees": found.set_aside, "exactitude_aveugle": found.blind_accuracy,
        "acceptation_si_faux": found.accepted_if_wrong, "derive": found.drift,
        "incidents": found.incidents,
    })  # fmt: skip


def footprint(cost: Cost, method: str) -> Block:
    """The block of footprint: processor seconds are measured, watt-hours are an estimate."""
    return _known({
        "cpu_s_1000": cost.cpu_seconds, "wh_1000": watt_hours(cost.cpu_seconds).mid,
        "methode": method, "qualite": QUALITY, "ram_mo": round(cost.memory),
        "entrainement_wh": watt_hours(cost.training).mid if cost.training else None,
    })  # fmt: skip


def _known(block: Mapping[str, Any]) -> Block:
    return {name: _rounded(value) for name, value in block.items() if value is not None}


def _rounded(value: Any) -> Any:
    """A number as a card writes it: four decimals, or two significant figures when it is smaller.

    >>> _rounded(0.123456), _rounded(0.00004678)
    (0.1235, 4.7e-05)
    """
    if not isinstance(value, float):
        return value
    return round(value, DIGITS) if abs(value) >= _SMALL else round_significant(value, 2)
