"""The OpenAPI document: the contract of the API."""

import json
import re

from django.utils import translation

from architecture.source import REPOSITORY
from jalons.foundation.api.openapi import document

SNAPSHOT = REPOSITORY / "docs/reference/openapi.json"


def operations():
    return [each for methods in document()["paths"].values() for each in methods.values()]


def test_the_contract_changes_only_when_its_snapshot_does():
    """``python tools/reference.py`` writes it again; read the difference as your users will."""
    with translation.override("en"):
        sent = json.loads(json.dumps(document()))
    assert sent == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_reference_leads_to_a_schema():
    described = document()
    used = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert used == set(described["components"]["schemas"])


def test_every_operation_has_its_own_name_and_says_what_it_does():
    names = [each["operationId"] for each in operations()]
    assert len(names) == len(set(names))
    assert all(each["summary"] for each in operations())


def test_every_parameter_of_an_address_is_described():
    for path, methods in document()["paths"].items():
        for each in methods.values():
            told = {part["name"] for part in each["parameters"] if part["in"] == "path"}
            assert told == set(re.findall(r"{(\w+)}", path))


def test_shapes_refuse_fields_that_do_not_exist():
    schemas = document()["components"]["schemas"]
    assert schemas["ScenarioRequest"]["additionalProperties"] is False
    assert schemas["ScenarioRequest"]["required"] == ["levers", "name"]


def test_its_words_follow_the_language():
    with translation.override("fr"):
        french = document()["paths"]["/commitments"]["get"]["summary"]
    assert french == "Les neuf engagements du manifeste"
