"""What status cells say: numbers of devices, conditions, devices that are still there."""

import pytest

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.inventory.line import Reason


def outcomes(status: str, quantity: str = "12", heading: str = "Statut"):
    text = f'type;quantité;{heading}\nPC portable;{quantity};"{status}"\n'
    inventory = inventory_of(text)
    return inventory.lines.select("quantity", "reason").rows(), codes(inventory)


@pytest.mark.parametrize(
    "status",
    ["12 portables dont 2 HS", "12 portables, 2 HS", "en service (2 HS)", "10 en service, 2 HS"],
)
def test_a_status_that_counts_leaves_out_what_is_gone_and_no_more(status):
    found, noticed = outcomes(status)
    assert found == [(10.0, None), (2.0, Reason.RETIRED)]
    assert "status_counts" in noticed


def test_the_number_of_a_status_stands_where_no_quantity_is_written():
    assert outcomes("12 portables dont 2 HS", "")[0] == [(10.0, None), (2.0, Reason.RETIRED)]


def test_a_status_that_contradicts_its_quantity_leaves_the_row_counted_and_noticed():
    found, noticed = outcomes("en service (2 HS)", "1")
    assert found == [(1.0, None)]
    assert "status_counts" in noticed


def test_a_row_that_is_gone_as_a_whole_is_left_out():
    assert outcomes("12 HS")[0] == [(12.0, Reason.RETIRED)]
    assert outcomes("HS depuis 2021")[0] == [(12.0, Reason.RETIRED)]
    assert outcomes("HS 12/03/2020")[0] == [(12.0, Reason.RETIRED)]


@pytest.mark.parametrize("status", ["à réformer", "A remplacer", "en fin de vie", "à donner"])
def test_what_is_about_to_leave_is_still_there(status):
    found, noticed = outcomes(status)
    assert found == [(12.0, None)]
    assert "status_leaving" in noticed


@pytest.mark.parametrize("status", ["neuf", "bon", "usé", "moyen", "très bon état", "mauvais"])
def test_a_condition_is_no_stock(status):
    found, noticed = outcomes(status, heading="État")
    assert found == [(12.0, None)]
    assert "status_unknown" not in noticed


def test_new_is_a_condition_under_one_heading_and_a_stock_under_another():
    assert "status_new" in outcomes("neuf", heading="État")[1]
    assert outcomes("neuf", heading="Statut")[0] == [(12.0, Reason.IN_STOCK)]


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        ("DEPROVISIONED", "Status"), ("DISABLED", "Status"), ("Résiliée", "Statut"),
        ("Annulée", "Statut"), ("False", "Enabled"), ("non", "Actif"),
    ],
)  # fmt: skip
def test_what_ended_is_left_out_in_the_open(status, heading):
    found, noticed = outcomes(status, heading=heading)
    assert found == [(12.0, Reason.RETIRED)]
    assert "status_ended" in noticed


def test_a_yes_is_in_use_and_a_word_with_two_senses_is_counted_and_noticed():
    assert outcomes("True", heading="Enabled")[0] == [(12.0, None)]
    found, noticed = outcomes("Old")
    assert found == [(12.0, None)]
    assert "status_unknown" in noticed
