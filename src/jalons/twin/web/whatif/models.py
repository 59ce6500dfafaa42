"""Snapshots of the twin, and the scenarios run on them."""

from __future__ import annotations

import zlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.register.models import Registered
from jalons.twin.engine.whatif.change import MOST_CHANGES, WhatIfError, read_all


def no_entities() -> bytes:
    """The documents of a snapshot of nothing."""
    return zlib.compress(b"[]")


class TwinSnapshot(Registered):
    """A copy of the entities of a twin at one moment; only the authority sees it.

    ``kinds`` lists (IRI of a type, how many entities); ``left_out`` the types whose policy says
    that they describe a person: those are never copied.
    """

    computed = ("kinds", "left_out", "documents", "author_role")

    name = models.CharField(_("name"), max_length=120)
    taken_at = models.DateTimeField(_("date"), default=timezone.now, editable=False)
    kinds = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    entities = models.PositiveIntegerField(_("Entities"), editable=False)
    documents = models.BinaryField(default=no_entities)  # JSON, compressed
    author_role = models.CharField(max_length=20, choices=Role, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-taken_at"]
        verbose_name = _("snapshot of the twin")
        verbose_name_plural = _("Snapshots of the twin")

    def __str__(self) -> str:
        return self.name


class WhatIf(Registered):
    """A named scenario on a snapshot: its changes in order, and the role of its author."""

    computed = ("author_role",)

    snapshot = models.ForeignKey(
        TwinSnapshot,
        on_delete=models.RESTRICT,
        related_name="whatifs",
        verbose_name=_("snapshot of the twin"),
    )
    name = models.CharField(_("Name of the scenario"), max_length=120)
    note = models.TextField(_("What you want to remember of it"), max_length=2_000, blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    author_role = models.CharField(max_length=20, choices=Role, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-changed_at"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse too many changes, and a new scenario with an unreadable change.

        A stored one may contain a change of another version, so that people can remove it.
        """
        if len(self.changes) > MOST_CHANGES:
            raise WhatIfError("whatif_too_many", most=MOST_CHANGES)
        if self.is_new:
            read_all(self.changes)
