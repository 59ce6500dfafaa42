"""An intermunicipal body sees and helps the communes that chose so; of the others, nothing."""

import pytest
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.vintage import vintage
from jalons.strategy.web.communes import actions, queries
from jalons.strategy.web.communes.models import EpciConsent
from jalons.strategy.web.diagnosis import actions as diagnosis
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action, ProposedAction
from jalons.strategy.web.roadmap.queries import proposals

pytestmark = pytest.mark.django_db


def territory(kind, code, name, **more):
    return Territory.objects.create(kind=kind, code=code, name=name, vintage=vintage().year, **more)


@pytest.fixture
def epci(db):
    body = territory("epci", "200069524", "CC du Bocage", nature="CC", population=24_984)
    return make_authority("bocage", "Bocage", territory=body, staff=140)


def commune(epci, code, name, **more):
    place = territory("commune", code, name, population=804, epci=epci.territory)
    return Authority.objects.create(slug=name.lower(), name=name, territory=place, staff=6, **more)


@pytest.fixture
def village(epci):
    return commune(epci, "14001", "Neffes")


def read(client, name, authority):
    response = client.get(reverse(name, args=[authority.slug]))
    assert response.status_code == 200
    return response.content.decode()


def consent(client, authority, share):
    page = reverse("epci_consent", args=[authority.slug])
    return client.post(page, {"share": "1" if share else "0"}, follow=True)


def sheet(epci, **values):
    return create_action(authority=epci, user=None, values={"title": "Audit commun", **values})


def test_nothing_of_a_commune_is_seen_before_it_shares(epci, village):
    diagnosis.answer(authority=village, user=None, said={"1.2.1": "done"}, evidence={})
    html = read(client_of(epci, Role.LEAD), "communes", epci)
    assert "Votre commune ne partage encore rien avec vous." in html
    assert "1 autre commune" in html
    assert html.count("Neffes") == 1  # as any commune of the public list
    assert queries.shares(village) is False


