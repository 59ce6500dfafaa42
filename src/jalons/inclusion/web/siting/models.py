"""Studies of siting: where one more place helps most, stored with the proof."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import unique_alive
from jalons.inclusion.web.studies import PlacesOf, Study


class SitingStudy(Study):
    """Where to open places. ``result`` is what was computed, empty before."""

    class Model(models.TextChoices):
        COVERAGE = "coverage", _("as many people as possible near a place")
        P_MEDIAN = "p-median", _("the shortest distance on average")
        P_CENTER = "p-center", _("nobody too far: the longest distance as short as possible")

    model = models.CharField(
        _("what matters most"), max_length=8, choices=Model, default=Model.COVERAGE
    )
    new = models.PositiveSmallIntegerField(
        _("places to open"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    radius_km = exact_number(
        _("near means at most, in km"), 4, 1, least=Decimal("0.5"), most=100, default=Decimal(5)
    )
    places = models.CharField(
        _("places that exist already"), max_length=10, choices=PlacesOf, default=PlacesOf.REGISTER
    )
    each_epci = models.BooleanField(
        _("at least one place in each inter-municipal authority, new or not"), default=False
    )

    class Meta(Study.Meta):
        ordering = ["name"]
        verbose_name = _("study of a place to open")
        verbose_name_plural = _("places to open")
        constraints = [
            unique_alive("name", name="one_siting_of_a_name",
                         message=_("Another study has this name.")),
        ]  # fmt: skip
