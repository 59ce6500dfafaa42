"""Lots: what they weigh, what is missing, drafts of waste slips, passports, documents, photos."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from jalons.foundation.documents.formats import written
from jalons.reuse.capture.photos import cleaned, is_picture
from jalons.reuse.documents.agreement import LotSheet, agreement_document
from jalons.reuse.documents.passport import passports_document
from jalons.reuse.documents.slip import slip_document
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.lots.passports import is_whole, sign
from jalons.reuse.engine.lots.tasks import LotFacts, refusals, tasks, waiting
from jalons.reuse.engine.lots.waste import Company, weee_drafts
from jalons.reuse.engine.lots.weights import LotDevice, mass, table
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.words.lots import lacks_words, mass_words, sentence

RULES = shipped_rules()
LAPTOP = LotDevice(
    "1", "PC-1", "laptop", "Dell", "Latitude", "ABC", bought_on=date(2019, 5, 1),
    value=Decimal(120), working=True, verdict="allowed", ready=True, wiping="wiped",
)  # fmt: skip
SCREEN = LotDevice("2", "E-1", "monitor", measured=Decimal("4.25"), verdict="allowed")
DESKTOP = LotDevice("3", "F-1", "desktop", verdict="allowed", ready=True)
PART = LotDevice("4", "Chargeurs", "part", verdict="allowed", ready=True)


def test_a_measured_weight_is_exact_and_a_typical_one_is_marked():
    assert SCREEN.weight == (Decimal("4.25"), False)
    assert LAPTOP.weight.inferred
    assert PART.weight is None
    found = mass((LAPTOP, SCREEN, PART))
    assert (found.kg, found.inferred, found.unknown) == (Decimal("6.25"), 1, 1)
    words = mass_words(found, "fr")
    assert "environ 6,25 kg" in words
    assert "n’est pas connu" in words


def test_a_snapshot_says_what_its_weight_rests_on():
    kinds = [each.snapshot["weight"] for each in (SCREEN, LAPTOP, PART)]
    assert kinds == ["measured", "typical", "unknown"]
    assert SCREEN.snapshot["grams"] == 4250


def lot(state="agreed", devices=(LAPTOP, SCREEN), **values):
    known = {"route": RULES.route("rup"), "taker": "rup", "is_committed": True} | values
    return LotFacts(state, devices, **known)


def test_the_sentence_says_what_is_missing():
    facts = lot(devices=(SCREEN, SCREEN, LAPTOP), is_committed=False)
    assert sentence(facts, "fr") == (
        "Il manque l’engagement écrit de réemploi du repreneur et 2 attestations d’effacement."
    )
    assert sentence(lot(devices=(LAPTOP,)), "fr") == "Tout est prêt, 1 appareil peut partir."


def test_no_step_is_taken_without_what_it_needs():
    def lacks(facts, step):
        return {each.code for each in refusals(facts, step)}

    assert lacks(lot(), "collect") == {"certificates"}
    assert lacks(lot(devices=(LAPTOP,)), "collect") == set()
    assert lacks(lot("open", ()), "offer") == {"devices"}
    assert lacks(lot(taker="esus"), "agree") == {"taker"}
    sale = lot(route=RULES.route("sale"), taker="buyer", is_committed=False)
    assert "commitment" in lacks(sale, "agree")  # the decree wants it first
    assert lacks(lot("collected", proved=1), "prove") == {"proof"}
    assert lacks(lot("collected", proved=2), "prove") == set()
    assert lacks(lot("collected", is_disposed=True), "dispose") == {"not_waste"}
    waste = lot("collected", route=RULES.route("recycler"), taker="recycler")
    assert lacks(waste, "dispose") == {"disposal"}
    refused = LotDevice("9", "X", "laptop", ready=True, verdict="refused")
    assert lacks(lot(devices=(refused,)), "collect") == {"allowed"}


def test_the_tasks_after_the_collection_are_the_slip_and_the_proof():
    assert [each.code for each in waiting(lot("collected"))] == ["slip", "proof"]
    assert waiting(lot("proved")) == ()
    assert tasks(lot())[0].left == 0


TYPES = {"text": str, "truth": bool, "number": float}
FORM = table()["waste"]["form"]


def check(value, expected, path="form"):
    if isinstance(expected, dict):
        assert isinstance(value, dict), path
        assert set(value) <= set(expected), path
        for name, each in value.items():
            check(each, expected[name], f"{path}.{name}")
    elif isinstance(expected, list):
        assert set(value if isinstance(value, list) else [value]) <= set(expected), path
        assert isinstance(value, list) == path.endswith("consistences"), path
    else:
        assert type(value) is TYPES[expected], path


def test_drafts_check_against_the_types_of_form_input():
    drafts = weee_drafts("Lot 3", (LAPTOP, SCREEN, DESKTOP), Company("Vitré"),
                         Company("Recycleur", "12345678901234"))  # fmt: skip
    assert [each.code for each in drafts] == ["16 02 13*", "16 02 14"]
    for each in drafts:
        check(each.document, FORM["types"])
        assert len(each.document["wasteDetails"]["name"]) <= 250
        assert each.document["wasteDetails"]["isDangerous"] == each.code.endswith("*")
    assert drafts[0].document["wasteDetails"]["quantity"] == pytest.approx(0.00625)
    assert "emitter" in drafts[0].lacks
    assert "adr" not in drafts[1].lacks
    assert "SIRET de la collectivité" in lacks_words(drafts[0].lacks, "fr")


def test_a_mass_nobody_knows_is_left_out_of_a_draft():
    (draft,) = weee_drafts("L", (PART,), Company("V"), Company("R"), household=True)
    assert draft.code == "20 01 35*"
    assert "quantity" not in draft.document["wasteDetails"]
    assert "weight" in draft.lacks
    assert "origin" not in draft.lacks


def test_a_draft_says_that_its_codes_suppose_waste_of_professionals():
    (unsaid,) = weee_drafts("L", (SCREEN,), Company("V"), Company("R"))
    assert unsaid.code == "16 02 13*"
    assert "origin" in unsaid.lacks
    assert "supposée professionnelle" in lacks_words(unsaid.lacks, "fr")
    (said,) = weee_drafts("L", (SCREEN,), Company("V"), Company("R"), household=False)
    assert (said.code, "origin" in said.lacks) == ("16 02 13*", False)


def test_a_weighed_lot_is_a_real_quantity():
    (draft,) = weee_drafts("L", (SCREEN,), Company("V"), Company("R"))
    assert draft.document["wasteDetails"]["quantityType"] == "REAL"


SEED, OTHER = bytes(range(32)), bytes(32)


@pytest.mark.extras
def test_a_passport_is_verified_and_any_change_is_found():
    made, other = sign({"kind": "laptop", "year": 2019}, SEED), sign({}, OTHER)
    assert whole(made)
    assert whole([made, other])
    assert whole(made, made["key"])
    assert not whole(made, other["key"])
    for name, value in (("key", other["key"]), ("format", "x"), ("content", {}),
                        ("signature", "00"), ("more", 1)):  # fmt: skip
        assert not whole({**made, name: value})
        assert not whole([made, {**made, name: value}])
    for nonsense in ({}, 1, [1], "x"):
        assert not whole(nonsense)
    assert not is_whole(b"\xff")


def whole(passport, key=""):
    return is_whole(json.dumps(passport).encode(), key)


def sheet(route="rup", devices=(LAPTOP, SCREEN, PART)):
    return LotSheet("Lot 3", "Vitré", date(2026, 11, 3), devices, RULES.route(route),
                    "Association Partage", "Vitré", "association", "Cour",
                    head="ab" * 32)  # fmt: skip


def html(tree):
    return written(tree, "html").decode()


def test_the_agreement_says_parties_devices_commitments_and_ceilings():
    text = html(agreement_document(sheet(), "fr"))
    for words in ("Association Partage", "PC-1", "ABC", "1er mai 2019", "120", "Réemployer",
                  "180", "précarité", "revente non prévue"):  # fmt: skip
        assert words in text
    never = html(agreement_document(sheet("esus"), "fr"))
    assert "ne revend pas" in never
    assert "180" not in never


def test_the_slip_has_lines_to_sign_the_data_and_the_hash():
    text = html(slip_document(sheet(), "fr"))
    for words in (
        "Pour Vitré",
        "Pour Association Partage",
        "à effacer",
        "effacées",
        "abababab abab",
    ):
        assert words in text


@pytest.mark.extras
def test_a_sheet_of_passports_has_a_code_for_each_device():
    said = {"kind": "laptop", "grams": 2000, "weight": "typical", "state": "works"}
    text = html(passports_document(sheet(), [("PC-1", sign(said, SEED), "")], "fr"))
    assert "environ 2 kg (poids habituel)" in text
    assert "<svg" in text
    assert "2 kg" in text
    assert "ordinateur portable" in text


def photo(size=(40, 20), orientation=6):
    from PIL import Image

    made, image = BytesIO(), Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (48.0, 7.0, 0.0)
    image.save(made, "JPEG", exif=exif, comment=b"Mme Martin")
    return made.getvalue()


@pytest.mark.extras
def test_a_photo_loses_its_place_and_stands_upright():
    from PIL import Image

    made = cleaned(photo())
    with Image.open(BytesIO(made)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
    assert b"Martin" not in made
    assert b"Exif" not in made
    with Image.open(BytesIO(cleaned(photo((4000, 20), 1)))) as image:
        assert image.size[0] == 1600


@pytest.mark.extras
@pytest.mark.parametrize("raw", [b"", b"\xff\xd8\xff", b"%PDF-1.4"])
def test_what_is_no_picture_is_refused(raw):
    with pytest.raises(ReuseError):
        cleaned(raw)


@pytest.mark.extras
def test_a_photo_cut_in_transfer_is_refused():
    raw = photo()[:-500]
    assert is_picture(raw)
    with pytest.raises(ReuseError):
        cleaned(raw)
