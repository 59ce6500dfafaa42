"""A dated note on an object of an authority, whatever its kind."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped, ScopedManager


class NotDeleted(models.Manager["Note"]):
    """The notes that are not in the trash: what an archive of the authority reads."""

    def get_queryset(self) -> models.QuerySet[Note]:
        """Without those of the trash."""
        return super().get_queryset().filter(deleted_at=None)


class NoteManager(ScopedManager["Note"]):
    """The notes of an authority; those of the trash only when they are named."""

    def of(self, authority: models.Model) -> models.QuerySet[Note]:
        """The notes of an authority, without those of its trash."""
        return super().of(authority).filter(deleted_at=None)

    def deleted_of(self, authority: models.Model) -> models.QuerySet[Note]:
        """The trash of an authority."""
        return super().of(authority).exclude(deleted_at=None)


class Note(AuthorityScoped):
    """A dated note on the object that ``about`` names by its URN; for members only."""

    about = models.CharField(max_length=200, db_index=True)
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    not_deleted = NotDeleted()
    objects: ClassVar[NoteManager] = NoteManager()

    class Meta(AuthorityScoped.Meta):
        default_manager_name = "not_deleted"
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
