"""What people corrected of the lines of inventories."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.scoping import AuthorityScoped


class StoredCorrection(AuthorityScoped):
    """What a person said of some lines of an inventory, over what its file says.

    The file is never changed: corrections are applied again at every computation, in order.
    ``revision`` counts the corrections made and undone so far in an inventory.
    """

    inventory = models.ForeignKey(
        InventoryFile, on_delete=models.CASCADE, related_name="corrections"
    )
    revision = models.PositiveIntegerField()
    field = models.CharField(max_length=20)  # a CorrectedField
    value = models.JSONField(null=True)
    lines = models.JSONField()  # [sheet, part, first row, last row] of each range
    chosen = models.PositiveIntegerField()  # lines
    changed = models.PositiveIntegerField()  # lines that said otherwise
    before = models.JSONField(default=list)  # [value, lines] of what they said
    found_by = models.TextField(blank=True)  # the query of the fleet page, if all it found
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_by_label = models.CharField(max_length=254, blank=True)
    undone_revision = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_label = models.CharField(max_length=254, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "revision"], name="one_correction_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inventory} · {self.field} · {self.changed}"
