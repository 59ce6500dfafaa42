"""How an assessment stands to a product category rule, point by point; never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Stage


def rule_points(rule: Mapping[str, Any], assessment: Assessment) -> dict[str, dict[str, Any]]:
    """The points of a rule (``conformity.toml``) by name, with the source of each.

    The state of a point with ``required`` criteria follows what was assessed: ``missing`` names
    those that are not, for all the devices counted.
    """
    whole = {
        each.criterion
        for each in assessment.impacts
        if each.stage is Stage.TOTAL and each.assessed > 1 - 1e-9
    }
    found = {}
    for name, point in rule["points"].items():
        missing = [each for each in point.get("required", ()) if each not in whole]
        state = "does" if "required" in point and not missing else point["state"]
        more = {"state": state, "missing": missing, "source": rule["source"][point["from"]]}
        found[name] = point | more
    return found
