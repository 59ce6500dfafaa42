"""A siting in words: its proof, what it brings, why here, the next best."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.inclusion.engine.access import Way
from jalons.inclusion.engine.siting import Answer, Model, Outcome, Problem, Reason
from jalons.inclusion.words.access import measured
from jalons.inclusion.words.sentences import say
from jalons.inclusion.words.studies import unsought_words
from jalons.wording import format_number, format_percent


def answer_words(problem: Problem, answer: Answer, lang: str) -> list[str]:
    """What is reached, whether it is proven the best, and who gains."""
    if not answer.chosen:
        done = answer.outcome is Outcome.OPTIMAL
        return [say(f"siting.{'no_need' if done else answer.outcome.value}", lang, gap="")]
    value = objective_words(problem.model, answer.objective, problem.pairs.way, lang)
    gap = format_percent(answer.gap, lang, 2) if answer.outcome is Outcome.WITHIN_GAP else ""
    people = format_number(answer.gained, lang, 0)
    key = "gained" if problem.radius is not None else "nearer"
    return [
        value,
        say(f"siting.{answer.outcome}", lang, gap=gap),
        say(f"siting.{key}", lang, people=people),
    ]


def objective_words(model: Model, value: float, way: Way, lang: str) -> str:
    """An objective with what it counts."""
    shown = measured(value, way, lang) if model is Model.P_CENTER else format_number(value, lang, 0)
    return say(f"siting.{model.value.replace('-', '_')}", lang, value=shown, unit=way.unit)


def reason_words(reason: Reason, name: str, way: Way, lang: str) -> str:
    """Why here: people newly near, the distance before and after."""
    before, after = (measured(km, way, lang) for km in (reason.before, reason.after))
    key = "siting.reason" if reason.newly > 0 else "siting.reason_nearer"
    return say(
        key, lang, name=name, newly=format_number(reason.newly, lang, 0),
        nearer=format_number(reason.nearer, lang, 0), before=before, after=after,
    )  # fmt: skip


def alternative_words(
    problem: Problem, answer: Answer, names: Sequence[str], lang: str
) -> list[str]:
    """The next best place instead of each chosen one, and what is lost; those not sought."""
    center, way = problem.model is Model.P_CENTER, problem.pairs.way
    lines = [
        say("siting.instead", lang, name=names[each.instead], instead=names[each.without],
            loss=measured(each.loss, way, lang) if center else format_number(each.loss, lang, 0))
        for each in answer.alternatives
    ]  # fmt: skip
    return [*lines, *unsought_words([names[row] for row in answer.unsought], lang)]
