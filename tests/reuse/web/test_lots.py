"""Lots and takers: no device leaves unwiped, every event is chained, nothing private goes out."""

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import move, write
from jalons.kernel import JalonsError
from jalons.reuse.engine.lots.chain import verify
from jalons.reuse.engine.lots.passports import is_whole
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.models import Lot, LotEvent, LotFile
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.observations.queries import to_observation
from samples import api_token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PDF = b"%PDF-1.4\nproof\n%%EOF\n"


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def editor(town):
    return signed_in(member_of(town, Role.CONTRIBUTOR))


@pytest.fixture
def taker(town):
    return made(town, Taker, name="Ressourcerie", nature="rup", contact="06 01 02 03 04")


def made(town, model, **values):
    record = model(authority=town)
    write(town, None, [(record, values)])
    return record


def device(town, label="PC-1", **values):
    known = {"kind": "laptop", "bought_on": TODAY - timedelta(days=1500), "working": True,
             "value": 90, "special": False, "state": "retired", "retired_on": TODAY}  # fmt: skip
    return made(town, Device, label=label, serial=f"SN-{label}", **known | values)


def states_no_medium(town, *devices):
    for each in devices:
        made(town, NoMediaStatement, device=each, reason="ouvert", signed_by="Responsable du parc",
             signed_on=TODAY)  # fmt: skip


@pytest.fixture
def lot(town, taker):
    found = made(town, Lot, name="Lot 1", route="rup", taker=taker, committed_on=TODAY)
    actions.compose(None, found, [device(town), device(town, "PC-2")], inside=True)
    return found


def fresh(record):
    return type(record).objects.of(record.authority).select_related("authority").get(pk=record.pk)


def step(lot, name, day=TODAY):
    return move(None, fresh(lot), name, day)


def collected(town, lot, day=TODAY):
    states_no_medium(town, *queries.members(lot))
    step(lot, "agree", day)
    step(lot, "collect", day)
    return fresh(lot)


def proof(lot, **values):
    known = {"kind": "proof", "name": "Attestation", "done_on": TODAY, "count": 2}
    return actions.attach(None, fresh(lot), PDF, known | values)


def url(town, name, *args):
    return reverse(name, args=[town.slug, *args])


def states(town):
    return sorted(Device.objects.of(town).values_list("state", flat=True))


def test_no_device_leaves_without_certificate_or_statement(town, lot):
    step(lot, "agree")
    with pytest.raises(RegisterError, match="2 attestations"):
        step(lot, "collect")
    first, second = queries.members(lot)
    states_no_medium(town, first)
    with pytest.raises(RegisterError, match="1 attestation "):
        step(lot, "collect")
    assert states(town) == ["in_lot", "in_lot"]
    states_no_medium(town, second)
    step(lot, "collect")
    assert states(town) == ["gone", "gone"]


def test_the_devices_of_a_lot_without_medium_are_stated_together(town, lot, editor):
    screen, bare = queries.members(lot)
    write(town, None, [(screen, {"media": "no"})])
    page = editor.get(url(town, "lot_no_media", lot.pk)).content.decode()
    assert page.count("checked") == 1  # the one whose sheet says so: nothing else is supposed
    sent = {"devices": [screen.pk], "reason": "aucun disque", "signed_on": TODAY.isoformat()}
    refused = editor.post(url(town, "lot_no_media", lot.pk), sent | {"signed_by": "Jeanne Roy"})
    assert "ressemble à un nom de personne" in refused.content.decode().replace("\u202f", " ")
    said = sent | {"signed_by": "Responsable du parc", "devices": [screen.pk, bare.pk]}
    assert editor.post(url(town, "lot_no_media", lot.pk), said).status_code == 302
    assert NoMediaStatement.objects.of(town).count() == 2
    assert all(each.ready for each in queries.facts(fresh(lot)).devices)
    step(lot, "agree")
    step(lot, "collect")
    other = editor.post(url(town, "lot_no_media", lot.pk), said)
    assert NoMediaStatement.objects.of(town).count() == 2  # nothing is left to state
    assert other.status_code == 422


def test_a_refused_certificate_does_not_let_a_device_leave(town, lot):
    step(lot, "agree")
    states_no_medium(town, *queries.members(lot))
    made(town, WipeCertificate, device=queries.members(lot)[0], medium="ssd", method="overwrite",
         serial="S1", destination="outside")  # fmt: skip
    with pytest.raises(RegisterError):
        step(lot, "collect")


