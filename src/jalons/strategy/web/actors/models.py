"""The register of actors: organisations, what they bring, when they were invited, what they agreed.

The name of a person has its place in ``contact`` only, which never leaves the members.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.strategy.web.roadmap.models import Action


class Actor(AuthorityScoped):
    """An organisation concerned. It may be named in public once it agreed, on a day, somehow."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("actor", "kind not told")
        STATE = "state", _("State and its services")
        REGION = "region", _("region")
        DEPARTMENT = "department", pgettext_lazy("territory", "département")
        EPCI = "epci", _("grouping of municipalities")
        MUNICIPALITY = "municipality", _("municipality")
        OPERATOR = "operator", _("operator, syndicate")
        COMPANY = "company", _("company")
        ASSOCIATION = "association", _("association")
        EDUCATION = "education", _("school, university")
        LANDLORD = "landlord", _("social landlord")
        REUSE = "reuse", _("reuse, social economy")
        MEDIATION = "mediation", _("digital mediation")
        RESIDENTS = "residents", _("residents’ group")
        OTHER = "other", pgettext_lazy("actor", "other")

    class State(models.TextChoices):
        IDENTIFIED = "identified", pgettext_lazy("actor", "identified")
        APPROACHED = "approached", pgettext_lazy("actor", "approached")
        ENGAGED = "engaged", pgettext_lazy("actor", "engaged")
        LEFT = "left", pgettext_lazy("actor", "left")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("organisation"), max_length=200)
    kind = models.CharField(
        pgettext_lazy("actor", "kind"), max_length=12, choices=Kind, default=Kind.UNKNOWN
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IDENTIFIED)
    role = models.TextField(_("what it is asked to do"), blank=True)
    brings = models.TextField(_("what it brings"), blank=True)
    signed = models.CharField(_("what it signed"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_link = models.URLField(_("address of what it signed"), blank=True)
    commitments = models.JSONField(_("commitments"), default=list, blank=True)
    actions = models.ManyToManyField(
        Action, verbose_name=_("actions concerned"), blank=True, related_name="actors"
    )
    consent_on = models.DateField(_("agreed to be named on"), null=True, blank=True)
    consent_how = models.CharField(_("how it agreed"), max_length=200, blank=True)
    contact = models.TextField(_("contact person (confidential)"), blank=True)
    version = models.PositiveIntegerField(default=0)  # 0: not saved yet
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="one_actor_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("actor", str(self.pk))

    @property
    def is_new(self) -> bool:
        """Whether nobody saved it yet."""
        return self.version == 0

    @property
    def agreed(self) -> bool:
        """Whether it may be named in public: it agreed, and is still concerned."""
        return self.consent_on is not None and self.state != self.State.LEFT


class ActorInvitation(AuthorityScoped):
    """An actor invited on a day to a meeting or a consultation: whether it answered, and came."""

    class Known(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("an answer", "not known")
        YES = "yes", pgettext_lazy("an answer", "yes")
        NO = "no", pgettext_lazy("an answer", "no")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="invitations")
    on = models.DateField(_("invited on"))
    to = models.CharField(_("invited to"), max_length=200)
    answered = models.CharField(_("answered"), max_length=7, choices=Known, default=Known.UNKNOWN)
    came = models.CharField(_("came"), max_length=7, choices=Known, default=Known.UNKNOWN)
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.to
