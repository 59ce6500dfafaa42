"""The systems whose figures a machine measures (``AIRegister``)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from jalons.catalogue.web.ai_systems import actions, indicators
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import store_computed
from jalons.kernel import Urn
from jalons.kernel.contracts import MeasuredCard


class MeasuredSystems:
    """The register of AI systems, as what measures them sees it."""

    def entry(self, authority: Urn, key: str) -> str:
        """The page of the system measured under this key; empty when it is not registered."""
        found = _found(authority, key)
        return _address(found) if found else ""

    def add(self, authority: Urn, user_pk: int, card: MeasuredCard) -> str:
        """Register the system, its answers to confirm; the one that is there already."""
        found = _found(authority, card.key)
        if found is None:
            values = {"name": card.name[:120], "summary": card.summary[:400],
                      "measured_key": card.key}  # fmt: skip
            owner, user = _owner(authority), User.objects.filter(pk=user_pk).first()
            (found,) = actions.start(owner, user, [(values, dict(card.answers))])
        self.measure(authority, card)
        return _address(found)

    def measure(self, authority: Urn, card: MeasuredCard) -> None:
        """Replace the measured blocks of the system, and publish what follows from them."""
        found = _found(authority, card.key)
        if found is None:
            return
        blocks: dict[str, Any] = {name: dict(block) for name, block in card.blocks.items()}
        if found.measured == blocks:
            return
        rows = AISystem.objects.of(found.authority).filter(pk=found.pk)
        store_computed(rows, measured=blocks)
        indicators.publish(found.authority)


register = MeasuredSystems()


def _owner(authority: Urn) -> Authority:
    return Authority.objects.get(slug=authority.id)


def _found(authority: Urn, key: str) -> AISystem | None:
    """The living system of a key: the first one, should two have it."""
    rows = living(AISystem, _owner(authority)).filter(measured_key=key)
    return rows.select_related("authority").order_by("created_at").first()


def _address(found: AISystem) -> str:
    return reverse("ai_system", args=[found.authority.slug, found.pk])
