"""The public pages of a consultation, and the entry of sheets, as people and robots use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from factories.consultations import make_codes, make_consultation, make_idea, make_question
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.territories.models import Contour, Territory
from jalons.participation.engine.consultations.codes import new_code, printed
from jalons.participation.web.answering import actions, public_views
from jalons.participation.web.answering.places import squares_of
from jalons.participation.web.consultations.models import AnswerPart, Proposal

pytestmark = pytest.mark.django_db
SQUARE = "_ibE_ibE_ibE??_ibE"  # from 10 to 20 degrees


@pytest.fixture(autouse=True)
def fresh():
    for form in (public_views.ANSWERS, public_views.IDEAS, public_views.WITHDRAWALS):
        form.forget()


@pytest.fixture
def found(authority):
    PublicPage.objects.create(authority=authority, is_open=True)
    return make_consultation(authority)


def url(found, name="public_consultation"):
    return reverse(name, args=[found.authority.slug, found.pk])


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[-3000:]
    return re.sub("[\u202f\xa0]", " ", response.content.decode())


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def sent(found, fields=None, *, wait=30, name="public_consultation", client=None, **options):
    """A form opened, then sent as a browser does after some seconds."""
    client = client or Client()
    address = url(found, name)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        html = client.get(address).content.decode()
        typed = {"token": hidden(html, "token")}
        if 'name="made"' in html:
            typed["made"] = hidden(html, "made")
        clock.shift(timedelta(seconds=wait))
        return client.post(address, {**typed, **(fields or {})}, **options)


def answers(found, why="Pour la fraîcheur", choice="1"):
    return {str(found.questions.get(title="Que préférez-vous ?").pk): choice,
            str(found.questions.get(title="Pourquoi ?").pk): why}  # fmt: skip


def parts(found):
    return AnswerPart.objects.of(found.authority).filter(consultation=found)


def receipt_of(html):
    return re.search(r"\b(?<!-)[2-9A-Z]{4}(?:-[2-9A-Z]{4}){2}\b(?!-)", html)[0]


def test_the_page_says_what_is_asked_why_and_what_comes_of_it_then_asks(found):
    page = text(Client().get(url(found)))
    for words in ("Que faire de la place du marché ?", "Le conseil décide en mars", "papier",
                  "Que préférez-vous ?", "Sur vous, si vous", "Ni votre nom"):  # fmt: skip
        assert words in page
    assert page.index("Pourquoi ?") < page.index("Votre âge")
    assert "<script" not in page
    assert not re.search(r"\b(vote|voter|scrutin)\b", page.lower())
    listed = text(Client().get(reverse("public_consultations", args=[found.authority.slug])))
    assert "La place" in listed
    found.authority.memberships.all()
    PublicPage.objects.of(found.authority).update(is_open=False)
    assert Client().get(url(found)).status_code == 404


def test_an_answer_is_stored_thanked_and_withdrawn_with_its_receipt(found):
    page = text(sent(found, answers(found)))
    assert "Votre réponse à « La place » est enregistrée." in page
    assert "Le conseil décide en mars" in page
    assert parts(found).count() == 2
    receipt = receipt_of(page)
    wrong = receipt[:-1] + ("2" if receipt[-1] != "2" else "3")
    page = text(sent(found, {"receipt": wrong}, name="public_withdrawal"), 422)
    assert "faute de frappe" in page
    assert wrong in page
    page = text(sent(found, {"receipt": receipt.lower()}, name="public_withdrawal"))
    assert "Votre réponse a été retirée" in page
    assert not parts(found).exists()
    assert "peut-être déjà retirée" in text(
        sent(found, {"receipt": receipt}, name="public_withdrawal"), 422
    )


def test_nothing_of_who_answers_is_anywhere_in_the_base(found):
    client = Client(REMOTE_ADDR="198.51.100.77", headers={"user-agent": "Odd/7.3 (grep-me)"})
    answer = sent(found, answers(found), client=client)
    sent(found, {"title": "Des bancs"}, name="public_ideas", client=client)
    assert not answer.cookies
    assert not client.cookies
    assert "no-store" in answer["Cache-Control"]
    receipt = receipt_of(text(answer))
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += map(repr, cursor.fetchall())
    whole = "\n".join(rows)
    assert "Des bancs" in whole
    for words in ("198.51.100", "grep-me", receipt, receipt.replace("-", "")):
        assert words not in whole


def test_what_is_wrong_is_said_first_and_linked_and_all_that_was_typed_is_shown_again(found):
    ranks = make_question(found, "rank", "Classez", options="Arbres\nBancs\nJeux", order=3)
    several = make_question(found, "several", "Cochez", options="A\nB\nC", order=4, most=1)
    make_question(found, "scale", "Note", order=5, required=True)
    typed = {**answers(found, "Mon texte <b>"), f"{ranks.pk}_0": "2", f"{ranks.pk}_1": "2",
             str(several.pk): ["1", "3"]}  # fmt: skip
    page = text(sent(found, typed), 422)
    assert page.index('role="alert"') < page.index("<form")
    for words in ("La même réponse est donnée deux fois", "Choisissez 1 réponses au plus",
                  "« Note » attend une réponse"):  # fmt: skip
        assert words in page
    assert f'href="#id_{several.pk}' in page
    assert "Mon texte &lt;b&gt;" in page
    assert page.count(" checked") == 4  # with “no answer” about the age
    assert page.count('<option value="2" selected>') == 2
    assert not parts(found).exists()


def test_a_text_of_a_megabyte_is_refused_and_shown_again_and_more_is_refused_in_words(found):
    long = "é" * 500_000
    page = text(sent(found, answers(found, long)), 422)
    assert "il en faut 5000 au plus" in page
    assert long in page
    assert "beaucoup trop long" in text(sent(found, answers(found, "x" * 6_000_000)), 413)
    assert not parts(found).exists()


def test_a_code_with_a_slip_an_unknown_one_and_a_used_one_are_said_apart(found):
    type(found).objects.of(found.authority).update(access="codes")
    code, other = new_code(), new_code()
    make_codes(found, code)
    assert f'value="{printed(code)}"' in text(Client().get(f"{url(found)}?code={code}"))
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")
    page = text(sent(found, answers(found)), 422)
    assert "Il faut le code reçu sur papier" in page
    assert 'href="#id_code"' in page
    assert "Votre code</label>" in page  # not optional
    for typed, words in ((slip, "faute de frappe"), (other, "n’est pas de cette consultation")):
        page = text(sent(found, {**answers(found), "code": typed}), 422)
        assert words in page
        assert "Pour la fraîcheur" in page
        assert typed in page
    assert "est enregistrée" in text(sent(found, {**answers(found), "code": code}))
    assert "Ce code a déjà servi" in text(sent(found, {**answers(found), "code": code}), 422)
    assert parts(found).count() == 2


def test_a_double_click_stores_once_and_gives_the_receipt_again(found):
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        html = client.get(url(found)).content.decode()
        form = {"token": hidden(html, "token"), "made": hidden(html, "made"), **answers(found)}
        clock.shift(timedelta(seconds=30))
        first, second = text(client.post(url(found), form)), text(client.post(url(found), form))
        assert receipt_of(first) == receipt_of(second)
        assert "elle compte une fois" in second
        # somebody else, on the same computer, comes back to the page and writes another answer
        other = text(client.post(url(found), {**form, **answers(found, "Autre", "2")}), 403)
    assert "Autre" in other
    assert receipt_of(first).replace("-", "") not in other
    assert parts(found).count() == 2


def test_a_flood_from_one_address_is_said_and_not_stored(found):
    """Three hundred forms of one address: some through the pages, the others as the pages check."""
    client, came = Client(REMOTE_ADDR="192.0.2.9"), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tokens = [public_views.ANSWERS.token() for _number in range(300)]
        clock.shift(timedelta(seconds=30))
        for number, token in enumerate(tokens):
            form = {"token": token, **answers(found, "Robot")}
            if number % 40 < 2:
                page = client.post(url(found), form)
                came.append(page.status_code)
                continue
            request = RequestFactory(REMOTE_ADDR="192.0.2.9").post("/", form)
            try:
                public_views.ANSWERS.check(request)
                came.append(200)
            except PublishingError as error:
                came.append(429 if error.code == "form_flood" else error.code)
        assert came == [200] * 60 + [429] * 240
        assert "Trop de formulaires" in text(page, 429)
        assert "Robot" in text(page, 429)
        again = client.post(url(found), {"token": tokens[0], **answers(found, "Robot")})
    assert "déjà été envoyé" in text(again, 403)
    assert parts(found).filter(question=None).count() == 4


def test_too_fast_from_elsewhere_or_without_token_nothing_is_stored(found):
    assert sent(found, answers(found), wait=0).status_code == 403
    assert sent(found, {**answers(found), "website": "http://x"}).status_code == 403
    elsewhere = {"headers": {"origin": "https://elsewhere.example"}}
    assert sent(found, answers(found), **elsewhere).status_code == 403
    assert Client().post(url(found), answers(found)).status_code == 403
    assert not parts(found).exists()


def test_what_was_written_after_the_end_is_shown_with_another_way_to_send_it(found):
    rows = type(found).objects.of(found.authority)
    client = Client()
    last = timezone.localtime().replace(hour=23, minute=59)
    rows.update(closes_on=last.date(), contact_email="place@vitre.example.org")
    with time_machine.travel(last, tick=False) as clock:
        html = client.get(url(found)).content.decode()
        form = {"token": hidden(html, "token"), "made": hidden(html, "made"), **answers(found)}
        clock.shift(timedelta(minutes=5))
        page = text(client.post(url(found), form))
        assert "s’est close pendant que vous écriviez : votre envoi a encore été pris" in page
        clock.shift(timedelta(hours=1))
        form |= {"token": public_views.ANSWERS.token()}
        clock.shift(timedelta(minutes=1))
        page = text(client.post(url(found), form), 409)
        assert "n’a pas été enregistrée" in page
        assert "Pour la fraîcheur" in page
        assert "Des arbres" in page
        assert "place@vitre.example.org" in page
        assert "accueil de la mairie" in page
        assert "Cette consultation est close" in text(client.get(url(found)))
    assert parts(found).count() == 2


def test_an_idea_is_read_before_it_is_shown_and_supported_once_by_receipt(found):
    idea = make_idea(found, "Un kiosque")
    make_idea(found, "Une idée en attente", "waiting")
    page = text(Client().get(url(found, "public_ideas")))
    assert "Soutenir « Un kiosque »" in page
    assert "en attente" not in page
    page = text(sent(found, {"support": str(idea.pk)}, name="public_ideas"))
    receipt = receipt_of(page)
    again = {"support": str(idea.pk), "receipt": receipt}
    assert "déjà votre soutien" in text(sent(found, again, name="public_ideas"), 422)
    assert "1 soutien" in text(Client().get(url(found, "public_ideas")))
    bad = text(sent(found, {"title": " ", "text": "Mes mots"}, name="public_ideas"), 422)
    assert "Mes mots" in bad
    assert "en une phrase" in bad
    page = text(sent(found, {"title": "Des bancs", "receipt": receipt}, name="public_ideas"))
    assert "Une personne la lit" in page
    assert Proposal.objects.of(found.authority).get(title="Des bancs").state == "waiting"
    gone = text(sent(found, {"receipt": receipt}, name="public_withdrawal"))
    assert "1 idée a été retirée" in gone
    assert "1 soutien a été retiré" in gone


def test_a_support_sent_twice_counts_once_and_its_receipt_is_shown_again(found):
    idea, client, address = make_idea(found), Client(), url(found, "public_ideas")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        html = client.get(address).content.decode()
        form = {"token": hidden(html, "token"), "made": hidden(html, "made"),
                "support": str(idea.pk)}  # fmt: skip
        clock.shift(timedelta(seconds=30))
        first, second = text(client.post(address, form)), text(client.post(address, form), 403)
    assert receipt_of(first) == receipt_of(second)
    idea.refresh_from_db()
    assert idea.supports == 1


def test_a_place_is_a_square_of_the_map_or_two_numbers(found):
    found.authority.territory = Territory.objects.create(kind="commune", code="1", name="Vitré")
    found.authority.save()
    Contour.objects.create(territory=found.authority.territory, rings=SQUARE)
    where = make_question(found, "place", "Où ?", order=3)
    page = text(Client().get(url(found)))
    assert "Colonne de la carte" in page
    drawn = Client().get(reverse("public_consultation_map", args=[found.authority.slug]))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert b"style" not in drawn.content
    text(sent(found, {f"{where.pk}_0": "C", f"{where.pk}_1": "4"}))
    at = parts(found).get(question=where).values[str(where.pk)]
    expected = squares_of(found.authority).middle("C", "4")
    assert [float(each) for each in expected.split(",")] == at
    bad = {f"{where.pk}_0": "C", f"{where.pk}_1": "", f"{where.pk}_2": ""}
    assert "ne se lit pas" in text(sent(found, bad), 422)
    far = {f"{where.pk}_2": "48.85, 2.35"}
    assert "dans le territoire" in text(sent(found, far), 422)


def test_sheets_are_entered_one_after_the_other_with_the_same_form(found):
    client = client_of(found.authority, Role.CONTRIBUTOR)
    address = url(found, "answer_entry")
    assert client_of(found.authority, Role.READER).get(address).status_code == 403
    html = text(client.get(address))
    assert "Que préférez-vous ?" in html
    sheet = {"made": hidden(html, "made"), "channel": "phone", **answers(found)}
    page = text(client.post(address, sheet))
    receipt = receipt_of(page)
    assert receipt_of(text(client.post(address, sheet))) == receipt  # a double click
    other = text(client.post(address, {**sheet, **answers(found, "Autre")}), 422)
    assert "déjà enregistrée" in other
    assert "Autre" in other
    assert "?voie=phone" in page
    assert re.search(r'value="phone"[^>]* checked', text(client.get(f"{address}?voie=phone")))
    assert {each.channel for each in parts(found)} == {"phone"}
    assert "Aucune question" in text(client.post(address, {"channel": "desk"}), 422)
    gone = client.post(url(found, "answer_withdraw"), {"receipt": receipt})
    assert "a été retiré" in text(gone)
    assert not parts(found).exists()


def test_after_closing_the_page_of_withdrawal_says_why_it_is_impossible(found):
    stored = actions.store(found, answers(found), "online")
    rows = type(found).objects.of(found.authority)
    rows.update(state="closed")
    actions.close(lambda *_args: None, authority=found.authority_id, consultation=str(found.pk))
    page = text(Client().get(url(found, "public_withdrawal")))
    assert "Les reçus ont été effacés" in page
    assert stored.receipt not in page


def test_the_public_page_of_the_authority_leads_to_what_is_open_and_to_nothing_else(found):
    closed = make_consultation(found.authority, "Le parc", state="closed")
    page = text(Client().get(reverse("public_page", args=[found.authority.slug])))
    assert f'<a href="{url(found)}">La place</a>' in page
    assert url(closed) not in page
