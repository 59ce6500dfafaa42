"""What an authority has is found by its words, by those who may see it, and by nobody else."""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from factories.authorities import make_authority, make_trial, trial_client
from factories.people import client_of
from jalons.ailibrary.web.meters.models import MeterWatch
from jalons.broker.engine import operations
from jalons.broker.store.port import Step
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.catalogue.web.datasets.models import Dataset
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources.models import Source
from jalons.federation.web.supervision.models import HelpRequest
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes.models import Note
from jalons.foundation.search.finders import MOST, SHOWN, Findings, Search, _declared, finders
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.places.models import MediationPlace
from jalons.inclusion.web.procedures.models import Procedure
from jalons.kernel import Period
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.experiments.models import Experiment, UserTest
from jalons.participation.web.positions.models import Position
from jalons.participation.web.reading.models import Theme
from jalons.procurement.web.clauses.models import ClauseSelection
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.takers.models import Taker
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.indicators.actions import Declaration, declare
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap.models import Action, Axis, LinkedPlan
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.tabular import matching
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.connection import access_log, twin_store
from jalons.twin.web.dashboards.models import Dashboard
from jalons.twin.web.whatif.models import WhatIf
from jalons.webaudit.web.services.models import WebService
from samples import SAMPLES, stored, twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]

NAME = "Œuvre d’Éléonore"
TYPED = "eleonore OEUVRE"
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
EVERYBODY = {
    "pages",
    "commitments",
    "indicators",
    "territories",
    "clauses",
    "recipes",
    "guides",
    "words",
}  # for all


def sensor(authority: Authority, name: str, number: int = 1, kind: str = "Sensor") -> None:
    """An entity with a name in the twin of an authority."""
    attrs = {SPACE + "name": [{"type": "Property", "value": name}]}
    entity = {"id": f"urn:ngsi-ld:{kind}:{number:05d}", "type": [SPACE + kind], "attrs": attrs}
    step = Step(entity["id"], operations.upsert(entity, updating=False))
    twin_store.store().write(twin_store.tenant_of(authority), [step], now=1_790_000_000_000_000)


def kind_of_data(authority: Authority, name: str) -> None:
    """A type in use whose sheet has a name."""
    SAMPLES["twin_entity"](authority)
    sheet = twin_sheet()
    twin_store.policies().keep(
        twin_store.tenant_of(authority), type(sheet)(type=sheet.type, name=name)
    )


def of_model(model: Any, sample: str, field: str = "name") -> Callable[[Authority, str], Any]:
    """What makes an object of a model by its sample, then names it."""

    def make(authority: Authority, name: str) -> Any:
        pk = SAMPLES[sample](authority)["pk"]
        model.objects.of(authority).filter(pk=pk).update(**{field: name})
        return model.objects.of(authority).get(pk=pk)

    return make


MAKERS: dict[str, Callable[[Authority, str], Any]] = {
    "actions": of_model(Action, "roadmap_action", "title"),
    "axes": of_model(Axis, "roadmap_axis"),
    "plans": of_model(LinkedPlan, "roadmap_plan"),
    "documents": lambda authority, _name: of_model(StatutoryDocument, "document", "about")(
        authority, ""
    ),
    "actors": of_model(Actor, "actor"),
    "inventories": of_model(InventoryFile, "footprint_result"),
    "types": kind_of_data,
    "entities": sensor,
    "dashboards": of_model(Dashboard, "twin_dashboard"),
    "cases": of_model(TwinCase, "twin_case"),
    "rules": of_model(AlertRule, "twin_alert_rule"),
    "whatifs": of_model(WhatIf, "twin_whatif"),
    "devices": of_model(Device, "device", "label"),
    "lots": of_model(Lot, "lot"),
    "takers": of_model(Taker, "taker"),
    "clause_files": of_model(ClauseSelection, "clause_selection"),
    "own_clauses": of_model(OwnClause, "own_clause", "title"),
    "fragility": of_model(FragilityDiagnosis, "fragility"),
    "mediation_places": of_model(MediationPlace, "mediation_place"),
    "procedures": of_model(Procedure, "procedure"),
    "web_services": of_model(WebService, "web_service"),
    "algorithms": of_model(Algorithm, "algorithm"),
    "ai_systems": of_model(AISystem, "ai_system"),
    "datasets": lambda authority, name: stored(Dataset, authority, name=name),
    "positions": of_model(Position, "position", "title"),
    "watched_meters": of_model(MeterWatch, "meter_watch"),
    "experiments": of_model(Experiment, "experiment", "title"),
    "help_requests": of_model(HelpRequest, "help_request", "subject"),
    "user_tests": of_model(UserTest, "user_test", "service"),
    "consultations": of_model(Consultation, "consultation", "title"),
    "reading_themes": of_model(Theme, "reading_theme", "title"),
    "read_territories": of_model(Source, "federation_source"),
    "received_files": of_model(ReceivedItem, "received_item", "title"),
}
TITLES = {"documents": "stratégie 2026"}  # what is named by Jalons
DELETED = (
    "actions", "documents", "actors", "inventories", "cases", "rules", "whatifs", "dashboards",
    "devices", "lots", "takers", "clause_files", "own_clauses", "fragility", "mediation_places",
    "procedures", "algorithms", "experiments", "user_tests",
)  # fmt: skip


