"""Experiments with their measurements; services tried with users; the services of a year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Interval
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.experiments.outcomes import Expectation, ExperimentOutcome, judge
from jalons.participation.engine.experiments.trials import share_tried
from jalons.participation.words.sentences import say
from jalons.tabular.persons import is_person

ROLE = _("A role or a department. Never the name of a person.")
_said: Any = lazy(lambda key: say(key, lang()), str)


def _short(label: Any, length: int = 160, **more: Any) -> Any:
    return models.CharField(label, max_length=length, blank=True, **more)


def _optional(field: Any, label: Any, **more: Any) -> Any:
    return field(label, null=True, blank=True, **more)


_day = partial(_optional, models.DateField)
_number = partial(_optional, models.FloatField)
_count = partial(_optional, models.PositiveSmallIntegerField)
_cost = partial(_optional, models.DecimalField, max_digits=11, decimal_places=2,
                validators=[MinValueValidator(0)])  # fmt: skip


def _codes(group: str, codes: Collection[str]) -> list[tuple[str, Any]]:
    return [(code, _said(f"experiments.{group}.{code or 'unknown'}")) for code in codes]


def _one_of(label: Any, group: str, *codes: str, **more: Any) -> Any:
    """A field for one of some codes, the first by default, none when it may be empty."""
    first = {} if more.get("blank") else {"default": codes[0]}
    options = {"max_length": 9, "choices": partial(_codes, group, codes), **first, **more}
    return models.CharField(label, **options)


def said(record: Any, name: str) -> str:
    """The words of the code of a field."""
    return str(getattr(record, f"get_{name}_display")())


def this_year() -> int:
    """The year of today."""
    return timezone.localdate().year


class NamelessRecord(Registered):
    """A record whose ``texts`` name nobody and whose days ``past`` are not ahead; ``wrong`` gives
    what else is refused: whether it is, its message and its field.
    """

    texts: ClassVar[tuple[str, ...]] = ()
    past: ClassVar[tuple[str, ...]] = ()

    class Meta(Registered.Meta):
        abstract = True

    def wrong(self) -> Iterable[tuple[Any, str, str]]:
        return ()

    def clean(self) -> None:
        for name in self.texts:
            if is_person(text := getattr(self, name)):
                raise ParticipationError("consultation_person", field=name, text=text[:80])
        ahead = [(_is_ahead(getattr(self, name)), "experiment_ahead", name) for name in self.past]
        for is_wrong, code, name in (*ahead, *self.wrong()):
            if is_wrong:
                raise ParticipationError(code, field=name)


def _is_ahead(day: Any) -> bool:
    return day is not None and day > timezone.localdate()


def _is_other(urn: str, kind: str) -> bool:
    return bool(urn) and not urn.startswith(f"urn:jalons:{kind}:")


class Experiment(NamelessRecord):
    """Something tried for a while: what is supposed, how it is measured, when it stops.

    ``FIXED`` is decided before it runs, and does not change afterwards. ``action`` and ``case`` are
    URNs of an action of the roadmap and of a use case of the twin. ``low`` and ``high`` bound the
    result when its uncertainty is known; ``unmeasured`` says that there is no value.
    """

    FIXED: ClassVar[tuple[str, ...]] = (
        "hypothesis", "measured", "unit", "expected", "baseline", "better", "stops_on")  # fmt: skip
    RESULT: ClassVar[tuple[str, ...]] = (
        "result", "low", "high", "unmeasured", "learned", "decision")  # fmt: skip
    texts = ("service", "partners")

    title = models.CharField(_("title"), max_length=160)
    hypothesis = models.TextField(_("hypothesis"), max_length=1_000, help_text=_(
        "What you suppose: if we do this, then that happens, because…"))  # fmt: skip
    service = _short(_("department"), help_text=ROLE)
    partners = _short(_("partners"), 300, help_text=_("Organisations, not persons."))
    measured = _short(_("what is measured"), help_text=_(
        "One thing, and how it is counted: answers received in a week at the desk."))  # fmt: skip
    unit = _short(pgettext_lazy("measurement", "unit"), 40)
    baseline = _number(_("value before"), help_text=_(
        "Leave empty when nobody measured it before."))  # fmt: skip
    expected = _number(_("value you hope for"))
    better = _one_of(_("it is better"), "better", "up", "down")
    starts_on = _day(pgettext_lazy("experiment", "starts on"))
    stops_on = _day(pgettext_lazy("experiment", "stops on"), help_text=_(
        "Decided before starting: it does not change afterwards."))  # fmt: skip
    planned = _cost(_("planned cost (€)"))
    spent = _cost(_("cost spent (€)"))
    action = _short(_("action of the roadmap"), 200)
    case = _short(_("use case of the twin"), 200)
    indicator = _short(_("indicator it should move"), help_text=_(
        "Its name, as the page of indicators has it."))  # fmt: skip
    state = _one_of(_("state"), "state", "idea", "running", "stopped", "published", editable=False)
    ended_on = _day(_("really stopped on"), editable=False)
    published_on = _day(_("result published on"), editable=False)
    result = _number(_("value measured"), help_text=_(
        "Better or worse than hoped: both are published."))  # fmt: skip
    low = _number(_("at least"), help_text=_("The interval, when you know it."))
    high = _number(_("at most"))
    unmeasured = models.BooleanField(_("nothing could be measured"), default=False, help_text=_(
        "Say why in what was learned."))  # fmt: skip
    learned = models.TextField(_("what was learned"), max_length=3_000, blank=True)
    decision = _one_of(_("what you decide"), "decision", "continue", "change", "stop", blank=True)

    class Meta(Registered.Meta):
        ordering = ["stops_on", "title"]
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        constraints = [unique_alive("title", name="one_experiment_of_a_title",
                                    message=_("Another experiment has this title."))]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to move the goal once it runs, and to rewrite a published result."""
        if self.state != "idea" and set(self.FIXED).intersection(names):
            raise ParticipationError("experiment_fixed")
        if self.state == "published" and set(self.RESULT).intersection(names):
            raise ParticipationError("experiment_published")

    def wrong(self) -> Iterable[tuple[Any, str, str]]:
        start, stop, end, low, high = (
            self.starts_on, self.stops_on, self.ended_on, self.low, self.high)  # fmt: skip
        runs, bounds = self.state != "idea", [each for each in (low, high) if each is not None]
        return (
            (_is_other(self.action, "action"), "experiment_link", "action"),
            (_is_other(self.case, "twin_case"), "experiment_link", "case"),
            (start and stop and stop <= start, "experiment_order", "stops_on"),
            (self.measure and self.measure.contradicts, "experiment_direction", "better"),
            (len(bounds) == 1, "experiment_bound", "high" if high is None else "low"),
            (bounds and (self.result is None or not min(bounds) <= self.result <= max(bounds)
                         or bounds != sorted(bounds)), "experiment_interval", "low"),
            (self.unmeasured and self.result is not None, "experiment_unmeasured", "unmeasured"),
            (runs and not self.is_ready, "experiment_ready", ""),
            (runs and any(map(_is_ahead, (start, end, self.published_on))), "experiment_ahead", ""),
            (runs and (start is None or (end and end < start)), "experiment_ended", "ended_on"),
            (self.state == "published" and not self.has_result, "experiment_result", ""),
        )  # fmt: skip

    @property
    def measure(self) -> Expectation | None:
        """What was decided before, as the engine reads it; None before a value is hoped for."""
        if self.expected is None:
            return None
        return Expectation(self.expected, self.baseline, upwards=self.better == "up")

    @property
    def is_ready(self) -> bool:
        """Whether all that is decided before starting is written."""
        return bool(self.measured and self.stops_on and self.measure)

    @property
    def has_result(self) -> bool:
        """Whether it has a result: a value or why there is none, what was learned, a decision."""
        valued = self.unmeasured or self.result is not None
        return bool(valued and self.learned.strip() and self.decision)

    @property
    def is_late(self) -> bool:
        """Whether its stop date is over and nobody wrote the result."""
        over = self.stops_on is not None and self.stops_on < timezone.localdate()
        return self.state in {"running", "stopped"} and over and not self.has_result

    @cached_property
    def measures(self) -> list[Measurement]:
        """The values measured, in the order of days."""
        return list(living(Measurement, self.authority).filter(experiment=self))

    @property
    def interval(self) -> Interval | None:
        """The value measured with its bounds, None while there is none."""
        if self.result is None:
            return None
        low, high = (self.result if each is None else each for each in (self.low, self.high))
        return Interval(low, self.result, high)

    @property
    def outcome(self) -> ExperimentOutcome | None:
        """What the result shows; None without a value measured."""
        found, measure = self.interval, self.measure
        return judge(measure, found) if found and measure else None


