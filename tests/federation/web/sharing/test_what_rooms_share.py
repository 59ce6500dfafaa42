"""Rooms share what the public page shows, as its kind wants it, and use what others share."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ailibrary.web.test_exchange import evaluation
from factories.authorities import make_authority
from factories.people import client_of, member_of
from jalons.ailibrary.engine.exchange import envelope
from jalons.ailibrary.recipes.evaluating import encoded
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.catalogue.web.charters.models import Charter, CharterCommitment, CharterPrinciple
from jalons.catalogue.web.datasets.models import Dataset
from jalons.federation.engine.contents import fault
from jalons.federation.store.rules import kinds
from jalons.federation.web.sharing.offered import offered
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import store_computed, write
from jalons.kernel import Period
from jalons.kernel.contracts import SharedItem, sharings
from jalons.reuse.web.offers.models import Offer
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.diagnosis.queries import referential_of
from jalons.strategy.web.indicators.actions import Declaration, approve, declare
from jalons.strategy.web.roadmap.models import Action

pytestmark = pytest.mark.django_db


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


@pytest.fixture
def whole(authority, action):
    """A public page with something of each room."""
    day = timezone.localdate()
    charter = made(Charter, authority, name="Charte des données", edition="1", adopted_on=day)
    principle = made(CharterPrinciple, authority, charter=charter, title="Rendre compte")
    made(CharterCommitment, authority, principle=principle, text="Publier chaque année")
    offer = made(Offer, authority, side="offer", name="Écrans 24 pouces", kind="monitor",
                 quantity=12, until=day + timedelta(days=30), role="Service informatique",
                 shown=True)  # fmt: skip
    need = made(Offer, authority, side="need", name="Portables pour l’école", kind="laptop",
                quantity=5, until=day + timedelta(days=30), role="Écoles", shown=True)  # fmt: skip
    data = made(Dataset, authority, name="Arbres", description="Les arbres de la ville",
                licence="fr-lo", contact="Direction des données", audience="open",
                state="published")  # fmt: skip
    use = made(RecipeUse, authority, key="orientation", service="Accueil", overseer="Cheffe",
               contact_email="ia@vitre.example.org")  # fmt: skip
    write(authority, None, [(use, {"state": "used"})])
    for each in (charter, offer, need, data, use):
        Published.objects.create(authority=authority, urn=str(each.urn))
    return use


def test_each_file_is_what_its_kind_wants_and_the_same_bytes_the_next_day(authority, whole):
    found = offered(authority)
    assert found.refused == []
    assert dict(found.counts()) == {
        "action": 1, "catalogue": 1, "charter": 1, "offer": 1, "need": 1, "ai_card": 1, "feed": 1,
    }  # fmt: skip
    for path, file in found.files.items():
        assert fault(kinds()[file.kind], path, file.content) == ""
    assert offered(authority).files == found.files
    (need,) = (each for each in found.files.values() if each.kind == "need")
    said = json.loads(need.content)
    assert (said["title"], said["quantity"], said["service"]) == (
        "Portables pour l’école", 5, "Écoles",
    )  # fmt: skip


def test_a_closed_page_shares_nothing_of_any_room(authority, whole):
    PublicPage.objects.of(authority).update(is_open=False)
    assert [item for each in sharings() for item in each.items(authority.urn)] == []
    assert offered(authority).files == {}


def test_a_file_that_its_kind_does_not_accept_is_left_out_and_said(authority, whole):
    Action.objects.of(authority).update(title="Réparer\u202e avant d’acheter")  # reversed reading
    found = offered(authority)
    assert [why for title, why in found.refused if "Réparer" in title]
    assert "action" not in found.counts()
    assert found.counts()["charter"] == 1


def test_what_another_territory_shares_is_used_with_its_credit(authority, whole):
    files = {each.kind: each for each in offered(authority).files.values()}
    rennes = make_authority("rennes", "Rennes")
    lead = member_of(rennes, "lead")
    given = {kind: room for room in sharings() for kind in room.kinds}

    def adopt(kind):
        file = files[kind]
        item = SharedItem(kind, file.uid, file.title, "x", file.content, file.licence,
                          credit="D’après Vitré, https://vitre.example.org")  # fmt: skip
        return given[kind].adopt(rennes.urn, lead.pk, item)

    client = client_of(rennes, "contributor")
    page = client.get(adopt("action")).content.decode()
    assert "Réparer avant d’acheter" in page
    assert "Un atelier par trimestre." in page
    assert "D’après Vitré" in page
    (made,) = Action.objects.of(rennes)
    assert (made.status, made.unread) == ("proposed", True), "not public before somebody read it"
    assert adopt("action").endswith(f"/{made.pk}/"), "adopted once"
    page = client.get(adopt("charter")).content.decode()
    assert "Charte des données" in page
    assert adopt("charter") == adopt("charter")  # one draft
    (draft,) = Charter.objects.of(rennes)
    assert draft.adopted_on is None
    assert "Vitré" in draft.scope
    (promise,) = CharterCommitment.objects.of(rennes)
    assert (promise.text, promise.owner) == ("Publier chaque année", "")
    assert adopt("need") == reverse("reuse_offer_list", args=["rennes"])
    assert adopt("catalogue") == adopt("ai_card") == ""


def test_a_charter_that_does_not_read_is_only_shown(authority):
    lead = member_of(authority, "lead")
    given = {kind: room for room in sharings() for kind in room.kinds}["charter"]
    for content in (b"{}", b"[]", b"\xff", b'{"name": 3}', b'{"name": "x", "commitments": [1]}'):
        item = SharedItem("charter", "u", "Charte", "x.json", content, "etalab-2.0")
        assert given.adopt(authority.urn, lead.pk, item) == ""
    assert not Charter.objects.of(authority).exists()


def test_a_parcel_is_shared_and_received_with_its_key_to_compare(authority, whole):
    rows = RecipeUse.objects.of(authority).filter(pk=whole.pk)
    store_computed(rows, evaluation=encoded(evaluation()))
    found = offered(authority, {"ai_bundle"})
    ((path, file),) = found.files.items()
    assert (path, envelope.unpack(file.content).recipe) == ("ai_bundle/orientation.zip",
                                                            "orientation")  # fmt: skip
    assert offered(authority, {"ai_bundle"}).files == found.files
    rennes = make_authority("rennes", "Rennes")
    lead = member_of(rennes, "lead")
    given = {kind: room for room in sharings() for kind in room.kinds}["ai_bundle"]
    item = SharedItem("ai_bundle", file.uid, file.title, "x.zip", file.content, file.licence)
    address = given.adopt(rennes.urn, lead.pk, item)
    assert given.adopt(rennes.urn, lead.pk, item) == address
    (parcel,) = Parcel.objects.of(rennes)
    assert address == reverse("ai_parcel", args=["rennes", parcel.pk])
    assert parcel.publisher == "Vitré"


def test_the_diagnosis_leaves_by_commitment_once_somebody_answered(authority, action):
    Published.objects.create(authority=authority, urn="urn:jalons:commitment:4")
    assert offered(authority, {"diagnostic"}).files == {}
    every = {each.id: "done" for each in referential_of(authority).questions()}
    answer(authority=authority, user=None, said=every, evidence={})
    ((path, file),) = offered(authority, {"diagnostic"}).files.items()
    said = json.loads(file.content)
    assert path == "diagnostic/diagnostic.json"
    assert said["made_on"] == timezone.localdate().isoformat()
    assert [each["id"] for each in said["themes"]] == ["engagement-4"]
    assert 0 < said["themes"][0]["score"] <= 100


def test_published_figures_leave_as_a_table_and_the_meaning_of_its_columns(authority, action):
    said = Declaration("footprint.total", Period.year(2025), 3.0)
    approve(rows=[declare(authority=authority, user=None, declared=said)], user=None)
    Published.objects.create(authority=authority, urn="urn:jalons:indicator:footprint.total")
    files = offered(authority, {"indicators"}).files
    assert sorted(files) == ["indicators/indicateurs.csv",
                             "indicators/indicateurs.csv-metadata.json"]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(files["indicators/indicateurs.csv"].content.decode())))
    columns = json.loads(files["indicators/indicateurs.csv-metadata.json"].content)
    assert [each["name"] for each in columns["tableSchema"]["columns"]] == list(rows[0])
