"""What an authority keeps of its dashboards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.twin.engine.dashboards import Board, read


class Dashboard(AuthorityScoped):
    """A dashboard of an authority: its document, who may read it, its place in the list.

    ``former`` is the document before the last change, so that the change can be undone.
    """

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("The authority alone")
        OPEN = "open", _("Everybody")

    name = models.CharField(_("Title"), max_length=120)
    document = models.JSONField()
    former = models.JSONField(null=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.INTERNAL)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def board(self) -> Board:
        """The document, read."""
        return read(self.document)

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("twin_dashboard", str(self.pk))
