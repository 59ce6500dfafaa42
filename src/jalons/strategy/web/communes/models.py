"""The consent of a commune, and the actions proposed to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
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
        """Its name in the journal."""
        return Urn("epci_consent", self.authority.slug)


class ProposedAction(AuthorityScoped):
    """An action proposed to a commune (``authority``) by its intermunicipal body, as it was."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    source = models.UUIDField()  # the action of the sender
    title = models.CharField(_("title"), max_length=300)
    content = models.JSONField()  # the other fields of the sheet, confidential ones left out
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(AuthorityScoped.Meta):
        ordering = ["-proposed_at", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sender", "source"], name="one_proposal_per_action"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("proposed_action", str(self.id))
