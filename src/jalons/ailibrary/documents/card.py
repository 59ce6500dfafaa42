"""The living card of a recipe: declared by people, measured by machines; JSON, CSV and YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jalons.ailibrary.engine.cards import blocks
from jalons.ailibrary.engine.cards.standing import PROOF_DAYS
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.recipes.contract import Card
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.words import cards as words
from jalons.ailibrary.words.sentences import say
from jalons.tabular.files.writing import csv_text
from jalons.wording import format_number, join_words, semicolon

SCHEMA = "jalons-ia/1.0"
# The part of a recipe in a decision, by its kind: a search or an alert informs, the rest proposes.
PLACES = {"search": "informs", "series": "informs", "columns": "informs"}
_COVERAGE = ("coverage", "single_share")
_ACCURACY = ("single_accuracy", "answered_accuracy")
_MOST = {"resume": 400, "nom": 120, "modele": 300}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who uses a recipe, and how far: what an authority declares. ``state`` is one of the schema.

    Without ``overseer`` and ``contact``, it is the card of the recipe itself.
    """

    id: str
    organisation: str
    state: str = "planned"
    level: str = "declared"
    service: str = ""
    overseer: str = ""
    contact: str = ""
    answer_days: int = 0
    by_rule: bool = False


def gate_of(found: Evaluation, lang: str) -> str:
    """The sentence of the gate."""
    gain = found.gains.get(found.winner)
    return words.gate_sentence(found.reason, found.winner, found.rule, found.unit, gain, lang)


def evidence_of(card: Card, found: Evaluation, lang: str = "fr") -> blocks.Evidence:
    """What an evaluation proves, in the words of a card."""
    winner = found.result(found.winner)
    return blocks.Evidence(
        sample=sample_words(card, found, lang),
        protocol=words.metric_label(found.metric, lang) + semicolon(lang)
        + say("card.protocol", lang, seeds=len(found.seeds)),
        rule=words.candidate_label(found.rule, lang),
        rule_score=found.result(found.rule).scores[found.metric].value,
        score=winner.scores[found.metric], by_model=found.reason == Reason.MODEL,
        noise=winner.noise.get(found.metric), coverage=_first(winner, _COVERAGE),
        accuracy=_first(winner, _ACCURACY),
    )  # fmt: skip


def sample_words(card: Card, found: Evaluation, lang: str) -> str:
    """What the recipe was measured on."""
    items = format_number(found.items, lang)
    if found.own:
        return say("card.sample.own", lang, items=items)
    titles = join_words([each.title for each in card.data], lang)
    return say("card.sample.reference", lang, items=items, titles=titles)


def measured_blocks(
    card: Card, found: Evaluation | None, month: blocks.RecipeMonth | None
) -> dict[str, blocks.Block]:
    """The blocks that machines write; each is empty until it is measured."""
    if found is None:
        return {"preuve": {}, "usage": blocks.usage(month) if month else {}, "empreinte": {}}
    return {
        "preuve": blocks.evidence(evidence_of(card, found)),
        "usage": blocks.usage(month) if month else {},
        "empreinte": blocks.footprint(
            found.result(found.winner).cost, say("card.method", "fr", processor=found.processor)
        ),
    }


def answers_of(card: Card, found: Evaluation | None, holder: Holder) -> dict[str, str]:
    """What a recipe answers to the questions of a register of AI systems, by their key."""
    said = {
        "purpose": card.purpose["fr"], "out_of_scope": card.out_of_scope["fr"],
        "place": PLACES.get(card.kind, "proposes"), "automation": "each",
        "overseers": holder.overseer,
        "override": say("card.override", "fr", step=card.step["fr"]),
        "appeal": say("card.appeal", "fr", contact=holder.contact, days=holder.answer_days)
        if holder.contact else "",
        "technique": "rules" if _by_rule(found, holder) else "statistical",
        "inputs": card.inputs["fr"], "output": card.output["fr"],
        "working": card.technique["fr"], "risks": card.limits["fr"],
        "data": "\n".join(f"{each.title} ({each.publisher}, {each.licence})"
                          for each in card.data),
        "alternatives": say("card.alternatives", "fr", gate=gate_of(found, "fr"))
        if found else "",
        "hosting": holder.organisation,
    }  # fmt: skip
    return {name: text for name, text in said.items() if text}


