"""The first page of the twin and the page of citizens say what the town learnt today."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.territories.models import Contour, Territory
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.connection import access_log, twin_store
from jalons.twin.web.observations import queries
from jalons.twin.web.policies.wording import duration
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
PLACE = "https://uri.etsi.org/ngsi-ld/location"
AIR, COUNT = SPACE + "AirQualityObserved", SPACE + "BikeCount"
NOW = datetime.now(UTC).replace(microsecond=0)
SQUARE = "_ibE_ibE_ibE??_ibE"  # from 10 to 20 degrees


def declare(kind: str, name: str, audience: Any = "open") -> None:
    sheet = replace(twin_sheet(), type=kind, name=name, audience=audience)
    twin_store.policies().keep("vitre", sheet)


def add(  # noqa: PLR0913
    number: int, value: Any, *, kind: str = AIR, attr: str = "pm25", unit: str = "GQ",
    ago: timedelta = timedelta(), weeks: tuple[float, ...] = (),
    place: tuple[float, float] = (12, 12),
) -> str:  # fmt: skip
    """A sensor with a value every two hours over a day, and over the same day of past weeks."""
    identifier = f"urn:ngsi-ld:{queries.short(kind)}:{number}"
    days = [(value, ago), *((each, timedelta(weeks=n)) for n, each in enumerate(weeks, start=1))]
    observed = [
        {"type": "Property", "value": each, **({"unitCode": unit} if unit else {}),
         "observedAt": written(
             int((NOW - back - timedelta(hours=hour)).timestamp()) * 1_000_000)}
        for each, back in days for hour in range(0, 24, 2)
    ]  # fmt: skip
    doc: dict[str, Any] = {
        "id": identifier,
        "type": [kind],
        "attrs": {
            SPACE + "name": [{"type": "Property", "value": f"Capteur {number}"}],
            PLACE: [{"type": "GeoProperty", "value": {"type": "Point", "coordinates": [*place]}}],
            SPACE + attr: [observed[0]],
        },
    }
    dated = (
        {**each, "createdAt": each["observedAt"], "modifiedAt": each["observedAt"]}
        for each in reversed(observed)
    )
    change = HistoryChange(rows=tuple(row_of(SPACE + attr, each) for each in dated))
    step = Step(identifier, operations.create(doc), history=change)
    twin_store.store().write("vitre", [step], now=int(NOW.timestamp()) * 1_000_000)
    return identifier


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def home(authority: Authority, role: Role = Role.READER) -> str:
    return text(client_of(authority, role).get(reverse("twin_home", args=["vitre"])))


def citizens(**asked: str) -> str:
    return text(Client().get(reverse("twin_sensors", args=["vitre"]), asked))


def h1(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_home_says_the_threshold_respected_and_who_is_silent(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    for number in range(3):
        add(number, 9.0 + number)
    add(9, 8.0, ago=timedelta(days=3))
    page = home(authority)
    assert h1(page) == (
        "Les particules fines restent sous le repère de l’OMS sur les 3 capteurs comparés ;"
        " un capteur se tait depuis 3 jours."
    )
    assert "10 µg/m³" in page
    assert "repère de l’OMS (15 µg/m³)" in page
    assert ">3 sur 4<" in page
    button = re.search(r'<a class="button" href="([^"]*)">([^<]*)</a>', page)
    assert button is not None
    assert button[2] == "Voir le capteur qui se tait"
    assert button[1].endswith("AirQualityObserved:9/") or button[1].endswith("AirQualityObserved:9")


def test_the_home_says_a_threshold_passed_before_anything_else(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    declare(COUNT, "Vélos")
    add(1, 21.0)
    add(2, 3.0)
    add(3, 90, kind=COUNT, attr="intensity", unit="", weeks=(30, 30))
    page = home(authority)
    assert h1(page) == (
        "Les particules fines dépassent le repère de l’OMS pour 1 capteur sur 2 ;"
        " vélos : en hausse de 200 % face au même jour des 2 dernières semaines."
    )
    assert "Ouvrir la carte" in page


def test_old_data_say_how_old_they_are(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    add(1, 9.0, ago=timedelta(days=12))
    assert h1(home(authority)) == "Plus rien n’est mesuré : dernière mesure il y a 12 jours."


def test_an_impossible_value_is_no_figure(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    identifier = add(1, -9999)
    assert "seulement des valeurs impossibles" in home(authority)
    address = reverse("twin_entity", args=["vitre", identifier])
    page = text(client_of(authority, Role.CONTRIBUTOR).get(address))
    assert h1(page) == "Capteur 1 : une valeur impossible"
    add(2, 8.0)
    page = home(authority, Role.LEAD)
    assert "8 µg/m³" in page
    assert "1 valeur impossible laissée de côté" in page


def test_two_units_and_no_threshold_are_said(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    declare(COUNT, "Vélos")
    for number, unit in enumerate(["GQ", "GQ", "GP"]):
        add(number, 5.0, unit=unit)
    add(7, 40, kind=COUNT, attr="intensity", unit="")
    page = home(authority)
    assert "1 capteur dans une autre unité laissé de côté" in page
    assert "aucun seuil connu" in page


def test_the_pollutant_that_passes_its_threshold_speaks_for_its_family(
    authority: Authority,
) -> None:
    declare(AIR, "Qualité de l’air")
    add(1, 9.0)
    add(2, 40.0, attr="no2")
    page = home(authority)
    assert h1(page) == "Le dioxyde d’azote dépasse le repère de l’OMS au seul capteur comparé."
    assert ">1 sur 1<" in page


def test_zero_is_a_figure(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    add(1, 0, unit="")
    page = home(authority)
    assert ">0<" in page
    assert "aucun seuil connu" in page


def test_a_limit_of_the_authority_is_its_own_and_stays_inside(authority: Authority) -> None:
    declare(COUNT, "Vélos")
    add(1, 90, kind=COUNT, attr="intensity", unit="")
    rule = AlertRule(authority=authority)
    fields = {"name": "Foule", "kind": "threshold", "type": COUNT, "attribute": f"{SPACE}intensity",
              "limit": 50, "severity": "warning"}  # fmt: skip
    writer.write(authority, None, [(rule, fields)])
    assert h1(home(authority)) == "Vélos : votre seuil de 50 est franchi au seul capteur comparé."
    assert "50" not in h1(citizens())


def test_the_reads_are_the_same_whatever_the_number_of_sensors(
    authority: Authority, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    declare(AIR, "Qualité de l’air")
    for number in range(30):
        add(number, 9.0)
    client = client_of(authority, Role.READER)
    for _again in range(2):
        with django_assert_max_num_queries(10):
            text(client.get(reverse("twin_home", args=["vitre"])))


def test_each_person_who_reads_the_home_is_in_the_journal(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air", "internal")
    add(1, 9.0)
    home(authority)
    home(authority, Role.LEAD)
    assert access_log.log.flush() == 2
    assert Entry.objects.of(authority).filter(verb="consulted").count() == 2


def test_citizens_read_nothing_of_what_is_closed_the_moment_it_is(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    declare(COUNT, "Vélos", "internal")
    add(1, 9.0)
    add(2, 4321, kind=COUNT, attr="intensity", unit="")
    page = citizens()
    assert "<strong>Qualité de l’air</strong> : 9 µg/m³ (particules fines PM2,5" in page
    assert "4 321" not in page
    assert "Une autre famille existe et ses données ne sont pas publiées : Vélos." in page
    declare(AIR, "Qualité de l’air", "internal")
    page = citizens()
    assert "9 µg/m³" not in page
    assert "Aucun capteur ouvert à tous" in h1(page)


def test_citizens_choose_their_commune_and_read_what_stopped(authority: Authority) -> None:
    epci = Territory.objects.create(kind="epci", code="200000001", name="Vitré", vintage=2026)
    for code, name, rings in (("1", "Ici", SQUARE), ("2", "Ailleurs", "_qo]_qo]_ibE??_ibE")):
        commune = Territory.objects.create(
            kind="commune", code=code, name=name, vintage=2026, epci=epci
        )
        Contour.objects.create(territory=commune, rings=rings)
    authority.territory = epci
    authority.save()
    declare(AIR, "Qualité de l’air")
    add(1, 9.0, place=(11, 15))
    add(2, 20.0, place=(1, 1))
    add(3, 20.0, place=(1, 1), ago=timedelta(days=2))
    assert "14,5 µg/m³" in citizens()
    page = citizens(commune="Ici")
    assert "<h2>À Ici</h2>" in page
    assert "9 µg/m³" in page
    assert "14,5 µg/m³" not in page
    assert "Aucun capteur ouvert à Ailleurs" in citizens(commune="Ailleurs")
    assert "Capteur 3 : dernière mesure il y a 2 jours" in citizens()
    assert "<h2>À" not in citizens(commune="Paris")


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 jour"), (30, "30 jours"), (180, "environ 6 mois"), (365, "1 an"),
     (400, "environ 13 mois"), (1095, "3 ans"), (1826, "5 ans"),
     (1000, "environ 3 ans"), (36500, "100 ans")],
)  # fmt: skip
def test_a_retention_is_said_in_years_or_months(days: int, said: str) -> None:
    assert duration(days) == said


def test_a_sensor_that_moved_says_so(authority: Authority) -> None:
    declare(AIR, "Qualité de l’air")
    identifier = add(1, 9.0)
    rows = []
    for back, place in ((9, [12.0, 12.0]), (5, [12.0001, 12.0]), (2, [12.01, 12.0])):
        stamp = written(int((NOW - timedelta(days=back)).timestamp()) * 1_000_000)
        value = {"type": "Point", "coordinates": place}
        rows.append(row_of(PLACE, {"type": "GeoProperty", "value": value, "observedAt": stamp,
                                   "createdAt": stamp, "modifiedAt": stamp}))  # fmt: skip
    step = Step(identifier, lambda doc, _now: operations.Effect(doc, doc),
                history=HistoryChange(rows=tuple(rows)))  # fmt: skip
    twin_store.store().write("vitre", [step], now=int(NOW.timestamp()) * 1_000_000)
    address = reverse("twin_entity", args=["vitre", identifier])
    page = text(client_of(authority, Role.READER).get(address))
    assert "Il a été déplacé le" in page
    assert "d’environ 1 090 m" in page
