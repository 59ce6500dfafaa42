"""What is stored of AGEC accounts: years, what people typed, rules, and sums of exports.

An export is erased once it is read. Of its lines, only sums by account, label group and supplier
stay, without what looks like a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.procurement.engine.agec import declaration, families, spending
from jalons.procurement.engine.siret import siret_problem
from jalons.procurement.store import agec as tables
from jalons.procurement.words import agec as words

_short: Callable[[str], object] = lazy(lambda code: words.short(tables.family(code), lang()), str)
_gift: Callable[[str], object] = lazy(lambda kind: tables.gift_kinds()[kind].names[lang()], str)


def family_choices() -> Iterable[tuple[str, object]]:
    return [(each.code, _short(each.code)) for each in tables.families()]


def rule_choices() -> Iterable[tuple[str, object]]:
    return [*family_choices(), (families.OUTSIDE, _("outside article 58"))]


def gift_choices() -> Iterable[tuple[str, object]]:
    known = [each for each in tables.gift_kinds().values() if not each.kind.startswith("other_")]
    others = ((f"other_{code}", name) for code, name in family_choices())
    return [*((each.kind, _gift(each.kind)) for each in known), *others]


class Use(models.TextChoices):
    NEW = spending.Use.NEW.value, pgettext_lazy("purchase", "new")
    REUSED = spending.Use.REUSED.value, pgettext_lazy("purchase", "reused or refurbished")
    RECYCLED = spending.Use.RECYCLED.value, pgettext_lazy("purchase", "with recycled material")


class AgecYear(Registered):
    """A calendar year of purchases, and its declaration once it is filed.

    ``sums`` is what the exports come to under the confirmed rules, ``filed`` the file as declared.
    """

    year = models.PositiveIntegerField(_("year"))
    siret = models.CharField(
        _("SIRET of the buyer"), max_length=14, blank=True, help_text=_("Its 14 digits.")
    )
    buyer = models.CharField(_("name of the buyer"), max_length=200, blank=True)
    declared_on = models.DateField(_("declared on"), null=True, blank=True)
    declared_by = models.CharField(
        _("declared by"),
        max_length=120,
        blank=True,
        help_text=_("A department or a role, never the name of a person."),
    )
    sums = models.JSONField(default=dict, editable=False)
    filed = models.TextField(default="", blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("sums", "filed")

    class Meta(Registered.Meta):
        verbose_name = _("year of purchases")
        verbose_name_plural = _("years of purchases")
        ordering = ["-year"]
        constraints = [
            unique_alive("year", name="one_agec_year", message=_("This year is there already."))
        ]

    def __str__(self) -> str:
        return str(self.year)

    def clean(self) -> None:
        if not declaration.FIRST_YEAR <= self.year <= timezone.localdate().year + 1:
            raise ValidationError({"year": _("Article 58 counts calendar years since 2021.")})
        if self.siret and (problem := siret_problem(self.siret)):
            finding = declaration.Finding(
                declaration.FindingLevel.ERROR, f"agec_check.{problem}",
                facts={"siret": self.siret, "count": len(self.siret)},
            )  # fmt: skip
            raise ValidationError({"siret": words.finding_words(finding, lang())})


class AgecAmount(Registered):
    """Purchases of a family that no export brings, or that no rule can separate."""

    agec_year = models.ForeignKey(AgecYear, on_delete=models.CASCADE, related_name="amounts")
    family = models.CharField(_("family"), max_length=20, choices=family_choices)
    use = models.CharField(_("what was bought"), max_length=8, choices=Use, default=Use.NEW)
    amount = exact_number(_("amount before tax, in euros"), 14, 2)
    comment = models.CharField(
        pgettext_lazy("declaration", "comment"),
        max_length=300,
        blank=True,
        help_text=_("It is in the declaration, which is public."),
    )

    class Meta(Registered.Meta):
        ordering = ["family", "-amount"]

    def __str__(self) -> str:
        return f"{self.get_family_display()} · {self.get_use_display()}"


class AgecGift(Registered):
    """Goods received as a gift in the year, at the flat value of the order."""

    agec_year = models.ForeignKey(AgecYear, on_delete=models.CASCADE, related_name="gifts")
    kind = models.CharField(_("what was received"), max_length=30, choices=gift_choices)
    units = models.PositiveIntegerField(_("how many"), default=1)
    unit_value = exact_number(
        _("flat value of one, in euros"), 14, 2, optional=True,
        help_text=_("Empty for a laptop under 5 years old; else the value you read in the order."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.units} × {self.get_kind_display()}"

    @property
    def worth(self) -> Decimal:
        kind = tables.gift_kinds()[self.kind]
        return kind.worth(self.units, self.unit_value if kind.value is None else None)

    def clean(self) -> None:
        tables.gift_kinds()[self.kind].worth(self.units, self.unit_value)


class AgecRule(Registered):
    """Where accounting lines go; it counts in the years for which a person confirmed it."""

    family = models.CharField(_("family"), max_length=20, choices=rule_choices)
    use = models.CharField(_("what was bought"), max_length=8, choices=Use, default=Use.NEW)
    account = models.CharField(
        _("account begins with"), max_length=20, blank=True, help_text=_("For example 2183.")
    )
    label = models.CharField(_("words of the label"), max_length=60, blank=True)
    supplier = models.CharField(_("words of the supplier"), max_length=60, blank=True)
    years = models.JSONField(_("confirmed for"), default=list, blank=True, editable=False)

    class Meta(Registered.Meta):
        verbose_name = _("rule of accounts")
        verbose_name_plural = _("rules of accounts")
        ordering = ["account", "label", "supplier", "pk"]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.account, self.label, self.supplier)))

    @property
    def rule(self) -> spending.Rule:
        use = spending.Use(self.use)
        return spending.Rule(self.family, use, self.account, self.label, self.supplier)

    def clean(self) -> None:
        _ = self.rule  # the engine refuses an empty one


class AccountingExport(BroughtFile):
    """An export a person brought; ``layout``, ``problem``, ``report``: what was read of it."""

    folder = "accounting"

    agec_year = models.ForeignKey(AgecYear, on_delete=models.CASCADE, related_name="exports")
    read_at = models.DateTimeField(null=True)
    layout = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-dropped_at"]


class SpendingSum(AuthorityScoped):
    """The sum of the lines of an export that have the same account, label group and supplier."""

    export = models.ForeignKey(AccountingExport, on_delete=models.CASCADE, related_name="sums")
    account = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    supplier = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    lines = models.PositiveIntegerField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["-amount"]

    def __str__(self) -> str:
        return f"{self.account} {self.label} {self.supplier}"