class Measurement(NamelessRecord):
    """A value measured on a day, in the unit of its experiment."""

    texts = ("note",)
    past = ("day",)

    experiment = models.ForeignKey(
        Experiment, models.CASCADE, "measurements", verbose_name=_("experiment"))  # fmt: skip
    day = models.DateField(pgettext_lazy("measurement", "day"), default=timezone.localdate)
    value = models.FloatField(pgettext_lazy("measurement", "value"))
    note = _short(pgettext_lazy("measurement", "note"), 200, help_text=_(
        "What explains it: a holiday week, a breakdown."))  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["day", "created_at"]
        verbose_name = _("measurement of an experiment")
        verbose_name_plural = _("measurements of experiments")

    def __str__(self) -> str:
        return f"{self.experiment} · {self.day.isoformat()}"


class ServiceYear(NamelessRecord):
    """The list of the digital services that open, or are made again, in a year.

    No figure comes from a list before somebody declared it complete.
    """

    texts = ("note",)
    past = ("declared_on",)

    year = models.PositiveSmallIntegerField(pgettext_lazy("list", "year"), default=this_year,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)])  # fmt: skip
    note = _short(pgettext_lazy("list", "how you drew it up"), 300, help_text=_(
        "For example: contracts of the year, and the list of the IT department."))  # fmt: skip
    state = _one_of(_("state"), "list", "open", "complete", editable=False)
    declared_on = _day(_("declared complete on"), editable=False)

    class Meta(Registered.Meta):
        ordering = ["-year"]
        verbose_name = _("list of the new services of a year")
        verbose_name_plural = _("lists of the new services of a year")
        constraints = [unique_alive("year", name="one_list_of_services_of_a_year",
                                    message=_("The list of this year is there."))]  # fmt: skip

    def __str__(self) -> str:
        return str(self.year)

    @cached_property
    def listed(self) -> list[NewService]:
        """Its services."""
        return list(living(NewService, self.authority).filter(listing=self))

    @property
    def marks(self) -> list[bool | None]:
        """For each service whether users tried it before it opened, None when nobody knows."""
        return [each.was_tried for each in self.listed]

    @property
    def share(self) -> Interval | None:
        """The share (0 to 1) tried before opening; None until the list is declared complete."""
        return share_tried(self.marks) if self.state == "complete" else None


