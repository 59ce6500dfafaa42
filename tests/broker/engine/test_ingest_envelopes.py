"""Envelopes of network servers opened: the same uplink is the same reading, whoever carried it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.engine.uplinks import AT, DEVICE, RAW, UPLINKS, things_stack
from jalons.broker.engine.ingest.envelopes import ENVELOPES, opened
from jalons.broker.engine.ingest.fields import field_of, values_of
from jalons.broker.engine.ingest.reading import Reading, Signal
from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem

KINDS = sorted(ENVELOPES)
scalars = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8)
trees = some.recursive(
    scalars,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=4), inner),
    max_leaves=8,
)


def reading(kind: str, **more: Any) -> Reading:
    found = opened(kind, UPLINKS[kind](**more))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_server_says_the_same_of_one_uplink(kind: str) -> None:
    found = reading(kind)
    assert (found.device, found.at, found.counter, found.port) == (DEVICE, micros(AT), 41, 2)
    assert found.values == {"temperature": 12.5, "humidity": 61}
    assert found.raw == RAW
    assert found.signal == Signal(rssi=-88, snr=7.2)
    assert "co2-ecole-jaures" in found.names


def test_the_battery_and_the_place_are_told_where_the_server_tells_them() -> None:
    found = reading("things_stack")
    assert (found.battery, found.place) == (94.5, (-1.55, 47.2))


@pytest.mark.parametrize("left_out", ["f_cnt", "rx_metadata", "decoded_payload", "frm_payload"])
def test_what_the_things_stack_leaves_out_because_it_is_empty_is_no_fault(left_out: str) -> None:
    found = reading("things_stack", **{left_out: None})
    assert found.counter == (0 if left_out == "f_cnt" else 41)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("things_stack", {"end_device_ids": {"device_id": "a"}, "join_accept": {}}),
        ("chirpstack", {"deviceInfo": {"devEui": "00"}, "batteryLevel": 80, "margin": 4}),
        ("actility", {"DevEUI_downlink_Sent": {"DevEUI": "00"}}),
    ],
)
def test_a_message_that_measures_nothing_is_put_aside(kind: str, message: Any) -> None:
    assert opened(kind, message) is None


@pytest.mark.parametrize(
    ("kind", "more", "where"),
    [
        ("things_stack", {"received_at": "hier"}, "uplink_message.received_at"),
        ("things_stack", {"frm_payload": "pas du base64"}, "uplink_message.frm_payload"),
        ("things_stack", {"rx_metadata": [{"rssi": "fort"}]}, "uplink_message.rx_metadata.rssi"),
        ("chirpstack", {"deviceInfo": {}}, "deviceInfo.devEui"),
        ("chirpstack", {"fCnt": -1}, "fCnt"),
        ("chirpstack", {"object": [1]}, "object"),
        ("actility", {"payload_hex": "xyz"}, "DevEUI_uplink.payload_hex"),
        ("actility", {"LrrRSSI": "nan"}, "DevEUI_uplink.LrrRSSI"),
        ("actility", {"payload_hex": "00" * 600}, "DevEUI_uplink.payload_hex"),
    ],
)
def test_a_refusal_names_the_member_at_fault(kind: str, more: dict[str, Any], where: str) -> None:
    with pytest.raises(Problem) as caught:
        opened(kind, UPLINKS[kind](**more))
    assert caught.value.more["where"] == where


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("message", [None, [], "text", 3, {}])
def test_what_is_no_message_of_the_server_is_refused(kind: str, message: Any) -> None:
    with pytest.raises(Problem):
        opened(kind, message)


def test_an_unknown_envelope_is_refused_with_those_there_are() -> None:
    with pytest.raises(Problem, match="things_stack"):
        opened("sigfox", {})


@given(kind=some.sampled_from(KINDS), data=some.data())
def test_a_damaged_message_is_a_reading_or_a_problem_and_nothing_else(
    kind: str, data: some.DataObject
) -> None:
    message: Any = UPLINKS[kind]()
    place = message
    for name in ("uplink_message", "DevEUI_uplink"):
        place = message.get(name, place)
    name = data.draw(some.sampled_from(sorted(place)))
    place[name] = data.draw(trees)
    try:
        opened(kind, message)
    except Problem as problem:
        assert problem.detail


@given(kind=some.sampled_from(KINDS), message=trees)
def test_any_json_is_a_reading_or_a_problem(kind: str, message: Any) -> None:
    try:
        opened(kind, message)
    except Problem as problem:
        assert problem.detail


def test_a_device_without_an_eui_goes_by_its_name() -> None:
    message = things_stack()
    del message["end_device_ids"]["dev_eui"]
    found = opened("things_stack", message)
    assert found is not None
    assert found.device == "co2-ecole-jaures"


# Bytes --------------------------------------------------------------------------------------------


def values(raw: str, *fields: dict[str, Any], port: int | None = None) -> dict[str, Any]:
    read = [field_of(each, where="bytes") for each in fields]
    return values_of(bytes.fromhex(raw), port, read)


@pytest.mark.parametrize(
    ("raw", "field", "expected"),
    [
        ("ff85", {"type": "int16"}, -123),
        ("85ff", {"type": "int16", "order": "little"}, -123),
        ("0186a0", {"type": "uint24"}, 100_000),
        ("fffffe", {"type": "int24"}, -2),
        ("3fc00000", {"type": "float32"}, 1.5),
        ("00b4", {"offset": -1, "type": "uint8"}, 180),
        ("b4", {"type": "uint8", "bit": 4, "bits": 4}, 11),
    ],
)
def test_a_declared_field_is_read_from_its_bytes(
    raw: str, field: dict[str, Any], expected: float
) -> None:
    assert values(raw, {"name": "v", "offset": 0, **field}) == {"v": expected}


def test_a_field_of_another_port_is_not_read() -> None:
    assert values("01", {"name": "v", "offset": 0, "port": 3}, port=2) == {}


def test_a_payload_too_short_is_refused_unless_the_field_is_optional() -> None:
    field = {"name": "v", "offset": 1, "type": "uint16"}
    with pytest.raises(Problem, match="too few"):
        values("0102", field)
    assert values("0102", {**field, "optional": True}) == {}


@pytest.mark.parametrize(
    "field",
    [
        "t",
        {"offset": 0},
        {"name": "v", "offset": 0, "type": "eval"},
        {"name": "v", "offset": 0, "type": ["uint8"]},
        {"name": "v", "offset": True},
        {"name": "v", "offset": 0, "order": "middle"},
        {"name": "v", "offset": 0, "bit": 7, "bits": 2},
        {"name": "v", "offset": 0, "code": "payload[0]"},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(field: Any) -> None:
    with pytest.raises(Problem):
        field_of(field, where="bytes[0]")
