"""What breaks inside the broker is answered under the reference its log bears."""

import re
import sqlite3
from contextlib import closing

from broker.server.out_towns import town
from jalons.broker.engine.operations import create
from jalons.broker.store.port import Step


def test_an_operation_that_fails_is_answered_with_the_reference_of_its_log(tmp_path, caplog):
    def broken(current, now):
        raise ZeroDivisionError("hush")

    with town(tmp_path) as (_, broker):
        good, bad = (
            Step("urn:a", create({"id": "urn:a", "type": ["T"], "attrs": {}})),
            Step("urn:b", broken),
        )
        done, failed = broker.store.write("", [good, bad], now=1_700_000_000_000_000)
    assert done.after["id"] == "urn:a"
    reference = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", failed.detail)[0]
    (record,) = [each for each in caplog.records if reference in each.getMessage()]
    assert "ZeroDivisionError" in record.exc_text
    assert "hush" not in failed.detail


def test_a_broken_store_is_answered_and_logged_under_one_reference(tmp_path, caplog):
    with town(tmp_path) as (client, _):
        with closing(sqlite3.connect(tmp_path / "twin.db")) as base:
            base.execute("ALTER TABLE entity RENAME TO lost")
        answer = client.get("/ngsi-ld/v1/entities/urn:ngsi-ld:Streetlight:hush?attrs=hush")
    assert answer.status_code == 500
    reference = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.json()["detail"])[0]
    (record,) = [each for each in caplog.records if reference in each.getMessage()]
    assert record.getMessage() == f"[{reference}] GET /ngsi-ld/v1/entities/{{entity}} failed"
    assert "no such table" in record.exc_text
