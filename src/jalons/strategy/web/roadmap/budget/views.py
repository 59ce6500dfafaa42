"""The budget of the roadmap and its funding."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import whole_number
from jalons.strategy.engine.roadmap.funding import by_funder, funded
from jalons.strategy.engine.roadmap.roadmap import add_up, sums_by
from jalons.strategy.web.roadmap import pages, queries
from jalons.strategy.web.roadmap.budget import funding_tables


@within_authority(Role.READER)
def budget(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is planned and spent, by year and by axis, in euros and in days of staff."""
    found = queries.amounts(authority)
    years = sorted({each.year for each in found})
    requested = whole_number(request.GET.get("annee"))
    year = requested if requested in years else None
    amounts = [each for each in found if year is None or each.year == year]
    axes = [(axis.axis.pk, axis.label) for axis in queries.axes(authority)]
    by_axis = [
        (label, [amount for amount in amounts if amount.axis == pk])
        for pk, label in [*axes, (None, _("without axis"))]
    ]
    sums = sums_by(amounts, lambda each: each.measure)
    return render(
        request,
        "strategy/roadmap/budget.html",
        {
            "sentence": pages.budget_sentence(sums.get("euros", add_up(()))),
            "years": [str(each) for each in years],
            "year": str(year) if year else "",
            "any": bool(found),
            "by_year": pages.budget_table(
                _("Budget by year"),
                _("year"),
                [(str(y), [each for each in found if each.year == y]) for y in years],
            ),
            "by_axis": pages.budget_table(
                _("Budget by axis"), _("axis"), [each for each in by_axis if each[1]]
            ),
        },
    )


@within_authority(Role.READER)
def fundings(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What part of the roadmap is funded, by whom, and what is to be filed by when."""
    today = timezone.localdate()
    actions = queries.funded_actions(authority)
    every = [line for action in actions for line in action.lines]
    found = funded(actions)
    files = list(queries.to_file(authority))
    return render(
        request,
        "strategy/roadmap/funding.html",
        {
            "sentence": funding_tables.sentence(found),
            "limits": funding_tables.limits(found),
            "shares": funding_tables.shares(found) if found.known else None,
            "hoped": funding_tables.euros(found.hoped) if found.hoped else "",
            "funders": funding_tables.funders(by_funder(every)) if every else None,
            "late": sum(file.deadline < today for file in files if file.deadline),
            "deadlines": funding_tables.deadlines(authority, files, today) if files else None,
        },
    )
