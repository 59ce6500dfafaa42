"""A person writes why a sensor is silent; the twin and citizens read it until it speaks again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.twin.web.alerts.evaluation import evaluate
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.silences.models import SensorSilence
from twin.web.test_today import AIR, COUNT, add, citizens, declare, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
REASON = "Antenne cassée."


def home(client: Client) -> str:
    return text(client.get(reverse("twin_home", args=["vitre"])))


def sensor_page(client: Client, sensor: str) -> str:
    return text(client.get(reverse("twin_entity", args=["vitre", sensor])))


def write(client: Client, sensor: str, **typed: str) -> Any:
    sent = {"reason": REASON, "back_on": "", **typed}
    return client.post(reverse("twin_silence_write", args=["vitre", sensor]), sent)


@pytest.fixture
def contributor(authority: Authority) -> Client:
    declare(AIR, "Qualité de l’air")
    add(1, 9.0)
    return client_of(authority, Role.CONTRIBUTOR)


def test_a_reason_is_written_on_the_page_of_the_sensor_then_undone(
    authority: Authority, contributor: Client
) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    assert "Dire pourquoi il se tait" in sensor_page(contributor, silent)
    answer = write(contributor, silent, back_on=f"{timezone.localdate() + timedelta(days=2)}")
    assert answer.status_code == 302
    page = text(contributor.get(answer.url))
    assert "Se tait : Antenne cassée (retour attendu le" in page
    assert "Les habitants ne le lisent pas." in page
    assert "Dire pourquoi" not in page
    assert "· Antenne cassée (retour attendu le" in home(contributor)
    assert Entry.objects.of(authority).filter(verb="created", label="Capteur 2").exists()
    batch = answer.url.rpartition("=")[2]
    assert f"annuler/{batch}/" in page
    contributor.post(reverse("twin_silence_undo", args=["vitre", batch]))
    assert "Antenne cassée" not in home(contributor)
    assert "Dire pourquoi" in sensor_page(contributor, silent)


def test_citizens_read_a_reason_only_when_it_is_public(contributor: Client) -> None:
    closed, public = (add(n, 8.0, ago=timedelta(days=n)) for n in (3, 4))
    write(contributor, closed)
    assert "Antenne cassée" not in citizens()
    write(contributor, public, reason="Travaux rue du Moulin", public="on")
    page = citizens()
    assert "Capteur 4 : dernière mesure il y a 4 jours · Travaux rue du Moulin" in page
    assert "Antenne cassée" not in page
    assert "Sans raison écrite ici, le service nommé" in page
    assert "Les habitants le lisent." in sensor_page(contributor, public)


def test_the_name_of_a_person_is_not_published(contributor: Client) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    answer = write(contributor, silent, reason="Attend M. Dupont", public="on")
    assert answer.status_code == 422
    assert "ressemble au nom d’une personne" in answer.content.decode()
    assert "Attend M. Dupont" in answer.content.decode()
    assert write(contributor, silent, reason="Attend M. Dupont").status_code == 302


def test_a_sensor_that_observes_again_needs_no_reason_and_a_new_silence_a_new_one(
    authority: Authority, contributor: Client
) -> None:
    silent = add(2, 8.0, ago=timedelta(days=9))
    write(contributor, silent, public="on")
    assert "Antenne cassée" in citizens()
    found = SensorSilence.objects.of(authority).get()
    SensorSilence.objects.of(authority).filter(pk=found.pk).update(last=found.last - 1)
    for page in (citizens(), home(contributor), sensor_page(contributor, silent)):
        assert "Antenne cassée" not in page
    assert write(contributor, silent, reason="Volé").status_code == 302
    assert "Volé" in home(contributor)


def test_a_silent_sensor_with_an_alert_is_listed_once_with_its_reason(
    authority: Authority, contributor: Client
) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    rule = AlertRule(authority=authority)
    fields = {"name": "Muet", "kind": "silence", "type": AIR, "hours": 24, "severity": "warning"}
    writer.write(authority, None, [(rule, fields)])
    evaluate(authority, now=timezone.now())
    write(contributor, silent)
    page = home(contributor)
    assert page.count("Antenne cassée") == 1
    assert page.count("Capteur 2") == 1


def test_one_reason_a_silence(authority: Authority, contributor: Client) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    write(contributor, silent)
    answer = write(contributor, silent, reason="Volé")
    assert answer.status_code == 422
    assert "Une raison est déjà écrite" in answer.content.decode()
    assert SensorSilence.objects.of(authority).count() == 1


def test_a_return_that_is_late_is_said(authority: Authority, contributor: Client) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    write(contributor, silent, back_on=f"{timezone.localdate() - timedelta(days=1)}")
    assert "en retard)" in home(contributor)
    on_time = add(3, 8.0, ago=timedelta(days=3))
    write(contributor, on_time, back_on=f"{timezone.localdate()}")
    assert "retour attendu le" in home(contributor)
    assert "en retard" not in sensor_page(contributor, on_time)


def test_a_family_wholly_silent_says_the_reason_of_its_sensors(
    authority: Authority, contributor: Client
) -> None:
    declare(COUNT, "Vélos")
    silent = add(5, 40, kind=COUNT, attr="intensity", unit="", ago=timedelta(days=6))
    write(contributor, silent, public="on")
    assert "dernière mesure il y a 6 jours, Antenne cassée" in home(contributor)
    assert "Vélos : dernière mesure il y a 6 jours · Antenne cassée" in citizens()
    assert "se tait" not in home(contributor).partition("</h1>")[0]


def test_a_sensor_that_speaks_asks_for_nothing_and_readers_write_nothing(
    authority: Authority, contributor: Client
) -> None:
    silent = add(2, 8.0, ago=timedelta(days=3))
    assert "Dire pourquoi" not in sensor_page(contributor, "urn:ngsi-ld:AirQualityObserved:1")
    reader = client_of(authority, Role.READER)
    assert "Dire pourquoi" not in sensor_page(reader, silent)
    assert write(reader, silent).status_code == 403
    assert write(contributor, "urn:ngsi-ld:AirQualityObserved:404").status_code == 404
