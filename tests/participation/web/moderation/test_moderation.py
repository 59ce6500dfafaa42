"""Texts read by a person before anybody quotes them: marks, reasons, the log, undoing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from factories.consultations import make_consultation, make_idea, make_question
from factories.people import client_of, member_of
from jalons.foundation.accounts.models import Role
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import actions as answering
from jalons.participation.web.consultations.models import AnswerPart, Moderation, Proposal
from jalons.participation.web.moderation import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(authority):
    return make_consultation(authority)


@pytest.fixture
def reader(authority):
    return member_of(authority, Role.CONTRIBUTOR, "lecture@vitre.example.org")


def write(found, *texts, channel="paper"):
    why = found.questions.get(title="Pourquoi ?")
    for text in texts:
        answering.store(found, {str(why.pk): text}, channel)


def text_of(found, words):
    rows = AnswerPart.objects.of(found.authority).filter(consultation=found)
    return rows.select_related("authority", "consultation__authority").get(text__contains=words)


def refused(expected, *args):
    with pytest.raises(ParticipationError) as error:
        actions.judge(*args)
    assert error.value.code == expected


def page(response, status=200):
    assert response.status_code == status, response.content.decode()[-2000:]
    return re.sub("[\u202f\xa0]", " ", response.content.decode())


def url(found, name="moderation_waiting"):
    return reverse(name, args=[found.authority.slug, found.pk])


def test_a_text_is_read_hidden_or_cleared_and_each_decision_is_a_line(found, reader):
    write(found, "De l’ombre", "Mme Roy le sait", "Un bel endroit")
    assert queries.waiting(found).count() == 3
    named = text_of(found, "Roy")
    actions.judge(text_of(found, "ombre"), "read", "", reader)
    actions.judge(named, "read", "", reader)
    named.refresh_from_db()
    assert (named.state, len(named.flags)) == ("read", 1)  # read, and still never exported
    actions.judge(named, "clear", "", reader)
    named.refresh_from_db()
    assert (named.state, named.flags) == ("read", [])
    refused("moderation_reason", text_of(found, "bel"), "hide", " ", reader)
    refused("moderation_act", text_of(found, "bel"), "burn", "", reader)
    line = actions.judge(text_of(found, "bel"), "hide", "off_subject", reader)
    assert (line.by, line.reason) == (Role.CONTRIBUTOR, "off_subject")
    assert queries.waiting(found).count() == 0
    actions.take_back(line, reader)
    assert [each.text for each in queries.waiting(found)] == ["Un bel endroit"]
    actions.judge(named, "back", "", reader)
    named.refresh_from_db()
    assert len(named.flags) == 1  # what was lifted is marked again
    acts = Moderation.objects.of(found.authority).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["read", "read", "clear", "hide", "back", "back"]
    every = repr(list(Moderation.objects.of(found.authority).values()))
    assert "Roy" not in every
    assert reader.email not in every


def test_texts_that_say_the_same_are_decided_together_and_no_other(found, reader):
    write(found, "Des bancs !", "des  BANCS", "Des bancs", "Des bancs et de l’ombre")
    other = make_question(found, "text", "Et encore ?", order=3)
    answering.store(found, {str(other.pk): "Des bancs"}, "paper")
    targets = queries.grouped(found, "waiting")
    assert sorted(count for _target, count in targets) == [1, 1, 3]
    (three,) = [target for target, count in targets if count == 3]
    assert actions.judge_all(found, [three], "read", "", reader) == 3
    assert queries.waiting(found).count() == 2
    assert Moderation.objects.of(found.authority).count() == 3


def test_an_idea_that_may_name_somebody_is_not_shown_by_a_plain_reading(found, reader):
    idea = make_idea(found, "Un kiosque pour M. Martin", "waiting")
    refused("moderation_flagged", idea, "read", "", reader)
    actions.judge(idea, "hide", "personal", reader)
    idea.refresh_from_db()
    assert idea.state == Proposal.State.REFUSED
    assert "reconnaître" in idea.reason  # residents read it
    actions.judge(idea, "back", "", reader)
    actions.judge(idea, "clear", "", reader)
    idea.refresh_from_db()
    assert (idea.state, idea.reason) == (Proposal.State.SHOWN, "")


def test_a_text_withdrawn_meanwhile_or_of_another_consultation_is_said(found, reader, other):
    write(found, "Des bancs")
    part = text_of(found, "bancs")
    elsewhere = make_consultation(other)
    for target in (f"part:{part.pk}", "part:x", "idea:1", "burn:1"):
        with pytest.raises(ParticipationError) as error:
            actions.judge_all(elsewhere, [target], "read", "", reader)
        assert error.value.code == "moderation_gone"
    AnswerPart.objects.of(found.authority).delete()
    refused("moderation_gone", part, "read", "", reader)
    assert not Moderation.objects.of(found.authority).exists()


def test_the_queue_marks_notes_and_decides_what_is_ticked_by_forms_alone(found):
    client = client_of(found.authority, Role.CONTRIBUTOR)
    assert client_of(found.authority, Role.READER).get(url(found)).status_code == 403
    write(found, "Appelez Mme Roy au 06 12 34 56 78 <b>", "Des bancs", "des bancs",
          "There is not enough light in the street and the bus is late")  # fmt: skip
    make_idea(found, "Un kiosque", "waiting")
    html = page(client.get(url(found)))
    assert "5 textes à lire" in html
    assert "<mark>06 12 34 56 78</mark> &lt;b&gt;" in html
    assert "<mark>Mme Roy</mark>" in html
    assert "paraît écrit en anglais" in html
    assert "2 textes disent la même chose" in html
    assert "montre peut-être : un numéro de téléphone, le nom d’une personne" in html
    assert "<script" not in html.split("</head>")[1]
    assert html.count("<select") == 1
    targets = dict(queries.grouped(found, "waiting"))
    two = next(target for target, count in targets.items() if count == 2)
    assert "Cochez au moins un texte" in page(client.post(url(found), {"act": "read"}), 422)
    refused_page = page(client.post(url(found), {"act": "hide", "target": [two]}), 422)
    assert "Choisissez pourquoi" in refused_page
    assert f'value="{two}" checked' in refused_page
    done = client.post(url(found), {"act": "hide", "reason": "insult", "target": [two]},
                       follow=True)  # fmt: skip
    assert "3 textes à lire" in page(done)
    hidden = page(client.get(f"{url(found)}?etat=hidden"))
    assert "2 textes non montrés" in hidden
    log = page(client.get(url(found, "moderation_log")))
    assert "insulte, menace" in log
    file = b"".join(client.get(url(found, "moderation_log_file")).streaming_content).decode()
    assert file.count("non montré;un texte;") == 2
    line = Moderation.objects.of(found.authority).first()
    back = reverse("moderation_take_back", args=[found.authority.slug, line.pk])
    assert "de nouveau parmi ceux à lire" in page(client.post(back, follow=True))
    index = page(client.get(reverse("moderation_list", args=[found.authority.slug])))
    assert "4 textes attendent d’être lus." in index


def test_a_page_of_a_long_queue_stays_short(found):
    write(found, *(f"Texte numéro {number} de la place" for number in range(60)))
    client = client_of(found.authority, Role.CONTRIBUTOR)
    html = page(client.get(url(found)))
    assert html.count('type="checkbox"') == 25
    assert html.count("<") < 600 * 2  # an opening and a closing tag for each node
    assert "page 3 sur 3" in page(client.get(f"{url(found)}?page=3"))


def test_texts_brought_from_a_file_are_decided_though_nothing_was_noted_of_them(found, reader):
    why = found.questions.get(title="Pourquoi ?")
    for _number in range(2):
        AnswerPart.objects.create(authority=found.authority, consultation=found, question=why,
                                  text="Des bancs", channel="imported")  # fmt: skip
    targets = queries.grouped(found, "waiting")
    assert [count for _target, count in targets] == [1, 1]
    assert actions.judge_all(found, [targets[0][0]], "read", "", reader) == 1
    assert queries.waiting(found).count() == 1
