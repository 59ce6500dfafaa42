"""Parcels that other territories sent."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.ailibrary.web.recipes.models import RecipeBundle, recipe_choices
from jalons.foundation.register.models import Registered, unique_alive


class Parcel(Registered):
    """What a territory sent of a recipe: what it learned, the results it measured, or both.

    ``publisher`` is the name it gives itself, ``public_key`` what signed the parcel: the partner
    of this key is trusted once a person compared its digits. ``results`` are an evaluation in plain
    values; ``themes`` the labels of its bundle, ``services`` what a person said each stands for
    here; ``trial`` what the bundle gave on the decisions of this authority.
    """

    publisher = models.CharField(_("sent by"), max_length=200)
    key = models.CharField(_("recipe"), max_length=40, choices=recipe_choices)
    recipe_version = models.CharField(_("version"), max_length=20)
    public_key = models.CharField(
        _("key of the sender"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")]
    )
    made_on = models.DateField(_("made on"))
    digest = models.CharField(_("digest"), max_length=64)
    note = models.TextField(pgettext_lazy("parcel", "note"), max_length=500, blank=True)
    bundle = models.ForeignKey(
        RecipeBundle, models.SET_NULL, null=True, related_name="+", editable=False
    )
    results = models.JSONField(default=dict, blank=True, editable=False)
    themes = models.JSONField(default=list, blank=True, editable=False)
    services = models.JSONField(_("services"), default=dict, blank=True, editable=False)
    trial = models.JSONField(default=dict, blank=True, editable=False)
    used = models.CharField(max_length=64, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("trial", "themes", "used")
    keyed: ClassVar[tuple[str, ...]] = ("services",)

    class Meta(Registered.Meta):
        ordering = ["-made_on"]
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [unique_alive("digest", name="one_parcel_of_a_digest",
                                    message=_("This parcel is there already."))]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.publisher} · {self.get_key_display()}"
