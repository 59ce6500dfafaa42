"""What waits in the room, on its page and in one mail to those who may do something about it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.datasets import make_dataset, make_file
from factories.people import client_of, member_of
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.catalogue.web.algorithms.models import Algorithm, AlgorithmRequest
from jalons.catalogue.web.charters.models import Charter, CharterCommitment, CharterPrinciple
from jalons.catalogue.web.checks.actions import examined
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.catalogue.web.reminders.digest import REMINDERS, due, send
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.digests.queries import rhythm_of
from jalons.foundation.register.writer import store_computed, write

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def fill(authority: Authority) -> None:
    """One thing of each kind that waits, and its likes that do not."""
    late = {"frequency": "ANNUAL", "updated_on": ago(800)}
    make_dataset(authority, name="Arbres", **late)
    make_dataset(authority, name="Bancs", frequency="ANNUAL", updated_on=ago(10))
    gone = make_dataset(authority, name="Minitel", **late)
    type(gone).objects.of(authority).filter(pk=gone.pk).update(state="withdrawn")
    elsewhere = make_dataset(authority, name="Lignes de bus", **late)
    type(elsewhere).objects.of(authority).filter(pk=elsewhere.pk).update(origin="https://x.test/")
    file = make_file(make_dataset(authority, name="Prénoms"), "COLL_INSEE;ANNEE\n1053;2023\n")
    write(authority, None, [(file, {"schema": "scdl-prenoms", "format": "csv"})])
    examined(file.latest())
    source = HarvestSource(authority=authority)
    write(authority, None, [(source, {"name": "Région", "url": "https://y.test/c.ttl"})])
    store_computed(HarvestSource.objects.of(authority).filter(pk=source.pk), problem="Injoignable.")
    algorithm = Algorithm(authority=authority)
    request = {"algorithm": algorithm, "subject": "D-12", "received_on": ago(60)}
    charter, principle = Charter(authority=authority), CharterPrinciple(authority=authority)
    promised = [("Ouvrir les données", ago(3)), ("Former les agents", ago(-7)), ("Bilan", ago(-90))]
    write(authority, None, [
        (algorithm, {"name": "Places en crèche", "review_before": ago(1)}),
        (AlgorithmRequest(authority=authority), request),
        (AISystem(authority=authority), {"name": "Robot du site", "review_by": ago(2)}),
        (AISystem(authority=authority), {"name": "Tri des courriels", "review_by": ago(-30)}),
        (charter, {"name": "Charte"}), (principle, {"charter": charter, "title": "Ouverture"}),
        *((CharterCommitment(authority=authority),
           {"principle": principle, "text": text, "due_on": day}) for text, day in promised),
    ])  # fmt: skip


def names(authority: Authority) -> list[str]:
    return [line.text for _title, line in due(authority)]


def test_what_is_late_failed_or_due_stands_on_one_page_the_most_pressing_first(
    authority: Authority, reader: Client
) -> None:
    page = reverse("catalogue_reminders", args=[authority.slug])
    assert "Rien n’est à reprendre" in reader.get(page).content.decode()
    fill(authority)
    assert names(authority) == [
        "D-12", "Région", "Prénoms", "Arbres", "Places en crèche", "Robot du site",
        "Ouvrir les données", "Former les agents",
    ]  # fmt: skip
    shown = reader.get(page).content.decode()
    assert "8 points à reprendre." in shown
    assert "Injoignable." in shown
    assert "À quel rythme" not in shown  # a reader is not written to
    assert all(reader.get(line.path).status_code == 200 for _title, line in due(authority))


def test_one_mail_a_week_leaves_to_who_may_write_until_they_stop_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setitem(settings.OPTIONS, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(settings.OPTIONS, "ADDRESS", "https://jalons.example.org")
    author = member_of(authority, Role.CONTRIBUTOR, "auteur@example.org")
    member_of(authority, Role.READER, "lecteur@example.org")
    now = timezone.now()
    send(now=now)
    assert mail.outbox == []  # nothing waits: nothing is sent
    fill(authority)
    other = make_authority("Fougères")
    member_of(other, Role.LEAD, "ailleurs@example.org")
    send(now=now + timedelta(days=1))
    (sent,) = mail.outbox
    assert sent.to == ["auteur@example.org"]
    assert "8 points à reprendre" in sent.subject
    assert "Engagements de chartes, à échéance ou en retard" in sent.body
    assert sent.body.index("D-12") < sent.body.index("Arbres")
    send(now=now + timedelta(days=3))
    assert len(mail.outbox) == 1
    send(now=now + timedelta(days=8))
    assert len(mail.outbox) == 2
    leave = (
        str(sent.extra_headers["List-Unsubscribe"])
        .strip("<>")
        .removeprefix("https://jalons.example.org")
    )
    assert client.post(leave).status_code == 200
    assert rhythm_of(REMINDERS, authority, author) == "never"
    send(now=now + timedelta(days=30))
    assert len(mail.outbox) == 2


def test_who_may_write_chooses_how_often(authority: Authority) -> None:
    editor = client_of(authority, Role.CONTRIBUTOR, "autrice@example.org")
    page = reverse("catalogue_reminders", args=[authority.slug])
    assert "À quel rythme" in editor.get(page).content.decode()
    assert editor.post(page, {"rhythm": "hourly"}).status_code == 422
    assert editor.post(page, {"rhythm": "monthly"}).status_code == 302
    user = editor.get("/").wsgi_request.user
    assert rhythm_of(REMINDERS, authority, user) == "monthly"
