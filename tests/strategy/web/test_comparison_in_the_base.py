"""The comparison the base prepares is the one the engine makes of all that neighbours share."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.territories.models import Territory
from jalons.strategy.engine.indicators.comparison import compare
from jalons.strategy.store import catalogue
from jalons.strategy.web.comparison import queries
from jalons.strategy.web.observations import queries as measured
from jalons.strategy.web.observations.models import StoredObservation

NAMES = ("footprint.total", "footprint.mean_age")
DAYS = (date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31), date(2026, 12, 31),
        date(2027, 1, 1), date(2028, 1, 1))  # fmt: skip
UNITS = {"t CO2 eq/year": 1.0, "kg CO2 eq/year": 1e3, "year": 1.0, "day": 365.25}
ROWS = st.lists(
    st.tuples(
        st.integers(0, 9),  # whose
        st.sampled_from(NAMES),
        st.sampled_from(DAYS),
        st.sampled_from(("a/1", "a/2")),
        st.sampled_from((0, 0, 0, 1)),  # the unit, of another dimension sometimes
        st.integers(1, 999),
    ),
    max_size=70,
)


def neighbours(count):
    places = Territory.objects.bulk_create(
        Territory(kind="epci", code=f"2100{n:05}", siren=f"2100{n:05}", name=f"EPCI {n}",
                  population=60_000)
        for n in range(count)
    )  # fmt: skip
    made = Authority.objects.bulk_create(
        Authority(slug=f"epci-{n}", name=place.name, territory=place)
        for n, place in enumerate(places)
    )
    PublicPage.unscoped.bulk_create(
        PublicPage(authority=each, shares_observations=True) for each in made
    )
    return made


def stored(authority, rank, name, end, method, value, unit):  # noqa: PLR0913, PLR0917
    return StoredObservation(
        authority=authority, indicator=name, low=value, mid=value, high=value, unit=unit,
        period_start=end - timedelta(days=300), period_end=end, method=method, status="declared",
        perimeter={"included": [], "excluded": [], "counted": None}, sources=[],
        origin=f"urn:jalons:test:{rank}",
    )  # fmt: skip


def by_the_engine(authority):
    """Every row of every neighbour, given to the engine."""
    look = queries.look_of(authority)
    rows = StoredObservation.unscoped.filter(authority__in=queries.alike(authority, look))
    others = [queries.shared(measured.to_observation(row), look)
              for row in rows.select_related("authority")]  # fmt: skip
    latest = measured.latest(authority)
    return tuple(
        compare(queries.shared(latest[name], look), others)
        for name, sheet in catalogue().indicators.items()
        if sheet.measures and name in latest
    )


@pytest.mark.postgresql
class InTheBase(TestCase):
    @given(ROWS)
    @settings(max_examples=25)
    def test_the_same_figures_whatever_neighbours_share(self, rows):
        made = neighbours(10)
        mass, age = list(UNITS)[:2], list(UNITS)[2:]
        StoredObservation.unscoped.bulk_create(
            stored(made[who], rank, name, end, method, value,
                   (mass if name == NAMES[0] else age)[unit])
            for rank, (who, name, end, method, unit, value) in enumerate(rows)
        )  # fmt: skip
        for each in made[:2]:
            assert queries.comparison(each) == by_the_engine(each)


@pytest.mark.usefixtures("db")
def test_two_hundred_neighbours_cost_the_rows_of_one_page_and_not_all_of_theirs():
    made = neighbours(200)
    names = [name for name, each in catalogue().indicators.items() if each.measures][:12]
    StoredObservation.unscoped.bulk_create(
        stored(each, f"{name.replace('.', '-').replace('_', '-')}-{year}", name,
               date(year, 12, 31), "a/1", rank + 1, catalogue().get(name).unit.symbol)
        for rank, each in enumerate(made) for name in names for year in range(2022, 2027)
    )  # fmt: skip
    group = queries.group_of(made[7])
    assert set(group.members.values()) == {200}
    with CaptureQueriesContext(
        connection,
    ) as found:
        shown = group.compared(group.own[:2])
    assert len(found) == 1
    assert shown == by_the_engine(made[7])[:2]
    with CaptureQueriesContext(connection) as found:
        queries.group_of(made[7])
    assert len(found) <= 5
