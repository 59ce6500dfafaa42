"""The sentence on the interval is conditional, and the total names what it says nothing of."""

from datetime import date

import pytest

from footprint.fleets import inventory
from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.footprint.store import load_pack
from jalons.footprint.words.report import as_html
from jalons.footprint.words.summary import summarise
from jalons.kernel import Messages

LEFT_OUT = (
    {"device": "laptop", "quantity": 12.0},
    {"device": "keyboard", "quantity": 30.0},
    {"device": "webcam"},
    {"type_text": "Trucmuche 3000", "reason": "unknown_type", "quantity": 4.0},
    {"model": "XB-12", "reason": "unknown_type"},
    {"reason": "unknown_type", "quantity": 2.0},
)


def told(*lines, lang="fr", services=None):
    found = inventory(*lines)
    if services:
        found = with_services(found, services)
    pack = load_pack()
    return summarise(assess(found, pack=pack), pack, lang=lang)


@pytest.mark.parametrize(
    ("lang", "condition"),
    [("fr", "si l’inventaire est complet et bien lu"), ("en", "is complete and well read")],
)
def test_nine_chances_in_ten_hold_for_what_is_counted(lang, condition):
    assert condition in told(LEFT_OUT[0], lang=lang).likely


def test_a_fleet_of_devices_names_what_it_does_not_cover():
    (topics,) = told(LEFT_OUT[0]).uncovered
    for each in ("SaaS", "hébergement", "réseaux", "courriels", "papier", "prestations"):
        assert each in topics


@pytest.mark.parametrize(
    ("declared", "word"),
    [
        ({"traffic_fixed": 1000.0}, "réseaux"),
        ({"traffic_mobile": 10.0}, "réseaux"),
        ({"emails": 5000.0}, "courriels"),
        ({"emails": 5000.0, "email_volume": 10.0}, "courriels"),
        ({"paper_reams": 100.0}, "papier"),
        ({"room_area": 30.0}, "salles de serveurs"),
    ],
)
def test_what_is_declared_is_covered(declared, word):
    assert word in told(LEFT_OUT[0]).uncovered[0]
    assert word not in told(LEFT_OUT[0], services=Services(**declared)).uncovered[0]


def test_rows_of_the_file_cover_as_a_declaration_does():
    traffic = {"device": "network_fixed", "quantity": 1000.0}
    assert "réseaux" not in told(LEFT_OUT[0], traffic).uncovered[0]


def test_devices_left_out_are_named_with_their_number_most_first():
    devices = told(*LEFT_OUT).uncovered[1].replace("\u202f", " ")
    assert devices.endswith(
        "30 claviers, 4 « Trucmuche 3000 », 2 sans type écrit, 1 webcam, 1 « XB-12 »."
    )


def test_many_kinds_left_out_are_summed_after_the_first():
    lines = [
        {"type_text": f"Objet {at}", "reason": "unknown_type", "quantity": float(20 - at)}
        for at in range(9)
    ]
    devices = told(LEFT_OUT[0], *lines).uncovered[1].replace("\u202f", " ")
    assert "20 « Objet 0 »" in devices
    assert "Objet 6" not in devices
    assert devices.endswith("et 39 d’autres types.")


def test_what_was_left_out_on_purpose_is_no_lack():
    stock = {"device": "laptop", "reason": "in_stock", "quantity": 9.0}
    assert len(told(LEFT_OUT[0], stock).uncovered) == 1


def test_every_document_says_it_beside_the_total():
    pack = load_pack()
    found = assess(inventory(*LEFT_OUT), pack=pack)
    summary = summarise(found, pack, lang="fr")
    page = as_html(summary, lang="fr")
    assert page.index("Ce total ne couvre pas") < page.index("<table")
    assert "30 claviers" in page
    day = date(2026, 1, 1)
    chapter = repr(yearly_chapter(Material("Ville", "parc.csv", day, found, pack), "fr"))
    assert "Ce total ne couvre pas" in chapter
    assert "30 claviers" in chapter


def test_programs_read_it_too():
    content = assess(inventory(*LEFT_OUT), pack=load_pack()).as_json()["not_covered"]
    assert "cloud" in content["topics"]
    assert content["devices"][0] == {"reason": "no_factor", "name": "keyboard", "quantity": 30.0}


def test_every_topic_has_its_words():
    messages = Messages.of("jalons.footprint")
    for topic in load_pack().beyond:
        assert messages.text(f"uncovered.{topic}", "fr") != messages.text(
            f"uncovered.{topic}", "en"
        )
