"""Observations given by a room come back whole, once, and only for their authority."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from factories.authorities import make_authority
from jalons.kernel import (
    Interval,
    Observation,
    Perimeter,
    Period,
    Quality,
    Source,
    Status,
    Unit,
    Urn,
)
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.observations import queries
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db

INVENTORY = Urn("inventory", "7")
TOTAL = Observation(
    indicator="footprint.total",
    value=Interval(118.25, 148.1, 187.3333333333333),
    unit=Unit.parse("t CO2 eq/year"),
    period=Period.year(2026),
    perimeter=Perimeter(
        Urn("authority", "agglo"), ("453 agents", "postes de travail"), ("téléphonie fixe",)
    ),
    sources=(
        Source("Base Empreinte", "ADEME", date(2025, 1, 1), "etalab-2.0", "https://example.org/b"),
        Source("Durées de vie", "ADEME", None, "etalab-2.0", verified=False),
    ),
    method="footprint/1.0.0",
    status=Status.ESTIMATED,
    origin=INVENTORY,
    quality=Quality(0.25, 0.25, 0.5),
)
AGE = replace(
    TOTAL,
    indicator="footprint.mean_age",
    value=Interval.exact(4.1),
    unit=Unit.parse("year"),
    status=Status.MEASURED,
    quality=None,
)


@pytest.fixture
def agglo():
    return make_authority("agglo", "Agglomération")


@pytest.fixture
def store(agglo):
    return observation_store()


def test_an_observation_comes_back_as_it_was_given(store, agglo):
    store.record([TOTAL, AGE])
    assert queries.observations(agglo) == [TOTAL, AGE]
    assert queries.latest(agglo) == {"footprint.total": TOTAL, "footprint.mean_age": AGE}


def test_recording_twice_keeps_one_row(store, agglo):
    store.record([TOTAL])
    store.record([TOTAL])
    assert StoredObservation.objects.of(agglo).count() == 1


def test_recording_again_replaces_what_the_same_origin_said_of_the_indicator(store, agglo):
    store.record([TOTAL, replace(TOTAL, period=Period.year(2025)), AGE])
    better = replace(TOTAL, value=Interval(130, 140, 150))
    store.record([better])
    assert set(queries.observations(agglo)) == {AGE, better}


def test_two_origins_may_speak_of_the_same_period(store, agglo):
    other = replace(TOTAL, origin=Urn("inventory", "8"))
    store.record([TOTAL])
    store.record([other])
    assert queries.observations(agglo, "footprint.total") == [TOTAL, other]
    assert queries.latest(agglo)["footprint.total"] == other


def test_withdrawing_forgets_one_origin_only(store, agglo):
    other = replace(TOTAL, origin=Urn("inventory", "8"))
    store.record([TOTAL, AGE, other])
    store.withdraw(INVENTORY)
    assert queries.observations(agglo) == [other]


def test_withdrawing_what_never_was_changes_nothing(store, agglo):
    store.withdraw(Urn("inventory", "999"))
    assert queries.observations(agglo) == []


def test_another_authority_sees_nothing(store, agglo):
    neighbour = make_authority("voisine", "Voisine")
    store.record([TOTAL])
    assert queries.observations(neighbour) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (replace(TOTAL, perimeter=Perimeter(Urn("authority", "nobody"))), "authority_unknown"),
        (replace(TOTAL, perimeter=Perimeter(Urn("inventory", "agglo"))), "authority_unknown"),
        (replace(TOTAL, indicator="footprint.magic"), "indicator_unknown"),
        (replace(TOTAL, unit=Unit.parse("kWh/year")), "observation_unit"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_of_it_stays(store, agglo, bad, code):
    with pytest.raises(StrategyError) as caught:
        store.record([AGE, bad])
    assert caught.value.code == code
    assert str(caught.value)
    assert queries.observations(agglo) == []


def test_another_unit_of_the_same_dimension_is_kept_as_given(store, agglo):
    kilograms = replace(TOTAL, unit=Unit.parse("kg CO2 eq/year"))
    store.record([kilograms])
    assert queries.observations(agglo) == [kilograms]


@pytest.mark.parametrize(
    "broken",
    [{"pk": None}, {"pk": None, "period_start": date(2030, 1, 1)}, {"pk": None, "low": 999}],
)
def test_the_database_refuses_twins_and_disorder(store, agglo, broken):
    store.record([TOTAL])
    row = StoredObservation.objects.of(agglo).get()
    for field, value in broken.items():
        setattr(row, field, value)
    if len(broken) > 1:
        row.origin = "urn:jalons:inventory:other"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_path_tells_what_the_rooms_measured(store, agglo):
    store.record([TOTAL])
    assert [s.state for s in queries.path_of(queries.latest(agglo))] == [
        *["unmeasured"] * 3,
        "measured",
        *["unmeasured"] * 5,
    ]
