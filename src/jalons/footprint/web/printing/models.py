"""What the counters of a printer said on a day, or the pages it printed over some days."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons import wording
from jalons.footprint.engine.inventory.printing import PrintCount, spans_of
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive

EMPTY: Any = {"null": True, "blank": True}


class StoredPrintCount(Registered):
    """Counters of a printer read on ``to_day``, or its pages since ``from_day``, or both."""

    printer = models.CharField(
        gettext_lazy("printer, or group of printers"),
        max_length=120,
        help_text=gettext_lazy("Its serial number or its name, always written alike."),
    )
    to_day = models.DateField(gettext_lazy("read on, or until"))
    counter_mono = models.PositiveIntegerField(
        gettext_lazy("black and white counter, or the only one"),
        help_text=gettext_lazy("The number shown on that day, not a difference."),
        **EMPTY,
    )
    counter_colour = models.PositiveIntegerField(gettext_lazy("colour counter"), **EMPTY)
    from_day = models.DateField(
        gettext_lazy("first day of these pages"),
        help_text=gettext_lazy("With counters too: the day of the reading before."),
        **EMPTY,
    )
    mono = models.PositiveIntegerField(gettext_lazy("pages in black and white"), **EMPTY)
    colour = models.PositiveIntegerField(gettext_lazy("pages in colour"), **EMPTY)
    two_sided = models.FloatField(
        gettext_lazy("pages printed on two sides, in %"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=gettext_lazy("Since the reading before. Empty: from none to all."),
        **EMPTY,
    )
    origin = models.CharField(
        gettext_lazy("after what"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Statement of the copier contract, print server, reading on site…"),
    )

    class Meta(Registered.Meta):
        ordering = ["printer", "-to_day"]
        verbose_name = gettext_lazy("counter reading")
        verbose_name_plural = gettext_lazy("counter readings")
        constraints = [
            unique_alive("printer", "to_day", name="one_print_count_a_day",
                         message=gettext_lazy("This printer already has a reading on that day."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.printer} · {wording.format_day(self.to_day, lang())}"

    @classmethod
    def urn_kind(cls) -> str:
        return "print_count"

    def as_count(self) -> PrintCount:
        """The reading, for the engine; ``FootprintError`` when it cannot be."""
        names = ("printer", "counter_mono", "counter_colour", "mono", "colour")
        share = None if self.two_sided is None else self.two_sided / 100
        values = {name: getattr(self, name) for name in names}
        return PrintCount(day=self.to_day, since=self.from_day, two_sided=share, **values)

    def clean(self) -> None:
        """Refuse what cannot be, and what the other counts of the printer make impossible."""
        if self.two_sided is not None and 0 < self.two_sided <= 1:
            raise ValidationError({"two_sided": _("Give a percentage: 45 for 45%.")})
        others = living(StoredPrintCount, self.authority).filter(printer__iexact=self.printer)
        stored = [each.as_count() for each in others.exclude(pk=self.pk)]
        spans_of([*stored, self.as_count()])
