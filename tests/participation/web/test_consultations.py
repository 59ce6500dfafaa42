"""A consultation from its draft to its answer: checked before it opens, final once it is open."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.html import page as html_page
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import delete, move, restore, undo, write
from jalons.foundation.tasks.models import Job
from jalons.kernel import JalonsError
from jalons.participation.documents.paper_form import form_document
from jalons.participation.web.consultations import actions, demo, moves, queries, views
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.consultations.register import consultations
from jalons.strategy.web.observations.models import StoredObservation

HOME = "/collectivite/vitre/participation/"
TODAY = timezone.localdate
State = Consultation.State


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def consultation(authority):
    """A draft that may open, where residents see it."""
    PublicPage(authority=authority, is_open=True).save()
    found = made(Consultation, authority, title="Vos trajets", purpose="Nous voulons savoir.",
                 promise="Nous répondrons en mars.", elsewhere="À la mairie, le matin.",
                 closes_on=TODAY() + timedelta(days=30))  # fmt: skip
    made(Question, authority, consultation=found, order=1, title="Comment venez-vous ?",
         options="À pied\nEn bus\nSans avis", required=True)  # fmt: skip
    made(Question, authority, consultation=found, order=2, kind="text", title="Que changer ?")
    made(Question, authority, consultation=found, order=0, title="Votre âge", about_you=True,
         options="Moins de 40 ans\n40 ans et plus")  # fmt: skip
    return queries.consultations(authority).get(pk=found.pk)


def fresh(found):
    return queries.consultations(found.authority).get(pk=found.pk)


def answers(found, values, channel="online"):
    """Closed parts, as they are stored whatever the channel."""
    rows = [AnswerPart(authority=found.authority, consultation=found, channel=channel, values=each)
            for each in values]  # fmt: skip
    AnswerPart.objects.of(found.authority).bulk_create(rows)


def test_a_person_writes_reads_the_remarks_and_opens(contributor, lead, authority):
    page = text(contributor.get(HOME))
    assert "Aucun avis n’a encore été demandé." in page
    assert "Pas encore de consultation" in page
    sent = {"title": "Vos trajets", "purpose": "Le SMITOM veut savoir.", "access": "open"}
    answer = contributor.post(f"{HOME}nouveau/", sent)
    assert answer.status_code == 302
    found = Consultation.objects.of(authority).get()
    url = f"{HOME}{found.pk}/"
    page = text(contributor.get(url))
    assert "Il n’y a pas encore de question" in page
    assert "Rien ne dit ce que vous ferez des réponses" in page
    assert "« SMITOM » n’est pas expliqué" in page
    assert "La page publique de la collectivité n’est pas ouverte" in page
    question = {"order": 1, "kind": "choice", "title": "Êtes-vous d’accord avec le tri ?",
                "options": "Oui\nNon", "required": "on", "most": 0, "scale": 5}  # fmt: skip
    assert contributor.post(f"{url}questions/nouveau/", question).status_code == 302
    assert contributor.get(f"{url}questions/nouveau/").context["form"].initial["order"] == 2
    refused = text(lead.post(f"{url}etat/", {"move": "open"}), 422)
    assert "Écrivez ce que vous en ferez" in refused
    whole = sent | {"promise": "En mars.", "elsewhere": "À la mairie.",
                    "closes_on": (TODAY() + timedelta(days=9)).isoformat()}  # fmt: skip
    assert contributor.post(f"{url}modifier/", whole).status_code == 302
    assert "confirmez que vous les avez lues" in text(
        lead.post(f"{url}etat/", {"move": "open"}), 422
    )
    assert contributor.post(f"{url}relu/").status_code == 302
    page = text(contributor.get(url))
    assert "Ces remarques ont été lues" in page
    assert "« Êtes-vous d’accord » pousse vers une réponse" in page
    line = Question.objects.of(authority).get()
    changed = question | {"title": "Êtes-vous d’accord avec le nouveau tri ?"}
    assert contributor.post(f"{url}questions/{line.pk}/", changed).status_code == 302
    assert "Je les ai lues" in text(contributor.get(url))  # other words are read again
    contributor.post(f"{url}relu/")
    assert contributor.post(f"{url}etat/", {"move": "open"}).status_code == 403
    assert lead.post(f"{url}etat/", {"move": "open"}).status_code == 302
    found = fresh(found)
    assert (found.state, found.opens_on) == (State.OPEN, TODAY())
    assert [each.pk for each in queries.open_now(authority)] == [found.pk]
    assert "1 consultation est ouverte, jusqu’au" in consultations.headline(authority)


def test_questions_and_words_are_final_once_open(contributor, authority, consultation):
    dropped = made(Question, authority, consultation=consultation, title="?", kind="text")
    delete(authority, None, [dropped])
    move(None, consultation, "open")
    url = f"{HOME}{consultation.pk}/"
    page = text(contributor.get(url))
    assert "Ajouter une question" not in page
    assert "elle se ferme seule le lendemain" in page
    line = Question.objects.of(authority).get(title="Comment venez-vous ?")
    sent = {"order": 1, "kind": "choice", "title": "Autre ?", "options": "a\nb", "most": 0,
            "scale": 5}  # fmt: skip
    refused = text(contributor.post(f"{url}questions/{line.pk}/", sent), 422)
    assert "ses questions ne changent plus" in refused
    assert "copiez-la comme nouvelle consultation" in refused
    assert "Autre ?" in refused  # nothing typed is lost
    assert "ses questions ne changent plus" in text(
        contributor.post(f"{url}questions/nouveau/", sent), 422
    )
    with pytest.raises(JalonsError, match="ses questions ne changent plus"):
        delete(authority, None, [line])
    with pytest.raises(JalonsError, match="ne se supprime pas"):
        delete(authority, None, [fresh(consultation)])
    with pytest.raises(JalonsError, match="votre engagement"):
        write(authority, None, [(fresh(consultation), {"promise": "Rien."})])
    back = restore(authority, None, dropped)  # deleted before the opening
    assert (back.restored, "ne changent plus" in back.refused[0][1]) == (0, True)
    later = TODAY() + timedelta(days=60)
    text(contributor.post(f"{url}modifier/", {"closes_on": "", "elsewhere": ""}), 422)
    form = {"closes_on": later.isoformat(), "elsewhere": "Au marché aussi."}
    assert "Ce que vous demandez" not in text(contributor.get(f"{url}modifier/"))
    assert contributor.post(f"{url}modifier/", form).status_code == 302
    found = fresh(consultation)
    assert (found.closes_on, found.elsewhere) == (later, "Au marché aussi.")


def test_a_copy_has_the_same_questions_and_no_day(contributor, authority, consultation):
    move(None, consultation, "open")
    answers(consultation, [{}] * 6)
    for title in ("Vos trajets (copie)", "Vos trajets (copie) 2"):
        assert contributor.post(f"{HOME}{consultation.pk}/copier/").status_code == 302
        copied = queries.consultations(authority).get(title=title)
        assert (copied.state, copied.closes_on, copied.opens_on) == (State.DRAFT, None, None)
        assert copied.promise == consultation.promise
        assert bytes(copied.secret) != bytes(consultation.secret)
        assert copied.answers == 0
        assert [each.title for each in queries.questions_of(copied)] == [
            "Comment venez-vous ?", "Que changer ?", "Votre âge"]  # fmt: skip


def test_it_closes_by_itself_and_its_receipts_are_erased_by_a_job(authority, consultation):
    move(None, consultation, "open")
    write(authority, None, [(fresh(consultation), {"closes_on": TODAY()})])
    actions.daily(now=timezone.now())
    assert fresh(consultation).state == State.OPEN  # the last day is whole
    actions.daily(now=timezone.now() + timedelta(days=1))
    found = fresh(consultation)
    assert (found.state, found.closes_on) == (State.CLOSED, TODAY())
    (job,) = Job.objects.of(authority).filter(kind=actions.CLOSE)
    assert job.arguments == {"authority": authority.pk, "consultation": str(found.pk)}
    assert not queries.open_now(authority)


def test_closing_early_ends_that_day_and_cannot_be_undone_once_receipts_are_gone(
    lead, authority, consultation
):
    move(None, consultation, "open")
    actions.close(fresh(consultation), None)
    found = fresh(consultation)
    assert (found.state, found.closes_on) == (State.CLOSED, TODAY())
    act = Batch.objects.of(authority).order_by("-at").first()
    Consultation.objects.of(authority).update(receipts_erased_on=TODAY())
    undone = undo(authority, None, act)
    assert not undone.restored
    assert "ne peut plus rouvrir" in undone.refused[0][1]
    assert fresh(consultation).state == State.CLOSED
    refused = text(lead.get(f"{HOME}{found.pk}/modifier/", follow=True))
    assert "Une consultation fermée ne change plus" in refused
    with pytest.raises(JalonsError, match="ne change plus"):
        write(authority, None, [(found, {"closes_on": TODAY() + timedelta(days=9)})])


def test_an_opening_by_mistake_is_taken_back_while_nobody_answered(authority, consultation):
    move(None, consultation, "open")
    move(None, fresh(consultation), "redraft")
    move(None, fresh(consultation), "open")
    answers(consultation, [{}])
    with pytest.raises(RegisterError, match="déjà arrivées"):
        move(None, fresh(consultation), "redraft")
    with pytest.raises(ValidationError, match="ne redevient pas un brouillon"):
        write(authority, None, [(fresh(consultation), {"state": "draft"})])


def test_what_other_topics_need_before_an_answer_is_said(lead, authority, consultation):
    move(None, consultation, "open")
    actions.close(fresh(consultation), None)
    url = f"{HOME}{consultation.pk}/"
    moves.conditions["test"] = lambda found: f"Le thème « Bus » de « {found} » attend."
    try:
        assert "Le thème « Bus »" in text(lead.get(url))
        sent = {"move": "answer", "day": TODAY().isoformat()}
        assert "Le thème « Bus »" in text(lead.post(f"{url}etat/", sent), 422)
    finally:
        del moves.conditions["test"]
    assert lead.post(f"{url}etat/", sent).status_code == 302
    assert (fresh(consultation).state, fresh(consultation).answered_on) == ("answered", TODAY())
    (figure,) = StoredObservation.objects.of(authority).filter(
        indicator="participation.consultations"
    )
    assert figure.low == 1
    made(Consultation, authority, title="Autre", purpose="-")  # a draft changes no figure
    assert "1 consultation" not in consultations.headline(authority).partition(",")[2]


def test_deleting_a_closed_one_takes_its_questions_along_and_back(authority, consultation):
    move(None, consultation, "open")
    actions.close(fresh(consultation), None)
    found = fresh(consultation)
    delete(authority, None, [found])
    assert not queries.consultations(authority)
    restore(authority, None, Consultation.objects.of(authority).get())
    assert len(queries.questions_of(fresh(consultation))) == 3


def test_the_page_counts_by_channel_and_week_and_waits_to_count_by_question(
    reader, authority, consultation
):
    move(None, consultation, "open")
    choice = next(each for each in queries.questions_of(consultation) if each.required)
    key = str(choice.pk)
    url = f"{HOME}{consultation.pk}/"
    assert "Personne n’a encore répondu" in text(reader.get(url))
    answers(consultation, [{key: "1"}] * 14 + [{key: "2"}] * 9)
    answers(consultation, [{key: "3"}] * 2, "paper")
    page = text(reader.get(url))
    assert "Non représentatif" in page
    assert "masqué" in page
    assert "est compté après la fermeture" in page
    assert "À pied</th>" not in page
    actions.close(fresh(consultation), None)
    page = text(reader.get(url))
    assert "25 personnes ont répondu" in page
    shown = {question.pk: found for question, found in queries.counts(fresh(consultation))}
    counts = shown[choice.pk].counts
    assert counts["3"] is None
    assert list(counts.values()).count(None) == 2  # another is hidden with it
    assert shown[choice.pk].answered == 25


def test_machines_read_counts_once_closed_and_never_a_text(authority, consultation, api_reader):
    get, url = api_reader
    assert get(url)["items"] == []
    move(None, consultation, "open")
    choice = next(each for each in queries.questions_of(consultation) if each.required)
    other = next(each for each in queries.questions_of(consultation) if each.kind == "text")
    answers(consultation, [{str(choice.pk): "1"}] * 8 + [{str(choice.pk): "2"}] * 7)
    AnswerPart.objects.of(authority).bulk_create([
        AnswerPart(authority=authority, consultation=consultation, question=other,
                   text="Mme Martin, 06 12 34 56 78") for _number in range(6)
    ])  # fmt: skip
    found = get(f"{url}/{consultation.pk}")
    assert (found["answers"], found["channels"]) == (None, {})
    assert found["questions"][0]["options"][0] == {"key": "1", "label": "À pied", "count": None}
    actions.close(fresh(consultation), None)
    found = get(f"{url}/{consultation.pk}")
    assert (found["answers"], found["representative"]) == (15, False)
    assert [each["count"] for each in found["questions"][0]["options"]] == [8, 7, 0]
    assert found["questions"][1]["answered"] == 6
    assert "Martin" not in str(found)
    assert get(url)["items"][0]["answers"] == 15


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_paper_form_has_the_same_questions_in_the_same_order(consultation, lang):
    document = form_document(views.sheet(consultation), TODAY(), lang)
    page = html_page(document)
    places = [page.index(each.title) for each in queries.questions_of(consultation)]
    assert places == sorted(places)
    assert page.count("☐") == 5
    for words in ("Nous répondrons en mars.", "À la mairie, le matin."):
        assert words in page
    assert ("Ne donnez pas votre nom" in page) == (lang == "fr")
    assert written(document, "docx").startswith(b"PK")


def test_the_form_is_offered_and_unknown_formats_are_not(reader, consultation):
    assert reader.get(f"{HOME}{consultation.pk}/formulaire.html").status_code == 200
    assert reader.get(f"{HOME}{consultation.pk}/formulaire.exe").status_code == 404


def test_an_idea_on_paper_is_for_a_consultation_that_receives_them(
    contributor, authority, consultation
):
    sent = {"consultation": consultation.pk, "title": "Un banc", "channel": "paper"}
    assert "ne reçoit pas d’idées" in text(contributor.post(f"{HOME}idees/nouveau/", sent), 422)
    write(authority, None, [(fresh(consultation), {"proposals_open": True})])
    assert contributor.post(f"{HOME}idees/nouveau/", sent).status_code == 302
    idea = queries.proposals(authority).get()
    Proposal.objects.of(authority).update(state="shown", receipt="ab" * 32)
    assert "Un banc" in text(contributor.get(f"{HOME}idees/?consultation={consultation.pk}"))
    assert "ab" * 32 not in text(contributor.get(f"{HOME}idees/{idea.pk}/historique/"))
    sent |= {"title": "Deux bancs"}
    refused = text(contributor.post(f"{HOME}idees/{idea.pk}/modifier/", sent), 422)
    assert "ses mots ne changent plus" in refused
    assert Proposal.objects.of(authority).get().title == "Un banc"


def test_the_demonstration_has_one_of_each_state(authority, people_of):
    story = Story.at(TODAY())
    demo.fill(Demonstration(authority, people_of, story, timezone.now(), TODAY(), is_new=True))
    found = {each.state: each for each in queries.consultations(authority)}
    assert set(found) == set(State)
    draft = {each.code for each in queries.findings(found[State.DRAFT])}
    assert {"leading", "acronym", "overlap", "no_way_out", "scale_ends", "long"} <= draft
    for state in (State.OPEN, State.CLOSED, State.ANSWERED):
        codes = {each.code for each in queries.findings(found[state])}
        assert codes <= {"past_end", "no_codes", "no_page"}, found[state].title
    for role in (Role.LEAD,):
        assert role in people_of
