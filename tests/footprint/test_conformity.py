"""An assessment beside ADEME's rule: honest points, each with its source and its doubt."""

from dataclasses import replace
from datetime import date

import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.conformity import rule_points
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.store import load_pack, load_rule

PARC = inventory({"device": "laptop", "quantity": 5.0}, extracted_on=date(2026, 11, 3))
RULE = load_rule()


def points(pack=None):
    return rule_points(RULE, assess(PARC, pack=pack or load_pack()))


def test_criteria_without_open_data_are_named_and_the_point_is_not_claimed():
    found = points()["criteria"]
    assert found["state"] == "partly"
    assert set(found["missing"]) == {
        "acidification", "particulate_matter", "ionising_radiation",
    }  # fmt: skip


def test_nothing_is_followed_to_the_letter_and_nobody_reviewed_it():
    states = {name: each["state"] for name, each in points(pencil_pack()).items()}
    assert states["review"] == "not"
    assert set(states.values()) == {"does", "partly", "not"}
    assert not any(each["verified"] for each in points().values())  # the rule was not read


@pytest.mark.parametrize("name", RULE["points"])
def test_each_point_says_in_both_languages_what_is_asked_what_is_done_and_after_what(name):
    found = points()[name]
    for words in (found["title"], found["asks"], found["here"], found["source"]):
        assert set(words) == {"fr", "en"}
        assert words["fr"] != words["en"] or words is found["title"]
        assert "conforme" not in words["fr"]


def test_a_criterion_assessed_for_all_is_not_missing():
    content = RULE | {
        "points": {"criteria": RULE["points"]["criteria"] | {"required": ["climate_change"]}}
    }
    found = rule_points(content, assess(PARC, pack=pencil_pack()))["criteria"]
    assert (found["state"], found["missing"]) == ("does", [])


def test_a_criterion_assessed_for_some_devices_only_is_missing():
    whole = assess(PARC, pack=load_pack())
    half = replace(whole, impacts=tuple(replace(each, assessed=0.5) for each in whole.impacts))
    assert "climate_change" not in rule_points(RULE, whole)["criteria"]["missing"]
    assert "climate_change" in rule_points(RULE, half)["criteria"]["missing"]