def living_card(
    card: Card, holder: Holder, found: Evaluation | None, measured: Mapping[str, blocks.Block],
    today: date,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """The card, block by block, as its schema (``jalons-ia/1.0``) wants it."""
    said = answers_of(card, found, holder)
    review = (found.measured_on if found and found.measured_on else today) + timedelta(PROOF_DAYS)
    made: dict[str, dict[str, Any]] = {
        "carte": {"id": holder.id, "schema": SCHEMA, "maj_le": today.isoformat(), "langue": "fr",
                  "revoir_avant": review.isoformat(), "statut": holder.state,
                  "niveau": holder.level},
        "qui": {"organisation": holder.organisation, "service": holder.service,
                "responsable": holder.overseer, "contact": holder.contact,
                "delai_reponse_j": holder.answer_days or None, "role_ia_act": "deployer"},
        "quoi": {"nom": card.name["fr"], "resume": card.summary["fr"],
                 "finalite": said["purpose"], "alternatives": said.get("alternatives"),
                 "hors_perimetre": said["out_of_scope"], "place_decision": said["place"],
                 "automatisation": said["automation"]},
        "droit": {"classe": "unknown"},  # the register of AI systems asks what gives it
        "humain": {"superviseurs": holder.overseer, "pouvoir_ecarter": said["override"],
                   "recours": said.get("appeal")},
        "technique": {"type": said["technique"], "entrees": said["inputs"],
                      "sortie": said["output"], "fonctionnement": said["working"],
                      "donnees": said.get("data"), "risques": said["risks"],
                      "modele": words.candidate_label(found.winner, "fr") if found else None,
                      "hebergement": holder.organisation},
    }  # fmt: skip
    for block in made.values():
        for name, value in list(block.items()):
            if value in (None, ""):
                del block[name]
            elif isinstance(value, str):
                block[name] = _short(value, _MOST.get(name, 2_000))
    return {**made, **{name: dict(measured.get(name) or {}) for name in blocks.MACHINE}}


def card_csv(card: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    """The card as lines: block, field, value."""
    heading = [say(f"card.file.{name}", lang) for name in ("block", "field", "value")]
    rows = [[block, name, _flat(value)]
            for block, part in card.items() for name, value in part.items()]  # fmt: skip
    return csv_text([heading, *rows])


def model_card(key: str, card: Card, found: Evaluation | None) -> str:
    """The metadata of a model card as model hubs read them (YAML, ``model-index``)."""
    head: dict[str, Any] = {
        "language": ["fr"], "license": "eupl-1.2", "pipeline_tag": _TASKS.get(card.kind, "other"),
        "tags": ["jalons", card.kind], "datasets": [each.title for each in card.data],
    }  # fmt: skip
    if found is not None:
        scores = found.result(found.winner).scores
        task = {"type": _TASKS.get(card.kind, "other")}
        sample = {"name": sample_words(card, found, "en"), "type": key}
        metrics = [{"type": name, "value": round(each.value, 4),
                    "args": {"ci95": [round(each.low, 4), round(each.high, 4)]}}
                   for name, each in scores.items()]  # fmt: skip
        head["model-index"] = [{
            "name": f"jalons-{key}-{card.version}",
            "results": [{"task": task, "dataset": sample, "metrics": metrics}],
        }]  # fmt: skip
    body = "\n".join((f"# {card.name['en']}", "", card.purpose["en"], "", card.limits["en"], ""))
    return "\n".join(("---", *_yaml(head), "---", "", body))


_TASKS = {"classification": "text-classification", "search": "sentence-similarity",
          "series": "time-series-forecasting", "columns": "tabular-classification"}  # fmt: skip


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A mapping in block style; a text is a JSON string, which is YAML too."""
    for name, each in value.items():
        if isinstance(each, Mapping):
            yield f"{indent}{name}:"
            yield from _yaml(each, indent + "  ")
        elif isinstance(each, list) and each and isinstance(each[0], Mapping):
            yield f"{indent}{name}:"
            for one in each:
                first, *rest = _yaml(one, indent + "    ")
                yield f"{indent}  - {first.strip()}"
                yield from rest
        else:
            yield f"{indent}{name}: {json.dumps(each, ensure_ascii=False)}"


def _by_rule(found: Evaluation | None, holder: Holder) -> bool:
    return holder.by_rule or (found is not None and found.reason != Reason.MODEL)


def _first(found: Result, names: Sequence[str]) -> float | None:
    scores: Mapping[str, Estimate] = found.scores
    return next((scores[name].value for name in names if name in scores), None)


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
