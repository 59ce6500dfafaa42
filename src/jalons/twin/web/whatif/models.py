"""Snapshots of the twin, and the scenarios run on them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class TwinSnapshot(AuthorityScoped):
    """The entities of a twin at one moment, kept apart; the authority alone sees them.

    ``kinds`` lists (IRI of a type, how many entities); ``left_out`` the types whose sheet says that
    they tell something of a person: a copy of those is never made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    taken_at = models.DateTimeField(default=timezone.now)
    kinds = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    entities = models.PositiveIntegerField()
    documents = models.BinaryField()  # JSON, compressed
    author_role = models.CharField(max_length=20, choices=Role, blank=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("twin_snapshot", str(self.id))


class WhatIf(AuthorityScoped):
    """A named scenario on a snapshot: its changes in order, and who made it, by role only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(TwinSnapshot, on_delete=models.RESTRICT, related_name="whatifs")
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), max_length=2_000, blank=True)
    changes = models.JSONField(default=list)  # read and checked by ``engine.whatif.change``
    author_role = models.CharField(max_length=20, choices=Role, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("what_if", str(self.id))
