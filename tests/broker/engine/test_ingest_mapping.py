"""A mapping turns readings into entities, and says why it cannot."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as some

from broker.engine.test_ingest_envelopes import trees
from broker.engine.uplinks import AT, DEVICE, NOW, UPLINKS, chirpstack, document
from jalons.broker.engine.ingest.files.tables import rows_of
from jalons.broker.engine.ingest.mapping import Mapping, mapping_of
from jalons.broker.engine.ingest.observations import Observation, each
from jalons.broker.engine.ingest.recent import Recent
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core


def taken(mapping: Mapping, message: Any) -> Observation:
    (found,) = each(mapping, message, context=core(), now=NOW)
    assert isinstance(found, Observation), found
    return found


def why(mapping: Mapping, message: Any) -> Problem:
    (found,) = each(mapping, message, context=core(), now=NOW)
    assert isinstance(found, Problem), found
    return found


def attribute(found: Observation, name: str) -> dict[str, Any]:
    (instance,) = found.doc["attrs"][core().expand(name)]
    return dict(instance)


def one(**attribute: Any) -> Mapping:
    """A mapping of plain JSON whose only attribute is ``v``."""
    return mapping_of(
        {
            "envelope": "json",
            "entities": [
                {"id": "urn:x:{n}", "type": "T", "attributes": [{"name": "v", **attribute}]}
            ],
        }
    )


@pytest.mark.parametrize("envelope", sorted(UPLINKS))
def test_an_uplink_becomes_an_entity_with_its_units_and_its_instant(envelope: str) -> None:
    found = taken(mapping_of(document(envelope)), UPLINKS[envelope]())
    assert found.entity == f"urn:ngsi-ld:AirQualityObserved:{DEVICE}"
    assert attribute(found, "temperature") == {
        "type": "Property",
        "value": 12.5,
        "unitCode": "CEL",
        "observedAt": written(micros(AT)),
    }
    assert attribute(found, "relativeHumidity")["value"] == 0.61


def test_raw_bytes_are_read_where_the_server_decodes_nothing() -> None:
    fields = [
        {"name": "temperature", "offset": 0, "type": "int16"},
        {"name": "humidity", "offset": 2},
    ]
    attributes = [{"name": "temperature", "scale": 0.1}]
    mapping = mapping_of(document(bytes=fields, attributes=attributes))
    assert attribute(taken(mapping, chirpstack(object=None)), "temperature")["value"] == 12.5


def test_the_location_is_fixed_or_comes_from_the_envelope_or_the_payload() -> None:
    def coordinates(place: Any, **values: Any) -> Any:
        envelope = "things_stack" if place == "envelope" else "chirpstack"
        found = taken(
            mapping_of(document(envelope, location=place)),
            UPLINKS[envelope]()
            if place == "envelope"
            else chirpstack(object={"temperature": 1, **values}),
        )
        return attribute(found, "location")["value"]["coordinates"]

    assert coordinates([2.1, 48.9]) == [2.1, 48.9]
    assert coordinates("envelope") == [-1.55, 47.2]
    paths = {"longitude": "gps.lon", "latitude": "gps.lat"}
    assert coordinates(paths, gps={"lon": "2,1", "lat": 48.9}) == [2.1, 48.9]


def test_what_the_envelope_itself_says_can_be_an_attribute() -> None:
    attributes = [{"name": "batteryLevel", "path": "@battery"}, {"name": "rssi", "path": "@rssi"}]
    found = taken(
        mapping_of(document("things_stack", attributes=attributes)), UPLINKS["things_stack"]()
    )
    assert attribute(found, "batteryLevel")["value"] == 94.5
    assert attribute(found, "rssi")["value"] == -88


@pytest.mark.parametrize(
    ("rule", "raw", "expected"),
    [
        ({"kind": "number"}, "1 234,5", 1234.5),
        ({"kind": "number"}, "1\u202f234,5", 1234.5),
        ({"kind": "number"}, "1.234,5", 1234.5),
        ({"kind": "number"}, "-0,5", -0.5),
        ({"kind": "number"}, "12.5", 12.5),
        ({"kind": "integer"}, "12", 12),
        ({"scale": 0.1, "offset": -40}, 523, 12.3),
        ({"names": {"0": "closed", "1": "open"}}, 1, "open"),
        ({"names": {"true": "on", "false": "off"}}, True, "on"),
        ({"kind": "boolean"}, "Oui", True),
        ({"kind": "boolean"}, 0, False),
        ({"kind": "date"}, "24/11/2026 14h30", "2026-11-24T13:30:00Z"),
        ({"kind": "date"}, "24/07/2026", "2026-07-23T22:00:00Z"),
        ({"kind": "date"}, "2026-11-24T14:30:00+02:00", "2026-11-24T12:30:00Z"),
        ({"kind": "text"}, 12, "12"),
        ({}, {"a": [1, None]}, {"a": [1, None]}),
    ],
)
def test_a_value_is_read_as_declared(rule: dict[str, Any], raw: Any, expected: Any) -> None:
    assert attribute(taken(one(**rule), {"n": 1, "v": raw}), "v")["value"] == expected


@pytest.mark.parametrize(
    ("rule", "raw"),
    [
        ({"kind": "number"}, "12 %"),
        ({"kind": "number"}, "NaN"),
        ({"kind": "number"}, "1e400"),
        ({"kind": "number"}, float("nan")),
        ({"kind": "number"}, float("inf")),
        ({"kind": "number"}, True),
        ({"kind": "number"}, 10**40),
        ({"kind": "integer"}, 1.5),
        ({"scale": 1e300}, 1e300),
        ({"least": 0, "most": 100}, 101),
        ({"names": {"0": "closed"}}, 2),
        ({"kind": "boolean"}, "peut-être"),
        ({"kind": "date"}, "31/02/2026"),
        ({"kind": "date"}, "demain"),
        ({"kind": "relationship"}, "pas une adresse"),
        ({}, {"a": [float("nan")]}),
        ({}, "\ud800"),
    ],
)
def test_an_absurd_value_is_refused_and_its_place_told(rule: dict[str, Any], raw: Any) -> None:
    problem = why(one(**rule), {"n": 1, "v": raw})
    assert "v" in str(problem.more.get("where", problem.detail))


def test_a_date_in_the_future_or_before_2000_is_refused_with_the_way_to_mend_it() -> None:
    mapping = mapping_of(document())
    for moment in ("2026-11-24T09:00:00Z", "1970-01-01T00:00:12Z"):
        assert "clock" in why(mapping, chirpstack(time=moment)).more["mend"]
    received = mapping_of({**document(), "clock": "reception"})
    assert taken(received, chirpstack(time="1970-01-01T00:00:12Z")).at == NOW


def test_a_device_of_no_rule_is_refused_and_named() -> None:
    assert DEVICE in why(mapping_of(document(devices="AABB*")), chirpstack()).detail


def test_a_pattern_may_be_of_the_name_or_the_profile_of_a_device() -> None:
    for pattern in ("co2-*", "CO2", "*1234"):
        assert taken(mapping_of(document(devices=pattern)), chirpstack()).device == DEVICE


def test_a_list_of_plain_objects_gives_an_answer_each() -> None:
    mapping = mapping_of(
        {
            "envelope": "json",
            "items": "data.records",
            "observed": "seen",
            "entities": [
                {"id": "urn:x:{n}", "type": "T", "attributes": [{"name": "v", "required": True}]}
            ],
        }
    )
    records = [{"n": "a b", "v": 1, "seen": NOW // 1_000_000}, {"n": 2}, 3]
    found = each(mapping, {"data": {"records": records}}, context=core(), now=NOW)
    assert isinstance(found[0], Observation)
    assert (found[0].entity, found[0].at) == ("urn:x:a%20b", NOW // 1_000_000 * 1_000_000)
    assert [type(item) for item in found[1:]] == [Problem, Problem]


@given(number=some.integers() | some.floats() | some.just(10**5000))
def test_any_number_for_a_date_or_a_name_is_kept_or_refused(number: float) -> None:
    dated = {**document("json"), "observed": "at", "device": "at"}
    for mapping in (mapping_of(dated), one(names={"1": "a"}), one(kind="boolean"), one()):
        (found,) = each(
            mapping,
            {"at": number, "n": number, "v": number, "temperature": 1},
            context=core(),
            now=NOW,
        )
        assert isinstance(found, Observation | Problem)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"envelope": "fax"}, "envelope"),
        ({"clock": "sun"}, "clock"),
        ({"timezone": "../etc"}, ""),
        ({"entities": []}, "entities"),
        ({"code": "import os"}, "mapping"),
        ({"entities": [{"id": "Device:1", "type": "T"}]}, "entities[0].id"),
        ({"entities": [{"id": "urn:x:{device}", "type": "a b"}]}, "entities[0].type"),
        ({"entities": [{"id": "urn:x:{device}", "type": "T", "location": [48, 200]}]},
         "entities[0].location"),
        ({"entities": [{"id": "urn:x:{device}", "type": "T", "devices": "*a" * 9}]},
         "entities[0].devices"),
        ({"entities": [{"id": "urn:x:{device}", "type": "T", "attributes": [{"name": "a"}] * 2}]},
         "entities[0].attributes"),
        ({"entities": [{"id": "urn:x:{device}", "type": "T",
                        "attributes": [{"name": "a", "scale": "2"}]}]},
         "entities[0].attributes[0].scale"),
    ],
)  # fmt: skip
def test_a_mapping_is_refused_at_the_member_at_fault(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Problem) as caught:
        mapping_of({**document(), **change})
    assert caught.value.more["where"] == where


@given(message=trees)
def test_any_json_through_a_mapping_is_kept_or_refused(message: Any) -> None:
    for mapping in (one(), one(scale=2), one(kind="date"), mapping_of(document())):
        for found in each(mapping, {"n": 1, "v": message}, context=core(), now=NOW):
            assert isinstance(found, Observation | Problem)


@given(data=some.data())
def test_any_document_is_a_mapping_or_refused(data: some.DataObject) -> None:
    made = document()
    place: Any = data.draw(
        some.sampled_from([made, made["entities"][0], made["entities"][0]["attributes"][0]])
    )
    place[data.draw(some.sampled_from(sorted(place)))] = data.draw(trees)
    try:
        mapping_of(made)
    except Problem as problem:
        assert problem.detail


# Duplicates ---------------------------------------------------------------------------------------


def test_the_same_counter_with_the_same_values_a_moment_later_is_the_same_message() -> None:
    recent = Recent(most=2)
    mapping = mapping_of(document())
    first = taken(mapping, chirpstack())
    assert not recent.knows(first)
    recent.note(first)
    again = taken(mapping, chirpstack(time="2026-11-24T08:15:33Z"))
    assert recent.knows(again)
    assert not recent.knows(taken(mapping, chirpstack(object={"temperature": 3})))
    assert not recent.knows(taken(mapping, chirpstack(time="2026-11-24T06:15:33Z")))
    recent.note(taken(mapping, chirpstack(fCnt=42)))
    recent.note(taken(mapping, chirpstack(fCnt=43)))
    assert not recent.knows(again)


# Files --------------------------------------------------------------------------------------------

LAMPS = "N°;Puissance (W);Relevé;Allumé\nL1;1 050,5;24/11/2026 07:00;oui\n\nL2;abc;;non\n"
TABLE = {
    "envelope": "table",
    "observed": "Relevé",
    "entities": [
        {
            "id": "urn:ngsi-ld:Streetlight:{N°}",
            "type": "Streetlight",
            "attributes": [
                {"name": "power", "path": "Puissance (W)", "kind": "number", "unit": "WTT"},
                {"name": "on", "path": "Allumé", "kind": "boolean"},
            ],
        }
    ],
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_a_french_spreadsheet_is_read_row_by_row(encoding: str) -> None:
    rows = rows_of(LAMPS.encode(encoding))
    assert [row.number for row in rows] == [2, 4]
    found = taken(mapping_of(TABLE), rows[0].cells)
    assert (found.entity, attribute(found, "power")["value"]) == (
        "urn:ngsi-ld:Streetlight:L1",
        1050.5,
    )
    assert found.at == micros("2026-11-24T06:00:00Z")
    assert why(mapping_of(TABLE), rows[1].cells).more["where"] == "Relevé"


def test_a_workbook_is_read_like_a_csv() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Notes")
        sheet = book.add_worksheet("Lampes")
        sheet.write_row(0, 0, ["N°", "Puissance (W)", "Relevé", "Allumé"])
        sheet.write_row(1, 0, ["L1", 1050.5, "24/11/2026 07:00", "oui"])
    (row,) = rows_of(out.getvalue(), sheet="Lampes")
    assert attribute(taken(mapping_of(TABLE), row.cells), "power")["value"] == 1050.5
    with pytest.raises(Problem, match="Lampes"):
        rows_of(out.getvalue(), sheet="Autre")


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"a;b\n", b"a;a\n1;2", b"%PDF-1.7 x", b"PK\x03\x04broken", b"\x00" * 9],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Problem):
        rows_of(content)


@given(
    content=some.binary(max_size=200) | some.binary(max_size=60).map(lambda b: b"PK\x03\x04" + b)
)
def test_any_bytes_are_rows_or_a_problem(content: bytes) -> None:
    try:
        rows_of(content)
    except Problem as problem:
        assert problem.detail


def test_the_mapping_of_the_how_to_is_a_mapping() -> None:
    page = Path(__file__).parents[3] / "docs" / "howto" / "ways-in.md"
    first, fields, *_ = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    shown = taken(mapping_of(tomllib.loads(first)), UPLINKS["chirpstack"]())
    assert attribute(shown, "temperature")["value"] == 12.5
    (rule,) = mapping_of(tomllib.loads(first + fields)).rules
    assert [each.name for each in rule.bytes] == ["temperature"]
