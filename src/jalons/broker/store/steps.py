"""Steps run on documents in memory: what both stores then write down."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal import history_rows
from jalons.broker.engine.temporal.request import Row
from jalons.kernel.errors import new_reference

from .port import Answer, Erase, Step

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Applied:
    """What steps did: their answers, each entity before and after, rows and erasures of history.

    ``erased`` comes before ``rows``: what is added after an erasure stays.
    """

    answers: list[Answer] = field(default_factory=list)
    touched: dict[str, tuple[Doc | None, Doc | None]] = field(default_factory=dict)
    rows: list[tuple[str, Row]] = field(default_factory=list)
    erased: list[tuple[str, Erase]] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)


def apply(steps: Sequence[tuple[Step, int]], current: dict[str, Doc]) -> Applied:
    """Run steps (each with its instant) in order; one that raises a ``Problem`` changes nothing."""
    applied = Applied()
    for step, now in steps:
        try:
            effect = step.operation(current.get(step.entity), written(now))
        except Problem as problem:
            applied.answers.append(problem)
            continue
        except Exception:  # one bad operation must not undo those of other callers
            reference = new_reference()
            _log.exception("[%s] an operation on %s failed", reference, step.entity)
            said = f"this operation failed; it is logged under the reference {reference}"
            applied.answers.append(Problem("InternalError", said))
            continue
        _keep(step, effect, current, applied)
    return applied


def _keep(step: Step, effect: Effect, current: dict[str, Doc], applied: Applied) -> None:
    applied.answers.append(effect)
    applied.effects.append(effect)
    entity = step.entity
    if effect.after is not effect.before:
        first = applied.touched.get(entity, (effect.before, None))[0]
        applied.touched[entity] = (first, effect.after)
    if effect.after is None:
        current.pop(entity, None)
        applied.erased.append((entity, Erase()))
        applied.rows = [row for row in applied.rows if row[0] != entity]
        return
    current[entity] = effect.after
    if step.history is None:
        applied.rows += [(entity, row) for row in history_rows.rows(effect)]
        return
    if step.history.erase is not None:
        applied.erased.append((entity, step.history.erase))
    for row in step.history.rows:
        if row.instance:
            taken = Erase(row.attr, row.dataset, every_dataset=False, instance=row.instance)
            applied.erased.append((entity, taken))
    applied.rows += [(entity, row) for row in step.history.rows]