def test_a_statement_is_offered_where_it_frees_and_the_page_says_why_not_elsewhere(
    town, lot, editor
):
    wiped, bare = queries.members(lot)
    made(town, WipeCertificate, device=wiped, medium="ssd", method="overwrite", serial="S1",
         destination="outside")  # fmt: skip
    page = editor.get(url(town, "lot_no_media", lot.pk)).content.decode()
    assert f'value="{bare.pk}"' in page
    assert f'value="{wiped.pk}"' not in page
    assert "Déclarer qu’il n’y a pas de support n’y change rien" in page
    states_no_medium(town, bare)
    assert (
        url(town, "lot_no_media", lot.pk) in editor.get(url(town, "lot", lot.pk)).content.decode()
    )
    found = made(town, NoMediaStatement, device=wiped, reason="vu", signed_by="Responsable du parc")
    said = editor.get(url(town, "no_media", found.pk)).content.decode()
    assert "supprimez la déclaration" in said
    assert "effacez-le de nouveau" in said
    write(town, None, [(wiped, {"retired_on": TODAY, "used_again_on": TODAY - timedelta(days=2)})])
    WipeCertificate.objects.of(town).update(ended_on=TODAY - timedelta(days=9))
    NoMediaStatement.objects.of(town).filter(device=wiped).delete()
    page = editor.get(url(town, "lot_no_media", lot.pk)).content.decode()
    assert f'value="{wiped.pk}"' in page, "a wiping before the last use contradicts nothing"


def test_a_step_without_a_day_is_taken_by_its_button_beside_steps_that_have_one(town, lot, editor):
    move_url = url(town, "lot_move", lot.pk)
    page = editor.post(move_url, {"move": "offer"})
    assert (page.status_code, fresh(lot).state) == (302, Lot.State.OFFERED)
    page = editor.post(move_url, {"move": "agree"})  # this one has a day
    assert (page.status_code, fresh(lot).state) == (422, Lot.State.OFFERED)


def test_a_state_written_around_the_steps_is_refused_too(town, lot):
    with pytest.raises(JalonsError, match="ne peut pas partir"):
        write(town, None, [(fresh(lot), {"state": "collected"})])
    assert fresh(lot).state == "open"
    assert states(town) == ["in_lot", "in_lot"]


def test_the_route_must_suit_each_device_and_the_taker(town, lot, taker):
    old = device(town, "Vieux", bought_on=TODAY - timedelta(days=4100))
    actions.compose(None, fresh(lot), [old], inside=True)
    with pytest.raises(RegisterError, match="1 appareil"):
        step(lot, "agree")
    actions.compose(None, fresh(lot), [fresh(old)], inside=False)
    write(town, None, [(fresh(taker), {"nature": "staff"})])
    with pytest.raises(RegisterError, match="repreneur"):
        step(lot, "agree")


def test_each_event_is_chained_and_the_file_is_whole(town, editor, lot):
    step(lot, "offer")
    collected(town, lot)
    proof(lot)
    step(lot, "prove")
    kinds = [each["kind"] for each in queries.events(lot)]
    assert kinds == ["offered", "agreed", "collected", "proof", "proved"]
    raw = editor.get(url(town, "lot_data", lot.pk, "lot.json")).content
    assert verify(raw) == ()
    assert verify(raw.replace(b"SN-PC-1", b"SN-PC-9"))
    snapshot = json.loads(raw)["events"][2]["content"]
    assert [each["serial"] for each in snapshot["devices"]] == ["SN-PC-1", "SN-PC-2"]
    assert snapshot["devices"][0]["weight"] == "typical"


def test_undoing_a_collection_brings_devices_back_and_stays_in_the_chain(town, lot):
    collected(town, lot)
    batch = Batch.objects.of(town).filter(changes__urn=str(lot.urn)).order_by("-at").first()
    writer.undo(town, None, batch)
    assert states(town) == ["in_lot", "in_lot"]
    assert [each["kind"] for each in queries.events(lot)] == ["agreed", "collected", "agreed"]


def test_what_left_is_neither_changed_nor_deleted(town, lot):
    found = collected(town, lot)
    with pytest.raises(JalonsError):
        write(town, None, [(found, {"route": "esus"})])
    with pytest.raises(JalonsError):
        writer.delete(town, None, [fresh(lot)])
    with pytest.raises(JalonsError):
        actions.compose(None, found, [], inside=False)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_collection_is_dated_after_its_agreement_and_not_in_the_future(town, lot, day):
    states_no_medium(town, *queries.members(lot))
    step(lot, "agree")
    with pytest.raises(ValidationError, match="jour à venir"):
        step(lot, "collect", day)


