"""The funding of a roadmap on its pages: what is known, what is late, in calendars and mails."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of, member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import living
from jalons.strategy.web.calendar.calendar_feed import make_link
from jalons.strategy.web.calendar.reminders import digests_of
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import BudgetLine, Funding

pytestmark = pytest.mark.django_db


def sheet(agglo, title, planned=None, status="planned", **fundings):
    action = create_action(authority=agglo, user=None, values={"title": title, "status": status})
    if planned:
        BudgetLine.objects.create(authority=agglo, action=action, year=2027, nature="running",
                                  planned=planned)  # fmt: skip
    for funder, values in fundings.items():
        Funding.objects.create(authority=agglo, action=action, funder=funder, **values)
    return action


def page(client):
    response = client.get(reverse("roadmap_funding", args=["agglo"]))
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def test_nothing_known_is_said_so_and_never_as_zero(agglo, reader):
    assert "Aucun budget prévu n’est encore connu" in page(reader)
    sheet(agglo, "Former", ADEME={"state": "granted", "granted": 500})
    told = page(reader)
    assert "Aucun budget prévu n’est encore connu" in told
    assert "1 action n’a pas de budget connu" in told
    assert "0 %" not in told


def test_the_page_says_what_part_is_funded_by_whom_and_what_is_late(agglo, reader):
    today = timezone.localdate()
    action = sheet(
        agglo, "Réparer", 1000,
        Région={"state": "granted", "granted": 250, "asked": 400},
        Europe={"state": "to_file", "asked": 300, "deadline": today - timedelta(days=2),
                "scheme": "FEDER", "follower": "Mme Roy"},
        ADEME={"state": "idea", "deadline": today + timedelta(days=9)},
        État={"state": "asked", "asked": 100, "deadline": today - timedelta(days=40)},
    )  # fmt: skip
    sheet(agglo, "Former")
    sheet(agglo, "Rêver", 9999, status="proposed")
    sheet(agglo, "Renoncer", 9999, status="abandoned")
    told = page(reader)
    assert "250 € accordés sur 1 000 € prévus : 25 %." in told
    assert "1 action n’a pas de budget connu : elle n’est pas dans ces chiffres." in told
    assert "1 dossier de financement devrait déjà être déposé." in told
    assert "300 € ne sont encore qu’une idée" in told
    table = told[told.index("Dossiers à déposer") : told.index("D’où vient l’argent")]
    assert table.index("Europe · FEDER") < table.index("ADEME")
    assert "État" not in table  # filed already
    assert "650 €" in told
    assert "Europe · FEDER" in reader.get(
        reverse("roadmap_action", args=["agglo", action.pk])
    ).content.decode()  # fmt: skip


def test_a_funding_is_written_whole_on_its_form(agglo):
    client = client_of(agglo, Role.CONTRIBUTOR, "editor@example.org")
    action = sheet(agglo, "Réparer")
    sent = {"funder": "Région", "scheme": "Numérique sobre", "state": "paid", "asked": "1 000",
            "deadline": "2027-02-15", "eligible": "3000,50", "granted": "900",
            "link": "https://example.org/aide", "follower": "Finances"}  # fmt: skip
    new = reverse("roadmap_action_financements_new", args=["agglo", action.pk])
    assert client.post(new, sent).status_code == 302
    held = Funding.objects.of(agglo).get()
    assert (held.scheme, held.state, str(held.eligible), held.deadline, held.follower) == (
        "Numérique sobre", "paid", "3000.50", date(2027, 2, 15), "Finances"
    )  # fmt: skip
    gone = client.post(reverse("roadmap_action_financements_delete",
                               args=["agglo", action.pk, held.pk]))  # fmt: skip
    assert not living(Funding, agglo).exists()
    batch = gone["Location"].partition("fait=")[2]
    client.post(reverse("roadmap_action_undo", args=["agglo", batch]))
    back = living(Funding, agglo).get()
    assert (back.deadline, back.eligible, back.link) == (held.deadline, held.eligible, held.link)


def test_a_file_to_send_is_called_to_mind_and_in_the_calendar_until_it_is_filed(agglo):
    user = member_of(agglo, Role.LEAD, "lead@example.org")
    today = timezone.localdate()
    action = sheet(
        agglo, "Réparer",
        Europe={"state": "to_file", "deadline": today - timedelta(days=1)},
        Région={"state": "idea", "deadline": today + timedelta(days=29)},
        ADEME={"state": "idea", "deadline": today + timedelta(days=31)},
        État={"state": "asked", "deadline": today + timedelta(days=3)},
    )  # fmt: skip
    told = [
        (each.reason.value, each.title)
        for each in digests_of(agglo, timezone.now())[user.pk]
        if each.reason.value.startswith("funding")
    ]
    assert told == [("funding_overdue", "Réparer · Europe"), ("funding_soon", "Réparer · Région")]
    secret = make_link(authority=agglo, user=user)
    ics = Client().get(reverse("calendar_feed", args=[secret])).content.decode()
    assert "À déposer" in ics
    assert "ADEME" in ics
    assert "État" not in ics
    client = signed_in(user)
    year = {"annee": str(today.year)}
    calendar = client.get(reverse("roadmap_calendar", args=["agglo"]), year).content.decode()
    assert "Europe" in calendar
    action.status = "done"
    action.save()
    reasons = {each.reason.value for each in digests_of(agglo, timezone.now()).get(user.pk, ())}
    assert not any(reason.startswith("funding") for reason in reasons)
