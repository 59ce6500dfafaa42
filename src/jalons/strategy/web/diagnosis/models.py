"""What an authority answered, and the diagnoses it kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.strategy.engine import diagnosis


class Profile(AuthorityScoped):
    """What personalises the questions and no public data tell: the competences the authority has.

    ``competences`` is None while nobody said; ``track`` is empty while the facts decide it. Staff
    is on the authority, population on its territory.
    """

    competences = models.JSONField(null=True)
    referential = models.CharField(max_length=40)  # the version the answers belong to
    track = models.CharField(max_length=12, blank=True)  # a person's own choice

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["authority"], name="one_profile")]

    def __str__(self) -> str:
        return f"{self.authority} · {self.referential}"


class GivenAnswer(AuthorityScoped):
    """What an authority says of a question today, with the evidence it may give.

    ``version`` grows at each change: who saves an older one sees both.
    """

    class Said(models.TextChoices):
        DONE = diagnosis.Answer.DONE, _("done")
        PLANNED = diagnosis.Answer.PLANNED, _("planned")
        NOT_DONE = diagnosis.Answer.NOT_DONE, _("not done")
        UNKNOWN = diagnosis.Answer.UNKNOWN, _("do not know")
        NOT_CONCERNED = diagnosis.Answer.NOT_CONCERNED, _("not concerned")

    question = models.CharField(max_length=20)
    said = models.CharField(max_length=20, choices=Said)
    evidence = models.TextField(_("evidence"), blank=True)
    link = models.URLField(_("link"), blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["authority", "question"], name="one_answer")]

    def __str__(self) -> str:
        return f"{self.question} · {self.said}"


class Snapshot(AuthorityScoped):
    """A diagnosis kept as it was: version of the referential, facts, answers, scores.

    ``result`` says the rule of its points and what was measured; without, the rule is the former.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    referential = models.CharField(max_length=40)  # "jalons/1.0.0"
    facts = models.JSONField()
    answers = models.JSONField()
    result = models.JSONField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("diagnosis", str(self.id))
