"""Sensors and people as they are: what nobody designed for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.web.connection import twin_store
from jalons.twin.web.silences.models import SensorSilence
from jalons.twin.web.town_map.views import sentence
from twin.web.test_silences import home, sensor_page, write
from twin.web.test_today import AIR, COUNT, NOW, SPACE, add, citizens, declare, h1

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]


@pytest.fixture
def client(authority: Authority) -> Client:
    declare(AIR, "Qualité de l’air")
    return client_of(authority, Role.LEAD)


def seen(ago: timedelta, value: float = 8.0, **more: str) -> dict[str, object]:
    at = written(int((NOW - ago).timestamp()) * 1_000_000)
    return {"type": "Property", "value": value, "unitCode": "GQ", "observedAt": at, **more}


def store(identifier: str, *instances: dict[str, object]) -> str:
    doc = {"id": identifier, "type": [AIR], "attrs": {f"{SPACE}pm25": list(instances)}}
    step = Step(identifier, operations.upsert(doc, updating=False))  # type: ignore[arg-type]
    twin_store.store().write("vitre", [step], now=int(NOW.timestamp()) * 1_000_000)
    return identifier


def test_a_value_never_dated_has_no_age(client: Client) -> None:
    undated = {"type": "Property", "value": 5, "unitCode": "GQ"}
    dated = seen(timedelta(hours=3), 7.0, datasetId="urn:x:1")
    page = sensor_page(client, store("urn:ngsi-ld:Air:1", undated, dated))
    assert "20 7" not in page
    assert " jours)" not in page
    assert "5 µg/m³" in page


def test_the_value_without_a_dataset_is_the_one_the_page_and_the_home_say(client: Client) -> None:
    other = seen(timedelta(hours=1), 99.0, datasetId="urn:x:1")
    page = sensor_page(client, store("urn:ngsi-ld:Air:1", other, seen(timedelta(hours=1), 8.0)))
    assert h1(page).endswith(": 8 µg/m³")
    assert "8 µg/m³" in home(client)


def test_a_measure_of_a_moment_ago_is_not_one_hour_old(client: Client) -> None:
    page = sensor_page(client, store("urn:ngsi-ld:Air:1", seen(timedelta(minutes=2))))
    assert "(il y a moins d’une heure)" in page


def test_a_clock_in_advance_breaks_nothing(client: Client) -> None:
    identifier = store("urn:ngsi-ld:Air:1", seen(timedelta(days=-2)))
    assert "Dire pourquoi" not in sensor_page(client, identifier)
    assert "8 µg/m³" in home(client)


def test_the_name_of_a_pollutant_stays_in_capitals_in_the_sentence(client: Client) -> None:
    declare(COUNT, "PM10 des écoles")
    add(1, 21.0)
    add(3, 90, kind=COUNT, attr="intensity", unit="", weeks=(30, 30))
    assert "; PM10 des écoles : en hausse" in h1(home(client))


@pytest.mark.parametrize("identifier", ["urn:ngsi-ld:Air:a/b", "urn:ngsi-ld:Air:é?c=1&d#e"])
def test_a_sensor_with_a_strange_identifier_gets_its_reason(
    client: Client, identifier: str
) -> None:
    store(identifier, seen(timedelta(days=3)))
    answer = write(client, identifier, reason="Mât <b>tombé</b> & câble")
    assert answer.status_code == 302
    page = sensor_page(client, identifier)
    assert "Mât &lt;b&gt;tombé&lt;/b&gt; &amp; câble" in page


@pytest.mark.parametrize("typed", [
    {"reason": "x" * 201}, {"reason": "   "}, {"reason": "a\x00b"}, {"back_on": "31/02/2027"},
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(
    client: Client, typed: dict[str, str]
) -> None:
    silent = store("urn:ngsi-ld:Air:1", seen(timedelta(days=3)))
    answer = write(client, silent, **typed)
    assert answer.status_code == 422
    assert next(iter(typed.values())).strip("\x00 ")[:3] in answer.content.decode()


def test_a_day_as_people_write_it(authority: Authority, client: Client) -> None:
    silent = store("urn:ngsi-ld:Air:1", seen(timedelta(days=3)))
    assert write(client, silent, back_on="04/12/2031").status_code == 302
    assert str(SensorSilence.objects.of(authority).get().back_on) == "2031-12-04"


def test_a_reason_outlives_its_sensor_without_harm(authority: Authority, client: Client) -> None:
    add(1, 9.0)
    silent = store("urn:ngsi-ld:Air:9", seen(timedelta(days=3)))
    write(client, silent, reason="Volé", public="on")
    twin_store.store().write("vitre", [Step(silent, operations.delete())], now=1)
    assert "Volé" not in home(client) + citizens()
    found = SensorSilence.objects.of(authority).get()
    assert client.get(reverse("twin_silence", args=["vitre", found.pk])).status_code == 200
    assert client.get(reverse("twin_entity", args=["vitre", silent])).status_code == 404


def test_thousands_of_sensors_have_the_marks_of_their_language() -> None:
    drawn = SimpleNamespace(
        inside=4321, live=1234, span="", figure=SimpleNamespace(window=None),
        choices=SimpleNamespace(chosen=None),
    )  # fmt: skip
    said = sentence(drawn).replace("\u202f", " ")  # type: ignore[arg-type]
    assert said.startswith("4 321 capteurs")
    assert "1 234" in said


def test_a_sheet_without_a_name_leaves_no_empty_title(client: Client) -> None:
    sheet = twin_store.policies().of("vitre")[AIR]
    identifier = store("urn:ngsi-ld:Air:1", seen(timedelta(hours=1)))
    twin_store.policies().keep("vitre", replace(sheet, name=""))
    page = sensor_page(client, identifier)
    assert re.search('<p class="eyebrow">Vitré · [^<]+</p>', page)
