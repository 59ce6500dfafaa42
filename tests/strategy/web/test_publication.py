"""The public page: what is chosen goes out, and nothing else, in every way it goes out."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from dataclasses import replace
from datetime import date
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_trial
from factories.people import client_of, member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.documents.codec import to_json
from jalons.foundation.documents.tree import Document, Paragraph
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes.models import Note
from jalons.foundation.publishing import actions, queries
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import shelf_named, shelves
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import Published
from jalons.foundation.publishing.output import export
from jalons.foundation.publishing.output.files import data_names
from jalons.foundation.publishing.output.pages import titles
from jalons.foundation.publishing.output.public_snapshot import territory
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.worker import Worker
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.strategy.store import referential
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.commands import publish
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.indicators.models import Objective
from jalons.strategy.web.observations.actions import store
from jalons.strategy.web.publication.commitments import COMMITMENTS
from jalons.strategy.web.publication.shelves import SHELVES
from jalons.strategy.web.roadmap.actions import change_action, create_action
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    BudgetLine,
    Funding,
)
from jalons.strategy.web.statutory.models import StatutoryDocument

NAME = "Zébulon Quatremare"
MAIL = "zebulon.quatremare@example.org"
DATA = ("diagnostic.json", "actions.json", "indicateurs.csv", "indicateurs.csv-metadata.json",
        "acteurs.json", "actus.atom")  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
TOTAL = Observation(
    indicator="footprint.total",
    value=Interval(118, 148, 187),
    unit=Unit.parse("t CO2 eq/year"),
    period=Period.year(2026),
    perimeter=Perimeter(Urn("authority", "agglo"), ("postes",), ("écoles",)),
    sources=(Source("Base Empreinte", "ADEME", date(2025, 1, 1), "etalab-2.0"),),
    method="footprint/1.0.0",
    status=Status.ESTIMATED,
    origin=Urn("inventory", "7"),
)


@pytest.fixture
def person(agglo):
    """Somebody with a name nobody else has, who administers the authority."""
    return member_of(agglo, Role.ADMINISTRATOR, MAIL, name=NAME)


@pytest.fixture
def administrator(person):
    return signed_in(person)


def _answers(agglo, person):
    milestone = referential().commitments[3].milestones[0]
    said = {question.id: "done" for question in milestone.questions}
    answer(
        authority=agglo, user=person, said=said,
        evidence=dict.fromkeys(said, f"Voir {NAME}"),
    )  # fmt: skip


def _action(agglo, person, title="Garder les ordinateurs sept ans", **values):
    action = create_action(
        authority=agglo,
        user=person,
        values={
            "title": title,
            "status": "planned",
            "commitments": [4],
            "departments": ["Direction du numérique"],
            "end": date(2020, 1, 1),
            "lead_user": person.pk,
            "lead_name": NAME,
            "elected_referent": NAME,
            "partners": [NAME],
            "confidential": f"Demander à {NAME}",
            "documents": [{"name": NAME, "link": f"https://example.org/{MAIL}"}],
            **values,
        },
    )
    ActionTask.objects.create(authority=agglo, action=action, title=f"Voir {NAME}", who=NAME)
    BudgetLine.objects.create(
        authority=agglo, action=action, year=2026, nature="running", planned=424242
    )
    Funding.objects.create(authority=agglo, action=action, funder=NAME)
    Note.objects.create(
        authority=agglo, about=str(action.urn), text=f"{NAME} est d’accord", written_by=person
    )
    return action


def _actors(agglo, person):
    """One that agreed, one that did not, one that left: people in the fields that stay inside."""
    told = {"contact": f"{NAME}, {MAIL}", "signed": f"Convention lue par {NAME}"}
    for name, more in {
        "Ressourcerie du Pont": {"consent_on": date(2026, 3, 3), "consent_how": f"Lu par {NAME}"},
        "Syndicat discret": {},
        "Ancien partenaire": {"consent_on": date(2026, 3, 3), "consent_how": "Lettre",
                              "state": "left"},
    }.items():  # fmt: skip
        write(agglo, person, [(Actor(authority=agglo), {"name": name, **told, **more})])


def _document(agglo, person):
    tree = Document(
        title="Programme de travail",
        authority="Agglomération",
        date=date(2026, 11, 24),
        blocks=(Paragraph("Ce que nous ferons."),),
        lang="fr",
    )
    return StatutoryDocument.objects.create(
        authority=agglo,
        kind="programme",
        year=2026,
        state=StatutoryDocument.State.SIGNED,
        texts={"context": f"Écrit par {NAME}"},
        frozen=to_json(tree),
        changed_by=person,
        signed_by=person,
        signed_at=timezone.now(),
    )


def choose_all(agglo, person):
    for shelf in shelves():
        names = [str(each.urn) for each in queries.showable(agglo, shelf)]
        actions.choose(authority=agglo, user=person, shelf=shelf, offered=names, chosen=names)


@pytest.fixture
def full(agglo, person):
    """An authority with everything to show, all of it chosen, its page open."""
    _answers(agglo, person)
    action = _action(agglo, person)
    store.record([TOTAL])
    Objective.objects.create(
        authority=agglo, indicator="footprint.total", baseline_on=date(2026, 1, 1), baseline=148,
        target_on=date(2030, 12, 31), target=100, decided_by=NAME,
    )  # fmt: skip
    _document(agglo, person)
    _actors(agglo, person)
    choose_all(agglo, person)
    actions.open_to_everybody(authority=agglo, user=person)
    change_action(action=action, user=person, values={"status": "under_way"})
    return agglo


def live_addresses(agglo):
    page = queries.open_page("agglo")
    assert page
    document = StatutoryDocument.objects.of(agglo).get()
    parts = [reverse("public_part", args=["agglo", name]) for name in titles()]
    data = [reverse("public_data", args=["agglo", name]) for name in data_names(territory(page))]
    kinds = [reverse("public_document", args=["agglo", document.pk, "html"])]
    machines = [
        f"/api/v1/public/agglo/{name}"
        for name in ("commitments", "actions", "actors", "indicators", "changes")
    ]
    return [reverse("public_page", args=["agglo"]), *parts, *data, *kinds, *machines]


# Nothing leaks ------------------------------------------------------------------------------------


def _told(content: bytes) -> str:
    return content.decode("utf-8", errors="replace").casefold()


def _spaced(content: bytes) -> str:
    return " ".join(_told(content).split())


def test_no_personal_name_goes_out_whatever_the_way(full):
    outputs = {}
    for address in live_addresses(full):
        response = Client().get(address)
        assert response.status_code == 200, address
        outputs[address] = response.content
    outputs |= {
        name: content
        for name, content in export.files(queries.page_of(full))
        if not name.endswith(("pdf", "docx", "odt"))  # the same tree as the HTML one
    }
    for name, content in outputs.items():
        text = _told(content)
        for secret in ("bulon", "quatremare", MAIL, "424242", "demander à", "424 242",
                       "syndicat discret", "ancien partenaire"):  # fmt: skip
            assert secret not in text, (name, secret)


def test_an_actor_is_named_by_its_consent_and_the_others_are_counted(full, person):
    page = _spaced(Client().get("/public/agglo/acteurs/").content)
    assert "ressourcerie du pont" in page
    assert "et 1 autre acteur." in page
    actor = Actor.objects.of(full).get(name="Ressourcerie du Pont")
    write(full, person, [(actor, {"consent_on": None, "consent_how": ""})])
    for address in live_addresses(full):
        assert "ressourcerie" not in _told(Client().get(address).content), address
    # Given again, a consent puts nothing on the page by itself.
    write(full, person, [(actor, {"consent_on": date(2026, 4, 4), "consent_how": "Lettre"})])
    assert "ressourcerie" not in _spaced(Client().get("/public/agglo/acteurs/").content)


def test_what_was_not_chosen_does_not_go_out(full, person):
    _action(full, person, title="Action gardée pour nous")
    for address in live_addresses(full):
        assert "gardée pour nous" not in _told(Client().get(address).content)


def test_a_deleted_action_leaves_the_page(full, person):
    delete(full, person, [Action.objects.of(full).get()])
    html = Client().get("/public/agglo/actions/").content.decode()
    assert "sept ans" not in html


def test_a_former_title_is_not_told_by_the_log_of_changes(full, person):
    action = Action.objects.of(full).get()
    change_action(action=action, user=person, values={"title": f"Confier à {NAME}"})
    change_action(action=action, user=person, values={"title": "Confier à la direction"})
    for name in ("changements/", "donnees/actus.atom"):
        text = _told(Client().get(f"/public/agglo/{name}").content)
        assert "quatremare" not in text
        assert "confier à la direction" in text


# Open and closed ----------------------------------------------------------------------------------


def test_a_page_is_closed_until_an_administrator_opens_it(agglo, administrator, person):
    _action(agglo, person)
    assert Client().get("/public/agglo/").status_code == 404
    address = reverse("publication", args=["agglo"])
    refused = administrator.post(reverse("publication_open", args=["agglo"]), follow=True)
    assert "Rien n’est choisi" in refused.content.decode()
    urn = str(Action.objects.of(agglo).get().urn)
    chosen = reverse("publication_choose", args=["agglo", "actions"])
    assert urn in administrator.get(chosen).content.decode()
    administrator.post(chosen, {"offered": [urn], "chosen": [urn]})
    preview = administrator.get(reverse("publication_preview", args=["agglo", "actions"]))
    assert "sept ans" in preview.content.decode()
    assert preview["X-Robots-Tag"] == "noindex"
    assert Client().get("/public/agglo/").status_code == 404
    administrator.post(reverse("publication_open", args=["agglo"]))
    assert "1 action publiée, dont 1 en retard." in Client().get("/public/agglo/").content.decode()
    assert "agglo" in Client().get("/territoires-publics/").content.decode()
    assert "sept ans" in administrator.get(address).content.decode()
    administrator.post(reverse("publication_close", args=["agglo"]))
    assert Client().get("/public/agglo/").status_code == 404
    verbs = list(Entry.objects.of(agglo).values_list("verb", flat=True)[:3])
    assert verbs == ["closed", "opened", "published"]


def test_only_an_administrator_changes_the_page(full):
    client = client_of(full, Role.LEAD, "lead@example.org")
    assert client.get(reverse("publication", args=["agglo"])).status_code == 200
    for name in ("publication_open", "publication_close", "publication_texts"):
        assert client.post(reverse(name, args=["agglo"])).status_code == 403
    assert Client().get("/public/agglo/").status_code == 200


def test_a_trial_opens_no_page(db):
    trial = make_trial("essai-x")
    with pytest.raises(PublishingError, match="essai"):
        actions.open_to_everybody(authority=trial, user=None)
    with pytest.raises(PublishingError, match="essai"):
        actions.share_observations(authority=trial, user=None, share=True)


def test_a_box_that_was_not_offered_is_left_as_it_is(full, person):
    before = Published.objects.of(full).count()
    actions.choose(
        authority=full, user=person, shelf=COMMITMENTS,
        offered=["urn:jalons:commitment:1"], chosen=["urn:jalons:commitment:77"],
    )  # fmt: skip
    assert Published.objects.of(full).count() == before - 1


def test_a_contact_that_looks_like_a_person_is_asked_about(administrator, agglo):
    address = reverse("publication_texts", args=["agglo"])
    typed = {"introduction": "Bonjour", "contact_role": "Mme Martin", "contact_address": ""}
    refused = administrator.post(address, typed)
    assert refused.status_code == 422
    assert "Ceci ressemble au nom d’une personne." in refused.content.decode()
    assert "Mme Martin" in refused.content.decode()
    assert administrator.post(address, typed | {"named": "on"}).status_code == 302
    assert queries.page_of(agglo).contact_role == "Mme Martin"


def test_an_introduction_that_looks_like_it_names_somebody_is_asked_about(administrator, agglo):
    address = reverse("publication_texts", args=["agglo"])
    typed = {"introduction": "Écrivez à Mme Martin.", "contact_role": "", "contact_address": ""}
    assert administrator.post(address, typed).status_code == 422
    assert administrator.post(address, typed | {"named": "on"}).status_code == 302


def test_two_administrators_on_the_texts_lose_nothing(administrator, agglo):
    address = reverse("publication_texts", args=["agglo"])
    typed = {
        "introduction": "La mienne", "initial-introduction": "",
        "contact_role": "", "initial-contact_role": "",
        "contact_address": "", "initial-contact_address": "",
    }  # fmt: skip
    values = {"introduction": "La leur", "contact_role": "", "contact_address": ""}
    actions.write_texts(authority=agglo, user=None, values=values)
    met = administrator.post(address, typed)
    assert met.status_code == 422
    assert "La mienne" in met.content.decode()
    assert "La leur" in met.content.decode()
    assert queries.page_of(agglo).introduction == "La leur"


# For anybody --------------------------------------------------------------------------------------


def test_public_pages_set_no_cookie_and_are_asked_again_by_their_tag(full):
    for address in live_addresses(full):
        if address.startswith("/api/"):
            continue
        client = Client()
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address
        assert response["Cache-Control"] == "public, no-cache"
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304, address


def test_the_same_page_is_the_same_for_a_member(full, administrator):
    address = "/public/agglo/"
    assert administrator.get(address).content == Client().get(address).content


def test_a_page_that_does_not_exist_is_not_found(full):
    for address in ("/public/agglo/rien/", "/public/agglo/donnees/rien.json", "/public/nul/"):
        assert Client().get(address).status_code == 404
    assert Client().get("/public/agglo/actions/?page=999").status_code == 200
    assert Client().get("/public/agglo/actions/?page=²").status_code == 200


def test_the_indicator_is_told_with_its_interval_its_source_and_the_own_objective(full):
    html = Client().get("/public/agglo/indicateurs/").content.decode()
    for said in ("148", "118", "187", "Base Empreinte", "31 décembre 2030"):
        assert said in html
    assert "calculé d’après l’inventaire du parc." in html


def overview():
    return Client().get("/public/agglo/").content.decode().replace("\u00a0", " ")


def test_the_overview_opens_with_results_and_folds_the_files(full):
    html = overview().partition("<main")[2]
    head, _fold, folded = html.partition("Tout ce qui est publié ici")
    assert re.search(r"<h1>\d+ jalons? sur \d+ (est|sont) atteints?\.</h1>", head)
    assert "1 action publiée, dont 1 en retard." in head
    assert "<b>148</b> t CO₂e" in head
    assert "Soit 1,91 kg CO₂e par habitant." in head, "148 t for 77 400 residents"
    assert "Objectif que la collectivité s’est donné" in head
    assert "prévue pour le 1er janvier 2020, 0 tâche sur 1 est faite" in head
    assert "indicateurs.csv" not in head
    assert "indicateurs.csv" in folded


def test_the_sentence_counts_the_milestones_of_the_answered_commitments_only(full):
    head = overview().partition("<main")[2].partition("En chiffres")[0]
    reached, total = re.search(r"<h1>(\d+) jalons? sur (\d+) ", head).groups()
    rings = re.findall(r"(\d+) jalons? sur (\d+) atteints?", head)
    assert 0 < len(rings) < 9, "some commitments have no answer"
    assert sum(int(each) for each, _of in rings) == int(reached)
    assert sum(int(of) for _each, of in rings) == int(total)


def test_what_is_late_and_each_figure_lead_to_their_own_place(full, person):
    html = overview()
    late = re.search('href="(/public/agglo/actions/[^"]*#action-[^"]+)"', html)[1]
    assert f'id="{late.partition("#")[2]}"' in Client().get(late).content.decode()
    assert 'href="/public/agglo/indicateurs/#footprint.total"' in html
    assert 'id="footprint.total"' in Client().get("/public/agglo/indicateurs/").content.decode()
    per_page = shelf_named("actions").per_page
    place = shelf_named("actions").place(Addresses("agglo"), per_page, "x")
    assert place == "/public/agglo/actions/?page=2#x"


def test_the_first_paragraph_of_a_public_action_is_read_and_the_rest_is_folded(full, person):
    action = Action.objects.of(full).get()
    text = "Pourquoi.\r\n\r\n1. Relever.\r\n2. Essayer."
    change_action(action=action, user=person, values={"description": text})
    html = Client().get("/public/agglo/actions/").content.decode()
    card = html.partition(f'id="action-{action.pk}"')[2].partition("</section>")[0]
    seen, _fold, folded = card.partition("<details")
    assert "<p>Pourquoi.</p>" in seen
    assert "Relever" not in seen
    assert "1. Relever.<br>2. Essayer." in folded
    assert "Lire la suite" in folded


def test_a_figure_of_the_overview_says_how_it_moved_only_when_it_compares(full):
    before = replace(TOTAL, period=Period.year(2025), value=Interval(195, 200, 220))
    store.record([before, TOTAL])
    assert "\u221226\u202f% depuis 2025, à périmètre égal." in overview()
    store.record([replace(before, perimeter=Perimeter(Urn("authority", "agglo"))), TOTAL])
    assert "depuis 2025" not in overview().partition("<details")[0]


def test_devices_counted_in_another_number_are_not_compared_in_public(full):
    now = replace(TOTAL, method="jalons-footprint/0.4")
    before = replace(now, period=Period.year(2025), value=Interval(195, 200, 220))
    counted = replace(before, perimeter=replace(TOTAL.perimeter, counted="autre parc"))
    store.record([before, now])
    page = Client().get("/public/agglo/indicateurs/").content.decode()
    assert "En baisse de 26\u202f%" in page
    store.record([counted, now])
    page = Client().get("/public/agglo/indicateurs/").content.decode()
    assert "1 valeur d’avant ne s’y compare pas" in page
    assert "depuis 2025" not in overview().partition("<details")[0]


def test_an_assumption_is_public_as_an_assumption(full, person):
    life = replace(
        TOTAL, indicator="footprint.life_laptop", value=Interval(4, 5, 6), unit=Unit.parse("year")
    )
    store.record([life, replace(life, period=Period.year(2025))])
    choose_all(full, person)
    html = Client().get("/public/agglo/indicateurs/").content.decode()
    assert "C’est une hypothèse de calcul, pas une mesure" in html
    assert html.count("hypothèse</td>") == 2
    figures = overview().partition("En chiffres")[2].partition('<div class="split">')[0]
    assert "Empreinte climatique" in figures
    assert "Durée de vie attendue" not in figures, "an assumption is no result"
    lines = Client().get("/public/agglo/donnees/indicateurs.csv").content.decode().splitlines()
    natures = {line.split(",")[0]: line.rsplit(",", 1)[1] for line in lines[1:]}
    assert (
        natures.items()
        >= {
            "footprint.total": "measured",
            "footprint.life_laptop": "assumption",
        }.items()
    )


def test_a_commitment_is_told_in_the_same_words_inside_and_outside(full, administrator):
    asked = referential().commitments[1].questions
    planned = {each.id: "planned" for question in asked for each in (question, *question.details)}
    answer(authority=full, user=None, said=planned, evidence={})
    told = "0 jalon sur 3 atteint, 100\u202f% prévu"
    for address in ("/collectivite/agglo/", "/collectivite/agglo/engagements/2/"):
        assert told in administrator.get(address).content.decode()
    for address in ("/public/agglo/", "/public/agglo/engagements/"):
        assert told in Client().get(address).content.decode()
    outside = Client().get("/public/agglo/engagements/").content.decode()
    assert outside.count("pas encore renseigné") == 7, "commitments 2 and 4 were answered"


def test_the_api_tells_what_the_page_tells_without_a_token(full):
    actions_told = Client().get("/api/v1/public/agglo/actions").json()
    assert [each["pace"] for each in actions_told["items"]] == ["late"]
    told = Client().get("/api/v1/public/agglo/indicators").json()["items"][0]
    assert told["values"][0]["value"] == {"low": 118, "mid": 148, "high": 187}
    assert told["target"] == 100
    commitments = Client().get("/api/v1/public/agglo/commitments").json()
    assert len(commitments) == 9
    assert commitments[3]["referential"] == referential().reference
    actions.close(authority=full, user=None)
    assert Client().get("/api/v1/public/agglo/actions").status_code == 404


# The feed -----------------------------------------------------------------------------------------


def _feed(text: bytes):
    root = ElementTree.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{needed}") is not None, needed
    return root


def test_the_feed_is_atom_with_durable_names(full):
    address = "/public/agglo/donnees/actus.atom"
    first = Client().get(address)
    assert first["Content-Type"].startswith("application/atom+xml")
    root = _feed(first.content)
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert ids
    assert len(ids) == len(set(ids))
    assert all(each.startswith("urn:jalons:change:") for each in ids)
    for entry in root.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}updated")
        assert entry.findtext(f"{ATOM}title")
    assert Client().get(address).content == first.content
    change_action(action=Action.objects.of(full).get(), user=None, values={"title": "Autrement"})
    later = [
        e.findtext(f"{ATOM}id") for e in _feed(Client().get(address).content).iter(f"{ATOM}entry")
    ]
    assert set(ids) <= set(later)


# The export ---------------------------------------------------------------------------------------


class _Links(HTMLParser):
    """Where a page leads, and what it makes the browser ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.asks: list[str] = []
        self.ids: set[str] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.ids |= {held["id"]} if "id" in held else set()
        self.scripts += tag == "script"
        if tag == "a" and "href" in held:
            self.leads.append(held["href"])
        if tag == "link" and held.get("rel") != "alternate":
            self.asks.append(held.get("href", ""))
        if tag in {"img", "iframe", "source", "script"} and "src" in held:
            self.asks.append(held["src"])


