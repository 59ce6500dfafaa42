"""An experiment with its result, a test with who took part, a list of services with its share."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments import register as declared
from jalons.participation.web.experiments.models import Experiment, ServiceYear, UserTest
from jalons.participation.web.experiments.shelf import known, people
from jalons.participation.words import experiments as words

MOST_LATE = 25
OPEN = frozenset({"running", "stopped"})  # to a result


@require_safe
@within_authority(Role.READER)
def listing(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The experiments, after those that wait for their result."""
    late = queries.overdue(queries.experiments(authority))[:MOST_LATE]
    overdue = [(each, pages.url_of(declared.experiments, each)) for each in late]
    return register.list_page(declared.experiments, request, overdue=overdue)


def _record(_request: HttpRequest, found: Experiment) -> dict[str, Any]:
    """What the page of an experiment adds: its links, its values, its result."""
    return {
        "facts": known(declared.experiments, found, *declared.DECIDED),
        "standing": declared.standing(found), "links": queries.links(found),
        "outcome": words.outcome_words(found.outcome, unmeasured=found.unmeasured, lang=lang()),
        "result": known(declared.experiments, found, *declared.FOUND),
        "may_result": found.state in OPEN,
    }  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def result(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The result of an experiment, once it runs."""
    read = partial(pages.record_or_404, declared.experiments, authority, pk)
    found = read()
    if found.state not in OPEN:
        return register.to_record(declared.experiments, found, None)
    trail = (str(found), pages.url_of(declared.experiments, found), _("Result"))
    return register.form_or_record(declared.experiments, request, read, trail,
                                   form_of=declared.ResultForm, is_result=True)  # fmt: skip


def _test(_request: HttpRequest, found: UserTest) -> dict[str, Any]:
    """What the page of a test adds: what waits for a decision, what is hidden in public."""
    return {"facts": known(declared.tests, found, *declared.TEST[1:]),
            "undecided": queries.undecided([found]), "people": people(found)}  # fmt: skip


def _year(_request: HttpRequest, found: ServiceYear) -> dict[str, Any]:
    """What the page of a list adds: its sentence, and what is not known."""
    return {
        "facts": known(declared.years, found, "note", "declared_on"),
        "sentence": queries.year_sentence(found),
        "unknown": found.marks.count(None), "share": words.share(found.share, lang()),
    }  # fmt: skip


record = register.record(declared.experiments, _record)
test_record = register.record(declared.tests, _test)
year_record = register.record(declared.years, _year)
