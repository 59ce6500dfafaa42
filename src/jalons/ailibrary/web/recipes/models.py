"""Recipes that an authority tries or uses, and what was measured of them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import registry
from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person


def recipe_choices() -> list[tuple[str, str]]:
    """The recipes of this version, in the language of the page."""
    return [(key, registry.card(key).name[lang()]) for key in registry.recipe_keys()]


class RecipeUse(Registered):
    """A recipe of an authority: who answers for it, how far it goes, what was measured.

    ``by_rule``: its model is set aside, the rule answers (a drift, or the gate). ``bundle`` is the
    digest of what it learned, empty for what the product ships. ``evaluation`` is the last one in
    plain values, with the ``bundle`` it was of and how many cases the ``sample`` had; ``measured``
    the blocks of the living card.
    """

    class State(models.TextChoices):
        TRIAL = "trial", pgettext_lazy("recipe", "being tried")
        USED = "used", pgettext_lazy("recipe", "in use")
        SUSPENDED = "suspended", pgettext_lazy("recipe", "suspended")
        STOPPED = "stopped", pgettext_lazy("recipe", "stopped")

    key = models.CharField(_("recipe"), max_length=40, choices=recipe_choices)
    service = models.CharField(_("department"), max_length=120, blank=True)
    overseer = models.CharField(
        _("who oversees it"), max_length=120, blank=True,
        help_text=_("A role or a department. Never the name of a person."),
    )  # fmt: skip
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("answer to an objection within, in days"), default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.TRIAL, editable=False
    )
    used_since = models.DateField(_("in use since"), null=True, blank=True, editable=False)
    reason = models.CharField(
        _("reason of the suspension"), max_length=300, blank=True, editable=False
    )
    by_rule = models.BooleanField(_("by the rule alone"), default=False, editable=False)
    because = models.TextField(_("why"), max_length=2_000, blank=True, editable=False)
    bundle = models.CharField(max_length=64, blank=True, editable=False)
    evaluation = models.JSONField(default=dict, blank=True, editable=False)
    measured = models.JSONField(default=dict, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("by_rule", "because", "bundle", "evaluation", "measured")

    class Meta(Registered.Meta):
        ordering = ["key"]
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")
        constraints = [unique_alive("key", name="one_use_of_a_recipe",
                                    message=_("This recipe is there already."))]  # fmt: skip

    def __str__(self) -> str:
        return registry.card(self.key).name[lang()]

    @property
    def may_suggest(self) -> bool:
        """Whether the recipe may suggest anything today."""
        return self.state in (self.State.TRIAL, self.State.USED)

    def clean(self) -> None:
        for field in ("service", "overseer"):
            if is_person(text := getattr(self, field)):
                raise AIError("recipe_person", field=field, text=text)


class RecipeBundle(BroughtFile):
    """What a recipe learned, here or elsewhere: numbers and text, never a program."""

    folder = "ai-bundles"
    key = models.CharField(max_length=40)
    learned_here = models.BooleanField(default=True)

    class Meta(BroughtFile.Meta):
        ordering = ["-dropped_at"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "sha256"], name="one_bundle_of_a_digest")
        ]
