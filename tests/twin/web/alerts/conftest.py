"""A town with a store of its own, bins that say how full they are, and rules on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from factories.authorities import make_authority
from factories.people import signed_in
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Membership, Role, User
from jalons.twin.web.alerts.evaluation import Tally, evaluate
from jalons.twin.web.alerts.instants import micros
from jalons.twin.web.alerts.models import AlertRule, RaisedAlert
from jalons.twin.web.connection import access_log, twin_store
from samples import stored, twin_sheet

SENSOR = twin_sheet().type
LEVEL = "https://example.org/level"
START = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Town:
    """An authority, its sensors and its rules; ``now`` is the clock, moved by hand."""

    def __init__(self) -> None:
        self.authority = make_authority()
        self.now = START
        twin_store.policies().keep("vitre", twin_sheet())

    def says(self, number: int, value: Any, *, at: datetime | None = None, **more: Any) -> str:
        """A sensor tells its level, now unless told."""
        key = f"urn:ngsi-ld:Sensor:{number}"
        level = {
            "type": "Property", "value": value, "observedAt": written(micros(at or self.now)),
            **more,
        }  # fmt: skip
        self.write(key, {LEVEL: [level]})
        return key

    def write(self, key: str, attrs: dict[str, Any], *, type_iri: str = SENSOR) -> None:
        """Put an entity as it is, its history kept."""
        doc = {"id": key, "type": [type_iri], "attrs": attrs}
        step = Step(key, operations.upsert(doc, updating=False))
        assert not isinstance(
            twin_store.store().write("vitre", [step], now=micros(self.now))[0], Exception
        )

    def gone(self, key: str) -> None:
        """Delete an entity."""
        twin_store.store().write("vitre", [Step(key, operations.delete())], now=micros(self.now))

    def rule(self, **values: Any) -> AlertRule:
        """A rule, by default above 80 with a margin of 10."""
        given = {
            "name": "Bacs pleins", "kind": "threshold", "type": SENSOR, "attribute": LEVEL,
            "limit": 80, "margin": 10,
        }  # fmt: skip
        made: AlertRule = stored(AlertRule, self.authority, **given | values)
        return made

    def wrong_rule(self) -> AlertRule:
        """A rule whose filter was understood once, and is no more."""
        made = self.rule()
        AlertRule.objects.of(self.authority).filter(pk=made.pk).update(q="(level")
        return made

    def round(self, **later: int) -> Tally:
        """Move the clock, one minute unless told, then judge what is due."""
        self.now += timedelta(**(later or {"minutes": 1}))
        return evaluate(self.authority, now=self.now)

    @property
    def alerts(self) -> list[RaisedAlert]:
        """Every alert, the first opened first."""
        return list(RaisedAlert.objects.of(self.authority).order_by("opened_at", "entity"))

    @property
    def alert(self) -> RaisedAlert:
        """The only alert."""
        (found,) = self.alerts
        return found

    def steps(self) -> list[str]:
        """The kinds of the steps of the only alert."""
        return [step.kind for step in self.alert.steps.all()]

    def client(self, role: Role) -> Client:
        """A browser of a member."""
        return signed_in(self.member(role).user)

    def member(self, role: Role) -> Membership:
        """A member of that role."""
        user, _ = User.objects.get_or_create(email=f"{role}@example.org")
        return Membership.objects.get_or_create(
            user=user, authority=self.authority, defaults={"role": role}
        )[0]


@pytest.fixture
def town(db: None, tmp_path: Path) -> Iterator[Town]:
    twin_store.close()
    before = settings.OPTIONS["TWIN_STORE"]
    settings.OPTIONS["TWIN_STORE"] = f"sqlite:///{tmp_path / 'twin.sqlite3'}"
    access_log.log.flush()
    yield Town()
    twin_store.close()
    settings.OPTIONS["TWIN_STORE"] = before