def test_a_deleted_lot_gives_its_devices_back_to_the_stock(town, lot):
    writer.delete(town, None, [fresh(lot)])
    assert states(town) == ["retired", "retired"]


def test_reuse_is_proved_for_every_device(town, lot):
    collected(town, lot)
    proof(lot, count=1)
    with pytest.raises(RegisterError, match="1 appareil"):
        step(lot, "prove")
    proof(lot, count=1)
    step(lot, "prove")
    assert fresh(lot).state == "proved"


def test_recycling_needs_the_day_the_recycler_and_its_number(town):
    recycler = made(town, Taker, name="Recyclélec", nature="recycler")
    found = made(town, Lot, name="Vieux", route="recycler", taker=recycler)
    old = device(town, bought_on=TODAY - timedelta(days=4100))
    actions.compose(None, found, [old], inside=True)
    collected(town, found)
    with pytest.raises(RegisterError, match="certificat du recycleur"):
        step(found, "dispose")
    disposal = {"recycled_on": TODAY, "recycler": "Recyclélec", "disposal_number": "R-77"}
    write(town, None, [(fresh(found), disposal)])
    step(found, "dispose")
    content = queries.events(found)[-1]["content"]
    assert (content["recycler"], content["disposal_number"]) == ("Recyclélec", "R-77")


def test_devices_are_added_and_removed_many_at_once_by_a_filter(town, editor, lot):
    for n in range(3):
        device(town, f"Écran {n}", kind="monitor")
    device(town, "Imprimante", kind="printer")
    device(town, "En usage", state="in_use", retired_on=None)
    page = url(town, "lot_devices", lot.pk)
    assert "4 appareils" in editor.get(page).content.decode()
    editor.post(page, {"type": "monitor", "tous": "1"})
    assert queries.members(lot).count() == 5
    one = queries.members(lot).get(label="Écran 1")
    editor.post(page, {"dedans": "1", "pk": [str(one.pk)]})
    assert queries.members(lot).count() == 4
    assert fresh(one).state == "retired"


def test_devices_of_others_do_not_enter_a_lot(town, editor, lot):
    other = make_authority("ailleurs", "Ailleurs")
    foreign = device(other)
    editor.post(url(town, "lot_devices", lot.pk), {"pk": [str(foreign.pk)]})
    assert fresh(foreign).lot_id is None


def photo():
    stream, image = BytesIO(), Image.new("RGB", (30, 20), "blue")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (48.0, 7.0, 0.0)
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def bring(editor, town, lot, content, **values):
    known = {"kind": "photo", "name": "La palette", "done_on": TODAY.isoformat()}
    sent = {"file": SimpleUploadedFile("p.jpg", content), **known, **values}
    return editor.post(url(town, "lot_pieces_new", lot.pk), sent)


def test_a_photo_is_stored_without_its_place_and_in_the_next_snapshot(town, editor, lot):
    assert bring(editor, town, lot, photo()).status_code == 302
    (found,) = queries.files(lot)
    content = b"".join(editor.get(url(town, "lot_file", lot.pk, found.pk)))
    with Image.open(BytesIO(content)) as image:
        assert not image.getexif()
    step(lot, "offer")
    assert queries.events(lot)[-1]["content"]["photos"] == [found.sha256]