def _read(html: str) -> _Links:
    links = _Links()
    links.feed(html)
    return links


@pytest.fixture
def served(full, tmp_path):
    """The export, served by a plain web server, in a folder below its root."""
    export.write(queries.page_of(full), tmp_path / "numerique")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/numerique/"
    server.shutdown()
    server.server_close()


def test_the_export_holds_by_itself_without_a_broken_link_nor_an_outside_request(served):
    seen: dict[str, bytes] = {}
    wanted = [served]
    while wanted:
        address = urldefrag(wanted.pop())[0]
        if address in seen:
            continue
        with urlopen(address, timeout=10) as answer_:
            assert answer_.status == 200
            seen[address] = answer_.read()
        is_page = address.endswith("/") or (
            address.endswith(".html") and "programme" not in address
        )
        if not is_page:
            continue
        links = _read(seen[address].decode())
        assert links.scripts == 0
        for asked in links.asks:
            assert not urlsplit(asked).netloc, (address, asked)
            wanted.append(urljoin(address, asked))
        for lead in links.leads:
            if lead.startswith("mailto:"):
                continue
            assert not urlsplit(lead).netloc, (address, lead)
            wanted.append(urljoin(address, lead))
            if "#" in lead and lead.startswith("#"):
                assert lead[1:] in links.ids
    names = {urlsplit(address).path.rsplit("/", 1)[-1] for address in seen}
    shown = {shelf.name for shelf in SHELVES}  # nothing of the other rooms was chosen
    assert {f"{name}.html" for name in shown} | set(DATA) | {"jalons.css"} <= names
    assert {f"programme-2026-1.{kind}" for kind in ("html", "pdf", "docx", "odt")} <= names
    style = seen[f"{served}jalons.css"].decode()
    assert "url(http" not in style
    assert "@import" not in style