@pytest.fixture
def ours() -> Authority:
    return make_authority("ours", "Agglomération A")


@pytest.fixture
def theirs() -> Authority:
    return make_authority("theirs", "Agglomération B")


def found(authority: Authority, kind: str, text: str, role: Role = Role.READER) -> Findings:
    finder = next(each for each in finders() if each.kind == kind)
    return finder.find(Search(authority, role, None, text, SHOWN))


def page(client: Client, authority: Authority, **asked: str) -> str:
    answer = client.get(reverse("search", args=[authority.slug]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def heading(shown: str) -> str:
    return re.sub(r"[ \n]+", " ", re.search(r"<h1>(.*?)</h1>", shown, re.DOTALL)[1])


def test_the_examples_of_words_hold():
    assert doctest.testmod(matching).failed == 0


def test_every_kind_has_a_sample_here():
    assert {each.kind for each in finders()} == {*MAKERS, *EVERYBODY}


@pytest.mark.parametrize("kind", MAKERS)
def test_each_authority_finds_its_own_objects_and_no_other_does(ours, theirs, kind):
    MAKERS[kind](ours, NAME)
    text = TITLES.get(kind, TYPED)
    assert found(ours, kind, text).total == 1
    assert found(theirs, kind, text) == Findings(url=found(theirs, kind, text).url)
    assert page(client_of(theirs, Role.READER), theirs, q=text).count("/collectivite/ours/") == 0


@pytest.mark.parametrize("kind", MAKERS)
def test_a_reader_opens_what_they_found(ours, kind):
    MAKERS[kind](ours, NAME)
    reader = client_of(ours, Role.READER)
    for each in found(ours, kind, TITLES.get(kind, TYPED)).found:
        assert reader.get(each.url).status_code == 200, each.url


@pytest.mark.parametrize("kind", DELETED)
def test_what_is_deleted_is_never_found(ours, kind):
    made = MAKERS[kind](ours, NAME)
    type(made).objects.of(ours).filter(pk=made.pk).update(deleted_at=timezone.now())
    assert found(ours, kind, TITLES.get(kind, TYPED)).total == 0


def test_the_lists_that_show_all_find_as_many(ours):
    for number in range(7):
        Action.objects.create(
            authority=ours,
            title=f"Éclairage {number}",
            partners=["Régie d’eau"],
            number=f"1.{number}",
        )
        Actor.objects.create(authority=ours, name=f"Régie {number}", role="Éclairer l’eau")
    Action.objects.create(authority=ours, title="Éclairage sans régie")
    reader = client_of(ours, Role.READER)
    for kind, text in (("actions", "eau ECLAIRAGE"), ("actors", "l'eau regie")):
        findings = found(ours, kind, text)
        assert (findings.total, len(findings.found)) == (7, SHOWN)
        shown = unescape(reader.get(findings.url).content.decode())
        assert len(re.findall(r'<th scope="row">', shown)) == 7


def test_confidential_texts_persons_and_notes_are_never_searched(ours):
    action = Action.objects.create(
        authority=ours, title="Compter", confidential="zéphyr", lead_name="Zéphyr"
    )
    Actor.objects.create(authority=ours, name="Ressourcerie", contact="Mme Zéphyr")
    Note.objects.create(authority=ours, about=str(action.urn), text="zéphyr")
    administrator = client_of(ours, Role.ADMINISTRATOR)
    assert (
        heading(page(administrator, ours, q="zephyr")) == "Rien ne répond à «\u202fzephyr\u202f»."
    )


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("PLAN compost", True),
        ("compost plan", True),
        ("« plan compost »", True),
        ('"Compôst"', True),
        ("compost-plan", True),
        ("d'avenir", True),
        ("co2", True),
        ("lan", False),
        ("composts PLANS", True),
        ("compos", True),
        ("ompost", True),
        ("100%", False),
        ("pl_n", False),
        ("pl%n", False),
        ("plan compost velo", False),
        ("plan\\", False),
    ],
)
def test_words_are_found_whatever_accents_capitals_order_and_quotes(ours, typed, there):
    Action.objects.create(authority=ours, title="Plan d’avenir : compost, moins de CO₂, 100 sites")
    assert bool(found(ours, "actions", typed).total) == there


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("mail éclairé nord", True),
        ("NORD eclaires", True),
        ("coeur", True),
        ("sensor:00001", True),
        ("oeu", False),
        ("nor", True),
        ("mail_", False),
        ("m.il", False),
        ("[mail", False),
        ("(?i)", False),
    ],
)
def test_an_entity_is_found_by_its_name_in_any_order_or_by_its_identifier(ours, typed, there):
    sensor(ours, "Mail éclairé du Cœur (nord)")
    findings = found(ours, "entities", typed)
    assert bool(findings.total) == there
    assert bool(findings.found) == there


