"""What studies of access and siting may count, as people choose it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacesOf(models.TextChoices):
    """Which places count as help."""

    REGISTER = "register", _("the places of your list")
    TOWN_HALLS = "town_halls", _("town halls and their opening hours")


class Need(models.TextChoices):
    """Whose distance counts."""

    ALL = "all", _("all residents")
    OVER_65 = "over_65", _("residents aged 65 and over")
