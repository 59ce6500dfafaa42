"""Comparison is for those who share, and shows nobody."""

import re

import pytest
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.publishing.actions import share_observations
from jalons.foundation.territories.models import Territory
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.strategy.store import catalogue
from jalons.strategy.web.comparison.queries import comparison
from jalons.strategy.web.observations.actions import store
from strategy.web.diagnosis.test_diagnosis_pages import LIGHT


def observe(authority, value):
    store.record(
        [
            Observation(
                indicator="footprint.total",
                value=Interval(value * 0.8, value, value * 1.3),
                unit=Unit.parse("t CO2 eq/year"),
                period=Period.year(2026),
                perimeter=Perimeter(authority.urn, ("postes",)),
                sources=(Source("Base Empreinte", "ADEME", None, "etalab-2.0"),),
                method="footprint/1.0.0",
                status=Status.ESTIMATED,
                origin=Urn("inventory", authority.slug),
            )
        ]
    )


def neighbour(rank, value, *, population=80_000, share=True, kind=Authority.Kind.REAL):
    code = f"20000{rank:04}"
    territory = Territory.objects.create(
        kind="epci", code=code, siren=code, name=f"Voisine {rank}", population=population
    )
    authority = make_authority(f"voisine-{rank}", f"Voisine {rank}", territory=territory, kind=kind)
    observe(authority, value)
    if share:
        share_observations(authority=authority, user=None, share=True)
    return authority


@pytest.fixture
def administrator(agglo):
    observe(agglo, 100)
    return client_of(agglo, Role.ADMINISTRATOR)


def test_who_does_not_share_reads_nothing(administrator, agglo):
    for rank, value in enumerate((50, 60, 120, 200, 400)):
        neighbour(rank, value)
    assert comparison(agglo) == ()
    html = administrator.get(reverse("comparison", args=["agglo"])).content.decode()
    assert "Pour comparer, partagez vos valeurs." in html


def test_sharing_tells_what_leaves_then_shows_the_quartiles_and_no_name(administrator, agglo):
    for rank, value in enumerate((50, 60, 120, 200, 400)):
        neighbour(rank, value)
    address = reverse("comparison_sharing", args=["agglo"])
    before = administrator.get(address).content.decode()
    assert "calculé d’après l’inventaire du parc" in before
    assert "de 50 000 à 100 000" in before.replace("\u202f", " ").replace("\xa0", " ")
    administrator.post(address, {"share": "1"})
    (found,) = comparison(agglo)
    assert (found.members, found.first, found.median, found.third) == (6, 70, 110, 180)
    html = administrator.get(reverse("comparison", args=["agglo"])).content.decode()
    assert "Médiane et quartiles de 6 territoires" in html
    assert "Voisine" not in html
    assert "voisine-" not in html
    administrator.post(address, {"share": "0"})
    assert comparison(agglo) == ()


def test_others_that_do_not_look_alike_or_do_not_share_do_not_count(administrator, agglo):
    for rank, value in enumerate((50, 60, 120, 200)):
        neighbour(rank, value)
    neighbour(10, 70, population=20_000)
    neighbour(11, 70, share=False)
    neighbour(12, 70, kind=Authority.Kind.DEMO)
    share_observations(authority=agglo, user=None, share=True)
    (found,) = comparison(agglo)
    assert (found.members, found.shown) == (5, False)
    html = administrator.get(reverse("comparison", args=["agglo"])).content.decode()
    assert "Non montré\u202f: le groupe est trop petit" in html.replace("\xa0", " ")


def test_the_number_of_queries_does_not_grow_with_the_group(
    administrator, agglo, django_assert_max_num_queries
):
    for rank in range(12):
        neighbour(rank, 50 + rank)
    share_observations(authority=agglo, user=None, share=True)
    with django_assert_max_num_queries(8):
        comparison(agglo)


def test_what_is_shared_stays_light_when_every_indicator_is_measured(administrator, agglo):
    for name, sheet in catalogue().indicators.items():
        store.record(
            [
                Observation(
                    indicator=name,
                    value=Interval.exact(1),
                    unit=sheet.unit,
                    period=Period.year(2026),
                    perimeter=Perimeter(agglo.urn),
                    sources=(Source("Base Empreinte", "ADEME", None, "etalab-2.0"),),
                    method="footprint/1.0.0",
                    status=Status.DECLARED,
                    origin=Urn("inventory", f"{agglo.slug}-{name}"),
                )
            ]
        )
    address, listed, page = reverse("comparison_sharing", args=["agglo"]), 0, 1
    while listed < len(catalogue().indicators):
        html = administrator.get(address, {"page": page}).content.decode()
        assert len(re.findall(r"<[a-z]", html)) <= LIGHT
        shown = html.count('<th scope="row">')
        assert shown
        listed, page = listed + shown, page + 1
    assert listed == len(catalogue().indicators)
