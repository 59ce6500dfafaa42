"""Help between territories in the demonstration."""

from __future__ import annotations

from datetime import timedelta

from jalons.federation.web.comparison.queries import trusted
from jalons.federation.web.supervision.models import HelpRequest
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write

HELPS = (
    ("wanted", "Deux jours d’un conseiller pour l’accessibilité", "Avant la refonte du site.", 12),
    ("offered", "Prêt de dix ordinateurs pour un atelier", "Une semaine, transport compris.", 40),
)


def fill(demo: Demonstration) -> None:
    """One help wanted, one under way."""
    lead, members = demo.people[Role.LEAD], list(trusted(demo.authority).order_by("name")[:2])
    for (way, subject, text, ago), member in zip(HELPS, members, strict=False):
        made = HelpRequest(authority=demo.authority)
        since = demo.today - timedelta(days=ago)
        values = {"way": way, "subject": subject, "text": text, "member": member, "since": since}
        write(demo.authority, lead, [(made, values)])
        if way == "offered":
            move(lead, made, "begin")
