"""Exports: what a spreadsheet, a map and an analyst open."""

import csv
import io
import json
from datetime import UTC, datetime

import polars as pl
import pytest

from broker.server.out_towns import keep, lamps, town
from jalons.broker.engine import operations
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.broker import Caller, Options
from jalons.broker.store.models import named
from jalons.broker.store.port import Step


@pytest.fixture
def place(tmp_path):
    with town(tmp_path) as found:
        yield found


def rows(answer, **options):
    assert answer.status_code == 200, answer.body
    return list(csv.DictReader(io.StringIO(answer.body.decode()), **options))


def dimmed(broker, number, day):
    """Change the power of a lamp on a day of November."""
    iri = named("Streetlight").iri.rpartition("/")[0] + "/powerRating"
    instance = {
        "type": "Property",
        "value": day,
        "observedAt": f"2026-11-{day:02}T00:00:00Z",
        "unitCode": "WTT",
    }
    fragment = {"attrs": {iri: [instance]}}
    step = Step(f"urn:ngsi-ld:Streetlight:{number:03}", operations.append(fragment, overwrite=True))
    (answer,) = broker.store.write("", [step], now=1_700_000_000_000_000 + day)
    assert answer.updated


def test_the_exports_there_are_are_listed(place):
    client, _ = place
    told = {item["name"]: item for item in client.get("/export").json()}
    assert told["Streetlight"]["title"] == "Point lumineux"
    assert told["Streetlight"]["entities"] == 12
    assert "CC BY 4.0" in told["Streetlight"]["attribution"]
    assert client.get(told["Streetlight"]["exports"]["csv"]).status_code == 200


