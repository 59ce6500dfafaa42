"""The models of the room, of every topic: where Django looks for them."""

from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.calendar.models import CalendarLink
from jalons.strategy.web.communes.models import EpciConsent
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator, Objective
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
    ProposedAction,
)
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate
from jalons.strategy.web.territory.models import TerritorySheet

__all__ = [
    "Action",
    "ActionTask",
    "Actor",
    "ActorInvitation",
    "Axis",
    "BudgetLine",
    "CalendarLink",
    "DeclaredValue",
    "EpciConsent",
    "FollowedIndicator",
    "Funding",
    "GivenAnswer",
    "LinkedPlan",
    "Objective",
    "Profile",
    "ProposedAction",
    "Snapshot",
    "StatutoryDocument",
    "StoredObservation",
    "TerritorySheet",
    "WordTemplate",
]
