"""The people a footprint is divided by: how many, whom, where, when, after what."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.register.models import Registered, unique_alive


class StoredHeadcount(Registered):
    """People counted on a day, in the whole authority or in some places of its inventory."""

    class Axis(models.TextChoices):
        WHOLE = "", gettext_lazy("the whole authority")
        ENTITY = "entity", gettext_lazy("one or several departments")
        SITE = "site", gettext_lazy("one or several sites")

    class Whom(models.TextChoices):
        STAFF = "staff", gettext_lazy("staff members")
        PUPILS = "pupils", gettext_lazy("pupils")

    population = models.CharField(gettext_lazy("who is counted"), max_length=10, choices=Whom)
    people = models.PositiveIntegerField(
        gettext_lazy("number of people"), validators=[MinValueValidator(1)]
    )
    axis = models.CharField(
        gettext_lazy("where"), max_length=10, choices=Axis, default=Axis.WHOLE, blank=True
    )
    places = models.CharField(
        gettext_lazy("departments or sites"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy(
            "As the inventory writes them; a semicolon between two. Empty for the whole authority."
        ),
    )
    counted_on = models.DateField(gettext_lazy("counted on"))
    origin = models.CharField(
        gettext_lazy("after what"),
        max_length=200,
        help_text=gettext_lazy("Social report, start of the school year, payroll…"),
    )

    class Meta(Registered.Meta):
        ordering = ["population", "axis", "places", "-counted_on"]
        verbose_name = gettext_lazy("headcount")
        verbose_name_plural = gettext_lazy("headcounts")
        constraints = [
            unique_alive(
                "population", "axis", "places", "counted_on",
                name="one_headcount_a_day",
                message=gettext_lazy("These people were already counted on that day."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_population_display()} · {self.where}"

    @classmethod
    def urn_kind(cls) -> str:
        return "headcount"

    @property
    def names(self) -> tuple[str, ...]:
        """The places, one by one."""
        return tuple(name for each in self.places.split(";") if (name := each.strip()))

    @property
    def where(self) -> str:
        """The places in words."""
        return ", ".join(self.names) or str(self.Axis.WHOLE.label)

    def clean(self) -> None:
        """Refuse places without an axis, and an axis without places."""
        words = _("Leave this empty for the whole authority, or say what these names are.")
        if bool(self.axis) != bool(self.names):
            named = _("Name the departments or the sites.")
            raise ValidationError({"places": named if self.axis else words})
