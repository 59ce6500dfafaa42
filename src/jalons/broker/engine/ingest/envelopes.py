"""The envelopes of LoRaWAN network servers, opened: what each says of one uplink.

Sources, read 2026-11-24:
- The Things Stack, "Data formats" (thethingsindustries.com/docs/integrations/data-formats): empty
  fields, zeros included, are left out of the message;
- ChirpStack v4, ``UplinkEvent`` (chirpstack_api, integration.proto; JSON of Protocol Buffers);
- Actility ThingPark, "Uplink message" (docs.thingpark.com/thingpark-x/latest): numbers come as
  numbers or as texts, according to the version.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from .reading import Reading, Signal, finite, instant, refused, text_of

Message = Mapping[str, Any]
MOST_RAW = 512
MOST_GATEWAYS = 200


def opened(kind: str, message: Any) -> Reading | None:
    """The reading in an envelope of a kind (a key of ``ENVELOPES``).

    None for a message that measures nothing (a device that joins, a downlink acknowledged). Raises
    ``Problem`` naming the wrong member.
    """
    decoder = ENVELOPES.get(kind)
    if decoder is None:
        raise refused(f"{kind!r} is no envelope", hint=f"use one of {', '.join(ENVELOPES)}")
    if not isinstance(message, Mapping):
        raise refused("a message is a JSON object")
    return decoder(message)


def things_stack(message: Message) -> Reading | None:
    """An uplink of The Things Stack v3."""
    if "uplink_message" not in message:
        if "end_device_ids" in message:
            return None
        raise refused("there is no uplink_message", hint="is this source from The Things Stack?")
    uplink = _object(message, "uplink_message")
    ids = _object(message, "end_device_ids")
    name = ids.get("device_id")
    device = text_of(ids.get("dev_eui", name), where="end_device_ids.dev_eui")
    heard = _objects(uplink, "rx_metadata")
    moment = next((m for m in (uplink.get("received_at"), message.get("received_at")) if m), None)
    battery = _object(uplink, "last_battery_percentage").get("value")
    return Reading(
        device=device.upper() if "dev_eui" in ids else device,
        at=None if moment is None else instant(moment, where="uplink_message.received_at"),
        values=_object(uplink, "decoded_payload"),
        raw=_base64(uplink.get("frm_payload"), where="uplink_message.frm_payload"),
        port=_whole(uplink.get("f_port"), where="uplink_message.f_port"),
        counter=_whole(uplink.get("f_cnt", 0), where="uplink_message.f_cnt"),
        battery=None if battery is None else finite(battery, where="last_battery_percentage"),
        signal=_best(heard, "rssi", "snr", where="uplink_message.rx_metadata"),
        place=_place(
            _object(_object(uplink, "locations"), "user"), "longitude", "latitude", "locations.user"
        ),
        names=_names(device, name),
        name=_called(name),
    )


def chirpstack(message: Message) -> Reading | None:
    """An uplink event of ChirpStack v4."""
    if "deviceInfo" in message and not message.keys() & {"data", "object", "fPort", "fCnt"}:
        return None
    info = _object(message, "deviceInfo")
    device = text_of(info.get("devEui"), where="deviceInfo.devEui")
    moment = message.get("time")
    return Reading(
        device=device.upper(),
        at=None if moment is None else instant(moment, where="time"),
        values=_object(message, "object"),
        raw=_base64(message.get("data"), where="data"),
        port=_whole(message.get("fPort"), where="fPort"),
        counter=_whole(message.get("fCnt", 0), where="fCnt"),
        signal=_best(_objects(message, "rxInfo"), "rssi", "snr", where="rxInfo"),
        names=_names(device, info.get("deviceName"), info.get("deviceProfileName")),
        name=_called(info.get("deviceName")),
    )


def actility(message: Message) -> Reading | None:
    """An uplink of Actility ThingPark."""
    if "DevEUI_uplink" not in message:
        if any(key.startswith("DevEUI_") for key in message if isinstance(key, str)):
            return None
        raise refused("there is no DevEUI_uplink", hint="is this source from ThingPark?")
    uplink = _object(message, "DevEUI_uplink")
    name = _object(uplink, "CustomerData").get("name")
    device = text_of(uplink.get("DevEUI"), where="DevEUI_uplink.DevEUI")
    moment = uplink.get("Time")
    best = Signal(
        rssi=_number(uplink.get("LrrRSSI"), where="DevEUI_uplink.LrrRSSI"),
        snr=_number(uplink.get("LrrSNR"), where="DevEUI_uplink.LrrSNR"),
    )
    return Reading(
        device=device.upper(),
        at=None if moment is None else instant(moment, where="DevEUI_uplink.Time"),
        values=_object(uplink, "payload"),
        raw=_hexadecimal(uplink.get("payload_hex"), where="DevEUI_uplink.payload_hex"),
        port=_whole(uplink.get("FPort"), where="DevEUI_uplink.FPort"),
        counter=_whole(uplink.get("FCntUp"), where="DevEUI_uplink.FCntUp"),
        signal=best,
        names=_names(device, name),
        name=_called(name),
    )


ENVELOPES: dict[str, Callable[[Message], Reading | None]] = {
    "things_stack": things_stack,
    "chirpstack": chirpstack,
    "actility": actility,
}


def _object(message: Message, name: str) -> Message:
    value = message.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise refused("an object is expected", where=name)
    return value


def _objects(message: Message, name: str) -> list[Message]:
    value = message.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise refused("a list is expected", where=name)
    return [item for item in value[:MOST_GATEWAYS] if isinstance(item, Mapping)]


def _number(value: Any, *, where: str) -> float | None:
    """A number, or a text that writes one; None when there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = float(value[:40])
        except ValueError:
            raise refused("a number is expected", where=where) from None
    return finite(value, where=where)


