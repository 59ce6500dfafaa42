"""Evaluates a recipe in a process apart: training libraries never load in ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes import processes
from jalons.ailibrary.recipes.evaluating import SEEDS, Evaluation, decoded
from jalons.ailibrary.recipes.registry import card

SECONDS, MEGABYTES = 1_800, 4_096
_ABSENT = re.compile(r"No module named '(?:sklearn|scipy|joblib|lightgbm)|libgomp")
_FULL = re.compile(
    r"MemoryError|bad_alloc|[Mm]emory allocation|[Cc]annot allocate|failed to map segment"
)


def evaluate_apart(  # noqa: PLR0913  (each bound said by name)
    key: str, *, own: Sample | None = None, seeds: int = len(SEEDS), seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:  # fmt: skip
    """The evaluation of a recipe, on ``own`` or on its reference sample.

    What ``progress`` raises stops it. Raises ``AIError``: ``recipe_unknown``, ``ai_extra``,
    ``evaluation_long``, ``evaluation_memory``, ``evaluation_failed``, ``evaluation_refused``.
    """
    card(key)
    arguments = [key, "--memory", str(megabytes), "--seeds", str(seeds)]
    arguments += ["--own"] if own else []
    content = msgspec.json.encode(own) if own else b""
    try:
        done = processes.run("jalons.ailibrary.recipes.evaluating", *arguments, content=content,
                             seconds=seconds, follow=partial(_follow, progress))  # fmt: skip
    except TimeoutError as late:
        raise AIError("evaluation_long", minutes=max(1, round(seconds / 60))) from late
    return _read(key, done)


def _follow(progress: Callable[[int, int], None], errors: str) -> None:
    """Report the last step that the process wrote among its errors."""
    if steps := re.findall(r"^(\d+)/(\d+)$", errors, re.MULTILINE):
        done, total = map(int, steps[-1])
        progress(done, total)


def _read(key: str, done: processes.Finished) -> Evaluation:
    if done.status == 0:
        return decoded(msgspec.json.decode(done.out))
    name = card(key).name["fr"]
    if _ABSENT.search(done.errors):
        raise AIError("ai_extra", name=name)
    if _FULL.search(done.errors):
        raise AIError("evaluation_memory", name=name)
    try:
        problem: dict[str, Any] = msgspec.json.decode(done.out, type=dict)
    except msgspec.DecodeError:
        raise AIError("evaluation_failed", name=name, why=done.last_line) from None
    raise AIError("evaluation_refused", name=name, why=problem.get("problem", ""))
