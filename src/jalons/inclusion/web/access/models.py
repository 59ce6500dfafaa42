"""Studies of access: how far people are from places, stored with what they were computed on."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import unique_alive
from jalons.inclusion.web.studies import PlacesOf, Study


class AccessStudy(Study):
    """Where people are far from help. ``result`` is what was computed, empty before."""

    places = models.CharField(
        _("places"), max_length=10, choices=PlacesOf, default=PlacesOf.REGISTER
    )
    far_km = exact_number(
        _("far from, in km"), 4, 1, least=Decimal("0.5"), most=100, default=Decimal(5),
        help_text=_("Beyond this distance of the nearest place, people count as far."),
    )  # fmt: skip

    class Meta(Study.Meta):
        ordering = ["name"]
        verbose_name = _("study of access")
        verbose_name_plural = _("studies of access")
        constraints = [
            unique_alive("name", name="one_access_study_of_a_name",
                         message=_("Another study has this name.")),
        ]  # fmt: skip