def _whole(value: Any, *, where: str) -> int | None:
    number = _number(value, where=where)
    if number is None:
        return None
    if number != int(number) or not 0 <= number < 1 << 32:
        raise refused(f"{number} is not a whole number of 32 bits", where=where)
    return int(number)


def _base64(value: Any, *, where: str) -> bytes:
    if value is None or value == "":
        return b""
    try:
        raw = base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        raw = None
    return _short(raw, "base64", where)


def _hexadecimal(value: Any, *, where: str) -> bytes:
    if value is None or value == "":
        return b""
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) else None
    except ValueError:
        raw = None
    return _short(raw, "hexadecimal", where)


def _short(raw: bytes | None, writing: str, where: str) -> bytes:
    if raw is None:
        raise refused(f"the bytes are not in {writing}", where=where)
    if len(raw) > MOST_RAW:
        raise refused(f"{len(raw)} bytes; a LoRaWAN payload has at most 242", where=where)
    return raw


def _best(heard: list[Message], rssi: str, snr: str, *, where: str) -> Signal:
    """What the gateway that heard best says; one that says no number is left aside."""
    found = [
        Signal(
            rssi=_number(item.get(rssi), where=f"{where}.{rssi}"),
            snr=_number(item.get(snr), where=f"{where}.{snr}"),
        )
        for item in heard
    ]
    measured = [signal for signal in found if signal.rssi is not None]
    return max(measured, key=lambda signal: signal.rssi or 0.0) if measured else Signal()


def _place(message: Message, east: str, north: str, where: str) -> tuple[float, float] | None:
    longitude = _number(message.get(east), where=f"{where}.{east}")
    latitude = _number(message.get(north), where=f"{where}.{north}")
    if longitude is None or latitude is None:
        return None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise refused(f"{longitude}, {latitude} is nowhere on Earth", where=where)
    return longitude, latitude


def _names(device: str, *others: Any) -> tuple[str, ...]:
    more = [name for name in others if isinstance(name, str) and name]
    return tuple(dict.fromkeys((device.upper(), *more)))


def _called(name: Any) -> str:
    """The name people gave a device; empty when what stands there is no plain text."""
    return name.strip()[:200] if isinstance(name, str) and name.isprintable() else ""
