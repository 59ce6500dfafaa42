"""The parameters of a temporal request: the time, how many instances, and which aggregates.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.11 (temporal query), 4.5.19 (aggregates), 5.2.21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from jalons.broker.engine.instants import micros, span
from jalons.broker.engine.problems import Problem, bad

from .request import TimeProperty

Form = Literal["normalized", "concise", "temporalValues", "aggregatedValues"]
FORMS: dict[str, Form] = {
    "normalized": "normalized",
    "concise": "concise",
    "temporalValues": "temporalValues",
    "simplified": "temporalValues",
    "keyValues": "temporalValues",
    "aggregatedValues": "aggregatedValues",
}
OTHER_WORDS = frozenset({"sysAttrs", "count"})
METHODS = ("totalCount", "distinctCount", "sum", "avg", "min", "max", "stddev", "sumsq")
RELATIONS = ("before", "after", "between")


@dataclass(frozen=True, slots=True)
class Interval:
    """The requested instants: ``start`` is included, ``end`` is not; None has no bound."""

    time: TimeProperty = "observedAt"
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Aggregation:
    """The requested aggregates, over periods of ``months`` and ``length`` microseconds.

    Both are 0 when one period spans the whole interval.
    """

    methods: tuple[str, ...]
    months: int = 0
    length: int = 0

    @property
    def whole(self) -> bool:
        """Whether one period spans the whole interval."""
        return not self.months and not self.length


def interval(params: Mapping[str, str], *, required: bool = False) -> Interval:
    """The interval of the parameters ``timerel``, ``timeAt``, ``endTimeAt`` and ``timeproperty``.

    Raises ``Problem`` when one is wrong, missing or without the others.
    """
    time = _time_property(params.get("timeproperty", "observedAt"))
    relation = params.get("timerel")
    if relation is None:
        if required or "timeAt" in params or "endTimeAt" in params:
            raise bad("a temporal query has a timerel (before, after or between) and a timeAt")
        return Interval(time)
    if relation not in RELATIONS:
        raise bad(f"timerel is before, after or between, not {relation!r}")
    if not params.get("timeAt"):
        raise bad(f"timerel={relation} comes with a timeAt such as 2026-11-24T09:30:00Z")
    at = micros(params["timeAt"])
    if relation != "between":
        if "endTimeAt" in params:
            raise bad("endTimeAt comes with timerel=between only")
        return Interval(time, end=at) if relation == "before" else Interval(time, start=at)
    if not params.get("endTimeAt"):
        raise bad("timerel=between comes with a timeAt and an endTimeAt")
    end = micros(params["endTimeAt"])
    if end < at:
        raise bad("endTimeAt comes after timeAt")
    return Interval(time, at, end)


def _time_property(text: str) -> TimeProperty:
    for name in get_args(TimeProperty):
        if text == name:
            return name  # type: ignore[no-any-return]
    raise bad(f"timeproperty is one of {', '.join(get_args(TimeProperty))}, not {text!r}")


def form(params: Mapping[str, str]) -> tuple[Form, frozenset[str]]:
    """The requested form, and the other words of ``options``; ``format`` wins over ``options``.

    Raises ``Problem`` (InvalidRequest) for a word that means nothing here.
    """
    words = [word for word in params.get("options", "").split(",") if word]
    chosen = params.get("format")
    for word in [*words, *([chosen] if chosen else [])]:
        if word not in FORMS and word not in OTHER_WORDS:
            raise Problem("InvalidRequest", f"{word!r} is no form or option of a temporal request")
    if chosen in FORMS:
        found: Form = FORMS[chosen]
    else:
        found = next((FORMS[word] for word in words if word in FORMS), "normalized")
    return found, frozenset(words) & OTHER_WORDS


def aggregation(params: Mapping[str, str]) -> Aggregation:
    """The aggregates of ``aggrMethods`` over ``aggrPeriodDuration`` (the whole when absent).

    Raises ``Problem`` when there is no method or one is unknown.
    """
    methods = [name for name in params.get("aggrMethods", "").split(",") if name]
    if not methods:
        raise bad(f"aggregatedValues comes with aggrMethods, some of {', '.join(METHODS)}")
    for name in methods:
        if name not in METHODS:
            raise bad(f"{name!r} is no aggregate; aggrMethods are {', '.join(METHODS)}")
    try:
        months, length = span(params.get("aggrPeriodDuration", "PT0S"))
    except Problem as problem:
        raise bad(f"aggrPeriodDuration: {problem.detail}") from problem
    return Aggregation(tuple(dict.fromkeys(methods)), months, length)
