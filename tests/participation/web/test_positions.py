"""Positions: two territories write one text, nothing is lost, what is signed is what was read."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of, member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import key_of
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import delete, move, purge, write
from jalons.foundation.tasks.worker import Worker
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import bundles
from jalons.participation.engine.positions.acts import AmendmentDecision, TextSection
from jalons.participation.web.positions import actions, queries
from jalons.participation.web.positions.demo import fill
from jalons.participation.web.positions.models import (
    Addressee,
    ObtainedCommitment,
    Position,
    PositionAct,
    PositionPartner,
    PositionSection,
)
from jalons.participation.web.positions.shelf import POSITIONS

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BODY = "Nous demandons une clause de revoyure. Le calendrier serait annuel."


def opened(town, **partner):
    position = Position(authority=town)
    write(town, None, [(position, {"title": "Clause de revoyure", "summary": "Une clause."})])
    section = PositionSection(authority=town, position=position)
    write(town, None, [(section, {"order": 1, "title": "Ce que nous demandons", "body": BODY})])
    if partner:
        write(town, None, [(PositionPartner(authority=town, position=position), partner)])
    move(None, position, "open")
    return position.latest()


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def west():
    return make_authority("val-d-ozon", "Val d’Ozon")


def trust(authority, *others):
    """Somebody compared the keys of others."""
    for each in others:
        known = PartnerTerritory.objects.of(authority).filter(key=key_of(each)).first()
        partner = known or PartnerTerritory(authority=authority)
        write(authority, None, [(partner, {"name": each.name, "key": key_of(each)})])
        move(None, partner, "trust")


def met(town, west):
    """A position of the town opened to another territory of the same site, the keys compared."""
    position = opened(town, name="Val d’Ozon", space=west.slug)
    Worker().run_pending()
    trust(town, west)
    trust(west, town)
    theirs = Position.objects.of(west).select_related("authority").get(uid=position.uid)
    return position, theirs


def copy(position):
    return queries.copy_of(position.authority, position.uid)


def wanted(position, body, title="Ce que nous demandons"):
    return TextSection(copy(position).current.sections[0].key, title, body)


def amended(position, body):
    return actions.amend(position, None, wanted(position, body), copy(position).current.number, "")


def url(name, position, *more):
    return reverse(name, args=[position.authority.slug, position.pk, *more])


def test_two_territories_of_one_site_write_and_sign_together(town, west):
    mine, theirs = met(town, west)
    assert (theirs.title, theirs.leading_name) == ("Clause de revoyure", "Pont-de-Vène")
    act = amended(theirs, BODY.replace("annuel", "biennal"))
    Worker().run_pending()
    (found,) = copy(mine).amendments
    assert (found.act.publisher, found.state) == ("Val d’Ozon", "proposed")
    actions.opine(mine, None, act.id, "for", "Plus réaliste.")
    text = wanted(mine, BODY.replace("annuel", "biennal"))
    assert (
        actions.decide(mine, None, text, 1, [AmendmentDecision(act.id, accepted=True)]).number == 2
    )
    move(None, mine, "sign")
    Worker().run_pending()
    theirs = theirs.latest()
    assert theirs.state == "signatures"
    assert copy(theirs).current == copy(mine).current
    assert copy(theirs).amendments[0].opinions[0].comment == "Plus réaliste."
    actions.sign(theirs, None, {"quality": "la maire", "signed_on": TODAY, "reference": "2026-7"},
                 copy(theirs).current.hash)  # fmt: skip
    Worker().run_pending()
    (signature,) = copy(mine).signatures
    assert (signature.act.publisher, signature.sign.quality) == ("Val d’Ozon", "la maire")
    client = client_of(town, Role.LEAD)
    assert "2026-7" in client.get(url("position", mine)).content.decode()


def test_a_territory_that_wrote_nothing_yet_has_nothing_to_send(town, west):
    _, theirs = met(town, west)
    reader = client_of(west, Role.READER)
    assert (
        url("position_parcels", theirs) not in reader.get(url("position", theirs)).content.decode()
    )
    amended(theirs, BODY.replace("annuel", "biennal"))
    assert url("position_parcels", theirs) in reader.get(url("position", theirs)).content.decode()
    assert reader.get(url("position_parcels", theirs)).status_code == 200


def test_what_comes_by_file_waits_until_the_key_is_compared(town, west):
    position = opened(town)
    data = client_of(town, Role.READER).get(url("position_parcels", position)).content
    client, file = client_of(west, Role.CONTRIBUTOR), BytesIO(data)
    file.name = "position.zip"
    address = reverse("position_receive", args=[west.slug])
    shown = client.post(address, {"file": file}, follow=True).content.decode()
    assert "Pont-de-Vène" in shown
    assert "comparez" in shown
    assert not Position.objects.of(west).exists()
    partner = PartnerTerritory.objects.of(west).get()
    assert partner.state == PartnerTerritory.State.MET
    met_page = client.get(reverse("partner", args=[west.slug, partner.pk])).content.decode()
    assert "1 acte de positions est venu de lui" in met_page
    trust(west, town)
    assert Position.objects.of(west).get().uid == position.uid
    assert actions.receive(west, None, data) == 0
    assert PositionAct.objects.of(west).count() == 1


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all" * 50])
def test_a_file_that_is_no_parcel_is_refused_with_the_reason(town, content):
    file = BytesIO(content)
    file.name = "x.zip"
    address = reverse("position_receive", args=[town.slug])
    answer = client_of(town, Role.CONTRIBUTOR).post(address, {"file": file})
    assert answer.status_code == 422
    assert not PositionAct.objects.of(town).exists()


def test_parcels_in_any_order_give_the_copy_of_who_leads(town, west):
    mine, theirs = met(town, west)
    first, second = (
        amended(theirs, BODY.replace("annuel", word)) for word in ("biennal", "mensuel")
    )
    Worker().run_pending()
    assert {each.state for each in copy(mine).amendments} == {"crossing"}
    text = wanted(mine, BODY.replace("annuel", "biennal"))
    actions.decide(
        mine,
        None,
        text,
        1,
        [AmendmentDecision(first.id, True), AmendmentDecision(second.id, False, "Non")],
    )
    whole = copy(mine)
    parcels = bundles.parcels_in(actions.bundle(mine))
    for number, order in enumerate((parcels, parcels[::-1], parcels[2:] + parcels[:2])):
        other = make_authority(f"lieu-{number}", f"Lieu {number}")
        for each in (*order, *order[:2]):
            actions.receive(other, None, each)
        trust(other, town, west)
        found = queries.copy_of(other, mine.uid)
        assert (found.versions, found.amendments) == (whole.versions, whole.amendments)
        assert found.details == whole.details
        assert Position.objects.of(other).get().title == mine.title


def test_two_clients_amend_one_paragraph_and_nothing_is_lost(town):
    position = opened(town)
    key = copy(position).current.sections[0].key
    one, other = (client_of(town, Role.CONTRIBUTOR, f"{name}@x.fr") for name in ("a", "b"))
    for client, word in ((one, "exigeons"), (other, "souhaitons")):
        sent = {"base": 1, "title": "Ce que nous demandons", "reason": "Le ton",
                "body": BODY.replace("demandons", word)}  # fmt: skip
        assert client.post(url("position_amend", position, key), sent).status_code == 302
    shown = one.get(url("position_amendments", position)).content.decode()
    assert "exigeons" in shown
    assert "souhaitons" in shown
    assert shown.count("croise un autre changement") == 2
    assert "après l’échéance" not in shown
    write(town, None, [(position.latest(), {"amend_until": TODAY - timedelta(days=1)})])
    shown = one.get(url("position_amendments", position)).content.decode()
    assert shown.count("après l’échéance") == 2


def test_a_decision_on_a_text_that_changed_meanwhile_keeps_what_was_typed(town):
    position = opened(town)
    client = client_of(town, Role.LEAD)
    key = copy(position).current.sections[0].key
    sent = {"base": 1, "title": "Ce que nous demandons", "body": "Le texte de la première."}
    address = url("position_decide", position, key)
    assert client.post(address, sent).status_code == 302
    answer = client.post(address, sent | {"body": "Le texte de la seconde."})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Le texte de la seconde." in shown
    assert "version 2" in shown
    assert copy(position).current.sections[0].body == "Le texte de la première."
    again = sent | {"base": 2, "body": "Le texte de la seconde."}
    assert client.post(address, again).status_code == 302
    assert [each.number for each in copy(position).versions] == [1, 2, 3]


def test_a_refusal_says_why_and_an_amendment_is_decided_once(town, west):
    mine, theirs = met(town, west)
    act = amended(theirs, "Autre chose.")
    Worker().run_pending()
    client, key = client_of(town, Role.LEAD), wanted(mine, "").key
    sent = {"base": 1, "title": "Ce que nous demandons", "body": BODY, f"choice-{act.id}": "no"}
    address = url("position_decide", mine, key)
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {f"reason-{act.id}": "Trop vague"}).status_code == 302
    assert copy(mine).amendments[0].reason == "Trop vague"
    with pytest.raises(ParticipationError, match="décidé"):
        actions.opine(mine, None, act.id, "for", "")


def test_a_later_version_is_to_sign_again(town):
    position = opened(town)
    move(None, position, "sign")
    client = client_of(town, Role.LEAD)
    address = url("position_sign", position)
    sent = {"version": copy(position).current.hash, "quality": "la maire", "signed_on": TODAY}
    assert client.post(address, sent | {"quality": "Mme Jeanne Durand"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    move(None, position.latest(), "reopen")
    actions.decide(position, None, wanted(position, "Un autre texte."), 1, [])
    assert not copy(position).signatures[0].is_current
    shown = client.get(url("position", position)).content.decode()
    assert "à signer de nouveau" in shown
    move(None, position.latest(), "sign")
    assert client.post(address, sent).status_code == 422  # the version they read is no longer last
    client.post(address, {"withdraw": "1", "reason": "Nouveau conseil"})
    assert copy(position).signatures == ()
    with pytest.raises(RegisterError):
        move(None, position.latest(), "send")


def test_only_who_leads_changes_what_is_said_of_a_position(town, west):
    _mine, theirs = met(town, west)
    with pytest.raises(ParticipationError, match="conduit"):
        write(west, None, [(theirs, {"title": "Le nôtre"})])
    with pytest.raises(ParticipationError):
        move(None, theirs, "sign")
    client = client_of(west, Role.ADMINISTRATOR)
    assert client.get(url("position_decide", theirs, wanted(theirs, "").key)).status_code == 404
    shown = client.get(url("position", theirs)).content.decode()
    assert "Ouvrir aux signatures" not in shown


def test_a_text_open_to_others_is_no_draft_again(town):
    position = opened(town)
    section = PositionSection.objects.of(town).get()
    with pytest.raises(ParticipationError):
        write(town, None, [(section, {"body": "Autre"})])
    with pytest.raises(ValidationError, match="brouillon"):
        write(town, None, [(position, {"state": "draft"})])


def test_others_see_nothing_and_a_trial_sends_nothing(town, west):
    position = opened(town)
    stranger = client_of(west, Role.ADMINISTRATOR)
    assert stranger.get(url("position", position)).status_code == 404
    trial = make_authority("essai-1", "Essai", kind="trial")
    opened(trial, name="Val d’Ozon", space=west.slug)
    Worker().run_pending()
    assert not PositionAct.objects.of(west).exists()


def test_a_former_position_is_read_again_then_stored(town):
    client = client_of(town, Role.LEAD)
    text = "Madame la ministre,\n\n# Le constat\nLes débits manquent.\n\n# La demande\nUn plan."
    sent = {"title": "Plan France Relance", "kind": "contribution", "outcome": "partly",
            "outcome_text": "Une clause en 2022."}  # fmt: skip
    address = reverse("position_former", args=[town.slug])
    assert client.post(address, sent | {"text": " "}).status_code == 422
    shown = client.post(address, sent | {"text": text}, follow=True).content.decode()
    assert "Le constat" in shown
    position = Position.objects.of(town).select_related("authority").get()
    move(None, position, "archive")
    assert copy(position).current.number == 1
    listed = client.get(reverse("position_list", args=[town.slug]), {"issue": "partly"})
    assert "Plan France Relance" in listed.content.decode()


def test_a_position_erased_for_good_leaves_no_act(town):
    position = opened(town)
    delete(town, None, [position])
    purge(now=timezone.now() + timedelta(days=60))
    assert not Position.objects.of(town).exists()
    assert not PositionAct.objects.of(town).exists()


def sent_and_late(town):
    position = opened(town)
    move(None, position, "sign")
    actions.sign(position, None, {"quality": "la maire", "signed_on": TODAY, "reference": ""},
                 copy(position).current.hash)  # fmt: skip
    move(None, position.latest(), "send")
    addressee = Addressee(authority=town, position=position)
    write(town, None, [(addressee, {"organisation": "Ministère", "function": "cabinet"})])
    write(town, None, [(ObtainedCommitment(authority=town, position=position), {
        "text": "Une clause dans la loi", "addressee": addressee,
        "due": TODAY - timedelta(days=3)})])  # fmt: skip
    return position.latest()


def test_a_late_commitment_is_on_the_hub_and_closing_says_the_outcome(town):
    position = sent_and_late(town)
    assert queries.headline(queries.positions(town)) == "1 position, 1 engagement en retard."
    with pytest.raises(RegisterError, match="issue"):
        move(None, position, "close")
    named = {"organisation": "Ministère", "function": "M. Jean Martin"}
    with pytest.raises(ValidationError, match="personne"):
        write(town, None, [(Addressee(authority=town, position=position), named)])
    client = client_of(town, Role.READER)
    for kind in ("html", "docx"):
        answer = client.get(url("position_document", position, kind))
        assert answer.status_code in {200, 202}
    assert (
        "Une clause dans la loi"
        in client.get(url("position_document", position, "html")).content.decode()
    )


def test_everybody_reads_a_shown_position_and_checks_its_signed_file(town, client):
    position = sent_and_late(town)
    address = reverse("public_position", args=[town.slug, position.pk])
    assert client.get(address).status_code == 404
    admin = member_of(town, Role.ADMINISTRATOR)
    urns = {str(position.urn)}
    publishing.choose(authority=town, user=admin, shelf=POSITIONS, offered=urns, chosen=urns)
    publishing.open_to_everybody(authority=town, user=admin)
    shown = client.get(address).content.decode()
    assert "Clause de revoyure" in shown
    assert "en retard" in shown
    assert "Signed" not in shown
    assert copy(position).current.hash in shown
    data = client.get(reverse("public_position_file", args=[town.slug, position.pk])).content
    checked = bundles.check(data)
    assert (checked.leader, checked.current.number) == (key_of(town), 1)
    assert [each.sign.quality for each in checked.signatures] == ["la maire"]
    part = client.get(reverse("public_part", args=[town.slug, POSITIONS.name]))
    assert "Clause de revoyure" in part.content.decode()
    listed = client.get(reverse("public_data", args=[town.slug, "positions.json"])).json()
    assert listed["positions"][0]["signatories"][0]["authority"] == "Pont-de-Vène"


def test_the_demonstration_has_three_territories_and_its_acts_are_signed(town):
    people = {role: member_of(town, role) for role in Role}
    demo = Demonstration(town, people, Story.at(TODAY), timezone.now(), TODAY, is_new=True)
    fill(demo)
    rows = {each.state: each for each in queries.positions(town)}
    assert set(rows) == {"signatures", "followed", "closed"}
    found = copy(rows["signatures"])
    assert [each.state for each in found.amendments].count("crossing") == 2
    assert sum(each.is_current for each in found.signatures) == 2
    waits = [each for each in found.standings if each.verdict != "applied"]
    assert [(each.act.publisher, each.verdict) for each in waits] == [
        ("Pays des Trois-Étangs", "to_compare")
    ]
    assert rows["followed"].late == 1
    client = signed_in(people[Role.LEAD])
    for position in rows.values():
        for name in ("position", "position_amendments", "position_versions"):
            answer = client.get(url(name, position))
            assert answer.status_code == 200
            assert answer.content.count(b"<") < 2 * 700, name