def test_the_export_tells_the_same_figures_as_the_live_page(full, tmp_path):
    export.write(queries.page_of(full), tmp_path / "out")

    class Text(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[str] = []

        def handle_data(self, data: str) -> None:
            self.said += data.split()

    def words(html: str) -> list[str]:
        reader = Text()
        reader.feed(html)
        return reader.said

    for name in titles():
        live = Client().get(reverse("public_part", args=["agglo", name])).content.decode()
        assert words((tmp_path / "out" / f"{name}.html").read_text()) == words(live), name
    for name in DATA:
        if name == "actus.atom":
            continue
        live = Client().get(reverse("public_data", args=["agglo", name])).content
        assert (tmp_path / "out" / name).read_bytes() == live, name
    diagnosis = json.loads((tmp_path / "out" / "diagnostic.json").read_text())
    assert diagnosis["referential"] == referential().reference
    _feed((tmp_path / "out" / "actus.atom").read_bytes())


def test_the_command_writes_a_folder_or_a_zip_file_and_refuses_a_closed_page(full, tmp_path):
    run = partial(CliRunner().invoke, publish)
    folder, packed = tmp_path / "site", tmp_path / "site.zip"
    assert run(["--authority", "200066009", "--out", str(folder)]).exit_code == 0
    assert run(["--authority", "agglo", "--out", str(folder)]).exit_code == 0  # again, in place
    done = run(
        ["--authority", "agglo", "--out", str(packed), "--address", "https://x.fr", "--json"]
    )
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == {each.name for each in folder.iterdir()}
        assert b'href="https://x.fr/index.html"' in archive.read("actus.atom")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "photo.jpg").write_bytes(b"x")
    refused = run(["--authority", "agglo", "--out", str(tmp_path / "other")])
    assert isinstance(refused.exception, PublishingError)
    assert (tmp_path / "other" / "photo.jpg").exists()
    actions.close(authority=full, user=None)
    closed = run(["--authority", "agglo", "--out", str(tmp_path / "none")])
    assert isinstance(closed.exception, PublishingError)
    assert not Path(tmp_path / "none").exists()


def test_the_button_makes_a_zip_file_that_only_an_administrator_downloads(full, administrator):
    address = reverse("publication_export", args=["agglo"])
    assert "/travaux/" in administrator.post(address)["Location"]
    Worker().run_pending()
    response = administrator.get(address)
    content = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "index.html" in archive.namelist()
    assert Client().get(address).status_code == 302
    actions.close(authority=full, user=None)
    assert administrator.get(address)["Location"] == reverse("publication", args=["agglo"])
