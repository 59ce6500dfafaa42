"""The three types described by people: their labels, and the policy proposed for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.twin.engine.heat import entities

TEN_YEARS = 3_650
OWNER = _("Energy manager")


@dataclass(frozen=True, slots=True)
class HeatKind:
    """A type: the title of its form, and the policy proposed."""

    iri: str
    new: Any
    policy_name: Any
    purpose: Any
    days: int = TEN_YEARS

    def proposal(self) -> dict[str, Any]:
        """The policy proposed, in the language of the page."""
        return {
            "purpose": str(self.purpose),
            "owner": str(OWNER),
            "retention_days": self.days,
        }


KINDS = {
    entities.ROOM: HeatKind(
        entities.ROOM,
        _("Describe a server room"),
        _("Server rooms"),
        _("Know how much heat the server rooms could give to the buildings around."),
    ),
    entities.NEED: HeatKind(
        entities.NEED,
        _("Describe a need of heat"),
        _("Needs of heat"),
        _("Know which places nearby could use the heat of the server rooms."),
    ),
    entities.METER: HeatKind(
        entities.METER,
        _("Add a heat meter"),
        _("Heat meters"),
        _("Count the heat really delivered, for the yearly report and the climate plan."),
    ),
}
