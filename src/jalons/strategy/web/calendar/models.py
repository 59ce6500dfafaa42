"""The calendar a member subscribes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from jalons.foundation.accounts.scoping import AuthorityScoped


class CalendarLink(AuthorityScoped):
    """The secret address of a member's calendar; only the digest of its secret is stored."""

    secret_fields = ("digest",)
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
