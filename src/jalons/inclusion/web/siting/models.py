"""Studies of siting: where one more place helps most, stored with the proof."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.inclusion.web.choices import Need, PlacesOf


class SitingStudy(Registered):
    """Where to open places. ``result`` is what was computed, empty before."""

    computed = ("result", "computed_at")

    class Model(models.TextChoices):
        COVERAGE = "coverage", _("as many people as possible near a place")
        P_MEDIAN = "p-median", _("the shortest distance on average")
        P_CENTER = "p-center", _("nobody too far: the longest distance as short as possible")

    name = models.CharField(_("name"), max_length=120)
    model = models.CharField(
        _("what matters most"), max_length=8, choices=Model, default=Model.COVERAGE
    )
    new = models.PositiveSmallIntegerField(
        _("places to open"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    radius_km = exact_number(
        _("near means at most, in km"), 4, 1, least=Decimal("0.5"), most=100, default=Decimal(5)
    )
    need = models.CharField(
        _("whose distance counts"), max_length=7, choices=Need, default=Need.ALL
    )
    places = models.CharField(
        _("places that exist already"), max_length=10, choices=PlacesOf, default=PlacesOf.REGISTER
    )
    each_epci = models.BooleanField(
        _("at least one place in each intermunicipal body, new or not"), default=False
    )
    detour = exact_number(
        _("detour of roads"), 3, 2, least=1, most=3, default=Decimal("1.3"),
        help_text=_("What a straight line is multiplied by: an assumption, shown beside figures."),
    )  # fmt: skip
    result = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("study of a place to open")
        verbose_name_plural = _("places to open")
        constraints = [
            unique_alive("name", name="one_siting_of_a_name",
                         message=_("Another study has this name.")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
