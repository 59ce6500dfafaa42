"""An experiment with its result, a test with who took part, a list of services with its share."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.drawings.charts import Line
from jalons.foundation.design.page_language import lang, short_day_words
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.kernel import Interval
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import (
    Experiment,
    ServiceYear,
    UserTest,
)
from jalons.participation.web.experiments.register import (
    ResultForm,
    experiments,
    standing,
    tests,
    years,
)
from jalons.participation.words import experiments as words

LEAST_DRAWN = 3  # values; fewer are read in the table


def _record(_request: HttpRequest, found: Experiment) -> dict[str, Any]:
    """What the page of an experiment adds: its measure, its links, its values, its result."""
    say = partial(words.value_words, unit=found.unit, lang=lang())
    return {
        "standing": standing(found), "links": queries.links(found),
        "baseline": say(found.baseline) if found.baseline is not None else "",
        "expected": say(found.expected) if found.expected is not None else "",
        "chart": curve(found),
        "outcome": outcome(found), "result": words.result_words(found.interval, found.unit, lang()),
        "may_result": found.state in {queries.State.RUNNING, queries.State.STOPPED},
    }  # fmt: skip


def outcome(found: Experiment) -> str:
    """What the result shows, in a sentence; empty without one."""
    return words.outcome_words(found.outcome, unmeasured=found.unmeasured, lang=lang())


def curve(found: Experiment) -> Line | None:
    """The values measured, beside the value hoped for; None when they are few, or below zero."""
    values = [each.value for each in found.measures]
    if len({each.day for each in found.measures}) < LEAST_DRAWN or min(values) < 0 or not any(values):
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


def _test(_request: HttpRequest, found: UserTest) -> dict[str, Any]:
    """What the page of a test adds: what waits for a decision, what will be hidden in public."""
    shown = queries.shown_of(found)
    return {"undecided": len(queries.undecided([found])),
            "people": words.count_words(shown.people, lang(), whole=True),
            "shown": words.profile_words(shown, lang())}  # fmt: skip


test_record = register.record(tests, _test)


def _year(_request: HttpRequest, found: ServiceYear) -> dict[str, Any]:
    """What the page of a list adds: its sentence, and what is not known."""
    return {"sentence": queries.year_sentence(found), "unknown": found.marks.count(None),
            "share": queries.share_words(found)}  # fmt: skip


year_record = register.record(years, _year)
