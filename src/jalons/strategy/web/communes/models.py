"""The consent of a commune to be read by its intermunicipal body."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.territories.models import Territory
from jalons.kernel import Urn


class EpciConsent(AuthorityScoped):
    """A commune lets its intermunicipal body read the milestones it reached; revoked by deletion.

    It is for the body of that day: a commune that changes body shares nothing with the new one.
    """

    epci = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["authority"], name="one_epci_consent")]

    def __str__(self) -> str:
        return f"{self.authority} → {self.epci}"

    @property
    def urn(self) -> Urn:
        return Urn("epci_consent", self.authority.slug)
