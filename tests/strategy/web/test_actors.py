"""The register of actors: organisations, their consent, their file, and nobody's name outside."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports.actions import bring
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.actors import queries
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.actors.register import actors_file
from jalons.strategy.web.commands import actors as actors_command
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.statutory import actions as statutory
from jalons.strategy.web.statutory.document_building import tree_of
from samples import api_token

pytestmark = pytest.mark.django_db
AGREED = {"consent_on": date(2026, 3, 3), "consent_how": "Lettre"}


def actor(agglo, name="Ressourcerie du Pont", **values):
    made = Actor(authority=agglo)
    write(agglo, None, [(made, {"name": name, "organisation": True, **values})])
    return made


def change(held, **values):
    """The act that changed an actor, as it is stored now."""
    stored = Actor.objects.of(held.authority).get(pk=held.pk)
    return write(held.authority, None, [(stored, values)])


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
    assert made.url.startswith(address("actor", held.pk))
    page = html(lead.get(made.url))
    for told in ("Ressourcerie du Pont", "Réparer", "Charte", "Mme Roy", "pas encore d’accord"):
        assert told in page
    assert "Ressourcerie du Pont" in html(lead.get(address("roadmap_action", sheet.pk)))
    lead.post(address("actor_edit", held.pk), sent | {"state": "left"})
    held.refresh_from_db()
    assert (held.state, held.version, list(held.actions.all())) == ("left", 2, [sheet])

    gone = lead.post(address("actor_delete", held.pk))
    assert "est supprimé" in html(lead.get(gone.url))
    assert lead.get(address("actor", held.pk)).status_code == 410
    assert "Ressourcerie" in html(lead.get(address("actor_trash")))
    lead.post(address("actor_restore", held.pk))
    assert lead.get(address("actor", held.pk)).status_code == 200
    verbs = Entry.objects.of(agglo).filter(urn=str(held.urn)).values_list("verb", flat=True)
    assert list(verbs) == ["restored", "deleted", "changed", "created"]
    assert "Mme Roy" not in str(list(Entry.objects.of(agglo).values()))
    assert "engagé → sorti" in html(lead.get(address("actor_history", held.pk)))


def test_a_change_of_contact_is_told_and_never_shown(agglo):
    held = actor(agglo, contact="Mme Roy")
    assert change(held, contact="M. Blanc")
    entry = Entry.objects.of(agglo).filter(urn=str(held.urn)).first()
    [(field, before, after)] = entry.changes
    assert (field, before, after) == (
        "personne contact (confidentiel)", "(non affiché)", "(non affiché)",
    )  # fmt: skip
    assert not change(held, contact="M. Blanc")


def test_a_reader_sees_the_register_and_no_contact(agglo, reader):
    held = actor(agglo, contact="Mme Roy, 06 12 34 56 78")
    for page in (reader.get(address("actor_list")), reader.get(address("actor", held.pk))):
        assert "Ressourcerie" in html(page)
        assert "Roy" not in html(page)
    for name in ("actor_new", "actor_import", "actors_proposed"):
        assert reader.get(address(name)).status_code == 403
    for kind in ("xlsx", "csv"):
        content = b"".join(reader.get(address("actor_export", kind)))
        assert "Roy" not in str(cells(content, kind))


def test_another_authority_has_another_register(agglo, contributor):
    other = make_authority("other", "Autre")
    held = actor(other, "Secret")
    assert "Secret" not in html(contributor.get(address("actor_list")))
    assert contributor.get(address("actor", held.pk)).status_code == 404
    foreign = create_action(authority=other, user=None, values={"title": "Ailleurs"})
    with pytest.raises(RegisterError) as refused:
        actor(agglo, actions=[foreign.pk])
    assert refused.value.code == "foreign_link"
    assert not Actor.objects.of(agglo).exists()


def test_the_list_is_searched_filtered_sorted_and_paged(agglo, contributor):
    for number in range(25):
        actor(agglo, f"Club {number:02}", kind="association")
    actor(agglo, "Préfecture", kind="state", commitments=[8], **AGREED)
    first = contributor.get(address("actor_list"))
    assert "26 acteurs au registre" in html(first)
    assert "Club 19" in html(first)
    assert "Préfecture" not in html(first)
    for query in ("q=prefecture", "nature=state", "engagement=8", "accord=oui", "sort=-name"):
        assert "Préfecture" in html(contributor.get(f"{address('actor_list')}?{query}")), query
    assert "Préfecture" not in html(
        contributor.get(f"{address('actor_list')}?accord=non&nature=state")
    )
    nothing = html(contributor.get(f"{address('actor_list')}?q=introuvable"))
    assert "Rien ne correspond" in nothing


def test_an_empty_register_says_what_to_bring(agglo, contributor):
    assert "Qui est concerné" in html(contributor.get(address("actor_list")))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "Mme Kerautret"}, "ressemble au nom d’une personne"),
        ({"consent_on": "2026-03-03"}, "Indiquez les deux"),
        ({"consent_how": "Lettre"}, "Indiquez les deux"),
        ({"name": "ressourcerie  du PONT"}, "est déjà dans le registre"),
        ({"signed_link": "javascript:alert(1)"}, "URL"),
    ],
)
def test_a_form_says_what_it_refuses_and_loses_nothing(agglo, contributor, more, told):
    actor(agglo)
    sent = TYPED | {"name": "Autre club", "role": "Aider"} | more
    refused = contributor.post(address("actor_new"), sent)
    assert refused.status_code == 422
    assert told in html(refused)
    assert "Aider" in html(refused)
    assert Actor.objects.of(agglo).count() == 1


def test_an_organisation_named_after_somebody_is_taken_once_it_was_read(agglo, contributor):
    sent = TYPED | {"name": "Les Amis de Jean Dupont"}
    refused = contributor.post(address("actor_new"), sent)
    assert "J’ai lu ce nom" in html(refused)
    assert contributor.post(address("actor_new"), sent | {"organisation": "on"}).status_code == 302
    held = Actor.objects.of(agglo).get()
    assert (
        contributor.post(address("actor_edit", held.pk), sent | {"role": "Aider"}).status_code
        == 302
    )


def test_two_people_on_one_actor_lose_nothing(agglo, contributor):
    held = actor(agglo, role="", brings="")
    shown = {f"initial-{name}": "" for name in ("role", "brings")}
    change(held, role="La leur")
    sent = TYPED | shown | {"initial-name": TYPED["name"], "role": "", "brings": "La mienne"}
    contributor.post(address("actor_edit", held.pk), sent)
    held.refresh_from_db()
    assert (held.role, held.brings) == ("La leur", "La mienne")


def test_an_invitation_is_written_changed_deleted_and_put_back(agglo, contributor):
    held = actor(agglo)
    sent = {"on": "2026-09-01", "to": "Comité", "answered": "yes", "came": "unknown"}
    contributor.post(address("actor_invitations_new", held.pk), sent)
    made = ActorInvitation.objects.of(agglo).get()
    contributor.post(address("actor_invitations", held.pk, made.pk), sent | {"came": "no"})
    assert "Comité" in html(contributor.get(address("actor", held.pk)))
    gone = contributor.post(address("actor_invitations_delete", held.pk, made.pk))
    page = html(contributor.get(gone.url))
    assert "Comité</a>" not in page
    assert "est supprimé" in page
    contributor.post(address("actor_undo", Batch.objects.of(agglo).first().pk))
    back = ActorInvitation.objects.of(agglo).get()
    assert (back.deleted_at, back.came) == (None, "no")
    told = Entry.objects.of(agglo).filter(urn=str(held.urn), verb="changed")
    assert told.count() == 4


# Partners written in the actions ------------------------------------------------------------------


def test_partners_of_actions_are_proposed_and_never_become_actors_by_themselves(agglo, contributor):
    first = create_action(authority=agglo, user=None, values={
        "title": "Réparer", "partners": ["Syndicat du numérique", "Mme Kerautret"]})  # fmt: skip
    second = create_action(authority=agglo, user=None, values={
        "title": "Former", "partners": ["syndicat du Numérique", "Préfecture"]})  # fmt: skip
    office = actor(agglo, "Préfecture")
    assert "3 partenaires écrits dans les actions" in html(contributor.get(address("actor_list")))
    page = html(contributor.get(address("actors_proposed")))
    assert "ressemble à une personne" in page
    assert "au registre : à relier" in page.replace("\u202f", " ")
    assert Actor.objects.of(agglo).count() == 1

    contributor.post(address("actors_proposed"), {
        "partner": ["syndicat du numerique", "prefecture"],
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
    invitation = ActorInvitation(authority=agglo, actor=held)
    values = {"on": date(2026, 9, 1), "to": "Comité", "answered": "yes", "came": "no"}
    write(agglo, None, [(invitation, values)])
    actor(agglo, "=2+2 SARL")


def told(agglo):
    names = ("name", "kind", "state", "role", "brings", "signed", "signed_on", "signed_link",
             "commitments", "consent_on", "consent_how")  # fmt: skip
    return [
        (
            [getattr(each, name) for name in names],
            [action.title for action in each.actions.all()],
            [(i.on, i.to, i.answered, i.came) for i in each.invitations.filter(deleted_at=None)],
        )
        for each in queries.ordered(queries.actors(agglo))
    ]


def cells(content, kind):
    if kind == "csv":
        text = io.StringIO(content.decode("utf-8-sig"))
        return list(csv.reader(text, delimiter=";"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.active]


def from_file(agglo, content, name="acteurs.xlsx", **options):
    return bring(actors_file, agglo, name=name, content=content, **options)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_register_comes_back_equal_from_its_file(agglo, reader, kind):
    other = make_authority("other", "Autre")
    create_action(authority=other, user=None, values={
        "number": "1.2", "title": "Trier ; puis réparer"})  # fmt: skip
    full_register(agglo)
    content = b"".join(reader.get(address("actor_export", kind)))
    done = from_file(other, content, f"a.{kind}")
    lines = 1 if kind == "xlsx" else 0  # a CSV has one sheet
    assert (done["created"], done["refused"]) == (2 + lines, [])
    if kind == "csv":
        write(
            agglo, None, [(ActorInvitation.objects.of(agglo).get(), {"deleted_at": timezone.now()})]
        )
    assert told(other) == told(agglo)
    assert from_file(other, content, f"a.{kind}")["same"] == 2 + lines


def test_invitations_of_a_file_say_why_they_are_left_aside(agglo):
    full_register(agglo)
    book = openpyxl.Workbook()
    book.active.append(["Organisation", "Rôle"])
    book.active.append(["Club", "Aider"])
    sheet = book.create_sheet("Invitations")
    sheet.append(["Acteur", "Invité à", "Invité le"])
    sheet.append(["Club", "Comité", date(2026, 9, 1)])
    sheet.append(["Inconnu", "Comité", date(2026, 9, 1)])
    sheet.append(["Ressourcerie du Pont", "Comité", "un jour"])
    stream = io.BytesIO()
    book.save(stream)
    done = from_file(agglo, stream.getvalue(), "l.xlsx")
    assert done["created"] == 2
    assert [name for _row, name, _why in done["refused"]] == [
        "Invitations · Inconnu", "Invitations · Ressourcerie du Pont",
    ]  # fmt: skip
    assert Actor.objects.of(agglo).get(name="Club").invitations.get().to == "Comité"


def test_a_file_makes_formulas_inert(agglo, reader):
    full_register(agglo)
    content = b"".join(reader.get(address("actor_export", "csv")))
    assert [row[0] for row in cells(content, "csv")] == [
        "Organisation", "'=2+2 SARL", "Ressourcerie du Pont",
    ]  # fmt: skip


LIST = """Organisation;Nature;Contact;Actions;Couleur
Ressourcerie du Pont;ESS;Mme Roy;Réparer;verte
Jean Dupont;Habitants;;;
Club;;;;rouge
""".encode()


def look(client, content=LIST, name="l.csv"):
    sent = client.post(address("actor_import"), {"file": SimpleUploadedFile(name, content)})
    assert sent.status_code == 302, html(sent)
    return sent.url, client.get(sent.url)


def stored(client, seen, **more):
    url, page = seen
    data = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    client.post(url, data | more | {"step": "columns"})
    client.post(url, data | more | {"step": "apply"})
    Worker().run_pending()
    return html(client.get(f"{url}resultat/"))


def take_back(client, agglo):
    batch = Batch.objects.of(agglo).filter(verb="imported").get()
    return html(client.post(address("actor_undo", batch.pk), follow=True))


def test_a_list_is_seen_before_it_is_written_then_taken_back(agglo, contributor):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    club = actor(agglo, "Club", role="Jouer", contact="M. Blanc")
    seen = look(contributor)
    shown = html(seen[1])
    for words in ("Couleur", "ressemble au nom d’une personne"):
        assert words in shown
    assert Actor.objects.of(agglo).count() == 1

    done = stored(contributor, seen)
    assert "Laissées de côté : 1" in done.replace("\u202f", " ")
    assert sorted(each.name for each in queries.actors(agglo)) == ["Club", "Ressourcerie du Pont"]
    bridge = Actor.objects.of(agglo).get(name="Ressourcerie du Pont")
    assert (bridge.kind, list(bridge.actions.all())) == ("reuse", [sheet])
    assert bridge.contact.replace("\u202f", " ") == "Mme Roy\nCouleur : verte"
    club.refresh_from_db()
    assert club.role == "Jouer"
    assert club.contact.replace("\u202f", " ") == "M. Blanc\nCouleur : rouge"
    assert "Roy" not in str([*Entry.objects.of(agglo).values()])

    take_back(contributor, agglo)
    assert [each.name for each in queries.actors(agglo)] == ["Club"]


def test_undoing_a_list_leaves_what_somebody_changed_since(agglo, contributor):
    create_action(authority=agglo, user=None, values={"title": "Réparer"})
    stored(contributor, look(contributor))
    change(Actor.objects.of(agglo).get(name="Ressourcerie du Pont"), role="Aider", kind="company")
    assert "a été modifié depuis" in take_back(contributor, agglo)
    assert [each.name for each in queries.actors(agglo)] == ["Ressourcerie du Pont"]


def test_a_line_that_looks_like_a_person_comes_in_once_it_was_read(agglo, contributor):
    stored(contributor, look(contributor), organisation="=")
    assert Actor.objects.of(agglo).filter(name="Jean Dupont", organisation=True).exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Organisation;Nature\nClub;licorne\n", "licorne"),
        ("Organisation;Signé le\nClub;2026\n", "Signé le"),
        ("Organisation;Lien\nClub;javascript:alert(1)\n", "URL"),
        ("Organisation;Consentement\nClub;03/03/2026\n", "l’un des deux"),
        ('Organisation;Rôle\n"Région ; Département";A\n', "plusieurs organisations"),
        ("Organisation;Actions\nClub;Inconnue\n", "ne désigne rien de connu"),
        ("Organisation;Engagements\nClub;12\n", "12"),
        ("Organisation;Rôle\n;Aider\n", "Organisation"),
        ("Organisation;Rôle\nMairie;A\nMAIRIE;B\n", "déjà dans une ligne"),
    ],
)
def test_a_line_that_says_something_else_is_left_aside_with_its_reason(agglo, text, why):
    done = from_file(agglo, text.encode(), "l.csv")
    [(_line, _name, reason)] = done["refused"]
    assert why in reason
    assert done["stored"] == text.count("Mairie")


def test_a_list_of_an_office_is_read_under_its_title_with_its_own_words(agglo):
    create_action(authority=agglo, user=None, values={"number": "1.2", "title": "Trier"})
    create_action(authority=agglo, user=None, values={"title": "Réparer"})
    text = (
        "Partenaires du numérique responsable;;;;\n;;;;\n"
        "Structure;Type;Statut;Rôle;Date de signature;Engagements;Actions;Ancienneté;\n"
        'Ressourcerie du Pont;ESS;Signataire;Reprendre;03/03/2026;5, 6;"1.2 ; Réparer";2019;bleu\n'
        "Préfecture;Services de l’État;A contacter;;;;;;\n"
    )
    assert from_file(agglo, text.encode(), "l.csv")["refused"] == []
    bridge, office = (queries.actors(agglo).get(kind=kind) for kind in ("reuse", "state"))
    assert (bridge.state, bridge.signed_on, bridge.commitments) == (
        "engaged", date(2026, 3, 3), [5, 6],
    )  # fmt: skip
    assert {each.title for each in bridge.actions.all()} == {"Trier", "Réparer"}
    assert office.state == "identified"
    assert bridge.contact.replace("\u202f", " ") == "Ancienneté : 2019\ncolonne sans titre : bleu"


def test_a_list_adds_links_and_cuts_none(agglo):
    first, second = (
        create_action(authority=agglo, user=None, values={"title": title})
        for title in ("Trier", "Réparer")
    )
    held = actor(agglo, "Club", actions=[first.pk])
    from_file(agglo, "Organisation;Actions\nClub;Réparer\n".encode(), "l.csv")
    assert set(held.actions.all()) == {first, second}


def test_a_broken_file_is_explained(agglo, contributor):
    file = SimpleUploadedFile("l.csv", b"%PDF-1.4")
    assert contributor.post(address("actor_import"), {"file": file}).status_code == 422


def test_the_command_writes_the_register_and_brings_a_list(agglo, tmp_path):
    full_register(agglo)
    create_action(authority=agglo, user=None, values={"title": "Réparer"})
    out, back = tmp_path / "acteurs.xlsx", tmp_path / "liste.csv"
    ran = CliRunner().invoke(actors_command, ["export", "--authority", "agglo", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert len(cells(out.read_bytes(), "xlsx")) == 3
    back.write_bytes(LIST)
    args = ["import", str(back), "--authority", "agglo"]
    dry = CliRunner().invoke(actors_command, [*args, "--dry-run"])
    assert "Rien n’est écrit" in dry.output
    assert "ligne 3" in dry.output.lower()
    assert Actor.objects.of(agglo).count() == 2
    assert CliRunner().invoke(actors_command, args).exit_code == 0
    assert Actor.objects.of(agglo).count() == 3
    assert CliRunner().invoke(actors_command, [*args, "--organisations"]).exit_code == 0
    assert Actor.objects.of(agglo).count() == 4


# What a name must be, whatever the way in ---------------------------------------------------------


def test_another_name_is_read_again_by_a_person(agglo, contributor):
    held = actor(agglo, "Les Amis de Jean Dupont")
    change(held, role="Aider")
    change(held, name="Les amis de JEAN DUPONT")  # the same name: it was read
    with pytest.raises(ValidationError):
        change(held, name="Mme Kerautret")
    batch = change(held, name="Club")
    assert not Actor.objects.of(agglo).get(pk=held.pk).organisation
    writer.undo(agglo, None, batch)
    back = Actor.objects.of(agglo).get(pk=held.pk)
    assert (back.name, back.organisation) == ("Les amis de JEAN DUPONT", True)
    refused = contributor.post(address("actor_edit", held.pk), TYPED | {"name": "Mme Kerautret"})
    assert "J’ai lu ce nom" in html(refused)


def test_a_name_is_on_one_line_and_bears_no_spelling_of_another(agglo):
    assert actor(agglo, "  Club   des\nCinq ").name == "Club des Cinq"
    with pytest.raises(ValidationError):
        actor(agglo, "club DES cinq")


def test_an_action_deleted_leaves_its_actors_and_comes_back_with_them(agglo):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    held = actor(agglo, actions=[sheet.pk])
    batch = writer.delete(agglo, None, [sheet])
    assert not held.actions.exists()
    writer.undo(agglo, None, batch)
    assert list(held.actions.all()) == [sheet]


# Machines and documents ---------------------------------------------------------------------------


def test_machines_read_and_write_the_register_without_contacts(agglo):
    _token, secret = api_token(agglo, scopes=["strategy:read", "strategy:write"])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    base, kind = "/api/v1/authorities/agglo/actors", {"content_type": "application/json"}
    refused = client.post(base, {"name": "Mme Kerautret"}, **kind)
    assert (refused.status_code, refused.json()["code"]) == (422, "actor_person")
    made = client.post(base, {"name": "Club", "kind": "association"}, **kind).json()
    held = Actor.objects.of(agglo).get()
    change(held, contact="Mme Roy")
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


# What was there before ----------------------------------------------------------------------------


def test_the_actors_of_before_were_read_and_those_of_the_trash_come_back(former):
    old = former.at(("strategy", "0017_roadmap_trash"))
    authority = old.get_model("accounts", "Authority").objects.create(slug="agglo", name="A")
    rows = old.get_model("strategy", "Actor")._base_manager
    own = {"authority": authority, "version": 3, "commitments": [5]}
    there = rows.create(name="Les Amis de Jean Dupont", **own)
    old.get_model("strategy", "ActorInvitation")._base_manager.create(
        authority=authority, actor=there, on=date(2026, 9, 1), to="Comité", came="yes"
    )
    long_ago, lately = (timezone.now() - timedelta(days=days) for days in (300, 3))
    rows.create(name="Ancien", deleted_at=long_ago, **own)
    rows.create(name="Récent", deleted_at=lately, **own)
    former.latest()
    agglo = Authority.objects.get(slug="agglo")
    writer.purge(now=timezone.now() + timedelta(days=26))
    found = {each.name: each for each in Actor.objects.of(agglo)}
    assert found["Récent"].deleted_at == lately
    writer.restore(agglo, None, found["Ancien"])
    change(found["Les Amis de Jean Dupont"], role="Aider")  # its name was read before
    names = sorted(each.name for each in queries.actors(agglo))
    assert names == ["Ancien", "Les Amis de Jean Dupont"]
    assert ActorInvitation.objects.of(agglo).get().came == "yes"
    assert found["Ancien"].version == 4