class NewService(NamelessRecord):
    """A digital service, new or made again; ``tried`` says whether users tried it before."""

    listing = models.ForeignKey(ServiceYear, models.CASCADE, "services",
                                verbose_name=pgettext_lazy("list", "year"))  # fmt: skip
    name = models.CharField(_("name of the service"), max_length=160)
    opens_on = _day(pgettext_lazy("service", "opens on"))
    tried = _one_of(_("tried by users before opening"), "tried", "", "yes", "no", blank=True,
                    help_text=_("A test stored here before the opening is enough."))  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["opens_on", "name"]
        verbose_name = _("new service")
        verbose_name_plural = _("new services")

    def __str__(self) -> str:
        return f"{self.name} ({self.opens_on.year})" if self.opens_on else self.name

    def wrong(self) -> Iterable[tuple[Any, str, str]]:
        opens = self.opens_on
        return ((opens and opens.year != self.listing.year, "new_service_year", "opens_on"),)

    @cached_property
    def tests_before(self) -> list[UserTest]:
        """Its tests with users before it opened."""
        return list(living(UserTest, self.authority).filter(listed=self, stage="before"))

    @property
    def was_tried(self) -> bool | None:
        """Whether users tried it before it opened: by a test, or as declared; or unknown."""
        return True if self.tests_before else {"yes": True, "no": False}.get(self.tried)