@pytest.mark.parametrize(
    ("content", "values", "words"),
    [
        (b"MZ\x90", {}, "ni un PDF"),
        (PDF, {"kind": "photo"}, "ni un PDF"),
        (b"\xff\xd8\xff damaged", {}, "ne s’ouvre pas"),
        (b"%PDF" + b"x" * 10_000_001, {"kind": "slip"}, "10 Mo"),
        (PDF, {"kind": "proof"}, "combien d’appareils"),
        (PDF, {"kind": "slip", "name": "M. Jean Dupont"}, "personne"),
    ],
)
def test_a_file_that_is_not_right_is_refused(editor, lot, content, values, words):
    town = lot.authority
    answer = bring(editor, town, lot, content, **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not queries.files(lot).exists()


def test_the_page_says_what_is_missing_then_how_to_do_it(town, editor, lot):
    text = editor.get(url(town, "lot", lot.pk)).content.decode()
    assert "Il manque la signature de la convention et 2 attestations d’effacement." in text
    assert url(town, "wipe_certificate_list") in text
    assert "poids habituel" in text


@pytest.mark.parametrize("name", ["convention", "bon-enlevement", "passeports"])
def test_documents_are_downloaded_without_the_contact(town, editor, lot, name):
    answer = editor.get(url(town, "lot_document", lot.pk, name, "html"))
    assert answer.status_code == 200
    assert "PC-1" in answer.content.decode()
    assert "06 01 02 03 04" not in answer.content.decode()


def test_the_contact_of_a_taker_goes_nowhere(town, editor, taker, lot):
    step(lot, "offer")
    _token, secret = api_token(town, scopes=["reuse:read"])
    sent = [
        b"".join(editor.get(url(town, "taker_export", "csv"))),
        Client().get(f"/api/v1/authorities/{town.slug}/takers",
                     headers={"Authorization": f"Bearer {secret}"}).content,
        str(list(Entry.objects.of(town).values_list("before", "after"))).encode(),
        json.dumps(queries.events(lot)).encode(),
    ]  # fmt: skip
    assert not [each for each in sent if b"06 01 02 03 04" in each]


def test_a_passport_is_public_only_when_the_lot_and_the_page_are(town, lot):
    first = queries.members(lot)[0]
    address = reverse("passport", args=[town.slug, first.pk])
    collected(town, lot)
    assert Client().get(address).status_code == 404
    step(lot, "show")
    assert Client().get(address).status_code == 404
    PublicPage.objects.create(authority=town, is_open=True)
    text = Client().get(address).content.decode()
    assert "ordinateur portable" in text
    assert "SN-PC-1" not in text
    signed = Client().get(reverse("passport_file", args=[town.slug, first.pk, "json"])).content
    assert is_whole(signed)
    assert b"serial" not in signed
    step(lot, "hide")
    assert Client().get(address).status_code == 404


def test_a_draft_is_offered_for_waste_only(town, editor, lot):
    assert editor.get(url(town, "lot_data", lot.pk, "dechets.json")).status_code == 404
    write(town, None, [(fresh(lot), {"route": "eco_organism"})])
    (draft,) = editor.get(url(town, "lot_data", lot.pk, "dechets.json")).json()
    assert draft["wasteDetails"]["code"] == "16 02 13*"
    page = editor.get(url(town, "lot", lot.pk)).content.decode()
    assert "jamais" in page
    assert "supposée professionnelle" in page
    write(town, None, [(fresh(lot), {"waste_origin": "household"})])
    (draft,) = editor.get(url(town, "lot_data", lot.pk, "dechets.json")).json()
    assert draft["wasteDetails"]["code"] == "20 01 35*"


LOTS = {"reuse.proofs_held", "reuse.weee", "reuse.given_to_households"}


def figures(town):
    rows = StoredObservation.objects.of(town).filter(indicator__startswith="reuse.")
    found = map(to_observation, rows)
    return {each.indicator: each.value.mid for each in found if each.indicator in LOTS}


def test_proofs_and_households_are_published_and_withdrawn(town, lot):
    assert figures(town) == {}
    collected(town, lot)
    assert figures(town) == {"reuse.proofs_held": 0}
    proof(lot, count=1, households=1)
    assert figures(town) == {"reuse.proofs_held": 50, "reuse.given_to_households": 1}
    writer.delete(town, None, list(queries.files(lot)))
    assert figures(town) == {"reuse.proofs_held": 0}


def test_waste_is_counted_by_the_weight_of_slips_never_by_usual_weights(town):
    eco = made(town, Taker, name="Recyclélec", nature="eco_organism")
    found = made(town, Lot, name="Vieux", route="eco_organism", taker=eco, committed_on=TODAY)
    actions.compose(None, found, [device(town)], inside=True)
    collected(town, found)
    assert figures(town) == {}
    write(town, None, [(fresh(found), {"weight": Decimal("41.5")})])
    assert figures(town) == {"reuse.weee": 41.5}


def test_who_reads_takes_no_step_and_attaches_nothing(town, lot):
    reader = signed_in(member_of(town, Role.READER))
    for name in ("lot_move", "lot_devices", "lot_pieces_new"):
        assert reader.post(url(town, name, lot.pk), {"move": "offer"}).status_code == 403
    assert reader.get(url(town, "lot", lot.pk)).status_code == 200


def test_events_cannot_be_rewritten_by_later_changes(town, lot):
    collected(town, lot)
    before = queries.events(lot)
    write(town, None, [(queries.members(lot)[0], {"serial": "AUTRE"})])
    assert queries.events(lot) == before
    assert LotEvent.objects.of(town).count() == 2
    assert LotFile.objects.of(town).count() == 0