def test_a_commune_that_shares_is_seen_by_its_milestones_until_it_stops(epci, village):
    diagnosis.answer(authority=village, user=None, said={"1.2.1": "done"}, evidence={"1.2.1": "x9"})
    lead, reader = client_of(village, Role.LEAD), client_of(epci, Role.READER)
    told = consent(lead, village, share=True).content.decode()
    assert "Votre intercommunalité lit les jalons que vous avez atteints." in told
    html = read(reader, "communes", epci)
    assert "Votre commune partage son avancement avec vous." in html
    assert "1 sur 2" in html  # commitment 1: 1.2 reached, 1.3 to come, 1.1 beyond the track
    assert "x9" not in html
    consent(lead, village, share=False)
    assert "1 sur 2" not in read(reader, "communes", epci)
    verbs = list(Entry.objects.of(village).order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["opened", "revoked"]


def test_only_a_lead_of_the_commune_consents(epci, village):
    assert consent(client_of(village, Role.CONTRIBUTOR), village, share=True).status_code == 403
    assert not EpciConsent.objects.of(village).exists()


def test_a_waiting_workspace_or_a_trial_shares_nothing(epci, village):
    Authority.objects.update(standing=Authority.Standing.WAITING)
    consent(client_of(village, Role.LEAD), village, share=True)
    assert not EpciConsent.objects.of(village).exists()


def test_a_consent_shows_nothing_to_another_body_nor_once_the_workspace_closes(epci, village):
    actions.consent(authority=village, user=None, share=True)
    other = territory("epci", "200000001", "CC d’à côté", nature="CC", population=9_000)
    assert [each.slug for each in queries.sharing(epci)] == ["neffes"]
    Territory.objects.filter(pk=village.territory_id).update(epci=other)
    assert list(queries.sharing(epci)) == []
    beside = make_authority("cote", "À côté", territory=other)
    assert list(queries.sharing(beside)) == []
    Territory.objects.filter(pk=village.territory_id).update(epci=epci.territory)
    Authority.objects.filter(pk=village.pk).update(standing=Authority.Standing.CLOSED)
    assert list(queries.sharing(epci)) == []


def test_a_body_that_waits_for_approval_or_is_a_demonstration_sees_no_commune(epci, village):
    actions.consent(authority=village, user=None, share=True)
    client = client_of(epci, Role.LEAD)
    for change in ({"standing": Authority.Standing.WAITING}, {"kind": Authority.Kind.DEMO}):
        Authority.objects.filter(pk=epci.pk).update(
            **({"standing": Authority.Standing.APPROVED, "kind": Authority.Kind.REAL} | change)
        )
        assert client.get(reverse("communes", args=["bocage"])).status_code == 302
        assert list(queries.sharing(Authority.objects.get(pk=epci.pk))) == []


def test_communes_are_listed_by_name_never_by_rank(epci, village):
    other = commune(epci, "14002", "Aunay")
    for each in (village, other):
        actions.consent(authority=each, user=None, share=True)
    diagnosis.answer(authority=village, user=None, said={"1.2.1": "done"}, evidence={})
    html = read(client_of(epci, Role.LEAD), "communes", epci)
    assert html.index(">Aunay") < html.index(">Neffes")


def test_an_action_is_proposed_in_one_gesture_and_accepted_on_the_roadmap(epci, village):
    actions.consent(authority=village, user=None, share=True)
    action = sheet(
        epci, description="Un audit pour tous.", commitments=[1], lead_name="Mme Martin",
        departments=["DSI"], confidential="secret",
    )  # fmt: skip
    page = reverse("communes_propose", args=["bocage"])
    lead = client_of(epci, Role.LEAD)
    sent = lead.post(page, {"action": str(action.pk), "commune": ["neffes"]}, follow=True)
    assert "à elle d’accepter ou de décliner" in sent.content.decode()
    again = lead.post(page, {"action": str(action.pk), "commune": ["neffes"]}, follow=True)
    assert "ont déjà reçu cette proposition" in again.content.decode()
    proposal = ProposedAction.objects.of(village).get()
    town_hall = client_of(village, Role.CONTRIBUTOR)
    assert "1 action vous est proposée" in read(town_hall, "roadmap", village)
    assert "Audit commun" in read(town_hall, "epci_sharing", village)
    assert not Action.objects.of(village).exists()
    answer = reverse("epci_answer", args=["neffes", proposal.pk])
    made_page = town_hall.post(answer, {"answer": "accept"}, follow=True).content.decode()
    made = Action.objects.of(village).get()
    assert (made.title, made.description, made.commitments) == (
        "Audit commun", "Un audit pour tous.", [1],
    )  # fmt: skip
    assert (made.status, made.unread, made.partners) == ("proposed", True, ["Bocage"])
    assert (made.lead_name, made.departments, made.confidential) == ("", [], "")
    assert "Audit commun" in made_page
    assert "acceptée" in read(lead, "communes", epci)
    twice = town_hall.post(answer, {"answer": "decline"}, follow=True).content.decode()
    assert "a déjà sa réponse" in twice
    assert Action.objects.of(village).count() == 1


def test_a_declined_proposal_makes_nothing_and_is_journalled_on_both_sides(epci, village):
    actions.consent(authority=village, user=None, share=True)
    [proposal] = actions.propose(authority=epci, user=None, action=sheet(epci), communes=[village])
    assert actions.answer(proposal=proposal, user=None, accept=False) is None
    assert not Action.objects.of(village).exists()
    assert proposal.urn.id == str(proposal.pk)
    told = Entry.objects.of(village).filter(label="proposition\u202f: Audit commun")
    assert list(told.order_by("id").values_list("verb", flat=True)) == ["created", "changed"]
    assert told.order_by("id").first().actor_label == "Bocage"  # the body, not its agent
    assert Entry.objects.of(epci).filter(label="proposition\u202f: Audit commun").count() == 1


def test_nothing_is_proposed_to_a_commune_that_does_not_share(epci, village):
    page = reverse("communes_propose", args=["bocage"])
    sent = client_of(epci, Role.LEAD).post(
        page, {"action": str(sheet(epci).pk), "commune": ["neffes"]}, follow=True
    )
    assert "Choisissez une action, et au moins une commune." in sent.content.decode()
    assert actions.propose(authority=epci, user=None, action=sheet(epci), communes=[village]) == []
    assert not ProposedAction.unscoped.exists()


def test_what_a_commune_answered_is_no_longer_seen_once_it_stops(epci, village):
    actions.consent(authority=village, user=None, share=True)
    [proposal] = actions.propose(authority=epci, user=None, action=sheet(epci), communes=[village])
    actions.consent(authority=village, user=None, share=False)
    assert list(queries.sent(epci)) == []
    assert proposals(village).get() == proposal  # the commune still answers if it wants


def test_a_waiting_proposal_is_withdrawn_an_answered_one_stays(epci, village):
    actions.consent(authority=village, user=None, share=True)
    [proposal] = actions.propose(authority=epci, user=None, action=sheet(epci), communes=[village])
    client = client_of(epci, Role.LEAD)
    page = reverse("communes_withdraw", args=["bocage", proposal.pk])
    assert "La proposition est retirée." in client.post(page, follow=True).content.decode()
    assert not ProposedAction.unscoped.exists()
    [second] = actions.propose(authority=epci, user=None, action=sheet(epci), communes=[village])
    actions.answer(proposal=second, user=None, accept=True)
    page = reverse("communes_withdraw", args=["bocage", second.pk])
    assert "a déjà sa réponse" in client.post(page, follow=True).content.decode()
    assert ProposedAction.unscoped.count() == 1


def test_words_of_a_file_nobody_read_are_not_sent(epci, village):
    action = sheet(epci)
    Action.objects.of(epci).update(unread=True)
    assert list(queries.sendable(epci)) == []
    actions.consent(authority=village, user=None, share=True)
    page = reverse("communes_propose", args=["bocage"])
    client_of(epci, Role.LEAD).post(page, {"action": str(action.pk), "commune": ["neffes"]})
    assert not ProposedAction.unscoped.exists()


def test_each_page_is_for_its_kind_of_authority_only(epci, village):
    assert (
        client_of(village, Role.LEAD).get(reverse("communes", args=["neffes"])).status_code == 302
    )
    assert (
        client_of(epci, Role.LEAD).get(reverse("epci_sharing", args=["bocage"])).status_code == 302
    )
    assert "Notre intercommunalité" in read(client_of(village, Role.READER), "path_page", village)
    assert "Nos communes" in read(client_of(epci, Role.READER), "path_page", epci)
