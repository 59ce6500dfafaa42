"""Runs the protocol of a recipe: each candidate on the same splits, timed in the same job.

``python -m jalons.ailibrary.recipes.evaluating KEY`` prints an evaluation in JSON: the web process
and the command line start it so that training libraries never load in them. With ``--own``, it
reads the sample of an authority from its input: ``{"items": [], "truths": [], "groups": []}``.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec

from jalons.ailibrary.engine.energy.estimates import Cost
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation import gate
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate, estimate
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Outcome, Sample
from jalons.ailibrary.recipes.contract import Answerer, Candidate, Check, Recipe
from jalons.ailibrary.recipes.registry import card, folders, recipe, recipe_keys
from jalons.kernel import JalonsError

SEEDS = (1, 2, 3)
_LEAST_SECONDS = 0.05  # of processor, so that a fast rule is measured too


@dataclass(frozen=True, slots=True)
class Result:
    """A candidate, its scores by metric with 95 % intervals, those on spoiled items, its cost."""

    name: str
    kind: CandidateKind
    technique: str
    scores: dict[str, Estimate]
    noise: dict[str, float]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that one run measured. ``own`` says whether on the sample of an authority.

    ``unit`` and ``higher_is_better`` are those of the metric that decides; ``gains`` those of the
    models over the best rule.
    """

    recipe: str
    version: str
    own: bool
    items: int
    seeds: tuple[int, ...]
    metric: str
    results: tuple[Result, ...]
    winner: str
    rule: str
    reason: gate.Reason
    refused: tuple[gate.Refused, ...]
    checks: tuple[Check, ...]
    processor: str
    measured_on: date | None = None
    unit: str = "1"
    higher_is_better: bool = True
    gains: dict[str, Estimate] = field(default_factory=dict)

    def result(self, name: str) -> Result:
        """The candidate of this name."""
        return next(each for each in self.results if each.name == name)


def evaluate(
    subject: Recipe, *, seeds: Sequence[int] = SEEDS, own: Sample | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:  # fmt: skip
    """Judge every candidate of a recipe on its reference sample, or on ``own``."""
    splits = [(seed, subject.task.split(seed, own)) for seed in seeds]
    runs: list[_Run] = []
    for place, each in enumerate(subject.candidates):
        runs.append(_run(subject, each, splits))
        progress(place + 1, len(subject.candidates))
    metrics = subject.task.metrics
    results = tuple(
        Result(run.candidate.name, run.candidate.kind, run.candidate.technique,
               {metric.name: estimate(metric, run.outcome) for metric in metrics},
               {metric.name: metric.of(run.spoiled.truths, run.spoiled.answers)
                for metric in metrics if run.spoiled},
               run.cost)
        for run in runs
    )  # fmt: skip
    verdict = gate.judge(
        metrics[0],
        [gate.Candidate(run.candidate.name, run.candidate.kind, run.outcome, run.cost.cpu_seconds)
         for run in runs],
        subject.task.margin,
    )  # fmt: skip
    checks = tuple(subject.task.checks({each.name: each for each in results}))
    return Evaluation(
        subject.key, subject.card.version, own is not None,
        sum(len(split.test) for _seed, split in splits), tuple(seeds), metrics[0].name, results,
        verdict.winner, verdict.rule, verdict.reason, verdict.refused, checks, processor(),
        datetime.now().astimezone().date(), metrics[0].unit, metrics[0].higher_is_better,
        verdict.gains,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    candidate: Candidate
    outcome: Outcome
    spoiled: Outcome | None
    cost: Cost


def _run(subject: Recipe, candidate: Candidate, splits: Sequence[tuple[int, Any]]) -> _Run:
    """A candidate over all splits: its pooled answers, and its mean cost."""
    outcomes, spoiled, costs = [], [], []
    for seed, split in splits:
        started = time.process_time()
        answer = candidate.prepare(split, seed)
        training = time.process_time() - started if candidate.kind is CandidateKind.MODEL else 0.0
        answers, cost = _timed(answer, split.test.items)
        costs.append(replace(cost, training=training))
        outcomes.append(Outcome(split.test.truths, tuple(answers), split.test.groups))
        if subject.task.noise is not None:
            items = subject.task.noise(split.test.items, seed)
            spoiled.append(Outcome(split.test.truths, tuple(answer(items)), split.test.groups))
    count = len(costs)
    mean = Cost(
        sum(cost.cpu_seconds for cost in costs) / count,
        sum(cost.latency for cost in costs) / count,
        max(cost.memory for cost in costs),
        sum(cost.training for cost in costs) / count,
    )
    return _Run(candidate, _pooled(outcomes), _pooled(spoiled) if spoiled else None, mean)


def _timed(answer: Answerer, items: Sequence[Any]) -> tuple[Sequence[Any], Cost]:
    """The answers, and what 1,000 of them cost; repeated until it can be measured."""
    answers: Sequence[Any] = ()
    rounds, cpu, wall = 0, time.process_time(), time.perf_counter()
    while not rounds or (time.process_time() - cpu < _LEAST_SECONDS and rounds < 10_000):
        answers = answer(items)
        rounds += 1
    count = max(1, len(items)) * rounds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu_seconds = (time.process_time() - cpu) / count * 1000
    return answers, Cost(cpu_seconds, (time.perf_counter() - wall) / count, memory)


def _pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of all seeds: an entity judged in several of them is still one group."""
    grouped = all(each.groups for each in outcomes)
    return Outcome(
        tuple(truth for each in outcomes for truth in each.truths),
        tuple(answer for each in outcomes for answer in each.answers),
        tuple(group for each in outcomes for group in each.groups) if grouped else (),
    )


def processor() -> str:
    """The model of the processor, as the machine names it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
            names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def encoded(found: Evaluation) -> Mapping[str, Any]:
    """The evaluation in plain values, to store or to send."""
    plain: Mapping[str, Any] = msgspec.to_builtins(found)
    return plain


@cache
def shipped(key: str) -> Evaluation | None:
    """The reference evaluation that a recipe ships (``evaluation.json``); None without one."""
    card(key)
    file = folders()[key] / "evaluation.json"
    return decoded(msgspec.json.decode(file.read_bytes())) if file.exists() else None


def decoded(plain: Mapping[str, Any]) -> Evaluation:
    """The evaluation that plain values say. ``AIError`` (``evaluation_shape``) when they do not."""
    try:
        return msgspec.convert(plain, type=Evaluation, strict=False)
    except msgspec.ValidationError as refused:
        raise AIError("evaluation_shape", why=str(refused)) from refused


def main(arguments: Sequence[str]) -> int:
    """Evaluate the recipe that the arguments name: JSON on the output, progress on the errors.

    1 when the recipe refuses, with why as ``{"problem": "…"}``.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("key", choices=recipe_keys())
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--memory", type=int, default=0, metavar="MB")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    options = parser.parse_args(arguments)
    if options.memory:
        resource.setrlimit(resource.RLIMIT_AS, (options.memory << 20, options.memory << 20))
    own = None
    if options.own:
        own = msgspec.json.decode(sys.stdin.buffer.read(), type=Sample)
    try:
        found: Mapping[str, Any] = encoded(
            evaluate(
                recipe(options.key), own=own, progress=_report, seeds=range(1, options.seeds + 1)
            )
        )
    except JalonsError as refused:
        found = {"problem": str(refused)}
    sys.stdout.buffer.write(msgspec.json.encode(found))
    return int("problem" in found)


def _report(done: int, total: int) -> None:
    sys.stderr.write(f"{done}/{total}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
