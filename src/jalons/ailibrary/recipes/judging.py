"""Judges what a bundle learned on the decisions of an authority, beside what is used there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation import gate
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Outcome, Sample
from jalons.ailibrary.recipes import apart
from jalons.ailibrary.recipes.registry import recipe

RULE, PRESENT, TRIED = "rule", "present", "tried"
LEAST = 50  # decisions


def judge_bundle(
    key: str, data: bytes, present: bytes | None, sample: Sample, labels: Mapping[str, str]
) -> gate.Verdict:
    """The gate between the rule, what is used today and a bundle, on what people decided.

    An abstention is an answer that is not right. Raises ``AIError``: ``bundle_sample`` with fewer
    decisions than 50, and what reading the bundle raises.
    """
    if len(sample) < LEAST:
        raise AIError("bundle_sample", found=len(sample), least=LEAST)
    load: Any = import_module(f"jalons.ailibrary.recipes.{key}.suggesting").load
    texts = [str(item) for item in sample.items]

    def here(loading: Callable[[], Any]) -> list[dict[str, Any]]:
        return [{"labels": each.labels} for each in loading().suggest(texts)]

    runs = (
        (RULE, CandidateKind.RULE, partial(here, partial(load, None, by_rule=True, labels=labels))),
        (PRESENT, CandidateKind.MODEL, partial(here, partial(load, present, labels=labels))),
        (TRIED, CandidateKind.MODEL, partial(apart.answers, key, data, texts, labels)),
    )
    candidates = []
    for name, kind, run in runs:
        started = time.process_time()
        answers = tuple(_first(each["labels"]) for each in run())
        spent = (time.process_time() - started) / len(texts) * 1000
        candidates.append(
            gate.Candidate(name, kind, Outcome(sample.truths, answers, sample.groups), spent)
        )
    task = recipe(key).task
    return gate.judge(task.metrics[0], candidates, task.margin)


def _first(labels: Sequence[str]) -> str:
    return labels[0] if labels else ""
