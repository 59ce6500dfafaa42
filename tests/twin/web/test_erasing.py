"""What the twin keeps of a trial goes with the trial."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from factories.authorities import make_trial
from jalons.broker.engine import operations
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.site.server import tidy
from jalons.twin.web.connection import twin_store
from samples import twin_sheet

pytestmark = [
    pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("own_twin"),
]  # fmt: skip
KEY = "urn:ngsi-ld:Sensor:1"


def filled(slug: str, *, days: int) -> str:
    authority = make_trial(slug, created_at=timezone.now() - timedelta(days=days))
    tenant = twin_store.tenant_of(authority)
    twin_store.policies().keep(tenant, twin_sheet())
    level = {"type": "Property", "value": 3, "observedAt": "2026-11-24T10:00:00Z"}
    doc = {"id": KEY, "type": [twin_sheet().type], "attrs": {"https://example.org/level": [level]}}
    twin_store.store().write(tenant, [Step(KEY, operations.create(doc))], now=1_800_000_000_000_000)
    return tenant


def test_the_daily_round_erases_entities_history_and_sheets_of_old_trials_only() -> None:
    old, new = filled("old", days=settings.OPTIONS["TRIAL_DAYS"] + 1), filled("new", days=0)
    tidy(now=timezone.now())
    store, past = twin_store.store(), HistoryQuery(entities=(KEY,))
    assert store.read(old, [KEY]) == {}
    assert store.history(old, past) == []
    assert store.documents(old) == []
    assert store.read(new, [KEY])
    assert store.history(new, past)
    assert store.documents(new)
