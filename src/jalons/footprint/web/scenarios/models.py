"""The scenarios stored for an inventory."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class SavedScenario(AuthorityScoped):
    """Levers tried on an inventory and kept under a name; its figures are computed when read."""

    inventory = models.ForeignKey(InventoryFile, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name"), max_length=100)
    levers = models.TextField()  # the query of its address
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(AuthorityScoped.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("scenario", str(self.pk))
