"""What comes into the roadmap from a file, and goes out to a calendar."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class PlanImport(AuthorityScoped):
    """A plan somebody dropped: its file, what they decided, what its import did.

    ``outcome`` holds what undoing needs; ``counts`` what the page tells.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-dropped_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("plan_import", str(self.pk))


class CalendarLink(AuthorityScoped):
    """The secret address of a member's calendar; only the digest of its secret is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["authority", "user"], name="one_calendar_link")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.made_at:%Y-%m-%d}"
