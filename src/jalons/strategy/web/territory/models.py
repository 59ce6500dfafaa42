"""What an authority knows of its territory, beside public averages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class TerritorySheet(AuthorityScoped):
    """The figures known of a territory, and whether its estimate was confirmed.

    ``known`` are figures by name; ``past`` the states before the last changes, latest last.
    """

    known = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    past = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["authority"], name="one_territory_sheet")]

    def __str__(self) -> str:
        return f"{self.authority_id} · {len(self.known)}"

    @property
    def urn(self) -> Urn:
        """The origin of its observations, and its name in the journal."""
        return Urn("territory", str(self.authority_id))
