"""Uses declared besides a file: counted as lines of their own, in place of the file's."""

import json
from dataclasses import replace

import polars as pl
import pytest
from click.testing import CliRunner

from footprint.reading.files import codes, inventory_of
from jalons.footprint.cli import commands
from jalons.footprint.engine.inventory.line import FootprintError, Reason
from jalons.footprint.engine.inventory.services import Services, with_services, without_services

LAPTOPS = "Type;Quantité\nOrdinateur portable;10\n"


def declared(text=LAPTOPS, **given):
    return with_services(inventory_of(text), Services(**given))


def amounts(inventory):
    counted = inventory.lines.filter(inventory.lines["reason"].is_null())
    return dict(counted.select("device", "quantity").iter_rows())


def test_each_declared_use_is_a_line_counted_with_the_others():
    inventory = declared(traffic_fixed=12_000, traffic_mobile=800, paper_reams=900, room_area=40)
    assert amounts(inventory) == {
        "laptop": 10, "network_fixed": 12_000, "network_mobile": 800, "office_paper": 900,
        "server_room": 40,
    }  # fmt: skip
    assert inventory.rows_read == 5


def test_emails_are_sent_times_recipients_and_their_volume_takes_the_place_of_a_guess():
    assert amounts(declared(emails=1_000, recipients=2.5))["email"] == 2_500
    with_volume = amounts(declared(emails=1_000, email_volume=3))
    assert with_volume == {"laptop": 10, "email_delivery": 1_000, "email_volume": 3}


def test_nothing_declared_changes_nothing_and_zero_is_no_line():
    assert amounts(declared()) == {"laptop": 10}
    assert amounts(declared(paper_reams=0)) == {"laptop": 10}
    assert not Services(paper_reams=0)


def test_a_declaration_stands_in_place_of_the_rows_that_tell_the_same():
    text = f"{LAPTOPS}Trafic internet fixe;5 To\nE-mails envoyés;900\n"
    inventory = declared(text, traffic_fixed=12_000)
    assert amounts(inventory) == {"laptop": 10, "email": 900, "network_fixed": 12_000}
    left = inventory.lines.filter(inventory.lines["reason"] == Reason.DECLARED)
    assert left["quantity"].to_list() == [5_000]
    assert "services_declared_twice" in codes(inventory)


def test_e_mails_are_counted_once_however_the_file_and_the_person_tell_them():
    text = f"{LAPTOPS}E-mails envoyés;900\n"
    inventory = declared(text, emails=1_000, email_volume=3)
    assert amounts(inventory) == {"laptop": 10, "email_delivery": 1_000, "email_volume": 3}


def test_a_device_on_a_sheet_named_as_ours_is_no_declared_use():
    inventory = declared(paper_reams=900)
    ours = inventory.lines["sheet"][1]
    decided = [pl.lit(ours).alias("sheet"), pl.lit("person").alias("decided_by")]
    named = inventory.lines.with_columns(*decided, pl.Series("label", ["PC-1", ""]))
    kept = without_services(replace(inventory, lines=named))
    assert kept.lines["device"].to_list() == ["laptop"]
    assert kept.rows_read == 1


@pytest.mark.parametrize(
    "given", [{"traffic_fixed": -1}, {"emails": float("inf")}, {"recipients": 0.5},
              {"paper_reams": float("nan")}, {"paper_reams": 1e14}, {"recipients": 1_001}],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_by_its_name(given):
    with pytest.raises(FootprintError) as caught:
        Services(**given)
    assert caught.value.code == "service_value"
    said = FootprintError("service_value", name="x", value=-1323.5).message("fr")
    assert said.endswith("-1\u202f323,5.")


def test_what_was_declared_is_kept_and_read_again():
    services = Services(traffic_fixed=1.5, emails=100, recipients=3)
    assert Services.from_json(services.as_json() | {"autre": 3}) == services
    assert Services.from_json({}) == Services()


def run(tmp_path, *arguments, text=LAPTOPS):
    file = tmp_path / "parc.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(commands, ["run", str(file), *arguments])


def devices(result):
    return {each["type"]: each["quantity"] for each in json.loads(result.stdout)["devices"]}


def test_the_command_takes_them_as_options(tmp_path):
    result = run(
        tmp_path, "--traffic-fixed", "12000", "--traffic-mobile", "800", "--emails", "200000",
        "--email-recipients", "2", "--paper-reams", "900", "--room-area", "40", "--json", "-",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert devices(result) == {
        "laptop": 10, "network_fixed": 12_000, "network_mobile": 800, "email": 400_000,
        "office_paper": 900, "server_room": 40,
    }  # fmt: skip


def test_the_command_explains_a_figure_that_cannot_be(tmp_path):
    result = run(tmp_path, "--paper-reams", "-3")
    assert result.exit_code == 3
    assert "Ramettes de papier" in result.output


def test_the_command_counts_consumables_and_leaves_impossible_dates_out_on_demand(tmp_path):
    text = "Type;Quantité;Date d'achat\nLaptop;10;2099-01-01\nLaptop;5;2022-01-01\nPapier;9;\n"
    plain = devices(run(tmp_path, "--json", "-", text=text))
    assert plain == {"laptop": 15}
    chosen = ("--count-consumables", "--exclude-absurd-dates", "--json", "-")
    assert devices(run(tmp_path, *chosen, text=text)) == {"laptop": 5, "office_paper": 9}
