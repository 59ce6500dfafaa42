"""Activities of mediation, training sessions and equipment aids: counts, never a person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.skills.figures import ActivityFacts, monday
from jalons.inclusion.words.skills import label, rows
from jalons.tabular.persons import is_person

_one = MinValueValidator(1)
_named: Any = lazy(lambda table, name, code: rows(table, name)[code][lang()], str)


def choices(name: str, table: str = "skills") -> list[tuple[str, Any]]:
    """The codes of a field of a table of ``data`` with their words in the language of the page."""
    return [(code, _named(table, name, code)) for code in rows(table, name)]


def code_field(words: Any, name: str, table: str = "skills", **more: Any) -> Any:
    """A field for one of the codes of a table."""
    return models.CharField(words, max_length=20, choices=partial(choices, name, table), **more)


def _count(words: Any, *checks: Any, optional: bool = False, **more: Any) -> Any:
    return models.PositiveIntegerField(words, validators=checks, null=optional, blank=optional,
                                       **more)  # fmt: skip


class CountsField(models.JSONField):
    """Counts of people by code of ``data/skills.toml``; a file writes ``60_69:3,70:1``."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(*args, **{"default": dict, "blank": True, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, options = super().deconstruct()
        return name or "", "django.db.models.JSONField", args, options

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = (each.split(":") for each in value.split(",") if each)
        return {code: int(count) for code, count in parts}


def _fits(record: Registered, people: int, *names: str) -> None:
    """Refuse counts of more people than there were: ``skills_counts``."""
    for name in names:
        found = getattr(record, name) or 0
        if (sum(found.values()) if isinstance(found, dict) else found) > people:
            raise InclusionError("skills_counts", field=name, people=people)


class Activity(Registered):
    """An activity of mediation, in the week that starts on ``week``, a Monday."""

    week = models.DateField(_("week"), help_text=_("Any day of it: only the week is stored."))
    kind = code_field(pgettext_lazy("activity", "type"), "kind")
    minutes = _count(_("minutes"), _one, MaxValueValidator(1440))
    participants = _count(_("participants"), _one, default=1)
    newcomers = _count(_("of whom for the first time in the year"), optional=True)
    place = code_field(_("type of place"), "place", blank=True)
    commune = models.CharField(
        _("INSEE code of the municipality"), max_length=5, blank=True, validators=[RegexValidator(
            r"^([013-9]\d|2[AB1-9])\d{3}\Z", _("An INSEE code has 5 characters, zeros included."))],
    )  # fmt: skip
    equipment = CodesField(_("equipment used"), codes=partial(choices, "equipment"))
    themes = CodesField(_("themes"), codes=partial(choices, "theme"))
    autonomy = code_field(_("autonomy"), "autonomy", blank=True)
    redirected = models.CharField(_("redirected"), max_length=3, blank=True,
                                  choices=[("yes", _("yes")), ("no", _("no"))])  # fmt: skip
    ages = CountsField(_("ages"), of="age")
    statuses = CountsField(_("situations"), of="status")
    reference = models.CharField(_("hash of its identifier"), max_length=20, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-week"]
        verbose_name = _("activity of mediation")
        verbose_name_plural = _("activities of mediation")

    def __str__(self) -> str:
        return f"{label('kind', self.kind, lang())} · {day_words(self.week)}"

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The day becomes the Monday of its week."""
        return {**values, **({"week": monday(values["week"])} if values.get("week") else {})}

    def clean(self) -> None:
        """Refuse more people than came."""
        _fits(self, self.participants, "ages", "statuses", "newcomers")

    @property
    def facts(self) -> ActivityFacts:
        return ActivityFacts(self.week, self.kind, self.minutes, self.participants, self.place,
                             self.commune, tuple(self.themes), self.ages, self.statuses,
                             self.newcomers)  # fmt: skip


class TrainingSession(Registered):
    """A training session; Pix stays the assessor: only the totals of its campaign are here."""

    theme = code_field(_("theme"), "theme")
    level = code_field(pgettext_lazy("training", "level"), "level")
    public = code_field(pgettext_lazy("training", "public"), "public")
    day = models.DateField(pgettext_lazy("training", "day"), default=timezone.localdate)
    seats = _count(_("seats"), _one)
    attended = _count(_("who attended"))
    completed = _count(_("who completed it"), optional=True)
    before = CountsField(_("level before"), of="self_level")
    after = CountsField(_("level after"), of="self_level")
    pix_started = _count(_("Pix campaign: started"), optional=True)
    pix_shared = _count(_("Pix campaign: results shared"), optional=True)

    class Meta(Registered.Meta):
        ordering = ["-day"]
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")

    def __str__(self) -> str:
        return f"{label('theme', self.theme, lang())} · {day_words(self.day)}"

    def clean(self) -> None:
        """Refuse more people than attended."""
        _fits(self, self.attended, "completed", "before", "after")
        _fits(self, self.pix_started or 0, "pix_shared")


class EquipmentAid(Registered):
    """Equipment or connections handed over in a month, by count."""

    kind = code_field(pgettext_lazy("aid", "type"), "aid")
    count = _count(_("number"), _one)
    unit = code_field(_("unit"), "unit")
    month = models.DateField(_("month"), help_text=_("Any day of it: only the month is stored."))
    origin = models.CharField(_("origin"), max_length=120, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-month"]
        verbose_name = _("equipment aid")
        verbose_name_plural = _("equipment aids")

    def __str__(self) -> str:
        return f"{label('aid', self.kind, lang())} · {self.count}"

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The day becomes the first of its month."""
        return {
            **values,
            **({"month": values["month"].replace(day=1)} if values.get("month") else {}),
        }

    def clean(self) -> None:
        """Refuse the name of a person: ``skills_person``."""
        if is_person(self.origin):
            raise InclusionError("skills_person", field="origin", text=self.origin)


class Retention(Registered):
    """For how many months the detail of activities is stored; the shortest one applies."""

    months = models.PositiveSmallIntegerField(
        _("months of retention"), choices=[(months, str(months)) for months in range(1, 13)]
    )

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("retention")
        verbose_name_plural = _("retentions")

    def __str__(self) -> str:
        return f"{_('retention')} · {self.months}"


class ErasedMonth(AuthorityScoped):
    """The proof that the activities of a month were erased, and their sums by criterion.

    ``sha256`` is that of what was erased (keys only), of the sums and of the proof before.
    """

    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    counts = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta(AuthorityScoped.Meta):
        ordering = ["at", "month"]

    def __str__(self) -> str:
        return self.month
