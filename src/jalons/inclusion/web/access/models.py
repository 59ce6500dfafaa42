"""Studies of access: how far people are from places, stored with what they were computed on."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.inclusion.web.choices import Need, PlacesOf


class AccessStudy(Registered):
    """Where people are far from help. ``result`` is what was computed, empty before."""

    computed = ("result", "computed_at")

    name = models.CharField(_("name"), max_length=120)
    places = models.CharField(
        _("places"), max_length=10, choices=PlacesOf, default=PlacesOf.REGISTER
    )
    need = models.CharField(
        _("whose distance counts"), max_length=7, choices=Need, default=Need.ALL
    )
    far_km = exact_number(
        _("far from, in km"), 4, 1, least=Decimal("0.5"), most=100, default=Decimal(5),
        help_text=_("Beyond this distance of the nearest place, people count as far."),
    )  # fmt: skip
    detour = exact_number(
        _("detour of roads"), 3, 2, least=1, most=3, default=Decimal("1.3"),
        help_text=_("What a straight line is multiplied by: an assumption, shown beside figures."),
    )  # fmt: skip
    result = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("study of access")
        verbose_name_plural = _("studies of access")
        constraints = [
            unique_alive("name", name="one_access_study_of_a_name",
                         message=_("Another study has this name.")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
