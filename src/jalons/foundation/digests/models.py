"""How often a member wants the mails of a digest, and when the last one left."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped


class Rhythm(models.TextChoices):
    """How often a digest leaves."""

    AT_ONCE = "at_once", _("at once")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    NEVER = "never", _("never")


class DigestChoice(AuthorityScoped):
    """How often a member wants the mails of a digest, and when the last one left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)  # of the digest
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm)
    sent_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "user", "name"], name="one_choice_per_digest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.name} · {self.rhythm}"
