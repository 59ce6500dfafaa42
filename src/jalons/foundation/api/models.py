"""The tokens with which machines speak for an authority."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class ApiToken(AuthorityScoped):
    """A secret for a machine, with what it may do; only the digest of the secret is stored."""

    secret_fields = ("digest",)
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=16)  # of the secret, to recognise it in a list
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("api_token", str(self.pk))

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything at that moment: never once its maker's account is erased."""
        made = self.created_by_id is not None
        return made and self.revoked_at is None and now < self.expires_at
