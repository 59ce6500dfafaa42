#!/usr/bin/env python
"""Every AI recipe against its rule, on the same items: score, gain, noise, cost, acceptance.

Run: make ai-figures   (SEEDS=3), or benchmarks/ailibrary_figures.py [--seeds N] [RECIPE…]
Each recipe is measured in a process of one thread; processor time is measured, energy estimated.
"""

from __future__ import annotations

import argparse

from jalons.ailibrary.cli.evaluations import SECONDS
from jalons.ailibrary.engine.energy.estimates import watt_hours
from jalons.ailibrary.recipes.evaluating import Evaluation
from jalons.ailibrary.recipes.measuring import evaluate_apart
from jalons.ailibrary.recipes.registry import recipe_keys
from jalons.kernel import JalonsError

HEADS = ("recipe", "candidate", "kind", "metric", "score [95 %]", "gain", "spoiled", "CPU s/1000",
         "Wh/1000 (estimate)", "train CPU s", "MB", "used")  # fmt: skip


def main() -> None:
    """Print one table, the acceptance figures, and what was refused."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipes", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    found, failed = [], {}
    for key in options.recipes or recipe_keys():
        try:
            found.append(evaluate_apart(key, seeds=options.seeds, seconds=SECONDS))
        except JalonsError as error:
            failed[key] = str(error)
    print("| " + " | ".join(HEADS) + " |\n" + "|---" * len(HEADS) + "|")
    for each in found:
        for row in _rows(each):
            print("| " + " | ".join(row) + " |")
    for each in found:
        _print_verdict(each)
    for key, why in failed.items():
        print(f"\n{key}: not measured: {why}")
    if found:
        print(f"\nProcessor: {found[0].processor}; one thread; seeds 1 to {options.seeds}.")


def _rows(found: Evaluation) -> list[list[str]]:
    rows = []
    for each in found.results:
        score, gain = each.scores[found.metric], found.gains.get(each.name)
        spoiled, energy = each.noise.get(found.metric), watt_hours(each.cost.cpu_seconds)
        rows.append([
            found.recipe, each.name, str(each.kind), found.metric,
            f"{score.value:.3f} [{score.low:.3f} {score.high:.3f}]",
            f"{gain.value:+.3f} [{gain.low:+.3f} {gain.high:+.3f}]" if gain else "",
            "" if spoiled is None else f"{spoiled:.3f}", f"{each.cost.cpu_seconds:.2g}",
            f"{energy.mid:.1g} [{energy.low:.1g} {energy.high:.1g}]",
            f"{each.cost.training:.2g}", f"{each.cost.memory:.0f}",
            "yes" if each.name == found.winner else "",
        ])  # fmt: skip
    return rows


def _print_verdict(found: Evaluation) -> None:
    print(f"\n{found.recipe}: {found.winner} ({found.reason}), {found.items} answers judged")
    for check in found.checks:
        bound = ">=" if check.at_least else "<="
        state = "ok" if check.passed else "FAILS"
        print(f"  {state:5} {check.name} {check.value:.4g} {bound} {check.wanted:.4g}")
    for each in found.refused:
        print(f"  refused {each.name}: {each.reason}, gain {each.gain.value:+.4f} "
              f"[{each.gain.low:+.4f} {each.gain.high:+.4f}]")  # fmt: skip


if __name__ == "__main__":
    main()
