"""What the twin keeps in the database of the product; entities are in the store of the broker."""

from __future__ import annotations

from jalons.twin.web.alerts.models import AlertMailChoice, AlertRule, AlertStep, RaisedAlert
from jalons.twin.web.dashboards.models import Dashboard

__all__ = ["AlertMailChoice", "AlertRule", "AlertStep", "Dashboard", "RaisedAlert"]
