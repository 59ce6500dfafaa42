"""What an authority knows of its territory, beside public averages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Urn


class TerritorySheet(Registered):
    """The figures known of a territory by name, and the day its estimate was confirmed."""

    id: models.BigAutoField[int, int] = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    known = models.JSONField(_("What is known of the territory"), default=dict, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)

    keyed = ("known",)

    class Meta(Registered.Meta):
        verbose_name = _("territory sheet")
        verbose_name_plural = _("territory sheets")
        constraints = [
            unique_alive(
                name="one_territory_sheet",
                message=_("Somebody stored a figure a moment ago: save again."),
            )
        ]

    def __str__(self) -> str:
        return gettext("territory sheet")

    @property
    def origin(self) -> Urn:
        return Urn("territory", str(self.authority_id))
