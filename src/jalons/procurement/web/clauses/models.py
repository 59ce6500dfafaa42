"""A selection of clauses for a contract, and what is checked of them during its execution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Urn
from jalons.procurement.engine.clauses.catalogue import Clause, catalogue, markets
from jalons.procurement.engine.clauses.follow_up import STATES
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.words import clauses as words

label: Callable[[str, str], Any] = lazy(lambda what, code: words.label(what, code, lang()), str)
title: Callable[[Clause], Any] = lazy(lambda clause: clause.title(lang()), str)


def market_choices() -> list[tuple[str, Any]]:
    return [(code, label("market", code)) for code in markets()]


def state_choices() -> list[tuple[str, Any]]:
    return [(code, label("state", code)) for code in STATES]


def clause_choices() -> list[tuple[str, Any]]:
    return [(each.id, title(each)) for each in catalogue().values()]


class ClauseSelection(Registered):
    """The clauses of one contract; ``values`` are those a person confirmed, by “clause.name”."""

    name = models.CharField(_("contract concerned"), max_length=160)
    market = models.CharField(_("kind of contract"), max_length=20, choices=market_choices)
    tender = models.CharField(_("tender concerned"), max_length=200, blank=True)
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        _("duration (months)"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )  # fmt: skip
    delivery_on = models.DateField(_("first delivery on"), null=True, blank=True,
                                   help_text=_("Or the day it is expected."))  # fmt: skip
    clauses = CodesField(_("clauses"), codes=clause_choices)
    values = models.JSONField(_("confirmed values"), default=dict, blank=True)

    keyed: ClassVar[tuple[str, ...]] = ("values",)

    class Meta(Registered.Meta):
        verbose_name = _("contract file")
        verbose_name_plural = _("contract files")
        constraints = [unique_alive("name", name="one_clause_selection_of_a_name",
                                    message=_("This name is taken."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.tender:
            Urn.parse(self.tender)


class SelectedOwnClause(Registered):
    """A clause of the authority in the file of a contract."""

    selection = models.ForeignKey(ClauseSelection, models.CASCADE, related_name="own")
    clause = models.ForeignKey(OwnClause, models.RESTRICT, related_name="selections",
                               verbose_name=_("clause"))  # fmt: skip
    why = models.CharField(_("why in this contract"), max_length=200, blank=True)

    class Meta(Registered.Meta):
        verbose_name = _("clause of ours in a contract")
        verbose_name_plural = _("clauses of ours in a contract")
        constraints = [unique_alive("selection", "clause", name="one_own_clause_of_a_selection",
                                    message=_("The file has this clause already."))]  # fmt: skip

    def __str__(self) -> str:
        return str(self.clause)


class ClauseCheck(Registered):
    """A check of a clause; ``number`` counts those the calendar planned, 0 when added by hand."""

    selection = models.ForeignKey(ClauseSelection, models.CASCADE, related_name="checks")
    clause = models.CharField(_("clause"), max_length=60, choices=clause_choices)
    number = models.PositiveSmallIntegerField(_("rank"), default=0, editable=False)
    due_on = models.DateField(_("to check by"))
    state = models.CharField(_("state"), max_length=10, choices=state_choices, default="to_do")
    done_on = models.DateField(_("checked on"), null=True, blank=True)
    proof = models.TextField(
        _("proof or remark"), max_length=4_000, blank=True,
        help_text=_("The name of the document and where it is filed; what was missing."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["due_on", "clause"]
        verbose_name = _("check of a clause")
        verbose_name_plural = _("checks of clauses")

    def __str__(self) -> str:
        found = catalogue().get(self.clause)
        return found.title(lang()) if found else self.clause

    def clean(self) -> None:
        """Nothing is said to be checked without its day and its proof."""
        missing = [name for name in ("done_on", "proof") if not getattr(self, name)]
        if self.state != "to_do" and missing:
            needed = _("Needed once the check is made: a day, and a proof or a remark.")
            raise ValidationError(dict.fromkeys(missing, needed))
