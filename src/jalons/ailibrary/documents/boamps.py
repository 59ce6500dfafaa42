"""The energy of a recipe as a BoAmps report, the common format of Boavizta for AI tasks.

Source: https://github.com/Boavizta/BoAmps, schemas of April 2026 (JSON Schema draft-04). Processor
seconds are measured; energy is estimated from them, so the quality of the report is low.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from jalons.ailibrary.engine.energy.estimates import QUALITY, watt_hours
from jalons.ailibrary.recipes.contract import Card
from jalons.ailibrary.recipes.evaluating import Evaluation

type Stage = Literal["inference", "training"]
REQUESTS = 1_000
_ADDRESS = "https://raw.githubusercontent.com/Boavizta/BoAmps/main/model/report_schema.json"
_FAMILIES = {
    "classification": ("text classification", "text"),
    "search": ("text search", "text"),
    "series": ("anomaly detection in time series", "tabular"),
    "columns": ("data type detection", "tabular"),
    "pairs": ("duplicate detection", "tabular"),
}
_OTHER = ("other", "other")


def boamps_report(
    found: Evaluation, declared: Card, moment: datetime, *, stage: Stage = "inference",
    publisher: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The report of the candidate that the gate chose, for 1,000 answers or one training."""
    result = found.result(found.winner)
    seconds = result.cost.cpu_seconds if stage == "inference" else result.cost.training
    when = f"{moment:%Y-%m-%d %H:%M:%S}"
    named = f"jalons:{found.recipe}:{found.version}:{found.winner}:{stage}:{when}"
    return {
        "header": {
            "licensing": "CC-BY-4.0", "formatVersion": "1.1",
            "formatVersionSpecificationUri": _ADDRESS,
            "reportId": str(uuid.uuid5(uuid.NAMESPACE_URL, named)), "reportDatetime": when,
            "reportStatus": "final",
            "publisher": {"confidentialityLevel": "public", "projectName": "Jalons"}
            | ({"name": publisher} if publisher else {}),
        },
        "task": _task(found, declared, stage),
        "measures": [{
            "measurementMethod": "CPU time × assumed power of a core",
            "cpuTrackingMode": "constant",
            "powerConsumption": watt_hours(seconds).mid / 1000, "measurementDuration": seconds,
            "measurementDateTime": when,
        }],
        "system": {"os": "linux"},
        "software": {"language": "python"},
        "infrastructure": {
            "infraType": "other",
            "components": [
                {"componentType": "cpu", "nbComponent": 1, "componentName": found.processor}
            ],
        },
        "environment": {"country": "France"},
        "quality": QUALITY,
    }  # fmt: skip


def _task(found: Evaluation, declared: Card, stage: Stage) -> dict[str, Any]:
    result = found.result(found.winner)
    family, data = _FAMILIES.get(declared.kind, _OTHER)
    algorithm: Mapping[str, str] = {"algorithmType": result.kind, "algorithmName": result.technique}
    task: dict[str, Any] = {"taskStage": stage, "taskFamily": family}
    inputs: dict[str, Any] = {"dataUsage": "input", "dataType": data, "source": "public"}
    if found.own:
        inputs["source"] = "private"
    if stage == "training":
        task["algorithms"] = [{"trainingType": "supervisedLearning", **algorithm}]
        task["dataset"] = [inputs]
    else:
        task["nbRequest"] = REQUESTS
        task["algorithms"] = [dict(algorithm)]
        task["dataset"] = [
            {**inputs, "dataQuantity": REQUESTS},
            {"dataUsage": "output", "dataType": "object", "dataQuantity": REQUESTS},
        ]
    accuracy = result.scores.get("accuracy") or result.scores.get("macro_f1")
    if accuracy is not None:
        task["measuredAccuracy"] = round(accuracy.value, 4)
    task["taskDescription"] = declared.summary["en"]
    return task
