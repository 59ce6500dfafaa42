"""What the twin keeps in the database of the product; entities are in its store."""

from __future__ import annotations

from jalons.twin.web.alerts.models import AlertMailChoice, AlertRule, AlertStep, RaisedAlert

__all__ = ["AlertMailChoice", "AlertRule", "AlertStep", "RaisedAlert"]
