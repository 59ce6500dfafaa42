"""Quantities that are no number of devices: traffic, e-mail, paper, room area."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.reading.files import codes, inventory_of, workbook
from jalons.footprint.engine.inventory.line import Reason
from jalons.footprint.engine.reading import with_choices
from jalons.footprint.engine.reading.rows.amounts import measured_unit, read_amount


def read(*rows, heading="Quantité"):
    text = "\n".join([f"Type;{heading}", *rows]) + "\n"
    return inventory_of(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12 000", "GB", 12_000),
        ("12 To", "GB", 12_000),
        ("1,5 To/mois", "GB", 18_000),
        ("500 Mo par jour", "GB", 182.625),
        ("1.200 Go", "GB", 1_200),
        ("0,500 To", "GB", 500),  # no group of thousands starts with a zero
        ("1.234,5 Go", "GB", 1_234.5),
        ("200 000 messages", "message", 200_000),
        ("2 millions d’e-mails", "message", 2_000_000),
        ("800 ramettes", "ream", 800),
        ("60 000 feuilles", "ream", 120),
        ("10 cartons", "ream", 50),
        ("2,5 t", "ream", 1_000),
        ("40 m²", "m2", 40),
        ("100 ramettes A3", "ream", 200),
    ],
)
def test_an_amount_is_read_in_its_unit_for_a_year(text, unit, value):
    assert read_amount(text, unit).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("", "GB", "amount_missing"),
        ("beaucoup", "GB", "amount_unreadable"),
        ("-3 Go", "GB", "amount_unreadable"),
        ("0", "GB", "amount_unreadable"),
        ("12 Go environ", "GB", "amount_unreadable"),
        ("300 kWh", "GB", "amount_contradictory"),
        ("5 Go", "ream", "amount_contradictory"),
        ("3 unités", "message", "amount_contradictory"),
    ],
)
def test_what_cannot_be_an_amount_is_told_and_never_guessed(text, unit, code):
    found = read_amount(text, unit)
    assert (found.value, found.doubt) == (None, code)


def test_the_unit_of_the_type_or_of_the_heading_serves_bare_numbers():
    assert read_amount("12", "GB", kind="Trafic internet fixe (To)").value == 12_000
    assert read_amount("100", "GB", kind="Trafic mobile (Go/mois)").value == 1_200
    assert read_amount("12", "GB", heading="Volume en To").value == 12_000
    assert read_amount("12", "message", heading="Volume en To").value == 12
    assert read_amount("12 Go", "GB", heading="Volume (To)").doubt == "amount_units_mixed"


@given(st.text(max_size=60), st.sampled_from(["GB", "message", "ream", "m2"]))
def test_any_text_is_read_or_explained(text, unit):
    found = read_amount(text, unit)
    assert (found.value is None) == (
        found.doubt in {"amount_missing", "amount_unreadable", "amount_contradictory"}
    )
    assert found.value is None or 0 < found.value <= 1e13


@given(st.floats(0.01, 1e9))
def test_terabytes_are_a_thousand_gigabytes(value):
    written = f"{value:.4f}".replace(".", ",")
    tera, giga = (read_amount(f"{written} {unit}", "GB").value for unit in ("To", "Go"))
    assert tera == pytest.approx(1_000 * giga)


def test_rows_of_services_stand_beside_devices():
    inventory = read(
        "Ordinateur portable;12", "Trafic internet fixe;12 To", "Trafic internet mobile;800 Go",
        "E-mails envoyés;200000", "Papier A4;900 ramettes", "Salle informatique;40 m²",
    )  # fmt: skip
    lines = inventory.lines
    assert lines["device"].to_list() == [
        "laptop", "network_fixed", "network_mobile", "email", "office_paper", "server_room",
    ]  # fmt: skip
    assert lines["quantity"].to_list() == [12, 12_000, 800, 200_000, 900, 40]
    assert lines["reason"].null_count() == 6
    assert "aggregated_rows" not in codes(inventory)


def test_contradictory_units_are_explained_with_their_rows_and_the_rest_is_counted():
    inventory = read("Trafic internet fixe;300 kWh", "Papier A4;100 ramettes", "Trafic mobile;")
    assert inventory.lines["reason"].to_list() == [
        Reason.ABSURD_QUANTITY, None, Reason.ABSURD_QUANTITY,
    ]  # fmt: skip
    assert {"amount_contradictory", "amount_missing"} <= codes(inventory)
    told = next(each for each in inventory.notices if each.code == "amount_contradictory")
    assert told.params["samples"] == "« 300 kWh »"


def test_paper_without_a_size_is_a_consumable_counted_on_demand():
    inventory = read("Ramettes de papier;50", "Ordinateur portable;1", "Toner;4")
    assert inventory.lines["reason"].to_list() == [Reason.CONSUMABLE, None, Reason.CONSUMABLE]
    counted = with_choices(inventory, count_consumables=True)
    assert counted.lines["device"].to_list() == ["office_paper", "laptop", None]
    assert counted.lines["reason"].to_list() == [None, None, Reason.UNKNOWN_TYPE]


def test_emails_are_not_counted_twice_when_the_file_tells_their_volume():
    both = read("E-mails envoyés;200000", "Volume de messagerie;90 Go")
    assert both.lines["device"].to_list() == ["email_delivery", "email_volume"]
    alone = read("E-mails envoyés;200000", "Volume de messagerie;300 kWh")
    assert alone.lines["device"].to_list() == ["email", "email_volume"]


def test_a_sheet_or_a_model_never_stands_for_a_measured_kind():
    rows = [["Modèle", "Quantité"], ["Dell PowerEdge R740", 2], ["Inconnu 12", 3]]
    inventory = inventory_of(workbook({"Salle informatique": rows}))
    assert inventory.lines["device"].to_list() == ["server", None]
    assert measured_unit("Serveur") is None
