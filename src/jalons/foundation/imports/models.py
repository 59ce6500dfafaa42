"""An uploaded list, the chosen columns, and the outcome of its import."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Batch


class ImportFile(AuthorityScoped):
    """A file brought into the register called ``register``; erased after 30 days, or once undone.

    ``columns`` is the heading a person chose for a field, "" for none; ``outcome`` counts rows and
    lists those refused with the reason: before the file is applied, what its preview found for the
    state ``outcome_of`` names. ``batch`` is the act that stored it; ``beside`` is what it changed
    outside the log, for who takes it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    outcome_of = models.CharField(max_length=120, blank=True)
    batch = models.OneToOneField(
        Batch, on_delete=models.SET_NULL, null=True, related_name="imported"
    )
    beside = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-dropped_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back, here or as any other act."""
        return self.undone_at is not None or bool(self.batch and self.batch.undone_by_id)

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back."""
        return not self.is_undone and (self.batch is not None or bool(self.beside))
