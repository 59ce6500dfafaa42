"""The register of actors: organisations, what they bring, when they were invited, what they agreed.

The name of a person has its place in ``contact`` only, which never leaves the members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered, unique_alive
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap.actors import same_name
from jalons.strategy.engine.roadmap.roadmap import is_web
from jalons.strategy.store import manifesto
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action
from jalons.tabular.persons import persons_in

MOST_TEXT, MOST_CONTACT = 2_000, 20_000  # characters
_commitment = lazy(wording.commitment, str)


def commitments() -> Iterator[tuple[int, Any]]:
    """The commitments of the manifesto, by their number."""
    return ((each.number, _commitment(each.number)) for each in manifesto().commitments)


class Actor(Registered):
    """An organisation concerned. It may be named in public once it agreed, on a day, somehow.

    ``organisation``: a person read its name, which looks like that of a person.
    """

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("actor", "kind not known")
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

    name = models.CharField(
        _("organisation"),
        max_length=200,
        help_text=_("The name of an organisation, never that of a person."),
    )
    organisation = models.BooleanField(
        _("I read this name: it is that of an organisation"), default=False, blank=True
    )
    kind = models.CharField(
        pgettext_lazy("actor", "kind"), max_length=12, choices=Kind, default=Kind.UNKNOWN
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IDENTIFIED)
    role = models.TextField(_("what it is asked to do"), max_length=MOST_TEXT, blank=True)
    brings = models.TextField(_("what it brings"), max_length=MOST_TEXT, blank=True)
    signed = models.CharField(
        _("what it signed"),
        max_length=200,
        blank=True,
        help_text=_("A charter, an agreement: its title."),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_link = models.URLField(_("address of what it signed"), blank=True)
    commitments = CodesField(_("commitments"), codes=commitments)
    actions = models.ManyToManyField(
        Action, verbose_name=_("actions concerned"), blank=True, related_name="actors"
    )
    consent_on = models.DateField(
        _("agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("Empty while it did not agree: it is then counted, never named."),
    )
    consent_how = models.CharField(
        _("how it agreed"),
        max_length=200,
        blank=True,
        help_text=_("A letter, an e-mail, the minutes of a meeting."),
    )
    contact = models.TextField(
        _("contact person (confidential)"),
        max_length=MOST_CONTACT,
        blank=True,
        help_text=_("Seen by contributors and above; never published."),
    )

    class Meta(Registered.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["name", "pk"]
        constraints = [
            unique_alive(
                "name", name="one_actor_of_a_name", message=_("This name is in the register.")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agreed(self) -> bool:
        """Whether it may be named in public: it agreed, and is still concerned."""
        return self.consent_on is not None and self.state != self.State.LEFT

    named = agreed  # the word of the API

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A name on one line; another name is to be read again by a person."""
        found = dict(values)
        if isinstance(name := found.get("name"), str):
            found["name"] = " ".join(name.split())
            if same_name(name) != same_name(self.name):
                found.setdefault("organisation", False)
        return found

    def clean(self) -> None:
        """Refuse a name that is a person’s, another actor’s or that of several; half a consent.

        ``StrategyError``: ``actor_person``, ``actor_several``, ``actor_twice``, ``actor_consent``,
        ``actor_link``.
        """
        found = persons_in(self.name)
        if found and not self.organisation:
            raise StrategyError("actor_person", field="name", name=self.name, words=found[0].words)
        if ";" in self.name or "\n" in self.name:  # a list of partners parts them so
            raise StrategyError("actor_several", field="name", name=self.name)
        others = living(Actor, self.authority).exclude(pk=self.pk).values_list("name", flat=True)
        if twin := next((each for each in others if same_name(each) == same_name(self.name)), ""):
            raise StrategyError("actor_twice", field="name", name=twin)
        if (self.consent_on is None) != (not self.consent_how.strip()):
            missing = "consent_how" if self.consent_on else "consent_on"
            raise StrategyError("actor_consent", field=missing)
        if self.signed_link and not is_web(self.signed_link):
            raise StrategyError("actor_link", field="signed_link", value=self.signed_link)


class ActorInvitation(Registered):
    """An actor invited on a day to a meeting or a consultation: whether it answered, and came."""

    class Known(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("an answer", "not known")
        YES = "yes", pgettext_lazy("an answer", "yes")
        NO = "no", pgettext_lazy("an answer", "no")

    id = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="invitations")
    on = models.DateField(_("invited on"))
    to = models.CharField(
        _("invited to"), max_length=200, help_text=_("A meeting, a consultation, a workshop.")
    )
    answered = models.CharField(_("answered"), max_length=7, choices=Known, default=Known.UNKNOWN)
    came = models.CharField(_("came"), max_length=7, choices=Known, default=Known.UNKNOWN)

    class Meta(Registered.Meta):
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.to
