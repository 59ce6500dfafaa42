"""What an authority answers of the ecodesign of its services, criterion by criterion."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.services.models import WebService


def criteria() -> list[tuple[str, str]]:
    """The criteria with their titles, in the language of the page."""
    return [(each.id, f"{each.id} {each.title[lang()]}") for each in ecodesign_reference().criteria]


class EcodesignReview(Registered):
    """The assessment of a service; without a service, the answers that all services share.

    ``score`` (in %, of a service) and ``untested`` follow from the answers, its own and shared.
    """

    computed = ("score", "untested")

    service = models.ForeignKey(
        WebService, models.CASCADE, "ecodesign_reviews", null=True, blank=True,
        verbose_name=_("online service"),
        help_text=_("Leave empty for the answers that all your services share."),
    )  # fmt: skip
    reviewed_on = models.DateField(
        _("assessed on"), null=True, blank=True,
        help_text=_("Once it is over: the score then counts among your indicators."),
    )  # fmt: skip
    referent = models.CharField(
        _("ecodesign contact"), max_length=120, blank=True,
        help_text=_("A role or a department, not a person."),
    )  # fmt: skip
    sample = models.TextField(_("pages and journeys assessed"), max_length=2000, blank=True)
    previous_score = exact_number(_("previous score (%)"), 4, 1, least=0, most=100, optional=True)
    previous_on = models.DateField(_("previous assessment"), null=True, blank=True)
    target_score = exact_number(_("score aimed at (%)"), 4, 1, least=0, most=100, optional=True)
    target_on = models.DateField(
        _("aimed at for"), null=True, blank=True, help_text=_("The reference suggests two years.")
    )
    actions = models.TextField(_("actions planned"), max_length=4000, blank=True)
    pace = models.CharField(_("how often it is reviewed"), max_length=120, blank=True)
    score = models.FloatField(_("score (%)"), null=True, editable=False)
    untested = models.PositiveIntegerField(_("not assessed"), null=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["service__name"]
        verbose_name = _("ecodesign review")
        verbose_name_plural = _("ecodesign reviews")
        constraints = [
            unique_alive("service", name="one_ecodesign_review_of_a_service",
                         message=_("This service has a review."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.service or _("Answers shared by all services"))

    def clean(self) -> None:
        if is_person(self.referent):
            raise ValidationError({"referent": _("Write a role, not the name of a person.")})
        shared = EcodesignReview.objects.of(self.authority).filter(service=None, deleted_at=None)
        if self.service is None and shared.exclude(pk=self.pk).exists():
            raise ValidationError({"service": _("The shared answers exist already.")})


class EcodesignAnswer(Registered):
    """What a review says of a criterion; without an answer, that of the shared review stands."""

    class Reply(models.TextChoices):
        NONE = "", pgettext_lazy("criterion", "not assessed here")
        YES = "yes", pgettext_lazy("criterion", "met")
        NO = "no", pgettext_lazy("criterion", "not met")
        NOT_APPLICABLE = "not_applicable", pgettext_lazy("criterion", "not applicable")

    review = models.ForeignKey(EcodesignReview, models.CASCADE, "answers")
    criterion = models.CharField(_("criterion"), max_length=5, choices=criteria)
    answer = models.CharField(_("answer"), max_length=14, choices=Reply, blank=True)
    comment = models.TextField(_("explanation"), max_length=2000, blank=True)
    evidence = models.CharField(_("evidence: address or document"), max_length=300, blank=True)

    class Meta(Registered.Meta):
        ordering = ["criterion"]
        verbose_name = _("ecodesign answer")
        verbose_name_plural = _("ecodesign answers")
        constraints = [
            unique_alive("review", "criterion", name="one_ecodesign_answer_of_a_criterion",
                         message=_("Somebody answered this criterion meanwhile: read it again."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.criterion} {self.get_answer_display()}"

    def clean(self) -> None:
        (known,) = ecodesign_reference().some([self.criterion])
        known.check(self.answer, self.comment)