def test_a_wide_csv_has_a_row_an_entity_and_units_in_its_head(place):
    client, _ = place
    answer = client.get("/export/AirQualityObserved.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="AirQualityObserved.csv"' in answer.headers["content-disposition"]
    (row,) = rows(answer)
    assert row["name"] == "Mairie"
    assert (row["longitude"], row["latitude"]) == ("-1.6", "48.1")
    assert row["pm10"] == "21.5"
    assert row["observedAt"] == "2026-11-20T10:00:00Z"


def test_a_unit_the_model_knows_is_in_the_head(place):
    client, broker = place
    room = {
        "@context": "urn:jalons:twin:context",
        "id": "urn:room:1",
        "type": "ServerRoom",
        "itPower": 12.5,
    }
    keep(broker, [room])
    (row,) = rows(client.get("/export/ServerRoom.csv"))
    assert row["itPower (kW)"] == "12.5"


def test_a_long_csv_has_a_row_a_value_with_its_unit(place):
    client, _ = place
    found = rows(client.get("/export/Streetlight.csv?shape=long"))
    power = [row for row in found if row["attribute"] == "powerRating"]
    assert len(power) == 12
    assert power[3] == {
        "entity": "urn:ngsi-ld:Streetlight:003",
        "attribute": "powerRating",
        "dataset": "",
        "observedAt": "",
        "value": "30",
        "unit": "WTT",
    }


def test_a_filter_and_a_separator_are_followed(place):
    client, _ = place
    address = "/export/Streetlight.csv"
    params = {"filter": "powerRating > 100", "separator": "semicolon"}
    (row,) = rows(client.get(address, params=params), delimiter=";")
    assert row["id"] == "urn:ngsi-ld:Streetlight:011"


def test_a_history_is_exported_between_two_dates(place):
    client, broker = place
    for day in range(1, 11):
        dimmed(broker, 3, day)
    period = "history=true&from=2026-11-03T00:00:00Z&to=2026-11-06T00:00:00Z"
    found = rows(client.get(f"/export/Streetlight.csv?{period}"))
    power = [row for row in found if row["attribute"] == "powerRating"]
    assert [row["value"] for row in power] == ["3", "4", "5"]
    assert {row["unit"] for row in power} == {"WTT"}


def test_a_geojson_export_is_a_collection_with_its_attribution(place):
    client, _ = place
    body = client.get("/export/Streetlight.geojson").json()
    assert len(body["features"]) == 12
    assert "Smart Data Models" in body["attribution"]


def test_a_parquet_file_has_types_and_tells_its_units(place):
    client, broker = place
    answer = client.get("/export/Streetlight.parquet")
    frame = pl.read_parquet(io.BytesIO(answer.body))
    assert frame.height == 12
    assert frame.schema["powerRating"] == pl.Float64
    assert frame["powerRating"].sum() == sum(10 * n for n in range(12))
    told = pl.read_parquet_metadata(io.BytesIO(answer.body))
    assert told["type"] == named("Streetlight").iri
    assert "CC BY 4.0" in told["attribution"]
    for day in range(1, 4):
        dimmed(broker, 3, day)
    past = client.get("/export/Streetlight.parquet?history=true")
    frame = pl.read_parquet(io.BytesIO(past.body))
    assert frame.filter(pl.col("attribute") == "powerRating")["number"].to_list() == [1, 2, 3]


def test_a_parquet_file_types_numbers_instants_and_truths_without_a_model(place):
    client, broker = place
    rooms = [
        {
            "@context": "urn:jalons:twin:context",
            "id": f"urn:classroom:{n}",
            "type": "Classroom",
            "name": {"type": "Property", "value": f"Salle {n}"},
            "co2": {"value": 400 + n, "observedAt": f"2026-11-0{n}T08:00:00.250Z"},
            "temperature": {"value": 20 + n / 2},
            "airing": n % 2 == 0,
            "checkedOn": f"2026-10-0{n}",
            "checkedAt": f"2026-10-0{n}T10:00:00+02:00",
            "cabinet": "12" if n == 1 else n,
            "wiring": {"type": "Property", "value": {"pins": n}},
            "nothing": {"type": "Property", "value": ""},
        }
        for n in range(1, 4)
    ]
    keep(broker, rooms)
    answer = client.get("/export/Classroom.parquet")
    frame = pl.read_parquet(io.BytesIO(answer.body))
    assert dict(frame.schema) == {
        "id": pl.String,
        "airing": pl.Boolean,
        "cabinet": pl.String,
        "checkedAt": pl.Datetime("us", "UTC"),
        "checkedOn": pl.Date,
        "co2": pl.Int64,
        "name": pl.String,
        "nothing": pl.String,
        "temperature": pl.Float64,
        "wiring": pl.String,
        "longitude": pl.Float64,
        "latitude": pl.Float64,
        "observedAt": pl.Datetime("us", "UTC"),
        "modifiedAt": pl.Datetime("us", "UTC"),
    }
    assert frame["checkedAt"][0] == datetime(2026, 10, 1, 8, tzinfo=UTC)
    assert frame["observedAt"][1] == datetime(2026, 11, 2, 8, 0, 0, 250_000, tzinfo=UTC)
    assert frame["co2"].to_list() == [401, 402, 403]
    assert frame["cabinet"].to_list() == ["12", "2", "3"]
    assert frame["longitude"].to_list() == [None] * 3
    told = json.loads(pl.read_parquet_metadata(io.BytesIO(answer.body))["columns"])
    assert (told["cabinet"], told["name"], told["co2"]) == ("mixed", "text", "integer")


def test_a_parquet_file_loses_no_value_that_is_no_number_where_the_model_says_number(place):
    client, broker = place
    keep(broker, [{**lamps(1)[0], "id": "urn:lamp:odd", "powerRating": "inconnue"}])
    frame = pl.read_parquet(io.BytesIO(client.get("/export/Streetlight.parquet").body))
    assert frame.schema["powerRating"] == pl.String
    assert "inconnue" in frame["powerRating"].to_list()


def test_the_number_of_a_long_table_is_a_double_whatever_the_values(place):
    client, broker = place
    lamp = {**lamps(1)[0], "id": "urn:lamp:odd", "serial": 2**60 + 1, "share": 0.5, "new": True}
    keep(broker, [lamp])
    frame = pl.read_parquet(
        io.BytesIO(client.get("/export/Streetlight.parquet?shape=long").body)
    ).filter(pl.col("entity") == "urn:lamp:odd")
    values = dict(frame.select("attribute", "value").iter_rows())
    numbers = dict(frame.select("attribute", "number").iter_rows())
    assert frame.schema["number"] == pl.Float64
    assert (values["serial"], numbers["serial"]) == (str(2**60 + 1), float(2**60))
    assert (values["new"], numbers["new"]) == ("true", None)


def test_the_history_in_parquet_has_its_dates_as_instants(place):
    client, broker = place
    for day in range(1, 4):
        dimmed(broker, 3, day)
    frame = pl.read_parquet(io.BytesIO(client.get("/export/Streetlight.parquet?history=true").body))
    for name in ("observedAt", "createdAt", "deletedAt"):
        assert frame.schema[name] == pl.Datetime("us", "UTC")
    power = frame.filter(pl.col("attribute") == "powerRating")
    assert power["observedAt"][-1] == datetime(2026, 11, 3, tzinfo=UTC)
    assert power.schema["number"] == pl.Float64


def test_a_formula_in_a_text_is_made_harmless(place):
    client, broker = place
    keep(broker, [{**lamps(1)[0], "id": "urn:lamp:evil", "circuit": "=HYPERLINK(1)"}])
    found = rows(client.get("/export/Streetlight.csv", params={"filter": "circuit LIKE '=%'"}))
    assert found[0]["circuit"] == "'=HYPERLINK(1)"


def test_more_than_a_page_is_exported_whole(tmp_path):
    with town(tmp_path, count=2_345) as (client, _):
        assert len(rows(client.get("/export/Streetlight.csv"))) == 2_345
        assert len(client.get("/export/Streetlight.geojson").json()["features"]) == 2_345


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/export/Streetlight.xlsx", 400),
        ("/export/Streetlight", 400),
        ("/export/Dragon.csv", 404),
        ("/export/Streetlight.csv?shape=round", 400),
        ("/export/Streetlight.csv?separator=pipe", 400),
        ("/export/Streetlight.csv?from=2026-01-01T00:00:00Z", 400),
        ("/export/Streetlight.csv?history=true&from=hier", 400),
        ("/export/Streetlight.geojson?history=true", 400),
        ("/export/Streetlight.csv?filter=nothing", 400),
        ("/export/Streetlight.csv?other=1", 400),
    ],
)
def test_what_cannot_be_exported_is_told_before_the_first_byte(place, address, status):
    client, _ = place
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.json()["detail"]


