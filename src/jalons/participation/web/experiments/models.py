"""Experiments with their measurements; services tried with users; the services of a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property, partial
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Interval, JalonsError, Urn
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.experiments.outcomes import Measure, Outcome, judge
from jalons.participation.engine.experiments.trials import share_tried
from jalons.tabular.persons import is_person

_day = partial(models.DateField, null=True, blank=True)
_number = partial(models.FloatField, null=True, blank=True)
_cost = partial(
    models.DecimalField, max_digits=11, decimal_places=2, null=True, blank=True,
    validators=[MinValueValidator(0)],
)  # fmt: skip
ROLE = _("A role or a department. Never the name of a person.")


def this_year() -> int:
    """The year of today."""
    return timezone.localdate().year


def _refuse_persons(record: Registered, *names: str) -> None:
    for name in names:
        if is_person(text := getattr(record, name)):
            raise ParticipationError("consultation_person", field=name, text=text[:80])


def _refuse_later(record: Registered, *names: str) -> None:
    for name in names:
        if (day := getattr(record, name)) and day > timezone.localdate():
            raise ParticipationError("experiment_ahead", field=name)


class Experiment(Registered):
    """Something tried for a while: what is supposed, how it is measured, when it stops.

    What was decided before it runs (``FIXED``) does not change while it runs, nor after. ``action``
    and ``case`` are URNs of an action of the roadmap and of a use case of the twin. ``low`` and
    ``high`` bound the result when its uncertainty is known; ``unmeasured`` says that there is none.
    """

    class State(models.TextChoices):
        IDEA = "idea", pgettext_lazy("experiment", "idea")
        RUNNING = "running", pgettext_lazy("experiment", "running")
        STOPPED = "stopped", pgettext_lazy("experiment", "stopped")
        PUBLISHED = "published", pgettext_lazy("experiment", "result published")

    class Better(models.TextChoices):
        UP = "up", _("when the value rises")
        DOWN = "down", _("when the value falls")

    class Decision(models.TextChoices):
        CONTINUE = "continue", pgettext_lazy("decision", "continue")
        CHANGE = "change", pgettext_lazy("decision", "change something, then try again")
        STOP = "stop", pgettext_lazy("decision", "stop")

    FIXED: ClassVar[frozenset[str]] = frozenset(
        {"hypothesis", "measured", "unit", "expected", "baseline", "better", "stops_on"}
    )
    RESULT: ClassVar[tuple[str, ...]] = ("result", "low", "high", "unmeasured", "decision")

    title = models.CharField(_("title"), max_length=160)
    hypothesis = models.TextField(
        _("hypothesis"), max_length=1_000,
        help_text=_("What you suppose: if we do this, then that happens, because…"),
    )  # fmt: skip
    service = models.CharField(_("department"), max_length=120, blank=True, help_text=ROLE)
    partners = models.CharField(
        _("partners"), max_length=300, blank=True, help_text=_("Organisations, not persons.")
    )
    measured = models.CharField(
        _("what is measured"), max_length=160, blank=True,
        help_text=_("One thing, and how it is counted: answers received in a week at the desk."),
    )  # fmt: skip
    unit = models.CharField(pgettext_lazy("measurement", "unit"), max_length=40, blank=True)
    baseline = _number(
        _("value before"), help_text=_("Leave empty when nobody measured it before.")
    )
    expected = _number(_("value you hope for"))
    better = models.CharField(_("it is better"), max_length=4, choices=Better, default=Better.UP)
    starts_on = _day(pgettext_lazy("experiment", "starts on"))
    stops_on = _day(
        pgettext_lazy("experiment", "stops on"),
        help_text=_("Decided before starting: it does not change afterwards."),
    )
    planned = _cost(_("planned cost (€)"))
    spent = _cost(_("cost spent (€)"))
    action = models.CharField(_("action of the roadmap"), max_length=200, blank=True)
    case = models.CharField(_("use case of the twin"), max_length=200, blank=True)
    indicator = models.CharField(
        _("indicator it should move"), max_length=160, blank=True,
        help_text=_("Its name, as the page of indicators has it."),
    )  # fmt: skip
    state = models.CharField(
        pgettext_lazy("experiment", "state"), max_length=9, choices=State, default=State.IDEA,
        editable=False,
    )  # fmt: skip
    ended_on = _day(_("really stopped on"), editable=False)
    published_on = _day(_("result published on"), editable=False)
    result = _number(
        _("value measured"), help_text=_("Better or worse than hoped: both are published.")
    )
    low = _number(_("at least"), help_text=_("The interval, when you know it."))
    high = _number(_("at most"))
    unmeasured = models.BooleanField(
        _("nothing could be measured"), default=False, help_text=_("Say why in what was learned.")
    )
    learned = models.TextField(_("what was learned"), max_length=3_000, blank=True)
    decision = models.CharField(
        _("what you decide"), max_length=8, choices=Decision, blank=True
    )  # fmt: skip

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
        if self.state != self.State.IDEA and self.FIXED.intersection(names):
            raise ParticipationError("experiment_fixed")
        if self.state == self.State.PUBLISHED and {*self.RESULT, "learned"}.intersection(names):
            raise ParticipationError("experiment_published")

    def clean(self) -> None:
        _refuse_persons(self, "service", "partners")
        for name, kind in (("action", "action"), ("case", "twin_case")):
            if (text := getattr(self, name)) and not _is_urn(text, kind):
                raise ParticipationError("experiment_link", field=name)
        if self.starts_on and self.stops_on and self.stops_on <= self.starts_on:
            raise ParticipationError("experiment_order", field="stops_on")
        if self.expected is not None and self.measure(self.expected).contradicts:
            raise ParticipationError("experiment_direction", field="better")
        self._check_result()
        if self.state != self.State.IDEA:
            self._check_run()

    def _check_result(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ParticipationError(
                "experiment_bound", field="low" if self.low is None else "high"
            )
        if self.low is not None and self.high is not None:
            value = self.result
            if value is None or not self.low <= value <= self.high:
                raise ParticipationError("experiment_interval", field="low")
        if self.unmeasured and self.result is not None:
            raise ParticipationError("experiment_unmeasured", field="unmeasured")

    def _check_run(self) -> None:
        if not self.is_ready:
            raise ParticipationError("experiment_ready")
        _refuse_later(self, "starts_on", "ended_on", "published_on")
        begun, ended = self.starts_on, self.ended_on
        if begun is None or (ended and ended < begun):
            raise ParticipationError("experiment_ended", field="ended_on")
        if self.state == self.State.PUBLISHED and not self.has_result:
            raise ParticipationError("experiment_result")

    def measure(self, expected: float) -> Measure:
        """What was decided before, as the engine reads it."""
        return Measure(expected, self.baseline, upwards=self.better == self.Better.UP)

    @property
    def is_ready(self) -> bool:
        """Whether all that is decided before starting is written."""
        return bool(self.measured and self.stops_on) and self.expected is not None

    @property
    def has_result(self) -> bool:
        """Whether it has a result: a value or why there is none, what was learned, a decision."""
        valued = self.unmeasured or self.result is not None
        return bool(valued and self.learned.strip() and self.decision)

    @property
    def is_late(self) -> bool:
        """Whether its stop date is over and nobody wrote the result."""
        ran = self.state in {self.State.RUNNING, self.State.STOPPED}
        over = self.stops_on is not None and self.stops_on < timezone.localdate()
        return ran and over and not self.has_result

    @cached_property
    def measures(self) -> list[Measurement]:
        """The values measured, in the order of days."""
        return list(living(Measurement, self.authority).filter(experiment=self))

    @property
    def interval(self) -> Interval | None:
        """The value measured with its bounds, None while there is none."""
        if self.result is None:
            return None
        low = self.result if self.low is None else self.low
        return Interval(low, self.result, self.result if self.high is None else self.high)

    @property
    def outcome(self) -> Outcome | None:
        """What the result shows; None without a value measured."""
        found = self.interval
        if found is None or self.expected is None:
            return None
        return judge(self.measure(self.expected), found)


def _is_urn(text: str, kind: str) -> bool:
    try:
        return Urn.parse(text).kind == kind
    except JalonsError:
        return False


class Measurement(Registered):
    """A value measured on a day, in the unit of its experiment."""

    experiment = models.ForeignKey(
        Experiment, models.CASCADE, "measurements", verbose_name=_("experiment")
    )
    day = models.DateField(pgettext_lazy("measurement", "day"), default=timezone.localdate)
    value = models.FloatField(pgettext_lazy("measurement", "value"))
    note = models.CharField(
        pgettext_lazy("measurement", "note"), max_length=200, blank=True,
        help_text=_("What explains it: a holiday week, a breakdown."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["day", "created_at"]
        verbose_name = _("measurement of an experiment")
        verbose_name_plural = _("measurements of experiments")

    def __str__(self) -> str:
        return f"{self.experiment} · {self.day.isoformat()}"

    def clean(self) -> None:
        _refuse_later(self, "day")
        _refuse_persons(self, "note")


class ServiceYear(Registered):
    """The list of the digital services that open, or are made again, in a year.

    No figure comes from a list before somebody declared it complete.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("list", "to complete")
        COMPLETE = "complete", pgettext_lazy("list", "complete")

    year = models.PositiveSmallIntegerField(
        pgettext_lazy("list", "year"),
        default=this_year,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    note = models.CharField(
        pgettext_lazy("list", "how you drew it up"), max_length=300, blank=True,
        help_text=_("For example: contracts of the year, and the list of the IT department."),
    )  # fmt: skip
    state = models.CharField(
        pgettext_lazy("list", "state"), max_length=8, choices=State, default=State.OPEN,
        editable=False,
    )  # fmt: skip
    declared_on = _day(_("declared complete on"), editable=False)

    class Meta(Registered.Meta):
        ordering = ["-year"]
        verbose_name = _("list of the new services of a year")
        verbose_name_plural = _("lists of the new services of a year")
        constraints = [unique_alive("year", name="one_list_of_services_of_a_year",
                                    message=_("The list of this year is there."))]  # fmt: skip

    def __str__(self) -> str:
        return str(self.year)

    def clean(self) -> None:
        _refuse_persons(self, "note")
        _refuse_later(self, "declared_on")

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
        return share_tried(self.marks) if self.state == self.State.COMPLETE else None

    @property
    def services_count(self) -> int:
        """How many services are listed."""
        return len(self.listed)

    @property
    def share_low(self) -> float | None:
        """The share (0 to 1) tried, those nobody knows about left out."""
        return self.share.low if self.share else None

    @property
    def share_high(self) -> float | None:
        """The share (0 to 1) tried, those nobody knows about counted as tried."""
        return self.share.high if self.share else None


class NewService(Registered):
    """A digital service, new or made again; ``tried`` says whether users tried it before."""

    class Tried(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("tried", "not known")
        YES = "yes", pgettext_lazy("tried", "yes")
        NO = "no", pgettext_lazy("tried", "no")

    listing = models.ForeignKey(
        ServiceYear, models.CASCADE, "services", verbose_name=pgettext_lazy("list", "year")
    )
    name = models.CharField(_("name of the service"), max_length=160)
    opens_on = _day(pgettext_lazy("service", "opens on"))
    tried = models.CharField(
        _("tried by users before opening"), max_length=3, choices=Tried, blank=True,
        help_text=_("A test stored here, before the opening, is enough: leave it empty then."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["opens_on", "name"]
        verbose_name = _("new service")
        verbose_name_plural = _("new services")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.opens_on and self.opens_on.year != self.listing.year:
            raise ParticipationError("new_service_year", field="opens_on", year=self.listing.year)

    @cached_property
    def tests_before(self) -> list[UserTest]:
        """Its tests with users before it opened."""
        rows = living(UserTest, self.authority).filter(listed=self)
        return list(rows.filter(stage=UserTest.Stage.BEFORE))

    @property
    def was_tried(self) -> bool | None:
        """Whether users tried it before it opened: by a test, or as declared; or unknown."""
        return True if self.tests_before else {"yes": True, "no": False}.get(self.tried)


class UserTest(Registered):
    """A service tried by people: when, how, how many, of which profiles; nobody is named.

    A profile is None when nobody counted it; a person may have several.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", _("before it opened")
        AFTER = "after", _("once it was open")

    class How(models.TextChoices):
        PAPER = "paper", _("with a paper prototype")
        MOCK_UP = "mock_up", _("with a mock-up on screen")
        ON_SITE = "on_site", _("on site, with the service itself")
        REMOTE = "remote", _("at a distance")
        GROUP = "group", _("in a group workshop")

    PROFILES: ClassVar[tuple[str, ...]] = ("far", "disabled", "aged", "foreign")

    service = models.CharField(
        _("service tried"), max_length=160, blank=True,
        help_text=_("Leave it empty when you choose a service of the year below."),
    )  # fmt: skip
    listed = models.ForeignKey(
        NewService, models.SET_NULL, null=True, blank=True, related_name="tests",
        verbose_name=_("service of the year"),
    )  # fmt: skip
    stage = models.CharField(
        pgettext_lazy("test", "moment"), max_length=6, choices=Stage, default=Stage.BEFORE
    )
    how = models.CharField(pgettext_lazy("test", "how"), max_length=7, choices=How)
    day = models.DateField(pgettext_lazy("test", "day"), default=timezone.localdate)
    last_day = _day(pgettext_lazy("test", "last day"), help_text=_("When it lasted several days."))
    people = models.PositiveSmallIntegerField(
        _("people who tried"), validators=[MinValueValidator(1)],
        help_text=_("Residents or staff who use the service, not those who build it."),
    )  # fmt: skip
    far = models.PositiveSmallIntegerField(_("of whom far from digital"), null=True, blank=True)
    disabled = models.PositiveSmallIntegerField(_("of whom disabled"), null=True, blank=True)
    aged = models.PositiveSmallIntegerField(_("of whom 70 or older"), null=True, blank=True)
    foreign = models.PositiveSmallIntegerField(
        _("of whom read French with difficulty"), null=True, blank=True
    )

    class Meta(Registered.Meta):
        ordering = ["-day", "service"]
        verbose_name = _("test with users")
        verbose_name_plural = _("tests with users")

    def __str__(self) -> str:
        return self.service

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The name of the service of the year stands for one that is not typed."""
        if values.get("service", self.service):
            return values
        listed = values.get("listed", self.listed)  # the service, or its key
        if listed is not None and not isinstance(listed, NewService):
            listed = NewService.objects.of(self.authority).filter(pk=listed).first()
        return {**values, "service": listed.name} if listed else values

    def clean(self) -> None:
        if not (self.service or self.listed):
            raise ParticipationError("test_service", field="service")
        _refuse_persons(self, "service")
        _refuse_later(self, "day", "last_day")
        if self.last_day and self.last_day < self.day:
            raise ParticipationError("test_order", field="last_day")
        for name in self.PROFILES:
            if (getattr(self, name) or 0) > self.people:
                raise ParticipationError("test_people", field=name, people=self.people)
        opened = self.listed.opens_on if self.listed else None
        if self.stage == self.Stage.BEFORE and opened and self.day >= opened:
            raise ParticipationError("test_opened", field="stage", day=opened.isoformat())

    @property
    def profiles(self) -> dict[str, int | None]:
        """How many people of each profile; None when nobody counted."""
        return {name: getattr(self, name) for name in self.PROFILES}

    @cached_property
    def noted(self) -> list[UserFinding]:
        """What it found, the most serious first."""
        return list(living(UserFinding, self.authority).filter(test=self))


class UserFinding(Registered):
    """What a test found, how serious it is, and what was done: changed, or not and why."""

    class Weight(models.TextChoices):
        BLOCKS = "blocks", _("stops people")
        SLOWS = "slows", _("slows people down")
        SMALL = "small", _("a detail")

    test = models.ForeignKey(
        UserTest, models.CASCADE, "findings", verbose_name=_("test with users")
    )
    text = models.CharField(
        _("what was found"), max_length=300, help_text=_("What happened, never who.")
    )
    weight = models.CharField(
        _("seriousness"), max_length=6, choices=Weight, default=Weight.SLOWS
    )  # fmt: skip
    changed_day = _day(pgettext_lazy("finding", "changed on"))
    why_not = models.CharField(_("not changed, because"), max_length=300, blank=True)

    class Meta(Registered.Meta):
        ordering = ["weight", "created_at"]
        verbose_name = _("finding of a test")
        verbose_name_plural = _("findings of tests")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        _refuse_persons(self, "text", "why_not")
        _refuse_later(self, "changed_day")
        if self.changed_day and self.why_not:
            raise ParticipationError("finding_both", field="why_not")
        if self.changed_day and self.changed_day < self.test.day:
            raise ParticipationError("finding_before", field="changed_day")

    @property
    def is_decided(self) -> bool:
        """Whether somebody changed something, or said why not."""
        return bool(self.changed_day or self.why_not)
