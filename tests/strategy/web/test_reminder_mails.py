"""Reminders leave by mail, to the right people, no more often than they want; calendars too."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Membership, Role
from jalons.foundation.digests import actions as digests
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.digests.queries import rhythm_of
from jalons.strategy.engine.roadmap.ics import DayEvent, calendar_text
from jalons.strategy.web.calendar.models import CalendarLink
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import ActionTask

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def lead(agglo):
    return member_of(agglo, Role.CONTRIBUTOR, "lead@example.org", name="Léa")


@pytest.fixture
def late(agglo, lead):
    values = {"title": "Compter", "end": date(2026, 11, 1), "lead_user": lead.pk,
              "status": "under_way"}  # fmt: skip
    return create_action(authority=agglo, user=None, values=values)


@pytest.fixture
def mail_server(monkeypatch):
    monkeypatch.setitem(django_settings.OPTIONS, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(django_settings.OPTIONS, "ADDRESS", "https://jalons.example.org")


def send(now=NOW):
    with time_machine.travel(now, tick=False):
        return digests.send(REMINDERS, now=now)


def test_nothing_leaves_without_a_mail_server_but_the_page_tells_it(agglo, lead, late):
    assert send() == 0
    client = signed_in(lead)
    html = client.get(reverse("roadmap_reminders", args=["agglo"])).content.decode()
    assert "Compter" in html
    assert "Aucun courriel ne part" in html


@pytest.mark.usefixtures("mail_server")
def test_the_lead_of_a_late_action_is_told_once_a_week(agglo, lead, late):
    assert send() == 1
    letter = mail.outbox[0]
    assert letter.to == ["lead@example.org"]
    assert "Compter" in letter.body
    assert f"https://jalons.example.org/collectivite/agglo/feuille-de-route/{late.pk}/" in (
        letter.body
    )
    assert send(NOW + timedelta(days=6)) == 0
    assert send(NOW + timedelta(days=7)) == 1


@pytest.mark.usefixtures("mail_server")
def test_somebody_who_left_is_never_written_to(agglo, lead, late):
    member_of(agglo, Role.LEAD, "chief@example.org")
    Membership.objects.filter(user=lead).delete()
    send()
    assert [letter.to for letter in mail.outbox] == [["chief@example.org"]]


@pytest.mark.usefixtures("mail_server")
def test_a_duty_due_within_a_month_is_called_to_mind_and_a_late_one_goes_with_it(agglo):
    member_of(agglo, Role.LEAD, "chief@example.org")
    GivenAnswer.objects.create(authority=agglo, question="8.2.1", said="planned")
    assert send(datetime(2027, 5, 20, 6, tzinfo=UTC)) == 0, "a late duty alone writes to nobody"
    assert send(datetime(2027, 6, 10, 6, tzinfo=UTC)) == 1
    body = mail.outbox[0].body
    late = body.index("Ce que la loi demandait, et qui est en retard")
    soon = body.index("Ce que la loi demande d’ici un mois")
    assert late < body.index("Stratégie numérique responsable") < soon
    assert soon < body.index("30 juin 2027")
    assert "https://jalons.example.org/collectivite/agglo/" in body


def test_a_member_chooses_their_rhythm(agglo, lead):
    client = signed_in(lead)
    client.post(reverse("roadmap_reminders", args=["agglo"]), {"rhythm": "monthly"})
    assert rhythm_of(REMINDERS, agglo, lead) == Rhythm.MONTHLY


# Calendar -----------------------------------------------------------------------------------------


def address_of(client):
    html = client.post(
        reverse("roadmap_calendar_link", args=["agglo"]), {"step": "make"}
    ).content.decode()
    return re.search(r"http://testserver(/agenda/\S+\.ics)", html)[1]


def test_a_secret_address_shows_the_days_until_it_is_closed(agglo, lead, late):
    ActionTask.objects.create(authority=agglo, action=late, title="Appeler", due=date(2027, 1, 5))
    client = signed_in(lead)
    path = address_of(client)
    secret = path.removeprefix("/agenda/").removesuffix(".ics")
    assert CalendarLink.objects.of(agglo).get().digest != secret
    feed = Client().get(path)
    assert feed["Content-Type"].startswith("text/calendar")
    text = feed.content.decode()
    assert "DTSTART;VALUE=DATE:20261101\r\n" in text
    assert "SUMMARY:Appeler\r\n" in text
    other = address_of(client)
    assert Client().get(path).status_code == 404
    client.post(reverse("roadmap_calendar_link", args=["agglo"]), {"step": "revoke"})
    assert Client().get(other).status_code == 404


def test_the_address_of_somebody_who_left_no_longer_answers(agglo, lead):
    client = signed_in(lead)
    path = address_of(client)
    Membership.objects.filter(user=lead).delete()
    assert Client().get(path).status_code == 404


def test_a_calendar_folds_its_lines_and_protects_its_marks():
    events = [DayEvent("u@x", date(2026, 12, 31), "Été, hiver; \\ " + "é" * 100, "un\ndeux")]
    text = calendar_text(events, name="Ville", made_at=NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Été\\, hiver\\; \\\\ " + "é" * 100 in whole
    assert "DESCRIPTION:un\\ndeux" in whole
    assert "DTEND;VALUE=DATE:20270101" in whole
