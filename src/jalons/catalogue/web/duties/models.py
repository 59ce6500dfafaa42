"""What an authority answers to a duty to publish: the dataset that fulfils it, or why none does."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.datasets.models import Dataset
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.foundation.territories.duties import Duty, parse


def _text() -> str:
    return (resources.files("jalons.catalogue") / "data" / "duties.toml").read_text("utf-8")


@cache
def all_duties() -> tuple[Duty, ...]:
    """Every duty to publish, in the order of ``data/duties.toml``."""
    return parse(_text())


@cache
def by_practice() -> frozenset[str]:
    """The codes of those that concern an authority only by what it does."""
    return frozenset(tomllib.loads(_text())["by_practice"])


def duty_names() -> list[tuple[str, str]]:
    """The duties by code, in the language of the page."""
    return [(each.id, each.name["en" if lang() == "en" else "fr"]) for each in all_duties()]


class DutyAnswer(Registered):
    """The answer to one duty: the dataset that fulfils it, or that it does not concern us."""

    class Verdict(models.TextChoices):
        BY_RULE = "", pgettext_lazy("duty", "as the rule says")
        CONCERNED = "yes", pgettext_lazy("duty", "it concerns us")
        EXEMPT = "no", pgettext_lazy("duty", "it does not concern us")

    duty = models.CharField(_("duty"), max_length=40, choices=duty_names)
    dataset = models.ForeignKey(
        Dataset, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("dataset that fulfils it"),
    )  # fmt: skip
    verdict = models.CharField(
        _("does it concern you"), max_length=3, choices=Verdict, blank=True, default=Verdict.BY_RULE
    )
    reason = models.TextField(_("why"), max_length=2_000, blank=True)

    class Meta(Registered.Meta):
        ordering = ["duty"]
        verbose_name = _("answer to a duty")
        verbose_name_plural = _("answers to duties")
        constraints = [
            unique_alive("duty", name="one_answer_to_a_duty",
                         message=_("This duty has an answer."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("Answer: %(duty)s") % {"duty": self.get_duty_display()}

    def clean(self) -> None:
        if self.verdict == self.Verdict.EXEMPT:
            if not self.reason.strip():
                raise CatalogueError("duty_reason", field="reason")
            if self.dataset_id:
                raise CatalogueError("duty_both", field="dataset")
