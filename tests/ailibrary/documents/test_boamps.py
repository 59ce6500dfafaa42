"""The BoAmps report of an evaluation follows the schemas that Boavizta publishes."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from jalons.ailibrary.documents.boamps import boamps_report
from jalons.ailibrary.engine.energy.estimates import Cost
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.recipes.registry import card

SCHEMAS = Path(__file__).parents[1] / "data/boamps"
MOMENT = datetime(2026, 11, 28, 21, 40, tzinfo=UTC)


def validator():
    found = {path.name: json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
    resources = [
        (schema["id"], Resource.from_contents(schema, DRAFT4)) for schema in found.values()
    ]
    return Draft4Validator(
        found["report_schema.json"], registry=Registry().with_resources(resources)
    )


def evaluation(metric="macro_f1", *, own=False):
    scores = {metric: Estimate(0.763, 0.73, 0.79)}
    result = Result(
        "own_stems", CandidateKind.MODEL, "linear", scores, {}, Cost(0.06, 0.0002, 159.0, 0.8)
    )
    return Evaluation(
        "orientation", "1.0", own, 1887, (1, 2, 3), metric, (result,), "own_stems", "menu_words",
        Reason.MODEL, (), (), "AMD EPYC",
    )  # fmt: skip


@pytest.mark.parametrize("stage", ["inference", "training"])
@pytest.mark.parametrize("found", [evaluation(), evaluation("mae"), evaluation(own=True)])
def test_a_report_is_valid_against_the_schemas_of_boavizta(stage, found):
    report = boamps_report(found, card("orientation"), MOMENT, stage=stage, publisher="Ville")
    validator().validate(json.loads(json.dumps(report)))
    assert report["quality"] == "low"


def test_the_schemas_do_refuse_a_report_without_its_energy():
    report = boamps_report(evaluation(), card("orientation"), MOMENT)
    del report["measures"][0]["powerConsumption"]
    report["infrastructure"]["components"][0]["nbComponent"] = "one"
    assert len(list(validator().iter_errors(report))) == 2


def test_a_report_says_the_energy_of_a_thousand_answers_in_kilowatt_hours():
    report = boamps_report(evaluation(), card("orientation"), MOMENT)
    measure = report["measures"][0]
    assert measure["measurementDuration"] == pytest.approx(0.06)
    assert measure["powerConsumption"] == pytest.approx(0.06 * 8 / 3600 / 1000)
    assert report["task"]["nbRequest"] == 1000
    assert report["task"]["measuredAccuracy"] == 0.763
    assert report == boamps_report(evaluation(), card("orientation"), MOMENT)
    assert date(2026, 11, 28).isoformat() in report["header"]["reportDatetime"]


def test_an_error_in_degrees_is_not_written_as_an_accuracy():
    report = boamps_report(evaluation("mae"), card("orientation"), MOMENT)
    assert "measuredAccuracy" not in report["task"]