class Outside:
    """Everybody is the public."""

    async def caller(self, headers, *, writing):  # noqa: ARG002
        return Caller(audience="open", may_write=False)


def test_the_public_gets_what_the_policies_open_blurred_as_they_say(place):
    client, broker = place
    broker.options = Options(requires_policies=True)
    broker.gate = Outside()
    policy = TypePolicy(
        type=named("Streetlight").iri,
        name="Éclairage",
        purpose="Éclairer",
        legal_basis="not_personal",
        owner="Ville de Vitré",
        retention_days=30,
        audience="open",
        position_metres=1_000,
    )
    broker.policies.keep("", policy)
    assert [item["name"] for item in client.get("/export").json()] == ["Streetlight"]
    assert client.get("/export/AirQualityObserved.csv").status_code == 404
    assert client.get("/ogc/collections/AirQualityObserved/items").status_code == 404
    one = "/ogc/collections/Streetlight/items/urn:ngsi-ld:Streetlight:000"
    blurred = client.get(one).json()["geometry"]["coordinates"]
    assert blurred != [-1.68, 48.11]
    (row,) = rows(client.get("/export/Streetlight.csv", params={"filter": "powerRating = 0"}))
    assert [float(row["longitude"]), float(row["latitude"])] == blurred
    assert row["source"] == "Ville de Vitré"
