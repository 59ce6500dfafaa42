"""Results and inventories handed over in the PCR-SI exchange format."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from footprint.fleets import inventory
from footprint.reading.files import TODAY
from jalons.footprint.cli import commands
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.exchange.pcrsi import CODES, as_response
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.reading import read_inventory, read_sheets
from jalons.footprint.store import load_pack


def lines():
    return inventory(
        {"device": "laptop", "type_text": "Laptop", "model": "Latitude 5420", "quantity": 40.0,
         "purchased": date(2022, 1, 1), "yearly_kwh": 30.0, "lifetime": 6.0, "entity": "DSI"},
        {"device": "server", "type_text": "Server", "quantity": 2.0},
        {"device": "monitor", "type_text": "Monitor", "quantity": 9.0, "reason": "in_stock"},
    )  # fmt: skip


def test_a_response_gives_each_stage_its_code_and_its_median():
    done = assess(lines(), pack=load_pack())
    told = as_response(done, load_pack(), organization="Ville", dataset="Parc 2026",
                       timestamp=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))  # fmt: skip
    build = done.impact("climate_change", Stage.MANUFACTURING).value.mid
    assert told["total_impact"]["BLD"]["GWP"] == pytest.approx(build)
    assert told["metadata"]["timestamp"] == "2026-11-24T09:00:00+00:00"
    assert {"indicator": "GWP", "source": "EF 3.1", "unit": "kg CO2 eq"} in (
        told["metadata"]["indicators"]
    )
    assert sum(told["quality"].values()) == pytest.approx(1)
    assert {each["type"] for each in told["details"].values()} == {"laptop", "server"}
    json.dumps(told, allow_nan=False)


def test_what_was_not_assessed_is_absent_and_never_zero():
    told = as_response(assess(lines(), pack=load_pack()), load_pack(),
                       organization="", dataset="")  # fmt: skip
    listed = {each["indicator"] for each in told["metadata"]["indicators"]}
    for stage in told["total_impact"].values():
        assert set(stage) <= listed
    server = next(each for each in told["details"].values() if each["type"] == "server")
    assert "GWP" not in server["impacts"]["EOL"]


def test_every_criterion_of_the_pack_that_the_format_knows_has_its_code():
    assert set(load_pack().criteria) - set(CODES) <= {"final_energy"}


def test_a_request_of_other_software_is_read_as_the_same_inventory():
    request = {
        "organization": "Ville", "dataset": "Parc", "electricity": [],
        "inventory": [
            {"id": "eq-0", "equipment_type": "Laptop", "equipment_name": "Latitude 5420",
             "quantity": 40.0, "unit": "piece", "quality": "high", "tags": ["DSI"], "lifetime": 6.0,
             "yearly_electricity_consumption": 30.0, "mix_of_use": "FR"},
            {"id": "eq-1", "equipment_type": "Server", "equipment_name": "server",
             "quantity": 2.0, "unit": "piece", "quality": "low", "tags": [], "mix_of_use": "FR"},
        ],
    }  # fmt: skip
    again = read_inventory(read_sheets(json.dumps(request).encode(), "r.json"), today=TODAY)
    kept = ["device", "quantity", "yearly_kwh", "lifetime", "country", "entity"]
    assert again.lines.select(kept).rows() == lines().lines.head(2).select(kept).rows()


def test_the_command_writes_a_response_and_takes_a_folder(tmp_path):
    folder, out = tmp_path / "jeu", tmp_path / "o.json"
    folder.mkdir()
    assert CliRunner().invoke(commands, ["run", str(folder)]).exit_code == 3
    (folder / "parc.csv").write_text("Type;Modèle;Quantité\nPC portable;Latitude;3\n")
    done = CliRunner().invoke(commands, ["run", str(folder), "--pcrsi", str(out)])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text())["total_impact"]["USE"]["GWP"] > 0
