"""Uplinks as the network servers document them, each written from its public documentation.

The device, its values and its instants are ours: 12.5 °C and 61 % in two bytes and one, 2026-11-24.
"""

from __future__ import annotations

import base64
from typing import Any

from jalons.broker.engine.instants import micros

DEVICE = "70B3D57ED0001234"
RAW = bytes.fromhex("007d3d")
AT = "2026-11-24T08:15:30.250000Z"
NOW = micros("2026-11-24T08:16:00Z")


def things_stack(**more: Any) -> dict[str, Any]:
    """An uplink of The Things Stack v3: a counter of zero is left out."""
    uplink = {
        "session_key_id": "AY2yV0k4",
        "f_port": 2,
        "f_cnt": 41,
        "frm_payload": base64.b64encode(RAW).decode(),
        "decoded_payload": {"temperature": 12.5, "humidity": 61},
        "rx_metadata": [
            {"gateway_ids": {"gateway_id": "mairie"}, "rssi": -103, "snr": 2.5},
            {"gateway_ids": {"gateway_id": "piscine"}, "rssi": -88, "snr": 7.2},
        ],
        "settings": {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}},
        "received_at": "2026-11-24T08:15:30.250000123Z",
        "last_battery_percentage": {"f_cnt": 40, "value": 94.5, "received_at": AT},
        "locations": {"user": {"latitude": 47.2, "longitude": -1.55, "source": "SOURCE_REGISTRY"}},
        **more,
    }
    return {
        "end_device_ids": {
            "device_id": "co2-ecole-jaures",
            "application_ids": {"application_id": "ville"},
            "dev_eui": DEVICE,
            "dev_addr": "00BCB929",
        },
        "correlation_ids": ["as:up:01"],
        "received_at": "2026-11-24T08:15:30.400000Z",
        "uplink_message": {name: value for name, value in uplink.items() if value is not None},
    }


def chirpstack(**more: Any) -> dict[str, Any]:
    """An uplink event of ChirpStack v4; its DevEUI is in small letters."""
    return {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-11-24T08:15:30.250000+00:00",
        "deviceInfo": {
            "tenantName": "Ville",
            "applicationName": "Écoles",
            "deviceProfileName": "CO2",
            "deviceName": "co2-ecole-jaures",
            "devEui": DEVICE.lower(),
            "tags": {},
        },
        "devAddr": "00189440",
        "fCnt": 41,
        "fPort": 2,
        "confirmed": False,
        "data": base64.b64encode(RAW).decode(),
        "object": {"temperature": 12.5, "humidity": 61},
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -88, "snr": 7.2}],
        "txInfo": {"frequency": 868100000},
        **more,
    }


def actility(**more: Any) -> dict[str, Any]:
    """An uplink of ThingPark in its older writing, where numbers are texts."""
    return {
        "DevEUI_uplink": {
            "Time": "2026-11-24T09:15:30.250+01:00",
            "DevEUI": DEVICE,
            "FPort": "2",
            "FCntUp": "41",
            "payload_hex": RAW.hex(),
            "LrrRSSI": "-88.000000",
            "LrrSNR": "7.200000",
            "CustomerData": {"name": "co2-ecole-jaures"},
            "payload": {"temperature": 12.5, "humidity": 61},
            **more,
        }
    }


UPLINKS = {"things_stack": things_stack, "chirpstack": chirpstack, "actility": actility}


def document(envelope: str = "chirpstack", **more: Any) -> dict[str, Any]:
    """A mapping of these devices, by their decoded values."""
    entity = {
        "devices": "70B3*",
        "id": "urn:ngsi-ld:AirQualityObserved:{device}",
        "type": "AirQualityObserved",
        "attributes": [
            {"name": "temperature", "kind": "number", "unit": "CEL", "least": -40, "most": 80},
            {"name": "relativeHumidity", "path": "humidity", "scale": 0.01, "decimals": 2},
        ],
        **more,
    }
    return {"envelope": envelope, "entities": [entity]}
