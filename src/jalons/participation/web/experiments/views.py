"""An experiment with its result, a test with who took part, a list of services with its share."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.drawings.charts import Line
from jalons.foundation.design.page_language import lang, short_day_words
from jalons.foundation.listing.declaration import Column
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Registered
from jalons.kernel import Interval
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import (
    Experiment,
    ServiceYear,
    UserTest,
)
from jalons.participation.web.experiments.register import (
    TEST,
    ResultForm,
    experiments,
    standing,
    tests,
    years,
)
from jalons.participation.words import experiments as words

EMPTY = frozenset({"", "–", "—"})
MOST_LATE = 25
LEAST_DRAWN = 3  # values; fewer are read in the table


def before(found: Experiment) -> str:
    return _value(found, found.baseline)


def hoped(found: Experiment) -> str:
    return _value(found, found.expected)


def _value(found: Experiment, value: float | None) -> str:
    return "" if value is None else words.value_words(value, found.unit, lang())


DECIDED: tuple[str | Column, ...] = (
    "hypothesis", "service", "partners", "measured", Column(gettext_lazy("Value before"), before),
    Column(gettext_lazy("Value hoped for"), hoped), "better", "starts_on", "stops_on",
    Column(gettext_lazy("Planned cost"), lambda each: words.euros(each.planned, lang())),
)  # fmt: skip


@require_safe
@within_authority(Role.READER)
def listing(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The experiments, after those that wait for their result."""
    late = queries.overdue(queries.experiments(authority))[:MOST_LATE]
    overdue = [(each, pages.url_of(experiments, each)) for each in late]
    return register.list_page(experiments, request, overdue=overdue)


def known(declared: Register, found: Registered, *wanted: str | Column) -> list[tuple[str, Any]]:
    """What is written of a record, in words; nothing of what is empty."""
    facts = pages.facts(declared, found, *wanted)
    return [(label, value) for label, value in facts if value not in EMPTY]


def is_dated(request: HttpRequest, declared: Register, found: Registered) -> bool:
    """Whether a step that takes a day is open to the visitor: it has a page of its own."""
    return any(each.dated for each in pages.open_moves(declared, request, found).values())


def _record(request: HttpRequest, found: Experiment) -> dict[str, Any]:
    """What the page of an experiment adds: its measure, its links, its values, its result."""
    return {
        "facts": known(experiments, found, *DECIDED),
        "is_dated": is_dated(request, experiments, found),
        "standing": standing(found), "links": queries.links(found),
        "baseline": before(found), "expected": hoped(found),
        "chart": curve(found),
        "outcome": outcome(found), "result": words.result_words(found.interval, found.unit, lang()),
        "spent": words.euros(found.spent, lang()),
        "may_result": found.state in {queries.State.RUNNING, queries.State.STOPPED},
    }  # fmt: skip


def outcome(found: Experiment) -> str:
    """What the result shows, in a sentence; empty without one."""
    return words.outcome_words(found.outcome, unmeasured=found.unmeasured, lang=lang())


def curve(found: Experiment) -> Line | None:
    """The values measured, beside the value hoped for; None when they are few, or below zero."""
    values = [each.value for each in found.measures]
    if (
        len({each.day for each in found.measures}) < LEAST_DRAWN
        or min(values) < 0
        or not any(values)
    ):
        return None
    points = tuple((short_day_words(each.day), Interval.exact(each.value))
                   for each in found.measures)  # fmt: skip
    hoped = _("hoped for") if found.expected is not None else ""
    title = " · ".join(filter(None, (found.measured, found.unit)))
    return Line(title, points, "1", found.expected, hoped,
                days=tuple(each.day for each in found.measures))  # fmt: skip


record = register.record(experiments, _record)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def result(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The result of an experiment, once it runs."""
    read = partial(pages.record_or_404, experiments, authority, pk)
    found = read()
    trail = (str(found), pages.url_of(experiments, found), _("Result"))
    if found.state not in {queries.State.RUNNING, queries.State.STOPPED}:
        return register.to_record(experiments, found, None)
    return register.form_or_record(experiments, request, read, trail, form_of=ResultForm,
                                   is_result=True)  # fmt: skip


TRIED = ("listed", *TEST[2:])


def _test(_request: HttpRequest, found: UserTest) -> dict[str, Any]:
    """What the page of a test adds: what waits for a decision, what will be hidden in public."""
    shown = queries.shown_of(found)
    return {"facts": known(tests, found, *TRIED), "undecided": len(queries.undecided([found])),
            "people": words.count_words(shown.people, lang(), whole=True),
            "shown": words.profile_words(shown, lang())}  # fmt: skip


test_record = register.record(tests, _test)


def _year(request: HttpRequest, found: ServiceYear) -> dict[str, Any]:
    """What the page of a list adds: its sentence, and what is not known."""
    return {
        "facts": known(years, found, "note", "declared_on"),
        "is_dated": is_dated(request, years, found), "sentence": queries.year_sentence(found),
        "unknown": found.marks.count(None), "share": queries.share_words(found),
    }  # fmt: skip


year_record = register.record(years, _year)
