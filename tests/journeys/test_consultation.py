"""A whole consultation by forms alone: codes on letters, sheets of paper, texts read, an answer."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.tasks.worker import Worker
from jalons.participation.web.consultations.models import AnswerPart, Code, Consultation

pytestmark = pytest.mark.django_db


def words(page) -> str:
    return re.sub("[\u202f\xa0]", " ", page.content.decode())


def test_a_consultation_by_letter_and_on_paper_is_opened_closed_read_and_answered(lead, authority):
    PublicPage.objects.create(authority=authority, is_open=True)
    found = written(lead, authority)
    codes = printed_codes(lead, found)
    everybody = reverse("public_consultation", args=[authority.slug, found.pk])

    for code in codes[:6]:
        assert "reçu" in answered(everybody, found, code)
    assert "déjà" in answered(everybody, found, codes[0], expected=422)
    assert Code.objects.of(authority).filter(used=True).count() == 6
    for _sheet in range(2):
        on_paper(lead, found)
    receipt = on_paper(lead, found)
    gone = lead.post(reverse("answer_withdraw", args=[authority.slug, found.pk]),
                     {"receipt": receipt})  # fmt: skip
    assert "retiré" in words(gone)

    read_by_a_person(lead, found)
    lead.post(reverse("consultation_move", args=[authority.slug, found.pk]), {"move": "close"})
    Worker().run_pending()
    parts = AnswerPart.objects.of(authority).filter(consultation=found)
    assert not parts.exclude(receipt="").exists()
    assert not Code.objects.of(authority).exists()

    theme = coded(lead, found)
    answer = {"move": "answer", "day": timezone.localdate().isoformat()}
    lead.post(reverse("consultation_move", args=[authority.slug, found.pk]), answer)
    assert found.latest().state == Consultation.State.CLOSED  # a theme waits for its answer
    typed = {**fields(lead, reverse("reading_theme_edit", args=[authority.slug, theme])),
             "answer_state": "done", "answer": "Douze arbres sont plantés.",
             "answer_on": timezone.localdate().isoformat()}  # fmt: skip
    lead.post(reverse("reading_theme_edit", args=[authority.slug, theme]), typed)
    lead.post(reverse("consultation_move", args=[authority.slug, found.pk]), answer)
    assert found.latest().state == Consultation.State.ANSWERED
    results = words(lead.get(reverse("reading_results", args=[authority.slug, found.pk])))
    assert "Douze arbres sont plantés." in results
    assert "Non représentatif" in results


def written(lead: Client, authority) -> Consultation:
    """A consultation with a question of each sort, whose remarks were read, open for a week."""
    today = timezone.localdate()
    lead.post(reverse("consultation_new", args=[authority.slug]), {
        "title": "La place du marché", "purpose": "Nous refaisons la place. Que voulez-vous ?",
        "promise": "Le conseil décide en mars et vous dira pourquoi.", "access": "codes",
        "elsewhere": "Formulaires à l’accueil de la mairie.", "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=7)).isoformat(),
    })  # fmt: skip
    found = Consultation.objects.of(authority).get()
    for order, (kind, title, options) in enumerate(
        (("choice", "Que préférez-vous ?", "Des arbres\nDes bancs\nSans avis"),
         ("text", "Pourquoi ?", "")), 1,
    ):  # fmt: skip
        address = reverse("consultation_questions_new", args=[authority.slug, found.pk])
        lead.post(address, {"order": order, "kind": kind, "title": title, "options": options,
                            "most": 0, "scale": 5})  # fmt: skip
    lead.post(reverse("consultation_confirm", args=[authority.slug, found.pk]))
    letters = {"consultation": str(found.pk), "label": "Lettres du centre", "count": 8}
    lead.post(reverse("code_batch_new", args=[authority.slug]), letters)
    Worker().run_pending()
    page = lead.post(
        reverse("consultation_move", args=[authority.slug, found.pk]), {"move": "open"}, follow=True
    )
    assert found.latest().state == Consultation.State.OPEN, words(page)
    return found


def printed_codes(lead: Client, found: Consultation) -> list[str]:
    """The codes of its letters, whose file leaves once."""
    batch = found.batches.get()
    address = reverse("code_batch_fetch", args=[found.authority.slug, batch.pk, "csv"])
    sheet = lead.post(address).content.decode("utf-8-sig")
    assert lead.post(address).status_code == 302
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    return [next(iter(row.values())) for row in rows]


def fields(client: Client, address: str) -> dict[str, str]:
    """What a browser would send of the fields of a page as they are."""
    html = client.get(address).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    typed = r'<input type="(?:text|date|number)" name="([^"]+)" value="([^"]*)"'
    found |= dict(re.findall(typed, html))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html))
    return found


def answered(address: str, found: Consultation, code: str, expected: int = 200) -> str:
    """What somebody with a letter reads after sending the form."""
    choice, text = found.questions.order_by("order")
    somebody = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        typed = fields(somebody, address)
        clock.shift(timedelta(seconds=40))
        page = somebody.post(address, {**typed, "code": code, str(choice.pk): "1",
                                       str(text.pk): "Il manque de l’ombre."})  # fmt: skip
    assert page.status_code == expected, words(page)
    assert not somebody.cookies
    return words(page)


def on_paper(lead: Client, found: Consultation) -> str:
    """The receipt of a sheet of paper that an agent typed."""
    choice, text = found.questions.order_by("order")
    address = reverse("answer_entry", args=[found.authority.slug, found.pk])
    page = lead.post(address, {**fields(lead, address), "channel": "paper", str(choice.pk): "2",
                               str(text.pk): "Des bancs près de l’école."})  # fmt: skip
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words(page))[0]


def read_by_a_person(lead: Client, found: Consultation) -> None:
    """Every text ticked, then said read."""
    address = reverse("moderation_waiting", args=[found.authority.slug, found.pk])
    while ticked := re.findall(r'name="target" value="([^"]+)"', words(lead.get(address))):
        lead.post(address, {"target": ticked, "act": "read"})


def coded(lead: Client, found: Consultation) -> str:
    """The theme that an agent chose for every text, one after the other."""
    where = [found.authority.slug, found.pk]
    lead.post(reverse("reading_theme_add", args=where), {"title": "De l’ombre", "words": "arbres"})
    theme = str(found.themes.get().pk)
    address = reverse("reading_text", args=where)
    while (page := lead.get(address)).status_code == 200:
        part = re.search(r'name="texte" value="([^"]+)"', words(page))[1]
        lead.post(address, {"texte": part, "theme": theme})
    return theme
