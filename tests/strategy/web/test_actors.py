"""The register of actors: organisations, their consent, their file, and nobody's name outside."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory import DocumentKind
from jalons.strategy.web.actors import actions, exchange, queries
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.commands import actors as actors_command
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.statutory import actions as statutory
from jalons.strategy.web.statutory.making import tree_of
from samples import api_token

pytestmark = pytest.mark.django_db
AGREED = {"consent_on": date(2026, 3, 3), "consent_how": "Lettre"}


def client_of(agglo, role):
    user = User.objects.create_user(f"{role}@example.org", "long-enough-password", name="Édith")
    Membership.objects.create(user=user, authority=agglo, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(agglo):
    return client_of(agglo, Role.CONTRIBUTOR)


@pytest.fixture
def lead(agglo):
    return client_of(agglo, Role.LEAD)


def actor(agglo, name="Ressourcerie du Pont", **values):
    made = Actor(authority=agglo)
    actions.keep(actor=made, user=None, values={"name": name, **values}, organisation=True)
    return made


def address(name, *args):
    return reverse(name, args=["agglo", *args])


def html(response):
    return " ".join(response.content.decode().split())


TYPED = {"name": "Ressourcerie du Pont", "kind": "reuse", "state": "engaged", "contact": "Mme Roy"}


# The pages ----------------------------------------------------------------------------------------


def test_an_actor_is_written_seen_changed_deleted_and_put_back(agglo, lead):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    sent = TYPED | {"actions": [str(sheet.pk)], "commitments": ["6"], "role": "Reprendre",
                    "signed": "Charte", "signed_on": "2026-03-03"}  # fmt: skip
    made = lead.post(address("actor_new"), sent)
    held = Actor.objects.of(agglo).get()
    assert made.url == address("actor", held.pk)
    page = html(lead.get(made.url))
    for told in ("Ressourcerie du Pont", "Réparer", "Charte", "Mme Roy", "pas encore d’accord"):
        assert told in page
    assert "Ressourcerie du Pont" in html(lead.get(address("roadmap_action", sheet.pk)))
    lead.post(address("actor_edit", held.pk), sent | {"state": "left"})
    held.refresh_from_db()
    assert (held.state, held.version, list(held.actions.all())) == ("left", 2, [sheet])

    gone = lead.post(address("actor_delete", held.pk))
    assert "est retiré du registre" in html(lead.get(gone.url))
    assert lead.get(address("actor", held.pk)).status_code == 404
    assert "Ressourcerie" in html(lead.get(address("actors_deleted")))
    lead.post(address("actor_restore", held.pk))
    assert lead.get(address("actor", held.pk)).status_code == 200
    verbs = Entry.objects.of(agglo).filter(urn=str(held.urn)).values_list("verb", flat=True)
    assert list(verbs) == ["restored", "deleted", "changed", "created"]
    assert "Mme Roy" not in str(list(Entry.objects.of(agglo).values()))
    assert "engagé → sorti" in html(lead.get(address("actor_history", held.pk)))


def test_a_change_of_contact_is_told_and_never_shown(agglo):
    held = actor(agglo, contact="Mme Roy")
    assert actions.keep(actor=held, user=None, values={"contact": "M. Blanc"})
    entry = Entry.objects.of(agglo).filter(urn=str(held.urn)).first()
    assert entry.after == {"personne contact (confidentiel)": "(non affiché)"}
    assert not actions.keep(actor=held, user=None, values={"contact": "M. Blanc"})


def test_a_reader_sees_the_register_and_no_contact(agglo, reader):
    held = actor(agglo, contact="Mme Roy, 06 12 34 56 78")
    for page in (reader.get(address("actors")), reader.get(address("actor", held.pk))):
        assert "Ressourcerie" in html(page)
        assert "Roy" not in html(page)
    for name in ("actor_new", "actors_import", "actors_proposed"):
        assert reader.get(address(name)).status_code == 403
    for form in ("xlsx", "csv"):
        content = reader.get(address("actors_export"), {"format": form}).content
        assert "Roy" not in str(exchange.read(content, f"a.{form}").actors)


def test_another_authority_has_another_register(agglo, editor):
    other = Authority.objects.create(slug="other", name="Autre")
    held = actor(other, "Secret")
    assert "Secret" not in html(editor.get(address("actors")))
    assert editor.get(address("actor", held.pk)).status_code == 404
    foreign = create_action(authority=other, user=None, values={"title": "Ailleurs"})
    with pytest.raises(StrategyError) as refused:
        actor(agglo, actions=[foreign.pk])
    assert refused.value.code == "not_of_authority"
    assert not Actor.objects.of(agglo).exists()


def test_the_list_is_searched_filtered_sorted_and_paged(agglo, editor):
    for number in range(25):
        actor(agglo, f"Club {number:02}", kind="association")
    actor(agglo, "Préfecture", kind="state", commitments=[8], **AGREED)
    first = editor.get(address("actors"))
    assert "26 acteurs au registre" in html(first)
    assert "Club 19" in html(first)
    assert "Préfecture" not in html(first)
    for query in ("q=prefecture", "nature=state", "engagement=8", "accord=oui", "sort=-name"):
        assert "Préfecture" in html(editor.get(f"{address('actors')}?{query}")), query
    assert "Préfecture" not in html(editor.get(f"{address('actors')}?accord=non&nature=state"))
    nothing = html(editor.get(f"{address('actors')}?q=introuvable"))
    assert "Aucun acteur ne répond à ce filtre" in nothing


def test_an_empty_register_says_what_to_bring(agglo, editor):
    assert "Qui est concerné" in html(editor.get(address("actors")))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "Mme Kerautret"}, "ressemble à une personne"),
        ({"consent_on": "2026-03-03"}, "indiquez les deux"),
        ({"consent_how": "Lettre"}, "indiquez les deux"),
        ({"name": "ressourcerie  du PONT"}, "est déjà dans le registre"),
        ({"signed_link": "javascript:alert(1)"}, "URL"),
    ],
)
def test_a_form_says_what_it_refuses_and_loses_nothing(agglo, editor, more, told):
    actor(agglo)
    sent = TYPED | {"name": "Autre club", "role": "Aider"} | more
    refused = editor.post(address("actor_new"), sent)
    assert refused.status_code == 422
    assert told in html(refused)
    assert "Aider" in html(refused)
    assert Actor.objects.of(agglo).count() == 1


def test_an_organisation_named_after_somebody_is_taken_once_it_was_read(agglo, editor):
    sent = TYPED | {"name": "Les Amis de Jean Dupont"}
    refused = editor.post(address("actor_new"), sent)
    assert "J’ai lu ce nom" in html(refused)
    assert editor.post(address("actor_new"), sent | {"organisation": "on"}).status_code == 302
    held = Actor.objects.of(agglo).get()
    assert editor.post(address("actor_edit", held.pk), sent | {"role": "Aider"}).status_code == 302


def test_two_people_on_one_actor_lose_nothing(agglo, editor):
    held = actor(agglo, role="", brings="")
    shown = {f"initial-{name}": "" for name in ("role", "brings")}
    actions.keep(actor=held, user=None, values={"role": "La leur"})
    sent = TYPED | shown | {"initial-name": TYPED["name"], "role": "", "brings": "La mienne"}
    editor.post(address("actor_edit", held.pk), sent)
    held.refresh_from_db()
    assert (held.role, held.brings) == ("La leur", "La mienne")


def test_an_invitation_is_written_changed_deleted_and_put_back(agglo, editor):
    held = actor(agglo)
    sent = {"on": "2026-09-01", "to": "Comité", "answered": "yes", "came": "unknown"}
    editor.post(address("actor_invitation_new", held.pk), sent)
    made = ActorInvitation.objects.of(agglo).get()
    editor.post(address("actor_invitation", held.pk, made.pk), sent | {"came": "no"})
    assert "Comité" in html(editor.get(address("actor", held.pk)))
    delete = address("actor_invitation_delete", held.pk, made.pk)
    gone = editor.post(delete)
    assert not queries.invitations(agglo).exists()
    assert "est supprimé" in html(editor.get(gone.url))
    editor.post(delete, {"retour": "1"})
    assert queries.invitations(agglo).get().came == "no"
    told = Entry.objects.of(agglo).filter(urn=str(held.urn), verb="changed")
    assert told.count() == 4


# Partners written in the actions ------------------------------------------------------------------


def test_partners_of_actions_are_proposed_and_never_become_actors_by_themselves(agglo, editor):
    first = create_action(authority=agglo, user=None, values={
        "title": "Réparer", "partners": ["Syndicat du numérique", "Mme Kerautret"]})  # fmt: skip
    second = create_action(authority=agglo, user=None, values={
        "title": "Former", "partners": ["syndicat du Numérique", "Préfecture"]})  # fmt: skip
    office = actor(agglo, "Préfecture")
    assert "3 partenaires écrits dans les actions" in html(editor.get(address("actors")))
    page = html(editor.get(address("actors_proposed")))
    assert "ressemble à une personne" in page
    assert "au registre : à relier" in page.replace("\u202f", " ")
    assert Actor.objects.of(agglo).count() == 1

    editor.post(address("actors_proposed"), {
        "partenaire": ["syndicat du numerique", "prefecture"],
        "nature syndicat du numerique": "operator",
    })  # fmt: skip
    union = Actor.objects.of(agglo).get(kind="operator")
    assert set(union.actions.all()) == {first, second}
    assert list(office.actions.all()) == [second]
    assert [each.name for each in queries.proposals(agglo)] == ["Mme Kerautret"]


# Files --------------------------------------------------------------------------------------------


def full_register(agglo):
    sheet = create_action(authority=agglo, user=None, values={
        "number": "1.2", "title": "Trier ; puis réparer"})  # fmt: skip
    held = actor(
        agglo, kind="reuse", state="engaged", role="Reprendre\nle matériel", brings="Un atelier",
        signed="Charte", signed_on=date(2026, 3, 3), signed_link="https://example.org/charte",
        commitments=[5, 6], actions=[sheet.pk], contact="Mme Roy\nroy@example.org", **AGREED,
    )  # fmt: skip
    ActorInvitation.objects.create(authority=agglo, actor=held, on=date(2026, 9, 1), to="Comité",
                                   answered="yes", came="no")  # fmt: skip
    actor(agglo, "=2+2 SARL")


def told(agglo):
    names = ("name", "kind", "state", "role", "brings", "signed", "signed_on", "signed_link",
             "commitments", "consent_on", "consent_how", "contact")  # fmt: skip
    return [
        ([getattr(each, name) for name in names],
         [action.title for action in each.actions.all()],
         [(i.on, i.to, i.answered, i.came) for i in each.invitations.all()])
        for each in queries.actors(agglo)
    ]  # fmt: skip


def test_the_register_comes_back_equal_from_its_spreadsheet(agglo):
    other = Authority.objects.create(slug="other", name="Autre")
    create_action(authority=other, user=None, values={
        "number": "1.2", "title": "Trier ; puis réparer"})  # fmt: skip
    full_register(agglo)
    content = exchange.register_workbook(agglo, with_contact=True)
    register = exchange.read(content, "acteurs.xlsx")
    assert register.problems == []
    exchange.bring(authority=other, user=None, register=register, name="a", persons=False)
    assert told(other) == told(agglo)
    again = exchange.settle(other, exchange.read(content, "acteurs.xlsx"))
    assert [each.kind for each in again] == ["same", "same"]


def test_a_csv_makes_formulas_inert_and_comes_back(agglo):
    full_register(agglo)
    content = exchange.register_csv(agglo, with_contact=True)
    names = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]
    assert names == ["Organisation", "'=2+2 SARL", "Ressourcerie du Pont"]
    read = exchange.settle(agglo, exchange.read(content, "acteurs.csv"))
    assert [each.kind for each in read] == ["same", "same"]


LIST = """Organisation;Nature;Contact;Actions;Couleur
Ressourcerie du Pont;ESS;Mme Roy;Réparer;verte
Jean Dupont;Habitants;;;
Club;licorne;;Inconnue;
""".encode()


def look(client, content=LIST):
    return client.post(address("actors_import"), {"file": SimpleUploadedFile("l.csv", content)})


def kept(client, page, **more):
    sent = {"content": page.context["content"], "name": "l.csv", **more}
    return client.post(address("actors_import"), sent, follow=True)


def test_a_list_is_seen_before_it_is_written_then_taken_back(agglo, editor):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    club = actor(agglo, "Club", role="Jouer")
    page = look(editor)
    shown = html(page)
    for words in ("Couleur", "licorne", "Inconnue", "ressemble à une personne"):
        assert words in shown
    assert Actor.objects.of(agglo).count() == 1

    done = kept(editor, page)
    assert "1 ligne laissée de côté" in html(done)
    assert sorted(each.name for each in queries.actors(agglo)) == ["Club", "Ressourcerie du Pont"]
    bridge = Actor.objects.of(agglo).get(name="Ressourcerie du Pont")
    assert list(bridge.actions.all()) == [sheet]
    assert bridge.contact == "Contact : Mme Roy\nCouleur : verte"
    club.refresh_from_db()
    assert club.role == "Jouer"
    assert "licorne" in club.contact
    assert "Inconnue" in club.contact

    editor.post(address("actors_import_undo"))
    assert [(each.name, each.contact) for each in queries.actors(agglo)] == [("Club", "")]
    assert "Il n’y a rien à annuler" in html(
        editor.post(address("actors_import_undo"), follow=True)
    )


def test_undoing_a_list_leaves_what_somebody_changed_since(agglo, editor):
    kept(editor, look(editor))
    bridge = Actor.objects.of(agglo).get(name="Ressourcerie du Pont")
    actions.keep(actor=bridge, user=None, values={"role": "Reprendre"})
    after = html(editor.post(address("actors_import_undo"), follow=True))
    assert "1 a été modifié" in after or "laissé" in after
    assert [each.name for each in queries.actors(agglo)] == ["Ressourcerie du Pont"]


def test_a_line_that_looks_like_a_person_comes_in_once_it_was_read(agglo, editor):
    kept(editor, look(editor), persons="1")
    assert Actor.objects.of(agglo).filter(name="Jean Dupont").exists()


def test_a_broken_file_and_a_broken_preview_are_explained(agglo, editor):
    assert look(editor, b"%PDF-1.4").status_code == 422
    broken = editor.post(address("actors_import"), {"content": "@@", "name": "x"}, follow=True)
    assert "Choisissez de nouveau le fichier" in html(broken)


def test_the_command_writes_the_register_and_brings_a_list(agglo, tmp_path):
    full_register(agglo)
    out, back = tmp_path / "acteurs.xlsx", tmp_path / "liste.csv"
    ran = CliRunner().invoke(actors_command, ["export", "--authority", "agglo", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert openpyxl.load_workbook(out).sheetnames == ["Acteurs", "Invitations"]
    back.write_bytes(LIST)
    args = ["import", str(back), "--authority", "agglo"]
    dry = CliRunner().invoke(actors_command, [*args, "--dry-run"])
    assert "Rien n’est écrit" in dry.output
    assert "ligne 3" in dry.output.lower()
    assert Actor.objects.of(agglo).count() == 2
    assert CliRunner().invoke(actors_command, args).exit_code == 0
    assert Actor.objects.of(agglo).count() == 3


# Machines and documents ---------------------------------------------------------------------------


def test_machines_read_and_write_the_register_without_contacts(agglo):
    _token, secret = api_token(agglo, scopes=["strategy:read", "strategy:write"])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    base, kind = "/api/v1/authorities/agglo/actors", {"content_type": "application/json"}
    refused = client.post(base, {"name": "Mme Kerautret"}, **kind)
    assert (refused.status_code, refused.json()["code"]) == (422, "actor_person")
    made = client.post(base, {"name": "Club", "kind": "association"}, **kind).json()
    held = Actor.objects.of(agglo).get()
    actions.keep(actor=held, user=None, values={"contact": "Mme Roy"})
    one = f"{base}/{held.pk}"
    old = client.patch(one, {"version": made["version"], "role": "Aider"}, **kind)
    assert old.status_code == 409
    changed = client.patch(one, {"version": 2, "role": "Aider"}, **kind).json()
    assert (changed["role"], changed["version"], changed["named"]) == ("Aider", 3, False)
    listed = client.get(f"{base}?text=club")
    assert listed.json()["items"] == [client.get(one).json()]
    assert "Roy" not in listed.content.decode()


def test_a_document_signed_off_names_those_that_agreed_and_counts_the_others(agglo):
    sheet = create_action(authority=agglo, user=None, values={
        "title": "Réparer", "partners": ["Partenaire écrit"]})  # fmt: skip
    actor(agglo, actions=[sheet.pk], role="Reprendre", **AGREED)
    actor(agglo, "Syndicat discret", actions=[sheet.pk])
    actor(agglo, "Ancien membre", state="left", actions=[sheet.pk], **AGREED)
    for kind, told_here in (
        (DocumentKind.PROGRAMME, "Et 1 autre acteur"),
        (DocumentKind.ACTIONS, "Ressourcerie du Pont et 2 autres acteurs"),
    ):
        draft = statutory.start(authority=agglo, user=None, kind=kind, year=2026)
        today = {"today": date(2026, 11, 27), "lang": "fr"}
        before = str(tree_of(draft, **today))
        assert "Syndicat discret" in before
        assert "Ancien membre" not in before
        writer.move(None, draft, "review")
        signed = statutory.sign(document=draft, user=None, version=draft.version, **today)
        after = str(tree_of(signed, **today)).replace("\xa0", " ")
        assert "Ressourcerie du Pont" in after
        assert told_here in after
        for name in ("Syndicat discret", "Partenaire écrit", "Ancien membre"):
            assert name not in after
