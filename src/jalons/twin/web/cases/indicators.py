"""The indicators of use cases: how many were live in a year, and the energy they saved.

Energy saved is the sum of results, measured or declared. In a year without results, the estimates
of the scenarios of live cases are published instead, as estimates: the two are never added, and an
estimate is withdrawn as soon as there is a result.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.tasks import rounds
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.twin.engine.heat.cases import summed
from jalons.wording import colon

from . import queries
from .models import CaseResult, TwinCase

LIVE, SAVED = "twin.cases_live", "twin.energy_saved"
COUNTED, SUMMED, ESTIMATED = "twin.cases/1", "twin.savings/1", "twin.whatif/1"
YEAR = 365.25


def origins(authority: Authority) -> tuple[Urn, Urn, Urn]:
    """The origins of the three series: cases counted, results, estimates."""
    names = ("twin_cases", "twin_savings", "twin_estimates")
    one, two, three = (Urn(name, authority.store_name) for name in names)
    return one, two, three


def publish(*, now: datetime) -> None:
    """Publish the indicators of every authority with use cases, once a day."""
    publish_one = partial(publish_cases, today=timezone.localtime(now).date())
    rounds.each("twin.case_figures", publish_one, now=now, due=owns(TwinCase, trash=True))


def publish_cases(authority: Authority, *, today: date) -> None:
    """Publish the indicators of an authority; those without a value are withdrawn."""
    found = list(observations(authority, today=today))
    published = {each.origin for each in found}
    for origin in origins(authority):
        if origin not in published:
            observation_store().withdraw(origin)
    observation_store().record(found)


def observations(authority: Authority, *, today: date) -> Iterable[Observation]:
    """The indicators of an authority, by year, from the first year a case was live."""
    cases = list(queries.cases(authority))
    years = {date.fromisoformat(move["on"]).year for case in cases for move in case.moves}
    years |= {day.year for case in cases for r in case.results.all() for day in _ends(r)}
    for year in range(min(years, default=today.year), today.year + 1):
        live = [case for case in cases if case.was_live_in(year)]
        if cases and (live or year == today.year):
            yield _live(authority, live, year)
        saved = _saved(authority, cases, year)
        estimated = None if saved else _estimated(authority, live, year, today)
        if saved or estimated:
            yield saved or estimated  # type: ignore[misc]  # one of them is there


def _ends(result: CaseResult) -> tuple[date, date]:
    return result.starts_on, result.ends_on


def _live(authority: Authority, live: list[TwinCase], year: int) -> Observation:
    names = tuple(case.name for case in live)
    return Observation(
        indicator=LIVE,
        value=Interval.exact(len(live)),
        unit=Unit.parse("1"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, included=names or ("twin",)),
        sources=(Source("Usages du jumeau", authority.name, None, "–"),),
        method=COUNTED,
        status=Status.DECLARED,
        origin=origins(authority)[0],
    )


def _saved(authority: Authority, cases: list[TwinCase], year: int) -> Observation | None:
    """The energy of results in a year, in proportion to their days in it."""
    parts = [
        (case, result, queries.share_of(result, year))
        for case in cases
        for result in case.results.all()
    ]
    parts = [part for part in parts if part[2] > 0]
    if not parts:
        return None
    total = sum(result.saved_kwh * share for _case, result, share in parts) / 1_000
    measured = all(result.how == CaseResult.HowKnown.MEASURED for _c, result, _s in parts)
    sources = tuple(
        Source(
            title=f"{case.name}{colon('fr')}{result.note or result.get_how_display()}",
            publisher=authority.name,
            published=result.ends_on,
            licence="–",
            link=result.proof,
            verified=bool(result.proof),
        )
        for case, result, _share in parts
    )
    return Observation(
        indicator=SAVED,
        value=Interval.exact(total),
        unit=Unit.parse("MWh"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, included=_names(case for case, _r, _s in parts)),
        sources=sources,
        method=SUMMED,
        status=Status.MEASURED if measured else Status.DECLARED,
        origin=origins(authority)[1],
    )


def _estimated(
    authority: Authority, live: list[TwinCase], year: int, today: date
) -> Observation | None:
    """What the scenarios of live cases save on the days the cases were live."""
    parts = []
    for case in live:
        yearly = queries.estimate(case.whatif) if case.whatif is not None else None
        days = queries.live_days(case, year, until=today)
        if yearly is not None and days:
            parts.append((case, yearly.scaled(days / YEAR / 1_000)))
    if not parts:
        return None
    return Observation(
        indicator=SAVED,
        value=summed([saved for _case, saved in parts]),
        unit=Unit.parse("MWh"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, included=_names(case for case, _each in parts)),
        sources=(
            Source("Estimation par scénario (et si)", authority.name, None, "–", verified=False),
        ),
        method=ESTIMATED,
        status=Status.ESTIMATED,
        origin=origins(authority)[2],
    )


def _names(cases: Iterable[TwinCase]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.name for case in cases))
