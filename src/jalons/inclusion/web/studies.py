"""What studies of access and of places to open share: whose distance, their result, their age."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered
from jalons.inclusion.web.places.models import MediationPlace


class PlacesOf(models.TextChoices):
    """Which places count as help."""

    REGISTER = "register", gettext_lazy("the places of your list")
    TOWN_HALLS = "town_halls", gettext_lazy("town halls and their opening hours")


class Need(models.TextChoices):
    """Whose distance counts."""

    ALL = "all", gettext_lazy("all residents")
    OVER_65 = "over_65", gettext_lazy("residents aged 65 and over")


class Study(Registered):
    """Something computed in the worker on what a person chose; ``result`` is empty before."""

    computed = ("result", "computed_at")

    name = models.CharField(gettext_lazy("name"), max_length=120)
    need = models.CharField(
        gettext_lazy("whose distance counts"), max_length=7, choices=Need, default=Need.ALL
    )
    detour = exact_number(
        gettext_lazy("detour of roads"), 3, 2, least=1, most=3, default=Decimal("1.3"),
        help_text=gettext_lazy(
            "What a straight line is multiplied by: an assumption, shown beside figures."
        ),
    )  # fmt: skip
    result = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


def is_stale(study: Study, places: str) -> bool:
    """Whether what was chosen, or a place that counts, changed since the result."""
    if study.computed_at is None:
        return False
    if study.changed_at > study.computed_at:
        return True
    rows = MediationPlace.objects.of(study.authority).filter(changed_at__gt=study.computed_at)
    return places == PlacesOf.REGISTER and rows.exists()