def test_the_list_of_a_type_finds_what_the_search_counts(ours):
    for number in range(1, 9):
        sensor(ours, f"Lampe fêlée {number}", number)
    findings = found(ours, "entities", "felee LAMPE")
    assert (findings.total, len(findings.found)) == (8, SHOWN)
    assert "8" in heading(unescape(client_of(ours, Role.READER).get(findings.url).content.decode()))


def test_an_entity_is_counted_once_when_its_name_and_its_identifier_answer(ours):
    sensor(ours, "Sensor 00001", 1)
    sensor(ours, "Autre", 2)
    assert found(ours, "entities", "sensor").total == 2


def test_types_of_data_are_those_of_the_authority(ours, theirs):
    sensor(ours, "Puits")
    sensor(theirs, "Puits", kind="Well")
    assert [each.label for each in found(ours, "types", "sensor").found] == ["Sensor"]
    assert found(theirs, "types", "sensor").total == 0


def test_one_sentence_says_what_was_found_and_groups_come_in_a_stable_order(ours):
    for title in ("Trier le compost", "Former au compost", "Vendre"):
        Action.objects.create(authority=ours, title=title)
    Axis.objects.create(authority=ours, name="Compost", description="")
    shown = page(client_of(ours, Role.READER), ours, q="compost")
    assert heading(shown) == "2\u00a0actions, 1\u00a0axe pour «\u202fcompost\u202f»"
    assert re.findall(r"<h2>(.*?)</h2>", shown)[:2] == ["Actions", "Axes"]
    assert page(client_of(ours, Role.LEAD), ours, q="compost").count("<h2>") == shown.count("<h2>")


def test_a_title_comes_before_a_description(ours):
    Action.objects.create(authority=ours, number="1", title="Arroser", description="et composter")
    Action.objects.create(authority=ours, number="2", title="Composter")
    assert [each.label for each in found(ours, "actions", "compost").found] == [
        "Composter",
        "Arroser",
    ]


def test_a_kind_alone_shows_more_and_says_when_it_does_not_show_all(ours):
    for number in range(MOST + 1):
        Axis.objects.create(authority=ours, name=f"Axe {number:02d}")
    reader = client_of(ours, Role.READER)
    shown = page(reader, ours, q="axe")
    more = re.search(r'href="([^"]*dans=axes[^"]*)">([^<]*)<', shown)
    assert more[2] == "Voir plus\u202f: 51\u00a0axes"
    alone = unescape(reader.get(more[1]).content.decode())
    assert alone.count("?axe=") == MOST
    assert "Seuls les 50 premiers" in alone
    assert "Chercher partout" in alone


def test_an_indicator_says_the_last_year_of_the_authority_only(ours, theirs):
    declare(
        authority=theirs, user=None, declared=Declaration("footprint.total", Period.year(2025), 3)
    )
    assert found(ours, "indicators", "empreinte").found
    row = StoredObservation.objects.create(
        authority=ours, indicator="footprint.total", low=1, mid=2, high=3, unit="kgCO2e",
        period_start="2024-01-01", period_end="2024-12-31", perimeter={}, sources=[], method="m",
        status="declared", origin="urn:jalons:inventory:1",
    )  # fmt: skip

    def details(authority: Authority) -> set[str]:
        every = found(authority, "indicators", "empreinte parc").found
        return {each.detail for each in every if row.indicator in each.url}

    assert details(ours) == {"dernière valeur\u202f: 2024"}
    assert details(theirs) == {""}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("empreinte", "footprint_index"),
        ("bilan carbone", "footprint_index"),
        ("feuille de route", "roadmap"),
        ("diagnostic", "diagnosis"),
        ("RGPD", "twin_sheets"),
        ("deliberation", "documents"),
        ("collègue", "members"),
        ("et si", "twin_whatif_list"),
    ],
)
def test_pages_are_found_by_their_name_or_by_what_people_call_them(ours, typed, name):
    urls = [each.url for each in found(ours, "pages", typed).found]
    assert reverse(name, args=[ours.slug]) in urls


