"""Procedures of an authority, and the ways people have to do each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.foundation.territories.queries import communes_named
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.hours import WeekRead, read
from jalons.inclusion.engine.procedures import rules
from jalons.inclusion.engine.procedures.usual import DOMAINS, is_outside
from jalons.inclusion.words.sentences import say
from jalons.tabular.persons import is_person


def domains() -> list[tuple[str, str]]:
    """The domains with their labels, in the language of the page."""
    return [(each, say(f"procedures.domain.{each}", lang())) for each in DOMAINS]


class Procedure(Registered):
    """What residents ask the authority for. ``usual`` is the entry of the list it came from."""

    class Online(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("online", "not known")
        NO = "no", _("not online")
        OPTIONAL = "optional", _("online if one wishes")
        ONLY = "only", _("online only")

    name = models.CharField(pgettext_lazy("service", "procedure"), max_length=160)
    domain = models.CharField(_("domain"), max_length=11, choices=domains, default="other")
    online = models.CharField(_("online"), max_length=8, choices=Online, blank=True)
    people = models.PositiveIntegerField(
        _("people a year"), null=True, blank=True,
        help_text=_("Requests counted in a year. Leave empty when nobody counted."),
    )  # fmt: skip
    usual = models.CharField(max_length=30, blank=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["domain", "name"]
        verbose_name = pgettext_lazy("service", "procedure")
        verbose_name_plural = pgettext_lazy("service", "procedures")
        constraints = [
            unique_alive(
                "name",
                name="one_procedure_of_a_name",
                message=_("Another procedure has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def judged(self, farthest_km: float | None = None, *, spread: bool = False) -> rules.Procedure:
        """What the rules read of it, with its living ways."""
        ways = tuple(each.judged for each in self.channels.all() if each.deleted_at is None)
        return rules.Procedure(str(self.pk), ways, self.people, farthest_km, spread)


class Channel(Registered):
    """A way to do a procedure: where, when, at what cost, and when somebody checked it."""

    class Way(models.TextChoices):
        DESK = "desk", _("at a desk")
        PHONE = "phone", _("by telephone")
        POST = "post", _("by post")
        HOME = "home", _("at home, somebody comes")
        ASSISTED = "assisted", _("online with help")
        ONLINE = "online", _("online alone")

    class Cost(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("cost", "not known")
        FREE = "free", pgettext_lazy("cost", "free")
        ORDINARY = "ordinary", _("price of an ordinary call or of a stamp")
        CHARGED = "charged", _("surcharged or paid")

    class Yes(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("answer", "not known")
        YES = "yes", pgettext_lazy("answer", "yes")
        NO = "no", pgettext_lazy("answer", "no")

    procedure = models.ForeignKey(
        Procedure,
        models.CASCADE,
        related_name="channels",
        verbose_name=pgettext_lazy("service", "procedure"),
    )
    way = models.CharField(
        pgettext_lazy("of a procedure", "way"), max_length=8, choices=Way, default=Way.DESK
    )
    place = models.CharField(
        _("place or service"), max_length=160, blank=True,
        help_text=_("A place, a department, an address. Never the name of a person."),
    )  # fmt: skip
    commune = models.CharField(
        _("municipality"), max_length=120, blank=True, help_text=_("Its name, or its INSEE code.")
    )
    insee = models.CharField(max_length=5, blank=True, editable=False)
    phone = models.CharField(_("telephone or address"), max_length=160, blank=True)
    hours = models.CharField(
        _("opening hours"), max_length=300, blank=True,
        help_text=_("As you write them: Monday to Friday 9 am–12 pm, Tuesday until 6 pm."),
    )  # fmt: skip
    delay = models.PositiveSmallIntegerField(
        _("usual delay, in days"), null=True, blank=True, validators=[MaxValueValidator(730)]
    )
    cost = models.CharField(_("cost"), max_length=8, choices=Cost, blank=True)
    languages = models.CharField(_("languages spoken"), max_length=120, blank=True)
    accessible = models.CharField(
        _("accessible with reduced mobility"), max_length=3, choices=Yes, blank=True
    )
    checked_on = models.DateField(
        _("checked on"), null=True, blank=True,
        help_text=_("The day somebody went there, or called and waited for an answer."),
    )  # fmt: skip
    proof = models.CharField(
        _("what was seen"), max_length=200, blank=True,
        help_text=_("For example: called at 10 am, answered after 4 minutes."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["way", "place"]
        verbose_name = pgettext_lazy("of a procedure", "way")
        verbose_name_plural = pgettext_lazy("of a procedure", "ways")

    def __str__(self) -> str:
        return " · ".join(filter(None, (str(self.get_way_display()), self.place)))

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the code of the commune, when one only has that name or that code."""
        if "commune" not in values:
            return values
        named = communes_named(values["commune"]) if values["commune"] else []
        return {**values, "insee": named[0].code if len(named) == 1 else ""}

    def clean(self) -> None:
        if self.commune and not self.insee:
            code = "several" if communes_named(self.commune) else "unknown"
            raise InclusionError(f"commune_{code}", field="commune", text=self.commune)
        if self.checked_on and self.checked_on > timezone.localdate():
            raise InclusionError("channel_future", field="checked_on")
        for name in ("place", "proof"):
            if is_person(getattr(self, name)):
                raise InclusionError("channel_person", field=name, text=getattr(self, name))

    @cached_property
    def week(self) -> WeekRead:
        """What is read of its opening hours."""
        return read(self.hours)

    @property
    def judged(self) -> rules.Channel:
        """What the rules read of it; hours partly read say nothing of what is outside them."""
        spans = self.week.spans if self.hours else ()
        outside = is_outside(spans) if spans else None
        if outside is False and self.week.dropped:
            outside = None
        return rules.Channel(
            rules.Way(self.way), self.place, self.week.low if self.hours else None, outside,
            None if not self.cost else self.cost == self.Cost.CHARGED,
            {"yes": True, "no": False}.get(self.accessible), self.checked_on,
        )  # fmt: skip
