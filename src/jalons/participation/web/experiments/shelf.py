"""What everybody may read: what is tried and what came of it; services tried with users."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.output.files import TableColumn, table_files
from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST
from jalons.participation.engine.experiments.outcomes import Outcome
from jalons.participation.engine.experiments.trials import ShownPeople
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import Experiment, UserTest
from jalons.participation.words import experiments as words

PAGE, TESTS_PAGE = "experimentations", "essais-usagers"
State = Experiment.State
SHOWN = (State.RUNNING, State.STOPPED, State.PUBLISHED)
COLUMNS: tuple[TableColumn, ...] = (
    ("id", "string", "Durable name of the experiment"),
    ("title", "string", "What is tried"),
    ("hypothesis", "string", "What is supposed"),
    ("department", "string", "Department in charge"),
    ("partners", "string", "Organisations that take part"),
    ("state", "string", "running, stopped or published"),
    ("is_late", "boolean", "Whether the stop date is over without a result"),
    ("starts_on", "date", "Its first day"),
    ("stops_on", "date", "Its last day, decided before it began"),
    ("ended_on", "date", "The day it really stopped"),
    ("published_on", "date", "The day its result was published"),
    ("planned_cost", "decimal", "Cost planned, in euros"),
    ("cost", "decimal", "Cost spent, in euros"),
    ("measured", "string", "What is measured"),
    ("unit", "string", "In which unit"),
    ("better", "string", "up when a higher value is better, down otherwise"),
    ("baseline", "number", "The value before; empty when nobody measured it"),
    ("expected", "number", "The value hoped for, decided before it began"),
    ("result", "number", "The value measured"),
    ("low", "number", "Its lower bound, when known"),
    ("high", "number", "Its upper bound, when known"),
    ("unmeasured", "boolean", "Whether nothing could be measured"),
    ("outcome", "string", "reached, better, same, missed or unsure, from these values"),
    ("learned", "string", "What was learned"),
    ("decision", "string", "continue, change or stop"),
    ("use_case", "string", "Use case of the twin it comes from"),
    ("indicator", "string", "Indicator it should move"),
)


# Experiments --------------------------------------------------------------------------------------


def _item(each: Experiment, case: str) -> public.PublicItem:
    value = {
        "id": str(each.urn), "title": each.title, "hypothesis": each.hypothesis,
        "department": each.service, "partners": each.partners, "state": each.state,
        "is_late": each.is_late, "starts_on": _iso(each.starts_on),
        "stops_on": _iso(each.stops_on), "ended_on": _iso(each.ended_on),
        "published_on": _iso(each.published_on), "planned_cost": _euros(each.planned),
        "cost": None, "measured": each.measured, "unit": each.unit, "better": each.better,
        "baseline": each.baseline, "expected": each.expected, "result": None, "low": None,
        "high": None, "unmeasured": False, "outcome": None, "learned": "", "decision": "",
        "use_case": case, "indicator": each.indicator, "measurements": [],
    }  # fmt: skip
    texts = [each.title, each.hypothesis, each.service, each.partners, each.measured, case,
             each.indicator]  # fmt: skip
    if each.state == State.PUBLISHED:
        value |= {
            "cost": _euros(each.spent), "result": each.result, "low": each.low, "high": each.high,
            "unmeasured": each.unmeasured, "outcome": each.outcome, "learned": each.learned,
            "decision": each.decision,
            "measurements": [{"day": _iso(one.day), "value": one.value, "note": one.note}
                             for one in each.measures],
        }  # fmt: skip
        texts += [each.learned, *(one.note for one in each.measures)]
    return public.PublicItem(each.urn, each.title, value, tuple(filter(None, texts)))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _euros(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _experiments(authority: Authority) -> list[Experiment]:
    """Those that run by their stop date, then the published ones, the latest first."""
    rows = list(queries.experiments(authority).filter(state__in=SHOWN))
    ended = [each for each in rows if each.state == State.PUBLISHED]
    ended.sort(key=lambda each: each.published_on or date.min, reverse=True)
    return [*(each for each in rows if each.state != State.PUBLISHED), *ended]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _experiments(authority) if str(each.urn) in chosen]
    cases = queries.cases(authority) if any(each.case for each in rows) else {}
    return public.ShelfContent(tuple(_item(each, cases.get(each.case, "")) for each in rows))


def _words(
    _snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    return {"experiments": [_said(each) for each in values]}


def _said(value: dict[str, Any]) -> dict[str, Any]:
    """An experiment in words for its public page."""

    def number(name: str) -> str:
        return "" if value[name] is None else words.value_words(value[name], value["unit"], lang())

    found, mid = None, value["result"]
    if mid is not None:
        bounds = (value["low"], value["high"])
        found = Interval.exact(mid) if None in bounds else Interval(bounds[0], mid, bounds[1])
    outcome = Outcome(value["outcome"]) if value["outcome"] else None
    return {
        **value, "state_words": State(value["state"]).label,
        "decision_words": dict(Experiment.Decision.choices).get(value["decision"], ""),
        "baseline_words": number("baseline"), "expected_words": number("expected"),
        "result_words": words.result_words(found, value["unit"], lang()) if found else "",
        "outcome_words": words.outcome_words(outcome, unmeasured=value["unmeasured"], lang=lang()),
        "cost_words": words.euros(value["cost"], lang()),
        "planned_words": words.euros(value["planned_cost"], lang()),
        **{name: date.fromisoformat(value[name]) if value[name] else None
           for name in ("starts_on", "stops_on", "ended_on", "published_on")},
    }  # fmt: skip


def _rows(snapshot: public.PublicTerritory) -> Iterator[Sequence[Any]]:
    for value in snapshot.shelves[PAGE].values:
        yield [_plain(value[name]) for name, _kind, _meaning in COLUMNS]


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


EXPERIMENTS = public.Shelf(
    name=PAGE, kind=Experiment.urn_kind(), title=gettext_lazy("What we try"),
    offered=lambda authority: [(each.urn, each.title) for each in _experiments(authority)],
    shown=_shown, template="participation/publication/experimentations.html", words=_words,
    per_page=10, reading=public.ReadingRule("experiment", sentences=True),
    data={f"{PAGE}.json": public.values_under("experiments", PAGE),
          **table_files(PAGE, COLUMNS, ["id"], _rows)},
    inside=gettext_lazy("What is supposed, measured and learned; departments, never people."),
)  # fmt: skip


# Services tried with users ------------------------------------------------------------------------


def _test(each: UserTest) -> public.PublicItem:
    shown = queries.shown_of(each)
    value = {
        "id": str(each.urn), "service": each.service, "stage": each.stage, "how": each.how,
        "day": each.day.isoformat(), "last_day": _iso(each.last_day), "people": shown.people,
        "profiles": dict(shown.profiles), "least_count": LEAST,
        "findings": [
            {"text": one.text, "seriousness": one.weight, "changed_on": _iso(one.changed_day),
             "why_not": one.why_not} for one in each.noted
        ],
    }  # fmt: skip
    texts = [each.service, *(text for one in each.noted for text in (one.text, one.why_not))]
    return public.PublicItem(each.urn, str(each), value, tuple(filter(None, texts)))


def _shown_tests(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in queries.tests(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_test, rows)))


def _test_words(
    _snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    weights = dict(queries.Weight.choices)
    return {"tests": [
        {**each, "day": date.fromisoformat(each["day"]),
         "stage_words": UserTest.Stage(each["stage"]).label,
         "how_words": UserTest.How(each["how"]).label,
         "people_words": words.count_words(each["people"], lang(), whole=True),
         "profile_words": words.profile_words(
             ShownPeople(each["people"], each["profiles"]), lang()),
         "findings": [{**one, "weight_words": weights[one["seriousness"]],
                       "changed_on": one["changed_on"] and date.fromisoformat(one["changed_on"])}
                      for one in each["findings"]]}
        for each in values
    ]}  # fmt: skip


USER_TESTS = public.Shelf(
    name=TESTS_PAGE, kind=UserTest.urn_kind(), title=gettext_lazy("Services tried with users"),
    offered=lambda authority: [(each.urn, f"{each} · {each.day.isoformat()}")
                               for each in queries.tests(authority)],
    shown=_shown_tests, template="participation/publication/essais-usagers.html",
    words=_test_words, per_page=10, reading=public.ReadingRule("user_test", sentences=True),
    data={f"{TESTS_PAGE}.json": public.values_under("tests", TESTS_PAGE)},
    inside=gettext_lazy("What was found and changed; small numbers of people are hidden."),
)  # fmt: skip
