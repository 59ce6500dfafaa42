"""Alerts for machines: in the words of the Smart Data Models, for those who may read all."""

from __future__ import annotations

from typing import Any

from django.test import Client

from jalons.broker.store.models import named
from jalons.twin.web.alerts import actions
from jalons.twin.web.alerts.api import SEVERITIES
from samples import api_token
from twin.web.alerts.conftest import Town


def asked(town: Town, scope: str, **query: Any) -> Any:
    _, secret = api_token(town.authority, scopes=[scope])
    return Client().get(
        "/api/v1/authorities/vitre/alerts", query, headers={"Authorization": f"Bearer {secret}"}
    )


def test_a_machine_reads_the_alerts_with_the_words_of_the_model(town: Town) -> None:
    town.rule(severity="urgent", unit="P1")
    town.says(1, 95)
    town.round()
    (item,) = asked(town, "twin:internal").json()["items"]
    assert (item["severity"], item["alertSource"], item["value"]) == (
        "critical", "urn:ngsi-ld:Sensor:1", 95,
    )  # fmt: skip
    assert (item["state"], item["attribute"], item["unitCode"]) == ("open", "level", "P1")
    actions.close(alert=town.alert, user=None, note="vidé")
    assert asked(town, "twin:internal").json()["items"] == []
    (kept,) = asked(town, "twin:internal", state="all").json()["items"]
    assert kept["closed"]


def test_a_token_of_partners_reads_no_alert(town: Town) -> None:
    assert asked(town, "twin:read").status_code == 403


def test_our_severities_are_words_of_the_model() -> None:
    words = next(a for a in named("Alert").attributes.values() if a.name == "severity").values
    assert set(SEVERITIES.values()) <= set(words)