class UserTest(NamelessRecord):
    """A service tried by people: when, how, how many, of which profiles; nobody is named.

    A profile is None when nobody counted it; a person may have several.
    """

    PROFILES: ClassVar[tuple[str, ...]] = ("far", "disabled", "aged", "foreign")
    texts = ("service",)
    past = ("day", "last_day")

    service = models.CharField(_("service tried"), max_length=160)
    listed = models.ForeignKey(NewService, models.SET_NULL, "tests", null=True, blank=True,
                               verbose_name=_("the same in the list of the year"))  # fmt: skip
    stage = _one_of(pgettext_lazy("test", "moment"), "stage", "before", "after")
    how = _one_of(pgettext_lazy("test", "how"), "how",
                  "paper", "mock_up", "on_site", "remote", "group")  # fmt: skip
    day = models.DateField(pgettext_lazy("test", "day"), default=timezone.localdate)
    last_day = _day(pgettext_lazy("test", "last day"), help_text=_("When it lasted several days."))
    people = models.PositiveSmallIntegerField(
        _("people who tried"), validators=[MinValueValidator(1)], help_text=_(
            "Residents or staff who use the service, not those who build it."))  # fmt: skip
    far = _count(_("of whom far from digital"))
    disabled = _count(_("of whom disabled"))
    aged = _count(_("of whom 70 or older"))
    foreign = _count(_("of whom read French with difficulty"))

    class Meta(Registered.Meta):
        ordering = ["-day", "service"]
        verbose_name = _("test with users")
        verbose_name_plural = _("tests with users")

    def __str__(self) -> str:
        return self.service

    def wrong(self) -> Iterable[tuple[Any, str, str]]:
        opened = self.listed.opens_on if self.listed else None
        too_many = [((count or 0) > self.people, "test_people", name)
                    for name, count in self.profiles.items()]  # fmt: skip
        return (
            (self.last_day and self.last_day < self.day, "test_order", "last_day"), *too_many,
            (self.stage == "before" and opened and self.day >= opened, "test_opened", "stage"),
        )  # fmt: skip

    @property
    def profiles(self) -> dict[str, int | None]:
        """How many people of each profile; None when nobody counted."""
        return {name: getattr(self, name) for name in self.PROFILES}

    @cached_property
    def noted(self) -> list[UserFinding]:
        """What it found, the most serious first."""
        return list(living(UserFinding, self.authority).filter(test=self))


class UserFinding(NamelessRecord):
    """What a test found, how serious it is, and what was done: changed, or not and why."""

    texts = ("text", "why_not")
    past = ("changed_day",)

    test = models.ForeignKey(
        UserTest, models.CASCADE, "findings", verbose_name=_("test with users"))  # fmt: skip
    text = models.CharField(
        _("what was found"), max_length=300, help_text=_("What happened, never who."))  # fmt: skip
    weight = _one_of(_("seriousness"), "weight", "blocks", "slows", "small")
    changed_day = _day(pgettext_lazy("finding", "changed on"))
    why_not = _short(_("not changed, because"), 300)

    class Meta(Registered.Meta):
        ordering = ["weight", "created_at"]
        verbose_name = _("finding of a test")
        verbose_name_plural = _("findings of tests")

    def __str__(self) -> str:
        return self.text

    def wrong(self) -> Iterable[tuple[Any, str, str]]:
        day = self.changed_day
        return ((day and self.why_not, "finding_both", "why_not"),
                (day and day < self.test.day, "finding_before", "changed_day"))  # fmt: skip

    @property
    def is_decided(self) -> bool:
        """Whether somebody changed something, or said why not."""
        return bool(self.changed_day or self.why_not)
