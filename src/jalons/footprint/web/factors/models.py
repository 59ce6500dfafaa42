"""The files of factors an authority brought."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


def factors_stored_as(instance: OwnFactorFile, filename: str) -> str:
    """Where a file of factors is kept: under its authority and its own id, whatever its name."""
    suffix = Path(filename).suffix.lower()[:8]
    return f"factors/{instance.authority_id}/{instance.id}{suffix}"


class OwnFactorFile(AuthorityScoped):
    """Factors an authority brought, the terms it lends them under, and what the linter says."""

    class State(models.TextChoices):
        DROPPED = "dropped", _("being read")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("could not be read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=factors_stored_as, max_length=200)
    size = models.PositiveBigIntegerField()
    licence = models.CharField(max_length=200, blank=True)
    shown = models.BooleanField(default=False)  # whether its values may be shown
    items = models.JSONField(default=dict)  # its references → our devices, as a person said
    state = models.CharField(max_length=10, choices=State, default=State.DROPPED)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # counts, links, findings
    problem = models.JSONField(null=True)  # {code, params} of a refusal
    added_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("factors", str(self.id))
