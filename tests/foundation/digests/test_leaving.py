"""The link of a mail stops the mails of its kind, without an account, by a click and no less."""

from __future__ import annotations

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from foundation.digests.sample import DAILY
from jalons.foundation.administration.archive.personal_data import data_of
from jalons.foundation.digests import actions
from jalons.foundation.digests.links import leave_path
from jalons.foundation.digests.models import DigestChoice, Rhythm
from jalons.foundation.digests.queries import rhythm_of
from jalons.foundation.journal.models import Entry
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.twin.web.alerts.mails import ALERTS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("foundation.digests.sample")]


@pytest.fixture
def visitor():
    """A browser or a mail program that never came before; forms are checked as in production."""
    return Client(enforce_csrf_checks=True)


def test_a_link_asks_first_whatever_opens_it(town, member, visitor):
    user = member("reader")
    path = leave_path(DAILY, town, user)
    page = visitor.get(path)
    assert "Stop the bins\u202f?" in page.content.decode()
    visitor.head(path)
    assert visitor.put(path).status_code == 405
    assert rhythm_of(DAILY, town, user) == Rhythm.WEEKLY
    assert not DigestChoice.objects.of(town).exists()


def test_the_button_of_the_page_stops_the_mails_of_that_kind_only(town, member, visitor):
    user, other = member("reader"), member("other")
    page = visitor.post(leave_path(DAILY, town, user))
    assert page.status_code == 200
    html = page.content.decode()
    assert "No more bins." in html
    assert reverse("journal", args=[town.slug]) in html
    assert rhythm_of(DAILY, town, user) == Rhythm.NEVER
    assert rhythm_of(REMINDERS, town, user) == Rhythm.WEEKLY
    assert rhythm_of(DAILY, town, other) == Rhythm.WEEKLY


FORM = "application/x-www-form-urlencoded"
PARTS = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--'


@pytest.mark.parametrize(
    ("kind", "body"),
    [(FORM, "List-Unsubscribe=One-Click"), ("multipart/form-data; boundary=b", PARTS)],
    ids=["form", "multipart"],
)
def test_a_mail_program_stops_them_in_one_click_without_a_cookie(town, member, visitor, kind, body):
    """RFC 8058: both kinds of body, answered without a redirection."""
    user = member("reader")
    answer = visitor.post(leave_path(DAILY, town, user), body, content_type=kind)
    assert answer.status_code == 200
    assert not answer.cookies
    assert rhythm_of(DAILY, town, user) == Rhythm.NEVER
    (line,) = Entry.objects.of(town)
    assert (line.actor, line.label) == (user, "Bins")
    assert (line.before, line.after) == ({"rhythm": "weekly"}, {"rhythm": "never"})


def test_a_forged_link_stops_nothing(town, member, visitor):
    user = member("reader")
    path = leave_path(DAILY, town, user)
    of_alerts = leave_path(ALERTS, town, user).rstrip("/").rpartition("/")[2]
    forged = [
        path.replace(f"{town.pk}.", f"{town.pk + 1}.", 1),
        f"{path[:-2]}/",
        reverse("sample_leave", args=[of_alerts]),
        reverse("sample_leave", args=["1.1"]),
        reverse("sample_leave", args=[Signer(salt="jalons.sample.bins").sign("x.y")]),
    ]
    assert [visitor.post(each).status_code for each in forged] == [404] * len(forged)
    user.delete()
    assert visitor.post(path).status_code == 404


@pytest.mark.parametrize(
    ("digest", "path", "salt"),
    [
        (REMINDERS, "/rappels/{}/", "jalons.strategy.reminders"),
        (ALERTS, "/capteurs/alertes/{}/", "jalons.twin.alerts"),
    ],
    ids=["reminders", "alerts"],
)
def test_the_links_of_mails_sent_by_former_versions_still_stop_them(member, digest, path, salt):
    """Their address and their signature are written here as they were, never computed."""
    user = member("reader")
    (town,) = user.authorities.all()
    link = path.format(Signer(salt=salt).sign(f"{town.pk}.{user.pk}"))
    assert f"{digest.words.stop}\u202f?" in Client().get(link).content.decode()
    assert Client().post(link).status_code == 200
    assert rhythm_of(digest, town, user) == Rhythm.NEVER
    assert link == leave_path(digest, town, user)


def test_the_journal_has_a_line_for_each_change_and_none_without(town, member):
    user = member("reader")
    for rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.MONTHLY, Rhythm.NEVER):
        actions.choose(REMINDERS, authority=town, user=user, rhythm=rhythm)
    lines = Entry.objects.of(town).order_by("pk")
    assert [line.changes for line in lines] == [
        [("rythme", "chaque semaine", "chaque mois")],
        [("rythme", "chaque mois", "jamais")],
    ]
    assert {(line.label, line.kind) for line in lines} == {("Rappels", "rappels")}


def test_what_a_person_chose_is_in_what_they_may_know_of_themselves(town, member):
    user = member("reader")
    actions.choose(DAILY, authority=town, user=user, rhythm=Rhythm.NEVER)
    (row,) = data_of(user)["own"]["digests.digestchoice"]
    assert (row["name"], row["rhythm"]) == (DAILY.name, Rhythm.NEVER)
