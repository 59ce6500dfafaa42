"""The indicators of the room, published again each day."""

from __future__ import annotations

from datetime import datetime

from jalons.catalogue.web.ai_systems import indicators as ai_systems
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.catalogue.web.algorithms import indicators as algorithms
from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.catalogue.web.charters import actions as charters
from jalons.catalogue.web.charters.models import Charter
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.tasks import rounds

PUBLISHED = ((Charter, charters.publish), (Algorithm, algorithms.publish),
             (AISystem, ai_systems.publish))  # fmt: skip


def publish_all(*, now: datetime) -> None:
    """Once a day: cards get out of date, contracts are signed elsewhere, public pages close."""
    for model, publish in PUBLISHED:
        name = f"catalogue.{model._meta.model_name}"
        rounds.each(name, publish, now=now, due=owns(model))
