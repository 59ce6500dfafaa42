"""The pages of the queue: what each role sees, what an agent does from request to request."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from factories.people import client_of, signed_in
from jalons.ailibrary.web.queue import chain, deciding, queries
from jalons.ailibrary.web.queue.models import (
    ChainEntry,
    Contestation,
    LearnedBundle,
    QueueItem,
    ReceivingService,
)
from jalons.ailibrary.web.queue.register import items_file
from jalons.ailibrary.web.recipes import bundles
from jalons.foundation.imports.actions import bring
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import write
from samples import api_token

pytestmark = pytest.mark.django_db
HOME = "/collectivite/vitre/ia/file/"


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def work(item):
    return f"{HOME}{item.pk}/traiter/"


@pytest.fixture
def at_desk(agent):
    return signed_in(agent)


@pytest.fixture
def in_charge(chief):
    return signed_in(chief)


def test_an_empty_queue_says_what_to_do(contributor, authority):
    found = text(contributor.get(HOME))
    assert "Aucune demande n’est encore arrivée" in found
    assert "importer/" in found


def test_an_agent_decides_one_request_after_the_other_without_any_choice_made_before(
    queue, at_desk, agent
):
    item, blind = queue.item(received_on="2026-01-01"), queue.item(mode="blind")
    answer = at_desk.get(f"{HOME}suivante/")
    assert answer.url == work(item)
    page = text(at_desk.get(answer.url))
    assert "le trottoir est cassé" in page
    assert "Mots qui ont le plus compté" in page
    assert "checked" not in page
    assert "selected" not in page
    assert page.count("<form") >= 3  # a text field never sends the suggestion
    key = str(queue.services["Voirie"].pk)
    answer = at_desk.post(work(item), {"choice": key}, follow=True)
    assert "votre décision est enregistrée" in text(answer)
    assert answer.redirect_chain[-1][0] == work(blind)
    page = text(answer)
    assert "Mots qui ont le plus compté" not in page
    assert "cachée jusqu’à votre décision" in page
    answer = at_desk.post(work(blind), {"choice": key}, follow=True)
    assert "La suggestion cachée était : Voirie" in text(answer)
    assert "Il ne reste rien à décider" in text(answer)
    refused = at_desk.post(work(blind), {"choice": key}, follow=True)
    assert "déjà décidée" in text(refused)


def test_a_drill_is_revealed_on_the_next_page(queue, at_desk, agent):
    queue.rules(drills=True, informed_on=timezone.localdate())
    item = queue.item(mode="drill")
    page = text(at_desk.get(work(item)))
    assert "fausses exprès" in page
    shown = deciding.open_item(queue.authority, agent, item.pk, timezone.now())
    answer = at_desk.post(work(item), {"choice": str(shown.services[0].pk)}, follow=True)
    assert "C’était un exercice" in text(answer)


def test_a_reader_sees_no_text_and_a_stranger_nothing(queue, reader, other, at_desk):
    item = queue.item("le trottoir secret-42")
    assert "secret-42" not in text(reader.get(f"{HOME}{item.pk}/"))
    assert "secret-42" in text(at_desk.get(f"{HOME}{item.pk}/"))
    assert "secret-42" not in text(at_desk.get(HOME))
    assert b"secret-42" not in b"".join(at_desk.get(f"{HOME}export.csv").streaming_content)
    assert reader.get(work(item)).status_code == 403
    assert client_of(other, "administrator").get(work(item)).status_code == 404


def test_a_name_is_pointed_at_before_it_is_stored(queue, at_desk):
    sent = {"text": "Bonjour, Mme Roy attend son trottoir", "channel": "mail", "reference": "",
            "received_on": "2026-11-02"}  # fmt: skip
    page = text(at_desk.post(f"{HOME}nouveau/", sent), 422)
    assert "Mme Roy" in page
    assert not QueueItem.objects.of(queue.authority).exists()
    assert at_desk.post(f"{HOME}nouveau/", sent | {"as_it_is": "on"}).status_code == 302
    assert QueueItem.objects.of(queue.authority).count() == 1


def test_the_list_is_filtered_by_state_channel_age_and_service(queue, agent, at_desk):
    item = queue.item(channel="phone", received_on="2026-01-02", reference="VIEUX")
    queue.item(reference="JEUNE")
    done = queue.item(reference="FINI")
    queue.done(done, agent)
    key = queue.services["Voirie"].pk
    for query, seen in (("etat=waiting&age=30", "VIEUX"), ("canal=phone", "VIEUX"),
                        (f"service={key}", "FINI")):  # fmt: skip
        page = text(at_desk.get(f"{HOME}?{query}"))
        assert [name for name in ("VIEUX", "JEUNE", "FINI") if name in page] == [seen], query
    assert "VIEUX" not in text(at_desk.get(f"{HOME}?etat=nonsense"))
    assert str(item.pk) in text(at_desk.get(HOME))


def test_a_list_of_requests_is_brought_once(queue, authority):
    content = (
        "Numéro;Message;Canal;Reçue le\nA1;Le trottoir est cassé;téléphone;02/11/2026\n"
        ";La poubelle déborde;courriel;03/11/2026\n;La poubelle déborde;courriel;03/11/2026\n"
        "A4;;guichet;03/11/2026\nA5;Un texte;pigeon;03/11/2026\n"
    ).encode()
    found = bring(items_file, authority, name="demandes.csv", content=content)
    assert (found["created"], found["refused_count"]) == (2, 2)
    again = bring(items_file, authority, name="demandes.csv", content=content)
    assert again["stored"] == 0
    rows = QueueItem.objects.of(authority).order_by("received_on")
    assert [(each.reference, each.channel, each.text) for each in rows] == [
        ("A1", "phone", "Le trottoir est cassé"), ("", "mail", "La poubelle déborde")]  # fmt: skip
    assert all(each.digest for each in rows)


def test_the_file_is_brought_from_its_page(queue, at_desk):
    file = SimpleUploadedFile("demandes.csv", b"texte;canal\nLe trottoir;web\n")
    answer = at_desk.post(f"{HOME}importer/", {"file": file}, follow=True)
    assert "1" in text(answer)


def test_a_machine_sends_a_request_and_never_reads_a_text(queue, authority, client):
    _token, secret = api_token(authority, scopes=["ailibrary:read", "ailibrary:write"])
    address = "/api/v1/authorities/vitre/queue-items"
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/json"}
    made = client.post(address, {"text": "Le trottoir secret-42", "reference": "WEB-1"}, **head)
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "waiting"
    listed = client.get(address, **head)
    assert [each["reference"] for each in listed.json()["items"]] == ["WEB-1"]
    assert b"secret-42" not in listed.content + made.content
    one = client.get(f"{address}/{made.json()['id']}", **head)
    assert one.json()["service"] is None
    for wrong in ({"text": ""}, {"text": "x" * 5_001}, {"text": "x", "channel": "pigeon"}, {}):
        assert client.post(address, wrong, **head).status_code in {400, 422}
    assert client.post(address, {"text": "   "}, **head).status_code == 422


def test_services_are_never_people_and_share_no_theme(queue, in_charge):
    for sent, why in (({"name": "Mme Roy"}, "personne"),
                      ({"name": "Propreté", "themes": ["voirie"]}, "va déjà à")):  # fmt: skip
        assert why in text(in_charge.post(f"{HOME}services/nouveau/", sent), 422)
    answer = in_charge.post(f"{HOME}services/nouveau/", {"name": "Parcs", "themes": ["arbres"]})
    assert answer.status_code == 302
    assert ReceivingService.objects.of(queue.authority).get(name="Parcs").themes == ["arbres"]
    assert "4 services reçoivent des demandes" in text(in_charge.get(f"{HOME}services/"))


def test_a_lead_reads_figures_without_names_or_small_counts_and_stops_everything(
    queue, agent, in_charge, contributor
):
    for _ in range(6):
        queue.done(queue.item(), agent)
    queue.done(queue.item(), agent, "École", after=40)
    assert contributor.get(f"{HOME}chiffres/").status_code == 403
    page = text(in_charge.get(f"{HOME}chiffres/"))
    assert "7 demandes décidées en trois mois" in page
    assert "Voirie" in page
    assert "École" not in page  # one decision only
    assert "moins de 5" in page
    assert "agent@" not in page
    answer = in_charge.post(f"{HOME}suggestions/", {"act": "suspend", "reason": "Panne"},
                            follow=True)  # fmt: skip
    assert "Les suggestions sont suspendues" in text(answer)
    assert queries.rules_of(queue.authority).suspended
    answer = in_charge.post(f"{HOME}suggestions/", {"act": "resume", "reason": ""}, follow=True)
    assert "Écrivez pourquoi" in text(answer)
    in_charge.post(f"{HOME}suggestions/", {"act": "resume", "reason": "Réparé"})
    assert not queries.rules_of(queue.authority).suspended
    assert contributor.post(f"{HOME}suggestions/", {"act": "suspend"}).status_code == 403


def test_a_decision_is_undone_contested_answered_and_erased_from_its_page(
    queue, agent, at_desk, in_charge, contributor
):
    item = queue.item()
    queue.done(item, agent)
    page = text(at_desk.get(f"{HOME}{item.pk}/"))
    assert "Annuler la décision" in page
    assert "suggestion suivie" in page
    made = at_desk.post(
        f"{HOME}{item.pk}/contestations/nouveau/",
        {"channel": "mail", "received_on": "2026-11-02", "text": "Pas d’accord"},
    )
    assert made.status_code == 302
    found = Contestation.objects.of(queue.authority).get()
    lines = [*Change.objects.of(queue.authority), *Entry.objects.of(queue.authority)]
    assert not any("accord" in f"{each.before}{each.after}" for each in lines)
    reply = f"{HOME}{item.pk}/contestations/{found.pk}/repondre/"
    assert reply not in text(at_desk.get(f"{HOME}{item.pk}/"))  # who decided does not answer
    assert reply in text(contributor.get(f"{HOME}{item.pk}/"))
    sent = {"outcome": "upheld", "right": str(queue.services["École"].pk)}
    assert "personne" in text(contributor.post(reply, {**sent, "answer": "Vu avec Mme Roy"}), 422)
    assert contributor.post(reply, {**sent, "answer": "Revu."}).status_code == 302
    assert "École" in text(at_desk.get(f"{HOME}{item.pk}/"))
    assert contributor.post(f"{HOME}{item.pk}/effacer/").status_code == 403
    assert "effacé" in text(in_charge.post(f"{HOME}{item.pk}/effacer/", follow=True))
    again = at_desk.post(f"{HOME}{item.pk}/revenir/", follow=True)
    assert "pas de décision" in text(again)
    assert "Texte effacé ; son empreinte reste" in text(at_desk.get(f"{HOME}{item.pk}/"))


def test_the_chain_is_read_by_all_and_checked_by_a_lead(queue, agent, reader, in_charge):
    queue.done(queue.item(), agent)
    assert "n’a pas encore été vérifiée" in text(reader.get(f"{HOME}chaine/"))
    assert reader.post(f"{HOME}chaine/verifier/").status_code == 403
    assert in_charge.post(f"{HOME}chaine/verifier/").status_code == 302
    chain.verify(queue.authority, whole=True)
    page = text(reader.get(f"{HOME}chaine/"))
    assert "La chaîne est entière : 2 actes vérifiés." in page
    assert ChainEntry.objects.of(queue.authority).first().digest[:16] in page


def test_rules_are_set_on_one_page(queue, in_charge):
    sent = {"reviewers": "4", "purge_days": "30"}
    assert in_charge.post(f"{HOME}reglages/", sent).status_code == 422
    refused = in_charge.post(f"{HOME}reglages/", sent | {"reviewers": "2", "drills": "on"})
    assert "informés" in text(refused, 422)
    assert in_charge.post(f"{HOME}reglages/", sent | {"reviewers": "2"}).status_code == 302
    found = queries.rules_of(queue.authority)
    assert (found.reviewers, found.purge_days, found.is_new) == (2, 30, False)


def test_what_was_learned_waits_for_a_lead_on_its_page(queue, in_charge):
    page = text(in_charge.get(f"{HOME}apprendre/"))
    assert "Il en faut au moins 300" in page
    assert "300" in text(in_charge.post(f"{HOME}apprendre/", follow=True))
    made = LearnedBundle(authority=queue.authority, recipe="orientation", state="proposed",
                         examples=320, bundle=bundles.store(queue.authority, "orientation", b"{}"),
                         evaluation={"reason": "model_beats_rule"},
                         blind={"whole": 16, "now": 9, "learned": 14})  # fmt: skip
    made.save()
    page = text(in_charge.get(f"{HOME}apprendre/"))
    assert "fait mieux que la règle" in page
    assert "9 justes aujourd’hui, 14 avec ce qui a été appris" in page
    answer = in_charge.post(f"{HOME}apprendre/", {"bundle": str(made.pk)}, follow=True)
    assert "La recette utilise maintenant" in text(answer)
    answer = in_charge.post(f"{HOME}apprendre/", {"bundle": ""}, follow=True)
    assert "telle que Jalons la livre" in text(answer)


def test_an_edit_of_two_people_is_no_decision(queue, at_desk):
    item = queue.item()
    write(queue.authority, None, [(queue.stored(item), {"channel": "letter"})])
    assert "courrier" in text(at_desk.get(f"{HOME}{item.pk}/"))


def test_the_demonstration_has_a_queue_at_work(authority, use, agent, chief):
    from jalons.ailibrary.web.queue import demo
    from jalons.foundation.accounts.models import Role
    from jalons.foundation.accounts.ports.demonstration import Demonstration, Story

    now, today = timezone.now(), timezone.localdate()
    people = {Role.LEAD: chief, Role.CONTRIBUTOR: agent}
    demo.fill(Demonstration(authority, people, Story.at(today), now, today, is_new=True))
    rows = QueueItem.objects.of(authority)
    states = {state: rows.filter(state=state).count() for state in QueueItem.State.values}
    assert states == {"waiting": 17, "deferred": 3, "split": 0, "decided": 39, "contested": 1}
    assert rows.count() == 60
    assert chain.verify(authority, whole=True).broken_seq is None
    assert "clock" not in "".join(
        ChainEntry.objects.of(authority).values_list("stored", flat=True))  # fmt: skip
    assert "17 demandes à décider." in queries.figure(authority).replace("\u202f", " ")