def test_every_page_declared_opens_for_the_role_it_says():
    for each in _declared("PAGES"):
        view = resolve(reverse(each.name, args=["ours"])).func
        assert view.access == each.needs, each.name


@pytest.mark.parametrize(("role", "there"), [(Role.READER, False), (Role.LEAD, True)])
def test_a_page_is_found_by_those_who_may_open_it(ours, role, there):
    urls = [each.url for each in found(ours, "pages", "journal", role).found]
    assert (reverse("journal", args=["ours"]) in urls) == there


def test_territories_are_found_as_their_own_page_does(territories, ours):
    findings = found(ours, "territories", "saint barth")
    assert "Saint-Barthélemy-d'Anjou" in [each.label for each in findings.found]
    many = found(ours, "territories", "saint")
    assert (many.total, many.more) == (SHOWN, True)
    assert "plus de 5\u00a0territoires" in heading(
        page(client_of(ours, Role.READER), ours, q="saint")
    )
    assert client_of(ours, Role.LEAD).get(many.url).status_code == 200


def test_lines_of_inventories_are_offered_and_never_read(ours):
    inventory = MAKERS["inventories"](ours, "parc.csv")
    shown = page(client_of(ours, Role.READER), ours, q="latitude")
    link = reverse("footprint_fleet", args=["ours", inventory.pk]) + "?q=latitude"
    assert link in shown
    assert "LATITUDE" in client_of(ours, Role.LEAD).get(link).content.decode()


@pytest.mark.parametrize("typed", ["", " ", "a", "é", "' '", "-", "a b"])
def test_less_than_two_characters_look_for_nothing(ours, typed, django_assert_max_num_queries):
    Action.objects.create(authority=ours, title="a b c é - '")
    reader = client_of(ours, Role.READER)
    with django_assert_max_num_queries(6):
        shown = page(reader, ours, q=typed)
    asks = "Tapez au moins deux caractères." if typed.strip() else "Que cherchez-vous\u202f?"
    assert heading(shown) == asks
    assert "Ce que vous pouvez saisir" in shown


@pytest.mark.parametrize("typed", ["é" * 5_000, "\x00abc", "a" * 99 + " %", "<script>alert(1)"])
def test_any_text_is_answered(ours, typed):
    answer = client_of(ours, Role.READER).get(reverse("search", args=["ours"]), {"q": typed})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_nothing_is_stored_of_what_people_look_for(ours):
    sensor(ours, "Zéphyr")
    reader = client_of(ours, Role.READER)
    before = dict(reader.session)
    page(reader, ours, q="zephyr")
    access_log.log.flush()
    lines = Entry.objects.of(ours)
    assert dict(reader.session) == before
    assert {each.verb for each in lines} == {"consulted"}  # which types were read, as everywhere
    assert not any("zephyr" in f"{each.label} {each.after}".lower() for each in lines)


def test_the_page_takes_few_queries_whatever_is_there(ours, django_assert_max_num_queries):
    for kind, make in MAKERS.items():
        if kind != "documents":
            make(ours, NAME)
    for number in range(60):
        Action.objects.create(authority=ours, title=f"{NAME} {number}")
    reader = client_of(ours, Role.READER)
    with django_assert_max_num_queries(69):
        page(reader, ours, q=TYPED)


def test_strangers_find_nothing(ours, theirs):
    url = reverse("search", args=["ours"])
    assert Client().get(url, {"q": "plan"}).status_code == 302
    assert client_of(theirs, Role.ADMINISTRATOR).get(url, {"q": "plan"}).status_code == 404
    assert client_of(ours, Role.READER).post(url, {"q": "plan"}).status_code == 405


def test_a_trial_searches_what_its_session_made():
    trial = make_trial("essai-1")
    Action.objects.create(authority=trial, title="Composter")
    assert Client().get(reverse("search", args=["essai-1"])).status_code == 302
    visitor = trial_client(trial)
    assert heading(page(visitor, trial, q="compost")).startswith("1\u00a0action pour")


def test_the_header_of_every_page_of_an_authority_searches_and_no_other_does(ours):
    reader = client_of(ours, Role.READER)
    inside = reader.get(reverse("roadmap", args=["ours"])).content.decode()
    form = re.search(
        r'<form role="search"[^>]*action="/collectivite/ours/recherche/"[^>]*>.*?</form>', inside
    )[0]
    assert 'name="q"' in form
    assert form.count("aria-label=") == 3
    for path in ("/", "/territoires/", "/mes-collectivites/"):
        assert "/recherche/" not in reader.get(path).content.decode()


def test_the_words_stay_in_the_field(ours):
    assert (
        'name="q" value="a &quot;b&quot; cd"'
        in client_of(ours, Role.READER)
        .get(reverse("search", args=["ours"]), {"q": 'a "b" cd'})
        .content.decode()
    )
