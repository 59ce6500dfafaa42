"""A plan full of names, imported on the page and published: no name goes out, by any way."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Entry
from jalons.foundation.publishing import actions, queries
from jalons.foundation.publishing.declaration import shelves
from jalons.foundation.publishing.models import Published, TextReading
from jalons.foundation.publishing.output.files import data_names
from jalons.foundation.publishing.output.pages import titles
from jalons.foundation.publishing.output.public_snapshot import chosen, territory
from jalons.foundation.publishing.review import reading
from jalons.foundation.register import writer
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.commands import publish
from jalons.strategy.web.publication.plan import ACTIONS
from jalons.strategy.web.publication.signed import DOCUMENTS
from jalons.strategy.web.roadmap.actions import change_action, create_action
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.plan_exchange import plan_import
from jalons.strategy.web.statutory import actions as statutory
from jalons.strategy.web.statutory.models import StatutoryDocument
from made import made
from samples import stored
from strategy.named_plans import COUNT, PEOPLE, PLANS, SECRETS

pytestmark = pytest.mark.django_db
MACHINES = ("commitments", "actions", "actors", "indicators", "changes")


def bring(client, name, content):
    """Drop a file, accept its preview as it is, import it."""
    file = SimpleUploadedFile(name, content)
    client.post(reverse("roadmap_action_import", args=["agglo"]), {"file": file})
    kept = ImportFile._default_manager.latest("dropped_at")
    check = reverse("roadmap_action_import_check", args=["agglo", kept.pk])
    page = client.get(check)
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    for _look in range(2):  # once more when what was accepted changes what was seen
        client.post(check, values | {"step": "apply"})
    Worker().run_pending()
    return page.content.decode()


def publish_all(client, agglo):
    """Tick every box of every shelf, and open the page."""
    for shelf in shelves():
        names = [str(each.urn) for each in queries.showable(agglo, shelf)]
        client.post(
            reverse("publication_choose", args=["agglo", shelf.name]),
            {"offered": names, "chosen": names},
        )
    client.post(reverse("publication_open", args=["agglo"]))


def outputs(agglo, tmp_path):
    """Every public byte: pages, data, API, documents, and the folder of the command."""
    addresses = [reverse("public_page", args=["agglo"])]
    addresses += [reverse("public_part", args=["agglo", name]) for name in titles()]
    addresses += [f"/public/agglo/actions/?page={number}" for number in range(2, 5)]
    addresses += [reverse("public_data", args=["agglo", name]) for name in
                  data_names(territory(queries.page_of(agglo)))]  # fmt: skip
    addresses += [f"/api/v1/public/agglo/{name}?limit=100" for name in MACHINES]
    for document in StatutoryDocument.objects.of(agglo):
        addresses += [reverse("public_document", args=["agglo", document.pk, kind])
                      for kind in ("html", "docx")]  # fmt: skip
    found = {address: made(Client(), address).content for address in addresses}
    folder = tmp_path / "public"
    siren = agglo.territory.siren
    ran = CliRunner().invoke(publish, ["--authority", siren, "--out", str(folder)])
    assert ran.exit_code == 0, ran.output
    found |= {each.name: each.read_bytes() for each in folder.iterdir()}
    return {name: _text(name, content) for name, content in found.items()}


def _text(name, content):
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b" ".join(archive.read(each) for each in archive.namelist())
        return re.sub(r"<[^>]+>", "", content.decode("utf-8", "replace"))
    return content.decode("utf-8", "replace")


def public_values(agglo, shelf):
    return territory(queries.page_of(agglo)).shelves[shelf].values


def sign(agglo):
    """The action sheets of the moment, signed off."""
    document = statutory.start(authority=agglo, user=None, kind=DocumentKind.ACTIONS, year=2026)
    writer.move(None, document, "review")
    return statutory.sign(document=document, user=None, today=date(2026, 11, 27), lang="fr",
                          version=document.version)  # fmt: skip


def write_without_names(agglo):
    """Correct the texts where something looks like a person, elected members among them."""
    for action in Action.objects.of(agglo).exclude(elected_referent=""):
        change_action(action=action, user=None, values={"elected_referent": ""})
    for each in reading.waiting(chosen(queries.page_of(agglo))):
        if each.found and each.shelf is ACTIONS:
            action = Action.objects.of(agglo).get(pk=each.item.urn.id)
            title = action.title.partition(", avec")[0]
            change_action(action=action, user=None, values={"title": title, "description": ""})


def secrets_in(found):
    return [(name, secret) for name, text in found.items() for secret in SECRETS
            if secret.casefold() in text.casefold()]  # fmt: skip


def read_what_names_nobody(client, agglo):
    """Say yes to the texts where nothing looked like a person; how many were left."""
    held = reading.waiting(chosen(queries.page_of(agglo)))
    safe = [f"{each.item.urn} {each.digest}" for each in held if not each.found]
    client.post(reverse("publication_read", args=["agglo"]), {"read": safe})
    return len(held) - len(safe)


QUICK = "trello_csv"
TOOLS = [name if name == QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PLANS]


@pytest.mark.parametrize("tool", TOOLS)
def test_no_name_of_a_plan_full_of_names_goes_out(tool, agglo, administrator, tmp_path):
    name, content = PLANS[tool]()
    preview = bring(administrator, name, content)
    assert "Cela ressemble à un export de" in preview
    assert Action.objects.of(agglo).count() == COUNT
    first = sign(agglo)
    publish_all(administrator, agglo)

    assert public_values(agglo, "actions") == []
    assert secrets_in(outputs(agglo, tmp_path)) == []

    left = read_what_names_nobody(administrator, agglo)
    assert left >= 5  # the texts that name somebody, and the document that prints them
    assert len(public_values(agglo, "actions")) >= 45
    found = outputs(agglo, tmp_path)
    assert secrets_in(found) == []
    assert "Réduire les usages, étape 1" in found["actions.json"]
    assert any("étape 1" in text for name, text in found.items() if "/actions/" in name)
    assert str(first.pk) not in found["documents.html"]  # it prints titles that name somebody

    write_without_names(agglo)
    second = sign(agglo)
    publish_all(administrator, agglo)
    read_what_names_nobody(administrator, agglo)
    found = outputs(agglo, tmp_path)
    assert secrets_in(found) == []
    assert len(public_values(agglo, "actions")) == COUNT
    for kind in ("html", "docx"):
        address = reverse("public_document", args=["agglo", second.pk, kind])
        assert "étape 17" in found[address]


def test_no_name_of_a_register_full_of_names_goes_out(agglo, administrator, tmp_path):
    agreed = {"consent_on": date(2026, 3, 3), "consent_how": "Lettre"}
    texts = [{}, {"role": "Piloté par Mme {}"}, {"brings": "Appeler le 06 12 34 56 78, {}"}]
    for number, name in enumerate(PEOPLE):
        text = {field: value.format(name) for field, value in texts[number % 3].items()}
        told = {"name": f"Club {number}" if text else name, **text, **agreed,
                "contact": f"{name}, mkerautret@exemple-agglo.fr"}  # fmt: skip
        stored(Actor, agglo, organisation=True, **told)
    for name, more in (("Ressourcerie du Pont", agreed), ("Garrigou et fils", {})):
        values = {"name": name, "role": "Reprendre le matériel", "contact": PEOPLE[0], **more}
        stored(Actor, agglo, organisation=True, **values)
    publish_all(administrator, agglo)
    read_what_names_nobody(administrator, agglo)
    found = outputs(agglo, tmp_path)
    assert secrets_in(found) == []
    named = public_values(agglo, "acteurs")
    assert [each.name for each in named] == ["Ressourcerie du Pont"]
    assert json.loads(found["acteurs.json"])["others"] == len(PEOPLE) + 1
    assert "Ressourcerie du Pont" in found["acteurs.json"]


def test_a_document_that_names_an_actor_which_no_longer_agrees_is_read_again(agglo, administrator):
    agreed = {"consent_on": date(2026, 3, 3), "consent_how": "Lettre"}
    actor = stored(Actor, agglo, name="Ressourcerie du pont", **agreed)
    document = statutory.start(authority=agglo, user=None, kind=DocumentKind.PROGRAMME, year=2026)
    writer.move(None, document, "review")
    signed = statutory.sign(document=document, user=None, today=date(2026, 11, 27), lang="fr",
                            version=document.version)  # fmt: skip
    publish_all(administrator, agglo)
    agree(agglo)
    shown = reverse("public_document", args=["agglo", signed.pk, "html"])
    assert "Ressourcerie du pont" in Client().get(shown).content.decode()

    writer.write(agglo, None, [(actor, {"name": "Le Pont", "consent_on": None, "consent_how": ""})])
    assert Client().get(shown).status_code == 404
    page = administrator.get(reverse("publication_read", args=["agglo"])).content.decode()
    assert "n’est plus d’accord pour être nommé" in page
    agree(agglo)
    assert Client().get(shown).status_code == 200


# A yes is for one text ----------------------------------------------------------------------------


def published(agglo, **values):
    action = create_action(authority=agglo, user=None, values={"title": "Compter", **values})
    actions.choose(authority=agglo, user=None, shelf=ACTIONS, offered=[str(action.urn)],
                   chosen=[str(action.urn)])  # fmt: skip
    return action


def shown_titles(agglo):
    return [each.title for each in public_values(agglo, "actions")]


def agree(agglo):
    held = reading.waiting(chosen(queries.page_of(agglo)))
    read = {str(each.item.urn): each.digest for each in held}
    return actions.agree(authority=agglo, user=None, read=read)


def test_a_text_written_here_that_names_nobody_goes_out_at_once(agglo):
    published(agglo, title="Former les agents")
    assert shown_titles(agglo) == ["Former les agents"]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Compter avec Mme Kerautret"},
        {"description": "Contact : 06 12 34 56 78"},
        {"departments": ["DSI", "Sophie Vandroux"]},
        {"number": "@mkerautret"},
    ],
)
def test_a_text_that_looks_like_it_names_somebody_waits_for_a_yes(agglo, values):
    published(agglo, **values)
    assert shown_titles(agglo) == []
    assert agree(agglo) == (1, 0)
    assert len(shown_titles(agglo)) == 1
    assert Entry.objects.of(agglo).filter(verb="read").count() == 1


def test_a_yes_of_another_version_of_the_product_is_a_yes_still(agglo):
    action = published(agglo, number="3", title="Voir Mme Kerautret", departments=["DSI", "DGS"])
    assert shown_titles(agglo) == []
    text = "3\nVoir Mme Kerautret\nDSI\nDGS"  # the filled texts of the object, in this order
    TextReading.objects.create(
        authority=agglo, urn=str(action.urn), digest=hashlib.sha256(text.encode()).hexdigest()
    )
    assert shown_titles(agglo) == ["Voir Mme Kerautret"]


def test_a_changed_text_asks_again(agglo):
    action = published(agglo, title="Compter avec Mme Kerautret")
    agree(agglo)
    change_action(action=action, user=None, values={"description": "Voir M. Tanguidec"})
    assert shown_titles(agglo) == []
    change_action(action=action, user=None, values={"description": "Voir le service"})
    assert shown_titles(agglo) == []  # not the text that was read either
    change_action(action=action, user=None, values={"title": "Compter"})
    assert shown_titles(agglo) == ["Compter"]


def test_a_text_that_changed_while_it_was_read_is_not_let_out(agglo, administrator):
    action = published(agglo, title="Compter avec Mme Kerautret")
    (held,) = reading.waiting(chosen(queries.page_of(agglo)))
    change_action(action=action, user=None, values={"title": "Compter avec M. Tanguidec"})
    answer = administrator.post(
        reverse("publication_read", args=["agglo"]), {"read": f"{held.item.urn} {held.digest}"}
    )
    assert "a changé entre-temps" in answer.content.decode()
    assert shown_titles(agglo) == []


def test_an_imported_text_waits_even_when_nothing_in_it_looks_like_a_person(agglo):
    plan = plan_import.read(b"Action\nTrier les serveurs\n", "plan.csv")
    plan_import.write(authority=agglo, user=None, plan=plan)
    action = Action.objects.of(agglo).get()
    Published.objects.create(authority=agglo, urn=str(action.urn))
    assert shown_titles(agglo) == []
    agree(agglo)
    assert shown_titles(agglo) == ["Trier les serveurs"]
    again = plan_import.read(
        "N°;Action;Description\n;Trier les serveurs;Vite\n".encode(), "plan.csv"
    )
    plan_import.write(authority=agglo, user=None, plan=again)
    assert shown_titles(agglo) == []


def test_a_document_that_prints_an_imported_text_waits_for_a_yes_too(agglo):
    plan = plan_import.read(b"Action\nTrier les serveurs\n", "plan.csv")
    plan_import.write(authority=agglo, user=None, plan=plan)
    document = sign(agglo)
    actions.choose(authority=agglo, user=None, shelf=DOCUMENTS,
                   offered=[str(document.urn)], chosen=[str(document.urn)])  # fmt: skip
    assert public_values(agglo, "documents") == []
    assert agree(agglo) == (1, 0)
    assert len(public_values(agglo, "documents")) == 1
    assert Action.objects.of(agglo).get().unread  # read in the document, not on its own


def test_cells_of_a_file_in_a_description_of_before_do_not_come_back_in_it(agglo):
    text = 'Action;Description\nCompter;"Tout.\n\nColonnes reprises du fichier\nQui : Mme Roy"\n'
    plan_import.write(authority=agglo, user=None, plan=plan_import.read(text.encode(), "plan.csv"))
    action = Action.objects.of(agglo).get()
    assert action.description == "Tout."
    assert action.confidential == "Colonnes reprises du fichier\nQui : Mme Roy"


def test_the_page_to_read_says_which_words_and_where_to_change_them(agglo, administrator):
    action = published(agglo, title="Compter avec Mme Kerautret")
    page = administrator.get(reverse("publication_read", args=["agglo"])).content.decode()
    assert "Mme Kerautret" in page
    assert reverse("roadmap_action_edit", args=["agglo", action.pk]) in page
    overview = administrator.get(reverse("publication", args=["agglo"])).content.decode()
    assert "n’est pas public" in overview
    assert "Mme Kerautret" not in overview  # not listed among what is public


def test_only_an_administrator_says_yes(agglo, reader):
    published(agglo, title="Compter avec Mme Kerautret")
    assert reader.get(reverse("publication_read", args=["agglo"])).status_code == 403
    assert reader.post(reverse("publication_read", args=["agglo"])).status_code == 403


# Those of before ----------------------------------------------------------------------------------


def test_cells_of_files_leave_the_description_and_come_back(former):
    before, after = ("strategy", "0007_text_reading"), ("strategy", "0008_confidential_columns")
    old = former.at(before)
    authority = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    held = old.get_model("strategy", "Action")._base_manager
    text = "Compter.\n\nColonnes reprises du fichier\nMembers : Marie Dupont"
    one = held.create(authority=authority, title="Un", description=text, confidential="Secret")
    two = held.create(authority=authority, title="Deux", description="Rien d’un fichier.")
    new = former.to(after).get_model("strategy", "Action")._base_manager
    moved = new.get(pk=one.pk)
    assert moved.description == "Compter."
    assert moved.confidential == "Secret\n\nColonnes reprises du fichier\nMembers : Marie Dupont"
    assert (moved.unread, new.get(pk=two.pk).unread) == (True, False)
    back = former.to(before).get_model("strategy", "Action")._base_manager.get(pk=one.pk)
    assert (back.description, back.confidential) == (text, "Secret")
