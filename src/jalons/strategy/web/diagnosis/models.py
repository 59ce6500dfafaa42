"""What an authority answered, and the diagnoses it saved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.strategy.engine.diagnosis import scoring
from jalons.strategy.engine.diagnosis.tracks import Track


def _number() -> models.BigAutoField[int, int]:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Profile(Registered):
    """What personalises the questions beyond public data: the competences the authority has.

    ``competences`` is None while nobody said; ``track`` is empty while the facts decide it. Staff
    is on the authority, population on its territory.
    """

    id = _number()
    competences = models.JSONField(_("competences"), null=True, blank=True)
    referential = models.CharField(_("version of the questions"), max_length=40)
    track = models.CharField(
        _("track"), max_length=12, blank=True, choices=[(each.value, each.value) for each in Track]
    )

    class Meta(Registered.Meta):
        verbose_name = _("facts of the diagnosis")
        verbose_name_plural = _("facts of the diagnosis")
        constraints = [
            unique_alive(name="one_profile", message=_("These facts are there already."))
        ]

    def __str__(self) -> str:
        return gettext("facts of the diagnosis")


class GivenAnswer(Registered):
    """What an authority says of a question today, with the evidence it may give.

    ``answered_at`` and ``answered_by`` follow an answer from a version of the questions to another.
    """

    class Said(models.TextChoices):
        DONE = scoring.Answer.DONE, _("done")
        PLANNED = scoring.Answer.PLANNED, _("planned")
        NOT_DONE = scoring.Answer.NOT_DONE, _("not done")
        UNKNOWN = scoring.Answer.UNKNOWN, _("do not know")
        NOT_CONCERNED = scoring.Answer.NOT_CONCERNED, _("not concerned")

    id = _number()
    question = models.CharField(_("question"), max_length=20)
    said = models.CharField(_("answer"), max_length=20, choices=Said)
    evidence = models.TextField(_("evidence"), blank=True)
    link = models.URLField(_("link"), blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    computed = ("answered_at", "answered_by")

    class Meta(Registered.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            unique_alive(
                "question",
                name="one_answer",
                message=_("Somebody answered this question a moment ago."),
            )
        ]

    def __str__(self) -> str:
        return gettext("question %(number)s") % {"number": self.question}


class Snapshot(Registered):
    """A diagnosis saved as it was: version of the referential, facts, answers, scores.

    ``result`` says the rule of its points and what was measured; without, the rule is the former.
    All but its name comes with a new record, and never changes.
    """

    name = models.CharField(_("Name of this diagnosis"), max_length=100)
    referential = models.CharField(max_length=40)  # "jalons/1.0.0"
    facts = models.JSONField()
    answers = models.JSONField()
    result = models.JSONField()

    computed = ("referential", "facts", "answers", "result")

    class Meta(Registered.Meta):
        verbose_name = _("kept diagnosis")
        verbose_name_plural = _("Kept diagnoses")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def questions_version(self) -> str:
        """The version of the questions, ``1.0.0``."""
        return self.referential.rpartition("/")[2]

    @classmethod
    def urn_kind(cls) -> str:
        return "diagnosis"
