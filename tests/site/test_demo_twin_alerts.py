"""The alerts of the demonstration: two rules, what the invented sensors raise, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Role, User
from jalons.twin.web.alerts.evaluation import evaluate
from jalons.twin.web.alerts.models import RaisedAlert
from jalons.twin.web.demo import sensors as demo_twin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]


@pytest.mark.parametrize("hour", [3, 9, 15, 21])
def test_the_demonstration_raises_a_full_bin_and_a_silent_sensor_at_any_hour(hour: int) -> None:
    authority = make_authority("d", "D", kind="demo")
    people = [User.objects.create_user(f"{role}@d.invalid") for role in (Role.LEAD, Role.READER)]
    now = datetime(2026, 11, 24, hour, tzinfo=UTC)
    demo_twin.fill(authority=authority, user=people[0], now=now)
    for opened in (2, 0):
        assert opened == demo_twin.raise_alerts(
            authority=authority, lead=people[0], contributor=people[1], now=now
        )
    found = {alert.entity: alert.state for alert in RaisedAlert.objects.of(authority)}
    assert found == {demo_twin.FULL: "acknowledged", demo_twin.SILENT: "open"}
    # the invented sensors do not go on: none is said to fall silent the day after
    assert evaluate(authority, now=now + timedelta(days=2)).opened == 0
