"""Experiments with what is late, tests with users, services of a year; what they link to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.declaration import model_of, register_of
from jalons.foundation.register.pages import url_of
from jalons.kernel import JalonsError
from jalons.kernel.contracts import roadmap
from jalons.participation.web.experiments import models as stored
from jalons.participation.words.sentences import say

type Link = tuple[str, str, str]  # its URN, its name, the path of its page


def _loaded(lines: str, rows: QuerySet[Any], name: str) -> Prefetch[Any]:
    """Lines read with their record, in place of its cached property ``name``."""
    return Prefetch(lines, rows, to_attr=name)


def experiments(authority: Authority) -> QuerySet[stored.Experiment]:
    """The experiments with their measurements."""
    lines = _loaded("measurements", living(stored.Measurement, authority), "measures")
    rows = living(stored.Experiment, authority).select_related("authority")
    return rows.prefetch_related(lines)


def tests(authority: Authority) -> QuerySet[stored.UserTest]:
    """The tests with their findings and the service of the year they are of."""
    lines = _loaded("findings", living(stored.UserFinding, authority), "noted")
    rows = living(stored.UserTest, authority).select_related("authority", "listed__listing")
    return rows.prefetch_related(lines)


def service_years(authority: Authority) -> QuerySet[stored.ServiceYear]:
    """The lists of services, each with its services and their tests before they opened."""
    rows = living(stored.UserTest, authority).filter(stage="before")
    services = living(stored.NewService, authority).prefetch_related(
        _loaded("tests", rows, "tests_before"))  # fmt: skip
    years = living(stored.ServiceYear, authority).select_related("authority")
    return years.prefetch_related(_loaded("services", services, "listed"))


def overdue(rows: Iterable[stored.Experiment]) -> list[stored.Experiment]:
    """Those whose stop date is over without a result, the oldest first."""
    late = [(each.stops_on, each) for each in rows if each.stops_on and each.is_late]
    return [each for _day, each in sorted(late, key=lambda pair: pair[0])]


def headline(rows: QuerySet[stored.Experiment]) -> str:
    """Where the experiments stand, those that wait for their result first."""
    known = list(rows.prefetch_related(None))
    late, running = len(overdue(known)), sum(each.state == "running" for each in known)
    if late or running:
        return _counted("late" if late else "running", late or running)
    return _counted("idle", len(known)) if known else say("experiments.none", lang())


def _counted(key: str, count: int) -> str:
    return say(f"experiments.{key}.{'one' if count == 1 else 'many'}", lang(), count=count)


def undecided(rows: Iterable[stored.UserTest]) -> int:
    """How many findings nobody decided on: neither changed, nor left with a reason."""
    return sum(not each.is_decided for test in rows for each in test.noted)


def tests_headline(rows: QuerySet[stored.UserTest]) -> str:
    """What tests with users come to, the findings to decide first."""
    known = list(rows)
    if left := undecided(known):
        return _counted("undecided", left)
    return _counted("tested", len(known)) if known else say("experiments.untested", lang())


def years_headline(rows: QuerySet[stored.ServiceYear]) -> str:
    """Where the latest list of services stands."""
    latest = rows.order_by("-year").first()
    return year_sentence(latest) if latest else say("experiments.year.none", lang())


def year_sentence(found: stored.ServiceYear) -> str:
    """How many services of a list were tried, and whether the list is declared complete."""
    return say(f"experiments.year.{found.state}", lang(), year=found.year,
               tried=found.marks.count(True), count=len(found.marks))  # fmt: skip


def actions(authority: Authority) -> list[Link]:
    """The actions of the roadmap; none when no room has one."""
    try:
        found = roadmap()(authority.urn)
    except JalonsError:
        return []
    return [(str(each.urn), f"{each.title} ({each.state})", each.path) for each in found]


def cases(authority: Authority) -> list[Link]:
    """The use cases of the twin; none when no room lists them."""
    try:
        model = model_of("twin_case")
    except LookupError:
        return []
    rows = living(model, authority).select_related("authority")
    return [(str(each.urn), str(each), url_of(register_of(model), each)) for each in rows]


def links(found: stored.Experiment) -> list[Link]:
    """The action and the use case of an experiment, those that are still there."""
    known = actions(found.authority) if found.action else []
    known += cases(found.authority) if found.case else []
    return [each for each in known if each[0] in {found.action, found.case}]
