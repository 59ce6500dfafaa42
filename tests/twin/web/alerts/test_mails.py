"""Alerts by mail: one for all that opened, to those a rule names, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.digests import actions as digests
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.twin.web.alerts import actions
from jalons.twin.web.alerts.mails import ALERTS
from jalons.twin.web.alerts.models import AlertRule
from twin.web.alerts.conftest import Town


@pytest.fixture(autouse=True)
def mail_server() -> Iterator[None]:
    before = settings.OPTIONS["MAIL_URL"]
    settings.OPTIONS["MAIL_URL"] = "smtp://mail.invalid"
    yield
    settings.OPTIONS["MAIL_URL"] = before


def told(town: Town, **values: Any) -> AlertRule:
    return town.rule(told_role=Role.LEAD, **values)


def tell(town: Town) -> int:
    town.round()
    return digests.send(ALERTS, now=town.now)


def test_one_mail_tells_all_that_opened_since_the_last(town: Town) -> None:
    told(town, severity="information", name="Bacs")
    told(town, severity="urgent", limit=90, name="Débordement")
    town.member(Role.LEAD)
    town.member(Role.CONTRIBUTOR)
    town.says(1, 95)
    town.says(2, 85)
    assert (tell(town), tell(town)) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["lead@example.org"]
    assert "3 alertes du jumeau" in sent.subject
    body = str(sent.body).replace("\u202f", " ").replace("\xa0", " ")
    assert body.index("Débordement") < body.index("Bacs")
    assert "Sensor:1 : 95, au-dessus de la limite de 90." in body
    assert reverse("twin_alert", args=["vitre", town.alerts[0].pk]) in body
    assert Entry.objects.of(town.authority).filter(verb="reminded").count() == 1


def test_never_more_than_a_mail_a_quarter_of_an_hour(town: Town) -> None:
    told(town)
    town.member(Role.LEAD)
    for number in range(10):
        town.says(number, 95)
        tell(town)
    assert len(mail.outbox) == 1
    town.now += timedelta(minutes=15)
    assert tell(town) == 1
    assert "9 alertes" in mail.outbox[1].subject


def test_members_named_are_told_and_only_while_they_are_members(town: Town) -> None:
    reader = town.member(Role.READER)
    rule = town.rule()
    writer.write(town.authority, None, [(rule, {"told_members": [reader]})])
    stranger = member_of(make_authority("autre", "Autre"), Role.READER).memberships.get()
    with pytest.raises(RegisterError, match="n’est pas de cette collectivité"):
        writer.write(town.authority, None, [(rule, {"told_members": [reader, stranger]})])
    assert list(rule.told_members.all()) == [reader]
    town.says(1, 95)
    assert tell(town) == 1
    assert mail.outbox[0].to == ["reader@example.org"]
    reader.delete()
    town.says(2, 95)
    town.now += timedelta(hours=1)
    assert tell(town) == 0


def test_what_is_closed_or_normal_again_is_told_to_nobody(town: Town) -> None:
    told(town)
    town.member(Role.LEAD)
    town.says(1, 95)
    town.says(2, 95)
    town.round()
    actions.close(alert=town.alerts[0], user=None, note="fausse alerte")
    town.says(2, 10)
    assert tell(town) == 0


def test_a_member_stops_and_asks_again_on_the_page_of_alerts(town: Town) -> None:
    told(town)
    client = town.client(Role.LEAD)
    address = reverse("twin_alerts_mail", args=["vitre"])
    client.post(address, {"choice": "stop"})
    assert (
        "à ne recevoir aucun courriel"
        in client.get(reverse("twin_alerts", args=["vitre"])).content.decode()
    )
    client.post(address, {"choice": "go"})
    town.says(1, 95)
    assert tell(town) == 1
