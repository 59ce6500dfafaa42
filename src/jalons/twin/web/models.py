"""The twin in the database of the product; entities are in the store of the broker."""

from __future__ import annotations

from jalons.twin.web.alerts.models import AlertRule, AlertStep, RaisedAlert
from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.dashboards.models import Dashboard
from jalons.twin.web.silences.models import SensorSilence
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf

__all__ = [
    "AlertRule",
    "AlertStep",
    "CaseResult",
    "Dashboard",
    "RaisedAlert",
    "SensorSilence",
    "TwinCase",
    "TwinSnapshot",
    "WhatIf",
]
